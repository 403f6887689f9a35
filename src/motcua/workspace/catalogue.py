"""The catalogue from its keepers' side: doubts, drafts, review, decisions, the province's own values."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Max
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from motcua.kernel.addresses import number_in
from motcua.kernel.attempts import Attempt
from motcua.kernel.operations import Refused
from motcua.kernel.replica import read
from motcua.people.desk import Desk, context, official_page
from motcua.procedures import queries
from motcua.procedures.models import CatalogueTask, Override, Procedure, ProcedureVersion, WaitingDecision
from motcua.procedures.operations import deciding, keeping
from motcua.procedures.rules import PUBLIC_STATUSES, DecisionState, Scope, difference
from motcua.procedures.rules.national import FindingKind
from motcua.search.queries import procedures_for
from motcua.ui.comparing import told
from motcua.ui.files import download
from motcua.ui.procedure import shown
from motcua.ui.sheets import tasks_report
from motcua.ui.words import word, words
from motcua.workspace.catalogue_forms import DecisionForm, DraftForm, KeepForm, OwnValueForm

PAGE = 30
# So many of the latest proposals that were not confirmed are shown with why.
REFUSED = 5
# Two forms of one page ask for a decision: their fields have ids of their own.
REPEAL, VALUE, KEEP = "bai-bo-%s", "gia-tri-%s", "thoi-bai-bo-%s"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def keeper(desk: Desk) -> None:
    """These pages are for who keeps the catalogue."""
    if not desk.keeps_catalogue:
        raise PermissionDenied


def _procedure(code: str) -> Procedure:
    procedure = Procedure.objects.select_related("field").filter(code=code).first()
    if procedure is None:
        raise Http404
    return procedure


def _version(desk: Desk, code: str, pk: int) -> ProcedureVersion:
    version = queries.version_for(desk.by, pk, on=desk.on)
    if version is None or version.procedure.code != code:
        raise Http404
    return version


def _sent_version(request: HttpRequest, desk: Desk, procedure: Procedure) -> ProcedureVersion:
    return _version(desk, procedure.code, number_in(request.POST.get("version", "")) or 0)


@official_page
def catalogue(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Doubts by kind, those of one kind to be settled together; drafts in hand; a search for a procedure to work on."""
    keeper(desk)
    text, kind = request.GET.get("q", "").replace("\x00", "")[:100], request.GET.get("loai", "")
    kind = kind if kind in words("finding") else ""
    given = request.GET.get("pham-vi", "")
    scope = Scope(given) if given in words("scope") else Scope.RECEIVED
    attempt = Attempt(request)
    if attempt.is_sent:
        with attempt:
            said = _("Đã ghi kết quả kiểm tra của %d việc.") % _settled(request, desk, kind, scope)
            messages.success(request, said, extra_tags="taken")
            return redirect(f"{request.path}?{urlencode({'loai': kind, 'pham-vi': scope})}#can-xem")
    tasks = queries.open_tasks(
        desk.by, on=desk.on, kind=kind, scope=scope, after=number_in(request.GET.get("sau", "")) or 0, limit=PAGE
    )
    drafts = queries.drafts(desk.by, on=desk.on, after=number_in(request.GET.get("nhap", "")) or 0, limit=PAGE)
    waiting = queries.waiting_decisions(
        desk.by, on=desk.on, after=number_in(request.GET.get("cho", "")) or 0, limit=PAGE
    )
    counts = queries.tasks_by_kind(desk.by, on=desk.on, scope=scope)
    values = context(
        desk,
        text=text,
        kind=kind,
        scope=scope.value,
        scopes=list(words("scope").items()),
        found=[hit.procedure for hit in procedures_for(text, on=desk.on, limit=20)] if text.strip() else [],
        counts=[(key, word("finding", key), count) for key, count in counts.items()],
        total=sum(counts.values()),
        of_kind=counts.get(kind, 0),
        last=queries.doubts(scope, on=desk.on).filter(kind=kind).aggregate(Max("pk"))["pk__max"] if kind else None,
        tasks=tasks[:PAGE],
        following=tasks[PAGE - 1].pk if len(tasks) > PAGE else "",
        drafts=drafts[:PAGE],
        more_drafts=drafts[PAGE - 1].pk if len(drafts) > PAGE else "",
        waiting=waiting[:PAGE],
        more_waiting=waiting[PAGE - 1].pk if len(waiting) > PAGE else "",
        findings=words("finding"),
        chosen=set(request.POST.getlist("task")),
        answer=request.POST.get("answer", ""),
    )
    return attempt.page("workspace/catalogue.html", values)


