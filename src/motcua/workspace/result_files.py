"""Papers made in another system, given as PDF files in place of a draft on our forms."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from motcua.dossiers.operations.filing import FileFacts
from motcua.dossiers.queries import draft_mark
from motcua.handling.models import Task
from motcua.handling.operations import drafting
from motcua.handling.operations.drafting import PaperFile
from motcua.kernel.attempts import Attempt
from motcua.kernel.models import StoredFile
from motcua.papers.elsewhere import read_result
from motcua.people.desk import Desk, context, official_page
from motcua.results.queries import drafts_of
from motcua.results.registers import conflicts_of
from motcua.ui.uploads import Uploads, uploads_of
from motcua.workspace.actions import Bench, bench_of
from motcua.workspace.dossiers import find
from motcua.workspace.forms import ResultFilesForm
from motcua.workspace.proofs import RESULT
from motcua.workspace.register_looks import entries_of, record_looks


def may_give_files(bench: Bench) -> bool:
    """Whether this official writes the result of this dossier now."""
    return bench.offers(drafting.draft_files, bench.task)


@official_page
def result_files(request: HttpRequest, desk: Desk, code: str) -> HttpResponse:
    """Each paper of the result: its file, the number on it, and what the law wants of it for the register."""
    bench = bench_of(desk, find(desk, code))
    dossier, task = bench.dossier, bench.task
    if task is None or not may_give_files(bench):
        messages.warning(request, _("Hiện không soạn được kết quả của hồ sơ này. Xem các việc làm được."))
        return redirect("workspace:dossier", code=dossier.shown_code)
    drafts = drafts_of(dossier, on=desk.on)
    titles = [draft.template.title for draft in drafts] or [dossier.version.result_name]
    form = ResultFilesForm(request.POST if request.method == "POST" else None)
    form.ask_for(drafts, titles)
    answered = dossier.decided.answered if dossier.decided is not None else {}
    form.ask_why(conflicts_of(dossier, form.filled), answered, desk.posts)
    form.initial = _drafted(bench)
    record_looks(desk, entries_of(form))
    attempt = Attempt(request, form)
    uploads = _given(attempt, desk, task, titles) if request.method == "POST" else _kept(bench)
    seen = request.POST.get("seen") or draft_mark(dossier)
    if attempt.is_sent:
        with attempt:
            files = [_paper_file(file, form) for file in uploads.files]
            drafting.draft_files(task, files=files, content=form.facts(), seen=seen, by=desk.by, at=desk.at)
            said = _("Đã đưa tệp kết quả. Xem từng trang trước khi chuyển bước.")
            return attempt.done(said, "workspace:proof_pages", dossier.shown_code, RESULT)
        # Who was told that somebody else wrote the result, or corrected the dossier, may write over it.
        dossier.refresh_from_db(fields=["outcome", "decision", "answers", "case_answers"])
        seen = draft_mark(dossier)
    rows = [_row(form, uploads, number, title) for number, title in enumerate(titles, start=1)]
    shown = context(desk, dossier=dossier, rows=rows, form=form, seen=seen)
    return attempt.page("workspace/result_files.html", shown)


def _paper_file(file: FileFacts, form: ResultFilesForm) -> PaperFile:
    number, title = form.cleaned_data[f"number_{file.component_key}"], form.cleaned_data.get("title", "")
    return PaperFile(int(file.component_key) - 1, file, number, title)


def _row(form: ResultFilesForm, uploads: Uploads, number: int, title: str) -> tuple[Any, ...]:
    """One paper on the page: its file and what is wrong with it, its number, its facts or its title."""
    facts = form.fields_of(form.drafts[number - 1]) if form.drafts else [form["title"]]
    error = next(iter(form.errors.get(f"tep_{number}", [])), "")
    return number, title, uploads.of(str(number)), form[f"number_{number}"], error, facts


def _given(attempt: Attempt, desk: Desk, task: Task, titles: list[str]) -> Uploads:
    """The files that were sent now or before; of each paper the last one."""
    papers = {str(number): title for number, title in enumerate(titles, start=1)}

    def take(key: str, name: str, content: bytes) -> FileFacts:
        file = read_result(name, content, by=desk.by)
        return drafting.take_result_file(task, component=(key, papers[key]), file=file, by=desk.by, at=desk.at)

    uploads = uploads_of(attempt, desk.by, papers, take, prefix="tep_")
    uploads.files = list({file.component_key: file for file in uploads.files}.values())
    return uploads


def _kept(bench: Bench) -> Uploads:
    """The files that are drafted already."""
    decided = bench.dossier.decided
    papers = enumerate(decided.papers, start=1) if decided is not None else ()
    drafted = {str(number): paper.upload for number, paper in papers if paper.upload is not None}
    stored = StoredFile.objects.in_bulk(upload.digest for upload in drafted.values())
    files = [FileFacts(upload.name, stored[upload.digest], component_key=key) for key, upload in drafted.items()]
    return Uploads(bench.desk.by, files)


def _drafted(bench: Bench) -> dict[str, Any]:
    """Titles and numbers as they were given before."""
    decided = bench.dossier.decided
    if decided is None:
        return {}
    numbers = {
        f"number_{number}": paper.upload.number
        for number, paper in enumerate(decided.papers, start=1)
        if paper.upload is not None
    }
    return {"title": decided.title, **numbers}
