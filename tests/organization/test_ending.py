"""An agency, a unit, a post is ended by a command as on screen: by a decision, and not while work rests on it."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from motcua.cli import agencies
from motcua.kernel.models import JournalEntry
from motcua.kernel.terminal import Trouble
from motcua.organization.models import Agency, Post, Unit

pytestmark = [pytest.mark.django_db, pytest.mark.issue(17)]
DECISION = "QĐ 12/QĐ-UBND ngày 20/11/2026"
ON = timezone.localdate() + timedelta(days=300)


def end(path, on=ON, basis=DECISION):
    return agencies.end(path=path, on=on, basis=basis, at=timezone.now())


@pytest.fixture
def agency():
    one = Agency.objects.get(code="so-tu-phap")
    made = Agency.objects.create(
        code="so-thu", name="Sở Thử", short_name="Sở Thử", level=one.level, kind=one.kind, place=one.place,
        valid_from=date(2026, 1, 1), sort_key="so thu",
    )  # fmt: skip
    unit = Unit.objects.create(agency=made, code="chuyen-mon", name="Phòng", kind="OFFICE")
    Post.objects.create(unit=unit, code="chuyen-vien", title="Chuyên viên", duties=["PROCESS"])
    return made


def test_a_post_a_unit_and_an_agency_end_by_their_paths(agency, capsys):
    with pytest.raises(Trouble, match="Còn đơn vị"):
        end("so-thu")
    for path in ("so-thu/chuyen-mon/chuyen-vien", "so-thu/chuyen-mon", "so-thu"):
        assert end(path) == 0
    assert capsys.readouterr().out.count(f"{ON:%d/%m/%Y}") == 3
    agency.refresh_from_db()
    assert agency.valid_until == ON
    assert Unit.objects.get(agency=agency).valid_until == ON
    assert Post.objects.get(unit__agency=agency).valid_until == ON
    assert JournalEntry.objects.filter(word="structure.ended").count() == 3


@pytest.mark.parametrize(
    ("path", "facts", "why"),
    [
        ("khong-co", {}, "Không có cơ quan"),
        ("so-thu/khong-co", {}, "Không có đơn vị"),
        ("so-thu/chuyen-mon/khong-co", {}, "Không có đơn vị, vị trí"),
        ("so-thu/chuyen-mon", {"basis": " "}, "căn cứ"),
        ("so-thu/chuyen-mon", {"on": date(2020, 1, 1)}, "hôm nay trở đi"),
    ],
)
def test_what_cannot_end_is_said_in_words(agency, path, facts, why):
    with pytest.raises(Trouble, match=why):
        end(path, **facts)
    assert Unit.objects.get(agency=agency).valid_until is None
