"""A dossier on one screen: left what was filed, right what to do; and the actions that change it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_GET

from motcua.dossiers import queries
from motcua.dossiers.models import Dossier
from motcua.dossiers.operations import printing
from motcua.dossiers.operations.clock import deadline_of
from motcua.dossiers.rules import Role, Status
from motcua.forms.rules import summary
from motcua.kernel.operations import Refused
from motcua.people.operations import record_view
from motcua.ui.files import download
from motcua.workspace.access import Desk, context, official_page
from motcua.workspace.actions import BY_KEY, Action, Bench, bench_of, offered

PAGE = 30


def _find(desk: Desk, code: str) -> Dossier:
    dossier = queries.dossier_for(desk.by, code, on=desk.on, posts=desk.posts)
    if dossier is None:
        raise Http404
    return dossier


@require_GET
@official_page
def search(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Dossiers within my right, by code, holder or status."""
    text, before = request.GET.get("q", "")[:100], request.GET.get("truoc", "")
    status = request.GET.get("tinh-trang", "")
    found = queries.dossiers_for(
        desk.by,
        on=desk.on,
        wanted=queries.Wanted(
            status=Status(status) if status in Status.__members__ else None,
            text=text,
            before=int(before) if before.isascii() and before.isdigit() and len(before) < 18 else None,
        ),
        posts=desk.posts,
        limit=PAGE,
    )
    return render(
        request,
        "workspace/dossiers.html",
        context(
            desk,
            dossiers=found[:PAGE],
            following=found[PAGE - 1].pk if len(found) > PAGE else "",
            text=text,
            status=status,
            statuses=list(Status),
        ),
    )


@official_page
def dossier(request: HttpRequest, desk: Desk, code: str) -> HttpResponse:
    """The whole dossier and what can be done with it; the look is recorded for its owner."""
    found = _find(desk, code)
    _record_look(desk, found)
    bench = bench_of(desk, found)
    return render(request, "workspace/dossier.html", context(desk, **_shown(bench)))


def _record_look(desk: Desk, found: Dossier) -> None:
    if found.filer_account is not None and found.filer_account_id != desk.by.pk:
        record_view(
            found.filer_account,
            by=desk.by,
            reference=found.shown_code,
            purpose=gettext_noop("Giải quyết hồ sơ"),
            agency_name=desk.posts[0].unit.agency.name,
            at=desk.at,
        )


def _shown(bench: Bench) -> dict[str, Any]:
    dossier, details = bench.dossier, bench.details
    actions = offered(bench)
    parties = {party.role: party for party in details.parties}
    form = dossier.form
    return {
        "dossier": dossier,
        "bench": bench,
        "main_actions": [action for action in actions if action.leads(bench)],
        "other_actions": [action for action in actions if not action.leads(bench)],
        "filer": parties.get(Role.FILER),
        "holder": parties.get(Role.HOLDER),
        "recipient": parties.get(Role.RECIPIENT),
        "pages": summary(form.parsed, dossier.answers) if form else [],
        "files": details.files,
        "components": details.components,
        "story": details.story,
        "supplements": [
            (one, [item for item in details.items if item.request_id == one.pk]) for one in details.supplements
        ],
        "consultations": details.consultations,
        "tasks": details.tasks,
        "papers": details.papers,
        "deadline": deadline_of(dossier, marks=details.clock_marks),
    }


@official_page
def act(request: HttpRequest, desk: Desk, code: str, key: str) -> HttpResponse:
    """One action: its few fields, then one call to its operation. What was typed survives every refusal."""
    found = _find(desk, code)
    action = BY_KEY.get(key)
    if action is None:
        raise Http404
    bench = bench_of(desk, found)
    if not action.is_offered(bench):
        messages.warning(request, _("Việc này không còn làm được với hồ sơ ở tình trạng hiện tại."))
        return redirect("workspace:dossier", code=found.shown_code)
    form = action.form(request.POST or None)
    if action.prepare:
        action.prepare(bench, form)
    status = 200
    if request.method == "POST":
        message, errors = _run(action, bench, form)
        if message is None:
            messages.success(request, _("Đã xong: %(action)s.") % {"action": action.label})
            found.refresh_from_db()
            return redirect("workspace:dossier", code=found.shown_code)
        for name, text in errors.items():
            form.add_error(name if name in form.fields else None, text)
        if message and not errors:
            form.add_error(None, message)
        status = 422
    return render(
        request,
        "workspace/act.html",
        context(desk, action=action, form=form, **_shown(bench)),
        status=status,
    )


def _run(action: Action, bench: Bench, form: Any) -> tuple[str | None, dict[str, str]]:
    """Do it; the message is None when it was done, else what to tell the official."""
    if not form.is_valid():
        return "", {}
    try:
        action.run(action.target(bench), **form.values(), by=bench.desk.by, at=bench.desk.at)
    except Refused as refusal:
        return refusal.message, refusal.errors
    return None, {}


@require_GET
@official_page
def file(request: HttpRequest, desk: Desk, code: str, pk: int) -> HttpResponse:
    """One file of the dossier, as it was filed."""
    found = _find(desk, code)
    entry = found.files.select_related("stored").filter(pk=pk).first()
    if entry is None:
        raise Http404
    return download(entry.stored.read(), entry.name, entry.stored.media_type)


@require_GET
@official_page
def paper(request: HttpRequest, desk: Desk, code: str, public_id: str) -> HttpResponse:
    """One paper issued about the dossier."""
    found = _find(desk, code)
    entry = found.papers.select_related("paper__file").filter(paper__public_id=public_id).first()
    if entry is None:
        raise Http404
    return download(entry.paper.file.read(), f"{entry.kind.lower()}-{found.shown_code}.pdf", "application/pdf")


@require_GET
@official_page
def control_sheet(request: HttpRequest, desk: Desk, code: str) -> HttpResponseBase:
    """The control sheet of the dossier so far."""
    found = _find(desk, code)
    return download(
        printing.control_sheet(found, at=desk.at), f"phieu-kiem-soat-{found.shown_code}.pdf", "application/pdf"
    )
