"""What was made up for a demonstration stays there: no code of it numbers a dossier in earnest."""

from datetime import date

import pytest
from django.conf import settings as configured

from motcua.cli import agencies
from motcua.dossiers.queries import unit_code
from motcua.kernel.counters import next_number
from motcua.kernel.packs import load_rooms
from motcua.kernel.terminal import Trouble
from motcua.organization.models import AgencyCode, Premises, Unit
from motcua.organization.operations import AgencyParts, define_agency
from motcua.organization.rules import CodeScheme, dossier_series
from tests.papers.samples import AT

pytestmark = [pytest.mark.django_db, pytest.mark.issue(17)]
DAY = date(2026, 11, 23)


@pytest.fixture
def counter():
    return Unit.objects.select_related("agency").get(agency__code="ttpvhcc-06187", code="mot-cua")


def identified(unit, code, since=DAY):
    return agencies.identify(agency=unit.agency.code, code=code, since=since, at=AT)


def test_a_made_up_code_numbers_nothing_in_earnest(counter, settings):
    assert unit_code(counter, on=DAY).startswith("H37.TD")
    settings.DEMONSTRATION_DATA = False
    assert unit_code(counter, on=DAY) == ""


def test_packs_bring_nothing_made_up_outside_a_demonstration(settings):
    AgencyCode.objects.all().delete()
    settings.DEMONSTRATION_DATA = False
    reports = load_rooms(configured.PACKS, at=AT, rooms=["organization"])
    assert [finding for report in reports.values() for finding in report.findings] == []
    assert set(AgencyCode.objects.values_list("value", flat=True)) == {"H37"}
    assert not Premises.objects.filter(is_demonstration=True).exists()


def test_an_agency_gets_its_code_and_another_later(counter, settings):
    settings.DEMONSTRATION_DATA = False
    identified(counter, "H37.12.34")
    identified(counter, "H37.12.35", since=date(2027, 1, 1))
    assert unit_code(counter, on=DAY) == "H37.12.34"
    assert unit_code(counter, on=date(2027, 1, 1)) == "H37.12.35"
    assert not AgencyCode.objects.filter(agency=counter.agency, is_demonstration=True).exists()


@pytest.mark.parametrize(
    ("code", "why"), [("h37", "có dạng"), ("H37", "cơ quan khác"), ("H37.", "có dạng"), ("H37.TD1", "bản trình diễn")]
)
def test_a_code_that_cannot_be_is_refused(counter, code, why):
    before = unit_code(counter, on=DAY)
    with pytest.raises(Trouble, match=why):
        identified(counter, code)
    assert unit_code(counter, on=DAY) == before


def test_packs_leave_the_code_that_was_given(counter):
    """In a demonstration too, which would else not start again."""
    identified(counter, "H37.12.34")
    reports = load_rooms(configured.PACKS, at=AT, rooms=["organization"])
    assert [finding for report in reports.values() for finding in report.findings] == []
    assert unit_code(counter, on=DAY) == "H37.12.34"


def test_a_code_of_a_pack_ends_where_another_was_given(counter):
    agency, since = counter.agency, date(2025, 7, 1)
    row = {"scheme": CodeScheme.QD_20_2020, "value": "H37.77", "is_demonstration": False}
    row |= {"valid_from": since, "valid_until": None}
    parts = AgencyParts([row], [])
    AgencyCode.objects.filter(agency=agency).delete()
    facts = {"name": agency.name}
    define_agency(code=agency.code, facts=facts, parts=parts, by=None, at=AT)
    identified(counter, "H37.78")
    define_agency(code=agency.code, facts=facts, parts=parts, by=None, at=AT)
    assert [one.value for one in AgencyCode.objects.on(DAY).filter(agency=agency)] == ["H37.78"]
    assert [one.value for one in AgencyCode.objects.on(since).filter(agency=agency)] == ["H37.77"]


def numbered(code, day):
    next_number(dossier_series(code, day))


def test_a_slip_of_the_hand_is_put_right_while_no_dossier_bears_it(counter):
    identified(counter, "H37.12.34", since=date(2026, 1, 1))
    identified(counter, "H37.12.36")
    identified(counter, "H37.12.35")
    assert unit_code(counter, on=DAY) == "H37.12.35"
    assert unit_code(counter, on=date(2026, 11, 22)) == "H37.12.34"
    assert not AgencyCode.objects.filter(value="H37.12.36").exists()


def test_a_code_under_which_a_dossier_is_numbered_stays(counter):
    identified(counter, "H37.12.34")
    numbered("H37.12.34", DAY)
    with pytest.raises(Trouble, match="đã dùng mã ấy"):
        identified(counter, "H37.12.36")
    assert unit_code(counter, on=DAY) == "H37.12.34"


def test_a_code_is_not_changed_behind_its_day(counter):
    identified(counter, "H37.12.34", since=date(2026, 11, 20))
    with pytest.raises(Trouble, match="đã dùng mã ấy"):
        identified(counter, "H37.12.36", since=date(2026, 11, 20))


def test_a_code_of_the_future_gives_way(counter):
    identified(counter, "H37.12.34", since=date(2026, 1, 1))
    identified(counter, "H37.12.35", since=date(2027, 1, 1))
    identified(counter, "H37.12.36", since=date(2026, 12, 1))
    assert unit_code(counter, on=DAY) == "H37.12.34"
    assert unit_code(counter, on=date(2027, 2, 1)) == "H37.12.36"


def test_a_code_that_begins_as_nobody_elses_is_asked_about(counter):
    with pytest.raises(Trouble, match="không bắt đầu bằng H37"):
        identified(counter, "H99.12.34")
    assert unit_code(counter, on=DAY).startswith("H37.TD")
    agencies.identify(agency=counter.agency.code, code="H99.12.34", since=DAY, sure=True, at=AT)
    assert unit_code(counter, on=DAY) == "H99.12.34"
