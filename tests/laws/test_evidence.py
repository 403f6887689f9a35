"""«Còn hiệu lực» is said on evidence only; where there is none, the law room says «chưa rõ» and how to find out."""

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.laws.loading.files import gather
from motcua.laws.models import LegalDocument
from motcua.laws.operations import import_laws
from motcua.laws.queries import standing_of
from motcua.laws.rules import EVIDENCE_LASTS, Status, status_on

AT = datetime(2026, 11, 28, 2, tzinfo=UTC)
TODAY = AT.date()
FROM = date(2018, 6, 21)


def status(day, *effects, known_on=None, effective_from=FROM, until=None):
    return status_on(day, effective_from=effective_from, effective_until=until, effects=effects, known_on=known_on)


def effect(kind, on):
    return SimpleNamespace(kind=kind, on=on)


def test_nothing_that_says_otherwise_is_no_evidence_of_effect():
    assert status(TODAY) == Status.UNKNOWN
    assert status(TODAY, effective_from=None) == Status.UNKNOWN
    assert status(FROM - timedelta(days=1)) == Status.NOT_YET


def test_a_source_is_believed_for_the_days_before_it_and_a_year_after():
    known = date(2026, 7, 23)
    assert status(known, known_on=known) == Status.IN_FORCE
    assert status(date(2020, 1, 1), known_on=known) == Status.IN_FORCE
    assert status(known + EVIDENCE_LASTS, known_on=known) == Status.IN_FORCE
    assert status(known + EVIDENCE_LASTS + timedelta(days=1), known_on=known) == Status.UNKNOWN
    assert status(date(2020, 1, 1), known_on=known, effective_from=None) == Status.UNKNOWN


def test_what_happened_to_a_document_later_proves_it_was_in_force_before():
    replaced = effect("REPLACES", date(2025, 7, 1))
    assert status(date(2025, 6, 30), replaced) == Status.IN_FORCE
    assert status(date(2025, 7, 1), replaced) == Status.EXPIRED
    assert status(date(2021, 12, 6), effect("AMENDS", date(2021, 12, 6))) == Status.IN_FORCE
    assert status(date(2021, 12, 6) + EVIDENCE_LASTS, effect("AMENDS", date(2021, 12, 6))) == Status.IN_FORCE
    assert status(date(2023, 1, 1), effect("AMENDS", date(2021, 12, 6))) == Status.UNKNOWN
    assert status(date(2026, 1, 1), until=date(2027, 3, 1)) == Status.IN_FORCE


@given(
    day=st.dates(date(2015, 1, 1), date(2030, 1, 1)),
    known_on=st.none() | st.dates(date(2015, 1, 1), date(2030, 1, 1)),
    until=st.none() | st.dates(date(2015, 1, 1), date(2030, 1, 1)),
    amended=st.none() | st.dates(date(2015, 1, 1), date(2030, 1, 1)),
)
def test_in_force_always_rests_on_something_that_can_be_named(day, known_on, until, amended):
    effects = [effect("AMENDS", amended)] if amended else []
    if status(day, *effects, known_on=known_on, until=until) == Status.IN_FORCE:
        proofs = [one for one in (known_on, until, amended) if one is not None]
        assert any(day - one <= EVIDENCE_LASTS for one in proofs)


SINGLE = """# Nghị định 77/2020/NĐ-CP

| **Số hiệu** | 77/2020/NĐ-CP |
|---|---|
| **Ngày hiệu lực** | 01/07/2020 |
| **Trạng thái** | {state} |

## VĂN BẢN

Điều 1. Phạm vi

Nghị định này quy định việc nuôi ong.
"""
MATTER = "---\nlastedit: {day}\n---\n\n"
CODIFIED = """Điều 99.1.LQ.1. Phạm vi điều chỉnh

(Điều 1 Luật số 11/2020/QH14 Nuôi ong ngày 21/11/2020 của Quốc hội, có hiệu lực thi hành kể từ ngày 01/07/2021)

Luật này quy định việc nuôi ong.
"""


def bring(path, text, *, as_of=None):
    path.mkdir()
    (path / "tep.md").write_text(text, encoding="utf-8")
    gathered = gather(path, as_of=as_of)
    import_laws(
        name="thử", documents=list(gathered.documents.values()), troubles=gathered.troubles, files=1, by=None, at=AT
    )
    return LegalDocument.objects.get(is_stub=False)


@pytest.mark.django_db
def test_a_text_that_only_says_when_it_begins_leaves_its_status_open(tmp_path):
    row = bring(tmp_path / "a", SINGLE.format(state="Đang cập nhật"))
    assert standing_of(row, on=TODAY).status == Status.UNKNOWN


@pytest.mark.django_db
def test_a_file_that_states_the_status_on_a_day_is_evidence_and_is_named(tmp_path):
    row = bring(tmp_path / "a", MATTER.format(day="2026-06-10") + SINGLE.format(state="Còn hiệu lực"))
    assert standing_of(row, on=TODAY).status == Status.IN_FORCE
    assert (row.known_on, row.known_from) == (date(2026, 6, 10), "tep.md")


@pytest.mark.django_db
def test_a_status_without_a_day_is_no_evidence(tmp_path):
    row = bring(tmp_path / "a", SINGLE.format(state="Còn hiệu lực"))
    assert standing_of(row, on=TODAY).status == Status.UNKNOWN


@pytest.mark.django_db
def test_the_codified_law_is_evidence_for_the_day_of_its_copy(tmp_path):
    row = bring(tmp_path / "a", MATTER.format(day="2026-05-13") + CODIFIED)
    assert (row.known_on, standing_of(row, on=TODAY).status) == (date(2026, 5, 13), Status.IN_FORCE)


@pytest.mark.django_db
def test_the_codified_law_without_a_day_needs_one_from_who_brings_it(tmp_path):
    row = bring(tmp_path / "a", CODIFIED)
    assert standing_of(row, on=TODAY).status == Status.UNKNOWN
    row = bring(tmp_path / "b", CODIFIED, as_of=date(2026, 11, 1))
    assert (row.known_on, standing_of(row, on=TODAY).status) == (date(2026, 11, 1), Status.IN_FORCE)
