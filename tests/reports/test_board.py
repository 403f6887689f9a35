"""The board of who has sent: by how far they are, by sort, by name without marks, page by page, whoever asks what."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.http import urlencode

from motcua.indicators.operations import keep_figures
from motcua.reports import operations
from motcua.reports.queries import board, form_for, reporting
from motcua.reports.rules.periods import PeriodKind, ReportPeriod
from motcua.workspace.report_boards import PAGE, Sort, State, sort_of
from tests.dossiers.conftest import accepted, at, hand, people, register, send, work  # noqa: F401 - fixtures
from tests.workspace.test_agencies import client_of, official

pytestmark = [pytest.mark.django_db, pytest.mark.issue(20)]
MARCH = ReportPeriod(PeriodKind.MONTH, 2026, 3)
CASES, BOARD = "ubnd-06187", "/lam-viec/bao-cao/ii-06a/2026-03/"


@pytest.fixture
def gathers(people, accepted):  # noqa: F811
    keep_figures(at=at(1))
    accepted("2.000635")
    return client_of(official("ubnd-tinh/van-phong/kiem-soat-tthc"))


def _codes(page):
    return [one.agency.code for one, _late in page.context["owed"]]


def _all(client, **asked):
    """The codes of every page, one page after another."""
    found, after = [], ""
    while True:
        page = client.get(f"{BOARD}?{urlencode({**asked, 'sau': after})}")
        codes = _codes(page)
        assert len(codes) <= PAGE
        found += codes
        after = page.context["following"]
        if not after:
            return found


def test_pages_hold_everybody_once_in_the_order_of_names(gathers):
    expected = [one.code for one in reporting(form_for("ii-06a", MARCH).definition, MARCH)]
    assert len(expected) > 2 * PAGE
    assert _all(gathers) == expected
    for nonsense in ("\x00", "9" * 90, "không có", "<b>"):
        assert _codes(gathers.get(f"{BOARD}?{urlencode({'sau': nonsense})}")) == expected[:PAGE]
        page = gathers.get(f"{BOARD}?{urlencode({'tinh-trang': nonsense, 'loai': nonsense})}")
        assert page.context["found"] == len(expected)
        assert gathers.get(f"{BOARD}?{urlencode({'q': nonsense})}").status_code == 200


def test_states_and_sorts_and_names_choose_lines_and_are_counted(gathers, people):  # noqa: F811
    form = form_for("ii-06a", MARCH)
    agency = next(one for one in reporting(form.definition, MARCH) if one.code == CASES)
    everybody = len(reporting(form.definition, MARCH))

    def counted(**asked):
        page = gathers.get(f"{BOARD}?{urlencode(asked)}")
        return {state: count for state, _words, count, _chosen in page.context["states"]}

    version = operations.draft(agency, form=form, period=MARCH, by=people.head, at=at(16))
    assert _all(gathers, **{"tinh-trang": State.DRAFT}) == [CASES]
    assert counted()[State.UNSENT] == everybody
    operations.check(version, by=people.leader, at=at(16, 10))
    assert _all(gathers, **{"tinh-trang": State.CHECKED}) == [CASES]
    operations.sign(version, by=people.leader, at=at(16, 11))
    assert _all(gathers, **{"tinh-trang": State.SENT}) == [CASES]
    unsent = _all(gathers, **{"tinh-trang": State.UNSENT})
    assert len(unsent) == everybody - 1 == counted()[State.UNSENT]
    assert CASES not in unsent
    by_sort = {sort: _all(gathers, loai=sort) for sort in Sort}
    assert sorted(code for codes in by_sort.values() for code in codes) == sorted(_all(gathers))
    assert CASES in by_sort[Sort.COMMITTEE]
    assert sort_of(agency) is Sort.COMMITTEE
    for typed in ("ky lua uy ban", "KỲ LỪA", "phường kỳ"):
        assert CASES in _all(gathers, q=typed, loai=Sort.COMMITTEE)
    assert _all(gathers, q="ky lua", **{"tinh-trang": State.SENT}) == [CASES]
    page = gathers.get(f"{BOARD}?q=zzzz")
    assert "Bỏ lọc để xem tất cả" in page.content.decode()


def test_who_is_reminded_leads_back_to_the_same_lines(gathers):
    asked = f"{BOARD}?{urlencode({'q': 'ky lua', 'loai': Sort.COMMITTEE})}"
    answer = gathers.post(asked, {"agency": CASES})
    assert answer.status_code == 302
    assert answer["Location"] == asked
    assert "Đã nhắc" in gathers.get(asked).content.decode()
    assert gathers.post(asked, {"agency": CASES}).status_code == 422, "once a day"


def test_who_prepares_for_one_agency_sees_that_alone_without_filters(gathers, people):  # noqa: F811
    page = client_of(people.head).get(f"{BOARD}?q=kh%C3%B4ng+c%C3%B3")
    assert page.context["several"] is False
    assert "Tên cơ quan" not in page.content.decode()
    assert client_of(people.clerk).get(BOARD).status_code == 404
    assert len(board([], form_for("ii-06a", MARCH), MARCH)) == 0


def test_a_page_asks_as_much_as_the_first(gathers):
    gathers.get(BOARD)
    numbers = []
    for query in ("", "?sau=so-tu-phap", f"?tinh-trang={State.UNSENT}&q=xa"):
        with CaptureQueriesContext(connection) as asked:
            gathers.get(f"{BOARD}{query}")
        numbers.append(len(asked))
    assert len(set(numbers)) == 1
