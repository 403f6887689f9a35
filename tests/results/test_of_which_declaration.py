"""A result and its line in the register tell from which declaration they were made."""

from io import BytesIO

import pytest
from pypdf import PdfReader

from motcua.dossiers.rules import Outcome
from motcua.handling.models import Task
from motcua.handling.operations import drafting, tasks
from motcua.organization.rules import duty_of
from motcua.results.models import RegisterEntry
from motcua.results.queries import asked_values, drafts_of
from tests.results.test_road import AT, SAMPLES, cast, register  # noqa: F401 - a fixture


def test_a_corrected_declaration_is_told_in_the_register(cast):  # noqa: F811
    sample = next(one for one in SAMPLES if one["code"] == "1.001612")
    dossier = register(cast, sample)
    task = Task.objects.of(dossier).open().get()
    by = cast.official(duty_of(task.duty), task.unit)
    dossier.earlier_declarations.create(
        number=1, answers=dossier.answers, case_answers=dossier.case_answers, replaced_at=AT, replaced_by=by
    )
    while task := Task.objects.of(dossier).open().order_by("pk").first():
        by = cast.official(duty_of(task.duty), task.unit)
        if task.kind == "PREPARE":
            values = {**asked_values(drafts_of(dossier, on=AT.date())), **sample["filled"]}
            drafting.draft_decision(task, outcome=Outcome.GRANTED, content=values, by=by, at=AT)
        tasks.finish_task(Task.objects.get(pk=task.pk), by=by, at=AT)
    entry = RegisterEntry.objects.select_related("paper").get(paper=dossier.papers.get(kind="RESULT_DOCUMENT").paper)
    assert entry.declaration == 2
    text = " ".join(PdfReader(BytesIO(entry.paper.file.read())).pages[-1].extract_text().split())
    assert f"Lập theo tờ khai bản 2 của hồ sơ {dossier.shown_code}" in text


@pytest.fixture
def drafted(cast):  # noqa: F811
    """A birth whose result is drafted: one fact only hands know, one written otherwise than it was declared."""
    dossier = register(cast, next(one for one in SAMPLES if one["code"] == "1.001193"))
    while Task.objects.of(dossier).open().get().kind != "PREPARE":
        task = Task.objects.of(dossier).open().get()
        tasks.finish_task(task, by=cast.official(duty_of(task.duty), task.unit), at=AT)
    task = Task.objects.of(dossier).open().get()
    written = {"so_dinh_danh": "020326001234", "noi_sinh": "Trạm Y tế phường Kỳ Lừa, tỉnh Lạng Sơn"}
    by = cast.official(duty_of(task.duty), task.unit)
    content = {**asked_values(drafts_of(dossier, on=AT.date())), **written}
    drafting.draft_decision(task, outcome=Outcome.GRANTED, content=content, by=by, at=AT)
    dossier.refresh_from_db()
    return dossier


def declared_anew(dossier, by, **changes):
    dossier.earlier_declarations.create(
        number=1, answers=dossier.answers, case_answers=dossier.case_answers, replaced_at=AT, replaced_by=by,
        outdates_draft=True,
    )  # fmt: skip
    type(dossier).objects.filter(pk=dossier.pk).update(answers={**dossier.answers, **changes})
    dossier.refresh_from_db()


@pytest.mark.issue(15)
def test_what_the_drafter_left_as_declared_follows_the_declaration(cast, drafted):  # noqa: F811
    before = asked_values(drafts_of(drafted, on=AT.date()))
    by = cast.official(duty_of(Task.objects.of(drafted).open().get().duty), Task.objects.of(drafted).open().get().unit)
    declared_anew(
        drafted, by, tre_ho_ten="Nông Thị Nguyên Mai", tre_ngay_sinh="2026-11-11", tre_noi_sinh="Trạm Y tế xã Lộc Bình",
    )  # fmt: skip
    after = asked_values(drafts_of(drafted, on=AT.date()))
    assert {name: value for name, value in after.items() if value != before.get(name)} == {
        "ho_ten": "Nông Thị Nguyên Mai", "ngay_sinh": "11/11/2026",
    }  # fmt: skip
    assert set(before) == set(after)
    # Who approves and signs finds what was drafted, until somebody drafts it again.
    assert asked_values(drafts_of(drafted, on=AT.date(), as_drafted=True)) == before
