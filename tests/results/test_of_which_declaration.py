"""A result and its line in the register tell from which declaration they were made."""

from io import BytesIO

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
