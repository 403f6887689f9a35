"""The public figures: of the whole province, of its kinds of agencies, of each agency; each the sum of those below."""

import re
from datetime import date

import pytest

from motcua.indicators.models import AgencyMonth
from motcua.indicators.queries import agency_groups, province_figures
from motcua.organization.models import Agency
from motcua.organization.rules import AgencyKind, Level
from motcua.people.visitor import Visitor

SINCE, UNTIL = date(2026, 1, 1), date(2027, 1, 1)
SUMS = ("submitted", "submitted_online", "accepted", "done", "returned", "rated", "stars")


def counted(agencies):
    for number, agency in enumerate(agencies, start=1):
        for month in (3, 4):
            AgencyMonth.objects.create(
                agency=agency, month=date(2026, month, 1), submitted=10 * number, submitted_online=number,
                accepted=9 * number, done_on_time=7 * number, done_late=number % 3, done_without_due_date=number % 2,
                returned=5, rated=2, stars=9,
            )  # fmt: skip


@pytest.fixture
def agencies(db):
    communes = Agency.objects.filter(level=Level.COMMUNE)
    found = [
        *Agency.objects.filter(level=Level.PROVINCE)[:3],
        *communes.filter(kind=AgencyKind.POLICE)[:7],
        *communes.filter(kind=AgencyKind.PEOPLES_COMMITTEE)[:2],
    ]
    assert len(found) == 12
    counted(found)
    return found


def test_groups_add_up_to_the_province_and_agencies_to_their_group(agencies):
    total = province_figures(since=SINCE, until=UNTIL)
    groups = agency_groups(since=SINCE, until=UNTIL)
    for name in SUMS:
        assert getattr(total, name) == sum(getattr(group.total, name) for group in groups) > 0
        for group in groups:
            assert getattr(group.total, name) == sum(getattr(row, name) for row in group.agencies)
    for group in groups:
        assert group.total.on_time.late == sum(row.on_time.late for row in group.agencies)
        assert group.total.on_time.on_time == sum(row.on_time.on_time for row in group.agencies)
    assert sorted(row.name for group in groups for row in group.agencies) == sorted(one.name for one in agencies)


def test_the_province_comes_first_then_committees_and_an_agency_stands_among_its_kind(agencies):
    groups = agency_groups(since=SINCE, until=UNTIL)
    assert groups[0].level == Level.PROVINCE
    assert groups[1].kind == AgencyKind.PEOPLES_COMMITTEE
    kinds = {one.name: (one.level, one.kind) for one in agencies}
    for group in groups:
        for row in group.agencies:
            level, kind = kinds[row.name]
            assert group.level == level
            assert level == Level.PROVINCE or group.kind == kind


def test_a_long_group_is_folded_under_its_own_figures_and_a_short_one_is_open(agencies, client, monkeypatch):
    monkeypatch.setattr(Visitor, "on", date(2026, 11, 23))
    html = client.get("/minh-bach/").content.decode()
    folds = re.findall(r"<details([^>]*)>(.*?)</details>", html, re.DOTALL)
    groups = agency_groups(since=SINCE, until=UNTIL)
    assert len(folds) == len(groups) > 1
    for (attributes, body), group in zip(folds, groups, strict=True):
        assert ("open" in attributes) == (len(group.agencies) <= 6)
        summary, table = body.split("</summary>")
        assert f"({len(group.agencies)})" in summary
        assert f"{group.total.on_time.percent}%" in summary
        assert re.findall(r'<th scope="row">\s*(.*?)\s*</th>', table) == [row.name for row in group.agencies]
        for name in ("submitted", "done"):
            assert f">{getattr(group.agencies[0], name)}<" in table
    assert html.index("mc-stats") < html.index("<details")


@pytest.mark.django_db
def test_a_province_without_figures_says_so(client):
    assert agency_groups(since=SINCE, until=UNTIL) == []
    assert "Chưa có hồ sơ nào trong thời gian này." in client.get("/minh-bach/").content.decode()
