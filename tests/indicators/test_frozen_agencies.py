"""The points of agencies are frozen once a month, keep what they were, and have an address to cite."""

from datetime import UTC, date, datetime
from fractions import Fraction

import pytest

from motcua.indicators.figures.operations import SET, freeze_agencies, freeze_points
from motcua.indicators.figures.published import (
    LEAST,
    Reader,
    Shown,
    frozen_agency,
    frozen_months_of,
    points_of_set,
)
from motcua.indicators.figures.subjects import Whom
from motcua.indicators.models import FrozenAgency
from motcua.indicators.rules.definitions import Subject
from motcua.indicators.rules.spans import Span
from motcua.kernel.models import JournalEntry
from motcua.kernel.operations import Refused
from motcua.organization.models import Agency
from tests.indicators.made_up import make_facts

pytestmark = [pytest.mark.django_db, pytest.mark.issue(20)]
KY_LUA, OTHER, OCTOBER = "ubnd-06187", "ubnd-05986", Span(2026, 10, 1)
IN_OCTOBER, NOW = datetime(2026, 10, 6, 2, tzinfo=UTC), datetime(2026, 11, 20, 2, tzinfo=UTC)
ON_TIME = "qd766.dung_han"
PAGE = f"/minh-bach/co-quan/{KY_LUA}/"


@pytest.fixture
def agency(db):
    make_facts(KY_LUA, 40, when=IN_OCTOBER, late=10)
    make_facts(OTHER, LEAST - 1, when=IN_OCTOBER)
    return Agency.objects.get(code=KY_LUA)


def _part(kept, code=ON_TIME):
    return next(one for one in kept.parts if one["code"] == code)


def test_a_month_is_frozen_once_for_every_agency_at_work_and_stays(agency):
    with pytest.raises(Refused, match="chưa hết"):
        freeze_points(OCTOBER, by=None, at=datetime(2026, 10, 31, 16, 59, tzinfo=UTC))
    freeze_points(OCTOBER, by=None, at=datetime(2026, 10, 31, 17, 0, tzinfo=UTC))
    assert {one.agency.code for one in FrozenAgency.objects.all()} == {KY_LUA, OTHER}
    kept = frozen_agency(agency.pk, SET, OCTOBER.since)
    assert (_part(kept)["value"], _part(kept)["points"]) == ("3/4", "15")
    now = points_of_set(SET, Whom(Subject.AGENCY, agency.pk), OCTOBER, Reader(date(2026, 10, 31), NOW)).sum
    assert [Fraction(one) for one in (kept.points, kept.measured, kept.total)] == [now.points, now.measured, now.total]
    few = _part(frozen_agency(Agency.objects.get(code=OTHER).pk, SET, OCTOBER.since))
    assert (few["shown"], few["value"], few["points"]) == (Shown.FEW, "", "")
    assert not any(letter.isdigit() for letter in few["line"] + few["line_en"]), "parts would tell the share"
    assert JournalEntry.objects.get(word="agencies.frozen").details == {"month": "2026-10", "agencies": 2}
    with pytest.raises(Refused, match="đã chốt"):
        freeze_points(OCTOBER, by=None, at=NOW)
    make_facts(KY_LUA, 20, when=IN_OCTOBER, late=20)
    assert _part(frozen_agency(agency.pk, SET, OCTOBER.since))["value"] == "3/4"


def test_the_job_freezes_what_ended_last_then_each_month_and_nothing_of_nobody():
    freeze_agencies(at=NOW)
    assert not JournalEntry.objects.filter(word="agencies.frozen").exists()
    make_facts(KY_LUA, 40, when=IN_OCTOBER)
    pk = Agency.objects.get(code=KY_LUA).pk
    for _twice in range(2):
        freeze_agencies(at=NOW)
    assert frozen_months_of(pk, SET) == [date(2026, 10, 1)]
    freeze_agencies(at=datetime(2027, 1, 2, 3, tzinfo=UTC))
    assert frozen_months_of(pk, SET) == [date(2026, 12, 1), date(2026, 11, 1), date(2026, 10, 1)]
    assert JournalEntry.objects.filter(word="agencies.frozen").count() == 3


def test_its_page_says_what_it_was_and_whether_it_differs_today(agency, client):
    freeze_points(OCTOBER, by=None, at=NOW)
    listed = client.get(f"{PAGE}?ky=2026-10").content.decode()
    assert f"{PAGE}ban-chup/2026-10/" in listed
    page = client.get(f"{PAGE}ban-chup/2026-10/").content.decode()
    assert "75%" in page
    assert "Số không thay đổi từ khi chốt" in page
    make_facts(KY_LUA, 20, when=IN_OCTOBER, late=20)
    page = client.get(f"{PAGE}ban-chup/2026-10/").content.decode()
    assert "75%" in page
    assert "Số đã thay đổi từ khi chốt" in page
    few = client.get(f"/minh-bach/co-quan/{OTHER}/ban-chup/2026-10/").content.decode()
    assert "chưa đo được phần nào" in few
    for wrong in ("2026-09", "2026", "2026-q4", "x", "9999-99"):
        assert client.get(f"{PAGE}ban-chup/{wrong}/").status_code == 404
    assert client.get("/minh-bach/co-quan/khong-co/ban-chup/2026-10/").status_code == 404
    english = client.get(f"{PAGE}ban-chup/2026-10/", headers={"accept-language": "en"}, follow=True)
    assert english.status_code == 200