def _settled(request: HttpRequest, desk: Desk, kind: str, scope: Scope) -> int:
    """Settle those that are ticked, or all of the kind that were there when the page was made."""
    if not kind:
        raise Refused(_("Trang đã cũ. Tải lại trang rồi làm lại."))
    tasks = queries.doubts(scope, on=desk.on).filter(kind=kind)
    if request.POST.get("then") == "all":
        tasks = tasks.filter(pk__lte=number_in(request.POST.get("last", "")) or 0)
    else:
        tasks = tasks.filter(pk__in=[number_in(one) or 0 for one in request.POST.getlist("task")[:PAGE]])
        if not request.POST.getlist("task"):
            raise Refused(_("Đánh dấu những việc đã kiểm tra."))
    answer = request.POST.get("answer", "").replace("\x00", "")
    return keeping.settle_together(tasks, kind=FindingKind(kind), answer=answer, by=desk.by, at=desk.at)


@require_GET
@official_page
def report(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Every open doubt as a spreadsheet."""
    keeper(desk)

    def written(as_of: datetime | None) -> bytes:
        return tasks_report(queries.open_tasks(desk.by, on=desk.on, limit=100_000), as_of=as_of)

    return download(read(written, at=desk.at, by=desk.by), "chat-luong-danh-muc.xlsx", XLSX)


@require_GET
@official_page
def procedure(request: HttpRequest, desk: Desk, code: str) -> HttpResponse:
    """One procedure: its versions, its doubts, the province's own values."""
    keeper(desk)
    return _procedure_page(request, desk, _procedure(code))


def _procedure_page(
    request: HttpRequest, desk: Desk, procedure: Procedure, *, status: int = 200, **more: Any
) -> HttpResponse:
    versions = list(procedure.versions.select_related("author", "reviewer").order_by("-valid_from", "-pk"))
    public = [version for version in versions if version.status in PUBLIC_STATUSES]
    return render(
        request,
        "workspace/procedure.html",
        context(
            desk,
            procedure=procedure,
            versions=[(version, queries.mark_of(version)) for version in versions],
            public=public,
            current=next((version for version in public if version.is_valid_on(desk.on)), None),
            tasks=list(procedure.tasks.filter(settled_at=None)),
            settled=list(
                procedure.tasks.exclude(settled_at=None).select_related("settled_by").order_by("-settled_at")[:20]
            ),
            overrides=list(procedure.overrides.select_related("author")),
            waiting=list(
                procedure.decisions.filter(state=DecisionState.WAITING).select_related("override", "written_by")
            ),
            refused=list(
                procedure.decisions.filter(state=DecisionState.DROPPED)
                .exclude(remark="")
                .select_related("override", "written_by", "decided_by")
                .order_by("-decided_at")[:REFUSED]
            ),
            findings=words("finding"),
            **{
                "decision_form": DecisionForm(),
                "value_form": OwnValueForm(auto_id=VALUE),
                "repeal_form": DecisionForm(auto_id=REPEAL),
                "keep_form": KeepForm(auto_id=KEEP),
                "dropped": 0,
                "message": "",
                **more,
            },
        ),
        status=status,
    )


@require_POST
@official_page
def act(request: HttpRequest, desk: Desk, code: str, key: str) -> HttpResponse:
    """One press on a procedure's page, then one operation; a refusal keeps what was typed."""
    keeper(desk)
    procedure, run = _procedure(code), ACTIONS.get(key)
    if run is None:
        raise Http404
    more: dict[str, Any] = {}
    attempt = Attempt(request)
    with attempt:
        return attempt.done(run(request, desk, procedure, more), "workspace:catalogue_procedure", code=code)
    form = next((one for one in more.values() if isinstance(one, forms.Form)), None)
    for name, text in attempt.errors.items():
        if form is not None and name in form.fields:
            form.add_error(name, text)
    more["dropped_error"] = attempt.errors.get("reason", "")
    return _procedure_page(request, desk, procedure, status=422, message=attempt.message, **more)


def _checked(form: Any, name: str, more: dict[str, Any]) -> Any:
    more[name] = form
    if not form.is_valid():
        raise Refused(_("Sửa các ô được đánh dấu rồi gửi lại."))
    return form


def _start(request: HttpRequest, desk: Desk, procedure: Procedure, more: dict[str, Any]) -> str:
    version = _sent_version(request, desk, procedure)
    keeping.start_draft(version, by=desk.by, at=desk.at)
    return _("Đã tạo bản nháp. Sửa rồi nhờ người thứ hai duyệt.")


def _review(request: HttpRequest, desk: Desk, procedure: Procedure, more: dict[str, Any]) -> str:
    version = _sent_version(request, desk, procedure)
    keeping.review(version, seen=request.POST.get("seen", ""), by=desk.by, at=desk.at)
    return _("Đã duyệt bản nháp.")


def _drop(request: HttpRequest, desk: Desk, procedure: Procedure, more: dict[str, Any]) -> str:
    keeping.drop_draft(_sent_version(request, desk, procedure), by=desk.by, at=desk.at)
    return _("Đã bỏ bản nháp.")


def _publish(request: HttpRequest, desk: Desk, procedure: Procedure, more: dict[str, Any]) -> str:
    form = _checked(DecisionForm(request.POST), "decision_form", more)
    version = _sent_version(request, desk, procedure)
    keeping.publish_draft(version, decision=form.decision(), by=desk.by, at=desk.at)
    return _("Đã công bố.")


def _repeal(request: HttpRequest, desk: Desk, procedure: Procedure, more: dict[str, Any]) -> str:
    form = _checked(DecisionForm(request.POST, auto_id=REPEAL), "repeal_form", more)
    deciding.write_repeal(procedure, decision=form.decision(), by=desk.by, at=desk.at)
    return _("Đã ghi. Nhờ người thứ hai giữ danh mục xác nhận.")


def _keep(request: HttpRequest, desk: Desk, procedure: Procedure, more: dict[str, Any]) -> str:
    form = _checked(KeepForm(request.POST, auto_id=KEEP), "keep_form", more)
    deciding.write_keeping(procedure, reason=form.cleaned_data["reason"], by=desk.by, at=desk.at)
    return _("Đã ghi. Nhờ người thứ hai giữ danh mục xác nhận.")


def _own_value(request: HttpRequest, desk: Desk, procedure: Procedure, more: dict[str, Any]) -> str:
    form = _checked(OwnValueForm(request.POST, auto_id=VALUE), "value_form", more)
    deciding.write_own_value(procedure, value=form.value(), by=desk.by, at=desk.at)
    return _("Đã ghi. Nhờ người thứ hai giữ danh mục xác nhận.")


def _end_value(request: HttpRequest, desk: Desk, procedure: Procedure, more: dict[str, Any]) -> str:
    override = Override.objects.filter(procedure=procedure, pk=number_in(request.POST.get("override", "")) or 0).first()
    if override is None:
        raise Http404
    deciding.write_end(override, by=desk.by, at=desk.at)
    return _("Đã ghi. Nhờ người thứ hai giữ danh mục xác nhận.")


def _sent_decision(request: HttpRequest, procedure: Procedure) -> WaitingDecision:
    pk = number_in(request.POST.get("decision", "")) or 0
    waiting = WaitingDecision.objects.filter(procedure=procedure, pk=pk).first()
    if waiting is None:
        raise Http404
    return waiting


def _confirm(request: HttpRequest, desk: Desk, procedure: Procedure, more: dict[str, Any]) -> str:
    deciding.confirm(_sent_decision(request, procedure), by=desk.by, at=desk.at)
    return _("Đã xác nhận.")


def _drop_decision(request: HttpRequest, desk: Desk, procedure: Procedure, more: dict[str, Any]) -> str:
    waiting, reason = _sent_decision(request, procedure), request.POST.get("reason", "").replace("\x00", "")
    more |= {"dropped": waiting.pk, "dropped_reason": reason}
    deciding.drop(waiting, reason=reason, by=desk.by, at=desk.at)
    return _("Đã bỏ đề nghị.")


def _settle(request: HttpRequest, desk: Desk, procedure: Procedure, more: dict[str, Any]) -> str:
    task = CatalogueTask.objects.filter(procedure=procedure, pk=number_in(request.POST.get("task", "")) or 0).first()
    if task is None:
        raise Http404
    keeping.settle(task, answer=request.POST.get("answer", "").replace("\x00", ""), by=desk.by, at=desk.at)
    return _("Đã ghi kết quả kiểm tra.")


ACTIONS = {
    "soan": _start,
    "duyet": _review,
    "bo": _drop,
    "cong-bo": _publish,
    "bai-bo": _repeal,
    "thoi-bai-bo": _keep,
    "gia-tri-tinh": _own_value,
    "ket-thuc": _end_value,
    "xac-nhan": _confirm,
    "bo-de-nghi": _drop_decision,
    "giai-quyet": _settle,
}


@official_page
def edit(request: HttpRequest, desk: Desk, code: str, pk: int) -> HttpResponse:
    """The words of a draft."""
    keeper(desk)
    draft = _version(desk, code, pk)
    if draft.status in PUBLIC_STATUSES:
        raise Http404
    typed = {key: value.replace("\x00", "") for key, value in request.POST.dict().items()} if request.POST else None
    form, attempt = DraftForm(draft, typed), Attempt(request)
    if attempt.is_sent:
        with attempt:
            content = form.content()
            if content is None:
                raise Refused(_("Bản nháp chưa lưu: sửa các ô được đánh dấu."), errors=form.errors)
            keeping.save_draft(draft, content=content, seen=request.POST.get("seen", ""), by=desk.by, at=desk.at)
            return attempt.done(_("Đã lưu bản nháp."), "workspace:catalogue_procedure", code=code)
    facts = context(
        desk, draft=draft, procedure=draft.procedure, form=form, units=words("unit").items(),
        seen=queries.mark_of(draft),
    )  # fmt: skip
    return attempt.page("workspace/procedure_edit.html", facts)


@require_GET
@official_page
def compare(request: HttpRequest, desk: Desk, code: str, before: int, after: int) -> HttpResponse:
    """Two versions of a procedure side by side."""
    keeper(desk)
    a, b = _version(desk, code, before), _version(desk, code, after)
    parts = [
        (title, difference(old, new))
        for (title, old), (_title, new) in zip(told(a, on=desk.on), told(b, on=desk.on), strict=True)
        if old or new
    ]
    return render(
        request,
        "workspace/procedure_compare.html",
        context(desk, procedure=a.procedure, before=a, after=b, parts=parts),
    )


@require_GET
@official_page
def preview(request: HttpRequest, desk: Desk, code: str, pk: int) -> HttpResponse:
    """A version as a citizen would see it."""
    keeper(desk)
    version = _version(desk, code, pk)
    return render(
        request,
        "portal/procedure.html",
        {**shown(version, request.GET.dict(), on=desk.on, edition=desk.visitor.edition), "is_preview": True},
    )
