"""What a first view may weigh on a weak line: 60 KB without fonts, 45 KB of fonts, 30 KB of script."""

import gzip
from pathlib import Path

import pytest

MC = Path(__file__).parents[2] / "src" / "motcua" / "ui" / "static" / "mc"
FIRST_VIEW, FONTS, SCRIPT = 60_000, 45_000, 30_000
PAGES = ["/", "/thu-tuc/", "/thu-tuc/?q=khai+sinh", "/thu-tuc/1.001193/", "/noi-tiep-nhan/", "/minh-bach/", "/so-do/"]


def weight(path):
    return len(gzip.compress(path.read_bytes()))


@pytest.mark.django_db
@pytest.mark.parametrize("address", PAGES)
def test_a_first_view_is_light(client, address):
    page = client.get(address, headers={"accept-encoding": "gzip"})
    assert (page.status_code, page["Content-Encoding"]) == (200, "gzip")
    parts = weight(MC / "mc.css") + weight(MC / "mc.js") + weight(MC / "icons.svg") + weight(MC / "weave.svg")
    assert len(page.content) + parts <= FIRST_VIEW


def test_fonts_hold_only_the_letters_of_the_pages():
    assert sum(path.stat().st_size for path in (MC / "fonts").glob("*.woff2")) <= FONTS


def test_a_page_loads_little_script():
    assert sum(path.stat().st_size for path in MC.glob("*.js")) <= SCRIPT
