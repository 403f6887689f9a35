"""Scans on the pages of the one-stop unit: what was uploaded survives an error of anything else on the page."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from motcua.dossiers.models import AnswerDraft, Dossier, SupplementRequest
from motcua.dossiers.operations.filing import FileFacts
from motcua.dossiers.operations.scans import attach_scans, take_scan
from motcua.dossiers.queries import PAPER_SHEET, paper_sheets, supplements_of
from motcua.dossiers.rules import OPEN, SIGNED_PROOF, ReturnMethod, Status
from motcua.forms.reading import take_in
from motcua.kernel.attempts import Attempt
from motcua.kernel.speech import gettext_noop
from motcua.organization.models import Unit
from motcua.organization.rules import Duty
from motcua.people.desk import Desk, context, official_page
from motcua.people.rules import AccountKind
from motcua.procedures.models import ProcedureVersion
from motcua.procedures.rules import matches
from motcua.ui.answering import Answering, Asker, typed_words
from motcua.ui.errors import is_script
from motcua.ui.uploads import Uploads, uploads_of
from motcua.workspace.gone import gone, not_mine
from motcua.workspace.looking import read_dossier


def scans_of(attempt: Attempt, desk: Desk, unit: Unit, papers: Mapping[str, str]) -> Uploads:
    """The scans of a page and those it kept from before; `papers`: key and name of each."""

    def take(key: str, name: str, content: bytes) -> FileFacts:
        file = take_in(name, content, by=desk.by)
        return take_scan(unit=unit, component=(key, papers[key]), file=file, by=desk.by, at=desk.at)

    return uploads_of(attempt, desk.by, papers, take, prefix="scan_")


def own_sheet(version: ProcedureVersion) -> dict[str, str]:
    """A place for the declaration on paper, where the procedure has a form that none of its papers is."""
    has_none = bool(version.form_key) and paper_sheets(version) == [PAPER_SHEET]
    return {PAPER_SHEET: gettext_noop("Tờ khai giấy")} if has_none else {}


def _mine(request: HttpRequest, desk: Desk, code: str, label: str) -> HttpResponse | Dossier:
    """A dossier of my one-stop unit; else what was typed for it, to be copied."""
    dossier = read_dossier(desk, code)
    if dossier is None:
        return gone(request, desk, code)
    if dossier.receiving_unit_id not in {unit.pk for unit in desk.units_with(Duty.RECEIVE)}:
        return not_mine(request, desk, dossier, label, typed_words(dossier, request))
    return dossier


def _papers_of(dossier: Dossier) -> dict[str, str]:
    """What may be scanned: what was received, what the case asks for, and anything else; at last who received what.

    The names are kept as they stand here, in Vietnamese.
    """
    if dossier.state == Status.RETURNED:
        return {SIGNED_PROOF: gettext_noop("Giấy ký nhận kết quả")}
    known = {one.key: one.name for one in dossier.components.order_by("pk")}
    for one in dossier.version.components.all():
        if not one.is_shown_only and matches(one.when, dossier.case_answers):
            known.setdefault(one.key, one.name)
    known |= own_sheet(dossier.version)
    return {**known, "khac": gettext_noop("Giấy tờ khác")}


@official_page
def scan(request: HttpRequest, desk: Desk, code: str) -> HttpResponse:
    """Add scans to a dossier that is open: each paper has its own place; a refused file loses none of the others."""
    dossier = _mine(request, desk, code, _("Quét, lưu giấy tờ"))
    if isinstance(dossier, HttpResponse):
        return dossier
    papers = _papers_of(dossier)
    attempt, scans = Attempt(request), Uploads(desk.by)
    if attempt.is_sent:
        scans = scans_of(attempt, desk, dossier.receiving_unit, papers)
        has_trouble = attempt.is_refused
        with attempt:
            if scans.files or not has_trouble:
                attach_scans(dossier, files=scans.files, by=desk.by, at=desk.at)
            if not has_trouble:
                return redirect("workspace:dossier", code=dossier.shown_code)
            # What was good is in the dossier now; only the others are asked for again.
            scans.files = []
    return _page(attempt, desk, dossier, "workspace/scan.html", scans, rows=list(papers.items()))


@official_page
def supplement(request: HttpRequest, desk: Desk, code: str) -> HttpResponse:
    """Take at the counter what the filer was asked for: papers scanned, answers corrected, or what the filer says."""
    dossier = _mine(request, desk, code, _("Nhận phần bổ sung tại quầy"))
    if isinstance(dossier, HttpResponse):
        return dossier
    asked = next((one for one in supplements_of(dossier) if one.state == "OPEN"), None)
    if asked is None or request.POST.get("request", str(asked.pk)) != str(asked.pk):
        return _nothing_asked(request, desk, dossier)
    papers = {f"item_{item.pk}": item.what for item in asked.items.all()}

    def take(key: str, name: str, content: bytes) -> FileFacts:
        file = take_in(name, content, by=desk.by)
        unit = dossier.receiving_unit
        return take_scan(unit=unit, component=(key, papers[key]), file=file, by=desk.by, at=desk.at)

    answering = Answering(request, dossier, asked, Asker(desk.by, desk.at, take, prefix="scan_"))
    beside = _kept_by_others(asked, desk)
    over = ",".join(f"{draft.pk}-{draft.saved_at.timestamp()}" for draft in beside)
    is_sending = answering.is_sent and request.POST.get("then") != "keep" and not is_script(request)
    if is_sending and request.POST.get("over", "") != over:
        answering.attempt.refuse(_("Chưa ghi nhận: người khác đã lưu một phần trả lời đang làm. Xem dưới đây."))
    answered = answering.answered()
    if isinstance(answered, HttpResponse):
        return answered
    if answered:
        said = _("Đã ghi nhận phần bổ sung. In giấy biên nhận ở mục «Giấy tờ đã phát hành», giao người nộp.")
        messages.success(request, said, extra_tags="taken")
        return redirect("workspace:dossier", code=dossier.shown_code)
    return answering.attempt.page(
        "workspace/supplement.html", context(desk, beside=beside, over=over, **answering.facts())
    )


def _kept_by_others(asked: SupplementRequest, desk: Desk) -> list[AnswerDraft]:
    """What other officials have kept of an answer to go on later: it is gone once the request is answered."""
    drafts = AnswerDraft.objects.filter(request=asked, by__kind=AccountKind.OFFICIAL).exclude(by=desk.by)
    return list(drafts.select_related("by").order_by("pk"))


def _nothing_asked(request: HttpRequest, desk: Desk, dossier: Dossier) -> HttpResponse:
    """That the filer is not asked for anything any more, or for something else; and what was typed, to be copied."""
    typed = typed_words(dossier, request)
    if request.method != "POST" or not typed:
        return redirect("workspace:dossier", code=dossier.shown_code)
    changed = _("Yêu cầu bổ sung này đã được trả lời hoặc không còn chờ trả lời.")
    action = {"label": _("Nhận phần bổ sung tại quầy")}
    shown = context(desk, action=action, dossier=dossier, changed=changed, typed=typed)
    return render(request, "workspace/too_late.html", shown, status=409)


def _page(
    attempt: Attempt, desk: Desk, dossier: Dossier, template: str, scans: Uploads, *, rows: list[Any], **more: Any
) -> HttpResponse:
    rows = [(*row, scans.of(row[0]), attempt.errors.get(f"scan_{row[0]}", "")) for row in rows]
    return attempt.page(template, context(desk, dossier=dossier, rows=rows, **more))


def may_scan(desk: Desk, dossier: Dossier) -> bool:
    """Whether this official adds scans to this dossier now."""
    is_signed_on_paper = dossier.state == Status.RETURNED and dossier.return_method != ReturnMethod.ONLINE
    mine = {unit.pk for unit in desk.units_with(Duty.RECEIVE)}
    return (dossier.state in OPEN or is_signed_on_paper) and dossier.receiving_unit_id in mine
