"""What the register of law no longer says, and what a document does to another on several days."""

from datetime import UTC, date, datetime

import pytest

from motcua.laws import loading
from motcua.laws.models import LegalDocument, Relation
from motcua.laws.queries import standing_of
from motcua.laws.rules import Status
from motcua.procedures.queries import Resting, changes_under
from tests.laws.test_register import ONE, pack_of

AT = datetime(2026, 11, 23, 2, tzinfo=UTC)
IN_FORCE = '  in_force: {on: 2026-11-01, from: TEXT, where: "là căn cứ của một nghị định"}\n'
ACT = '    - {kind: REPLACES, to: 1/2010/NĐ-CP, on: 2021-08-01, from: TEXT, where: "điều khoản thi hành"}\n'
PARTLY = (
    '    - {kind: REPEALS_PARTLY, to: 1/2010/NĐ-CP, on: 2021-08-01, part: Điều 3, from: TEXT, where: "điều khoản"}\n'
    '    - {kind: REPEALS_PARTLY, to: 1/2010/NĐ-CP, on: 2022-01-01, part: Điều 5, from: TEXT, where: "điều khoản"}\n'
)
pytestmark = pytest.mark.django_db


def take_in(tmp_path, text):
    return loading.load(pack_of(tmp_path, text), at=AT)


def law():
    return LegalDocument.objects.get(number="11/2020/QH14")


def parts():
    return list(Relation.objects.filter(kind="REPEALS_PARTLY").order_by("on").values_list("on", "part"))


@pytest.mark.issue(2)
def test_evidence_that_the_pack_no_longer_gives_is_taken_back(tmp_path):
    take_in(tmp_path, ONE)
    assert standing_of(law(), on=date(2026, 11, 23)).status == Status.IN_FORCE
    report = take_in(tmp_path, ONE.replace(IN_FORCE, ""))
    assert (report.updated, law().known_on, law().known_from) == (1, None, "")
    assert standing_of(law(), on=date(2026, 11, 23)).status == Status.UNKNOWN
    assert take_in(tmp_path, ONE.replace(IN_FORCE, "")).updated == 0


@pytest.mark.issue(2)
def test_evidence_that_was_dated_too_late_is_put_right(tmp_path):
    take_in(tmp_path, ONE)
    take_in(tmp_path, ONE.replace("2026-11-01", "2026-10-01"))
    assert law().known_on == date(2026, 10, 1)


def test_evidence_of_an_import_stays_when_the_pack_has_none(tmp_path):
    take_in(tmp_path, ONE)
    LegalDocument.objects.filter(pk=law().pk).update(known_on=date(2026, 11, 20), known_from="bản chép")
    take_in(tmp_path, ONE.replace(IN_FORCE, ""))
    assert (law().known_on, law().known_from) == (date(2026, 11, 20), "bản chép")


@pytest.mark.issue(2)
def test_a_document_ends_parts_of_another_on_several_days(tmp_path):
    text = ONE.replace(ACT, PARTLY)
    report = take_in(tmp_path, text)
    assert report.findings == []
    assert parts() == [(date(2021, 8, 1), "Điều 3"), (date(2022, 1, 1), "Điều 5")]
    assert take_in(tmp_path, text).updated == 0
    old = LegalDocument.objects.get(number="1/2010/NĐ-CP")
    assert standing_of(old, on=date(2021, 7, 31)).status == Status.UNKNOWN
    for day, count in ((date(2021, 8, 1), 1), (date(2022, 1, 1), 2)):
        standing = standing_of(old, on=day)
        assert (standing.status, len(standing.by)) == (Status.PARTLY_EXPIRED, count)


def test_a_day_put_right_moves_its_own_part_and_one_taken_out_goes(tmp_path):
    text = ONE.replace(ACT, PARTLY)
    take_in(tmp_path, text)
    take_in(tmp_path, text.replace("2022-01-01", "2022-02-01"))
    assert parts() == [(date(2021, 8, 1), "Điều 3"), (date(2022, 2, 1), "Điều 5")]
    take_in(tmp_path, ONE.replace(ACT, PARTLY.splitlines(keepends=True)[1]))
    assert parts() == [(date(2022, 1, 1), "Điều 5")]


def test_the_same_act_twice_on_one_day_is_a_finding(tmp_path):
    report = take_in(tmp_path, ONE.replace(ACT, PARTLY.replace("2022-01-01", "2021-08-01")))
    assert "ghi hai lần" in report.findings[0].message
    assert len(parts()) == 1


@pytest.mark.issue(2)
def test_each_part_that_ends_flags_what_rests_on_the_document(tmp_path):
    take_in(tmp_path, ONE.replace(ACT, PARTLY))
    resting = [Resting("1/2010/NĐ-CP", date(2020, 1, 1), 1)]
    first = changes_under(resting, on=date(2021, 9, 1))
    both = changes_under(resting, on=date(2022, 9, 1))
    assert len(both) == 2
    assert len({change.mark for change in both}) == 2
    assert first[0].mark == both[0].mark
    # Resting on it since after the first: the second keeps the mark it has for everybody.
    later = changes_under([Resting("1/2010/NĐ-CP", date(2021, 10, 1), 1)], on=date(2022, 9, 1))
    assert [change.mark for change in later] == [both[1].mark]
