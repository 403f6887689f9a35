"""A journalist finds a dataset without marks, reads what its columns mean and takes the file; without scripts."""

import hashlib
import json
import re
from pathlib import Path

import pytest

from tests.command import motcua
from tests.journeys.test_counter import accessible
from tests.journeys.test_main_job import follow

pytestmark = [pytest.mark.journey, pytest.mark.issue(21)]


@pytest.fixture
def published(platform, province, tmp_path_factory):
    """What the worker does within ten minutes, now."""
    data = tmp_path_factory.getbasetemp() / "platform0"
    around = {"DATABASE_URL": province, "MOTCUA_DATA": str(data), "SECRET_KEY": "x", "ALLOWED_HOSTS": "localhost"}
    code, said = motcua("opendata", "release", "co-quan", PUBLIC_ADDRESS=platform, **around)
    assert code == 0, said
    return said


@pytest.mark.parametrize("width", [360, 1280])
def test_a_journalist_finds_reads_and_downloads(visit, published, width):
    page = visit(width=width, javascript=False)
    page.goto("/du-lieu/")
    page.fill("main [name=q]", "co quan hanh chinh")
    page.select_option("main [name=chu-de]", "REGI")
    page.get_by_role("button", name="Tìm").click()
    assert "chu-de=REGI" in page.url
    follow(page, page.get_by_role("main").get_by_role("link", name="Cơ quan hành chính và lịch sử của cơ quan"))
    said = page.inner_text("main")
    for words in ("Từ điển cột", "former_names", "Chưa rõ", "Chất lượng của bản mới nhất", "Cách dẫn nguồn"):
        assert words in said
    assert page.evaluate("document.documentElement.scrollWidth") <= width

    follow(page, page.get_by_role("table", name="Các dòng đầu").get_by_role("link").first)
    assert "Một dòng của «Cơ quan hành chính" in page.inner_text("main")
    page.go_back()

    with page.expect_download() as downloading:
        page.get_by_role("link", name=re.compile("^CSV")).first.click()
    content = Path(downloading.value.path()).read_bytes()
    assert content.startswith(b"\xef\xbb\xbfcode,name,")
    page.get_by_text("Tệp của bản này").first.click()
    assert hashlib.sha256(content).hexdigest() in page.inner_text("main")
    told = json.loads(page.request.get("/du-lieu/co-quan/co-quan.json").body())
    assert len(told) == content.decode("utf-8-sig").count("\r\n") - 1


def test_the_pages_are_for_everybody_in_both_languages(visit, published):
    page = visit(width=360)
    for address in (
        "/du-lieu/",
        "/du-lieu/co-quan/",
        "/du-lieu/co-quan/dong/so-tu-phap/",
        "/du-lieu/co-quan/?tieng=en",
    ):
        page.goto(address)
        assert accessible(page) == [], address
