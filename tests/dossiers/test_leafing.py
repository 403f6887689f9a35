"""Leafing through lists by their «next» links: every row once for every sort, all else there is harmless."""

import re
from html import unescape
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from django.test import Client

from motcua.dossiers.models import Dossier
from motcua.handling.filters import Sort
from motcua.kernel.addresses import moment_in, place_in, place_written
from motcua.workspace import board, inbox, searching
from motcua.workspace.listing import SORTS
from tests.dossiers.conftest import at
from tests.dossiers.test_books import many
from tests.whole import today

pytestmark = pytest.mark.django_db
LISTS = ("/lam-viec/", "/lam-viec/don-vi/", "/lam-viec/ho-so/")
NEXT = re.compile(r'href="(\?(?![^"]*(?:tieng|hien|mat-do|xem)=)[^"]*(?:sau|truoc)=[^"]*)"')
ODD = [
    "",
    "abc",
    "9" * 30,
    "-1",
    "NaN",
    "infinity",
    "2026-W48-1T00:00:00+00:00",
    "0001-01-01T00:00:00+14:00",
    "\x00\x01",
]


@pytest.fixture
def leafing(people, accepted, register, monkeypatch):
    """Dossiers of two procedures whose names need signs that no address keeps, two on a page."""
    for page in (board, inbox, searching):
        monkeypatch.setattr(page, "PAGE", 2)
    for number in range(3):
        register("1.001193", when=at(3, 9, number))
        register(when=at(3, 10, number))
    many(accepted(when=at(2)), 3)
    client = Client()
    client.force_login(people.counter)
    return client


def _shown(page):
    return re.findall(r'href="/lam-viec/ho-so/([^"/]+)/"', page)


@pytest.mark.parametrize("address", LISTS)
@pytest.mark.parametrize("sort", list(Sort))
def test_the_next_links_of_every_sort_lead_past_each_row_once(leafing, address, sort):
    slug = SORTS[sort][0]
    asked, shown = f"xep={slug}", []
    for _page in range(12):
        page = leafing.get(f"{address}?{asked}").content.decode()
        shown += list(dict.fromkeys(_shown(page.partition("<table")[2] or page)))
        found = NEXT.search(page)
        if found is None:
            break
        # As browsers and servers do it: signs that control are dropped on the way.
        link = parse_qs(urlsplit(unescape(found[1])).query)
        asked = urlencode({name: value[0].replace("\x01", "") for name, value in link.items()})
    assert len(shown) == len(set(shown))
    wanted = Dossier.objects.filter(status="NEW") if address == LISTS[0] else Dossier.objects.all()
    assert len(shown) >= wanted.count()


@pytest.mark.parametrize("address", LISTS)
def test_the_place_of_another_sort_or_of_nobody_is_the_beginning(leafing, address):
    moment = "2026-11-30T00:00:00+00:00"
    places = [f"{moment}|6_TASK|1|abc", f"{moment}|6_TASK|1", f"0|{moment}|1", "1|infinity|1", "0|NaN|1", "0|-1|7"]
    for odd in ODD:
        written = place_written(odd)
        places += [f"0|{odd}|1", f"0|{written}|1", f"1|{written}|1", f"{moment}|6_TASK|1|{odd}"]
        places += [f"{moment}|6_TASK|1|{written}", f"{odd}|6_TASK|1|", f"{moment}|{odd}|{odd}|{odd}"]
    for turn, sort in enumerate(Sort):
        # Each place is tried with some sort every day, with each of them every week.
        for place in today(places, turn=turn, every=len(Sort)):
            answer = leafing.get(address, {"xep": SORTS[sort][0], "sau": place, "truoc": place})
            assert answer.status_code == 200, (sort, place)


@pytest.mark.parametrize("text", ["", "a\x01b", "Ngọc Ánh", "|%&=+ /", "\U0001f469" * 300])
def test_a_place_is_written_with_signs_that_every_address_keeps(text):
    written = place_written(text)
    assert re.fullmatch(r"[A-Za-z0-9_-]*", written)
    assert place_in(written) == text


def test_what_nobody_wrote_is_no_place():
    for odd in ("2026-11-30T00:00:00+00:00", "é", "abc=", "_w", "a", "x" * 9000):
        assert place_in(odd) is None, odd
    assert moment_in("0001-01-01T00:00:00+14:00") is None
