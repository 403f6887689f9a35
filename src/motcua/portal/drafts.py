"""One's own applications as pages find them: what is not filed yet, what was filed, what is no longer there."""

import uuid
from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from motcua.dossiers.queries import dossier_filed_as
from motcua.forms import operations
from motcua.forms.queries import draft_of, form_in_force
from motcua.kernel.attempts import Attempt
from motcua.kernel.logs import Kind
from motcua.people.visitor import Visitor, visitor_of
from motcua.people.watch import log_of_request
from motcua.portal.application import Application
from motcua.portal.people_forms import PartiesForm
from motcua.procedures.queries import version_in_force
from motcua.ui.answering import typed_in
from motcua.ui.errors import is_script

P = ParamSpec("P")
Step = Callable[Concatenate[HttpRequest, Visitor, Application, P], HttpResponseBase]


def application_of(visitor: Visitor, code: str, token: uuid.UUID) -> Application | None:
    """One's own application for this procedure, filed or not."""
    draft = draft_of(visitor.by, token)
    return Application(draft, on=visitor.on) if draft is not None and draft.procedure_code == code else None


def application_page(view: Step[P]) -> Callable[..., HttpResponseBase]:
    """A page of one's own application while it is not filed; afterwards the way to the dossier it has become."""

    @wraps(view)
    def wrapper(
        request: HttpRequest, code: str, token: uuid.UUID, *args: P.args, **kwargs: P.kwargs
    ) -> HttpResponseBase:
        visitor = visitor_of(request)
        application = application_of(visitor, code, token)
        if application is None:
            return gone(request, visitor, code)
        if application.draft.submitted_at is not None:
            return filed(request, visitor, application)
        return view(request, visitor, application, *args, **kwargs)

    return wrapper


def filed(request: HttpRequest, visitor: Visitor, application: Application) -> HttpResponse:
    """That nothing can be changed here any more, and where it can be seen."""
    if is_script(request):
        said = _("Hồ sơ này đã được nộp nên không sửa được nữa. Tải lại trang để mở hồ sơ.")
        return HttpResponse(said, status=409, content_type="text/plain; charset=utf-8")
    draft = application.draft
    dossier = dossier_filed_as(visitor.by, draft.submission_key)
    status = 200 if request.method in ("GET", "HEAD") else 409
    return render(request, "portal/draft_filed.html", {"application": draft, "dossier": dossier}, status=status)


def gone(request: HttpRequest, visitor: Visitor, code: str) -> HttpResponse:
    """That there is no such draft of this account; what was typed on a page of it, to be copied."""
    if request.method != "POST" or is_script(request):
        raise Http404
    log_of_request(request, Kind.NOT_FOUND)
    version = version_in_force(code, on=visitor.on)
    form = form_in_force(version.form_key, on=visitor.on) if version is not None else None
    labels = {name: str(label) for name, label in PartiesForm.WRITTEN.items()}
    if form is not None:
        # What is chosen from a list is chosen again with one press.
        labels |= {spec.name: spec.label for page in form.parsed.pages for spec in page.fields if not spec.options}
    typed = [
        (labels.get(name) or labels[name.rsplit("_", 1)[0]], text)
        for name, text in typed_in(request).items()
        if text.strip() and (name in labels or name.rsplit("_", 1)[0] in labels)
    ]
    return render(request, "portal/draft_gone.html", {"typed": typed}, status=404)


@application_page
def discard(request: HttpRequest, visitor: Visitor, application: Application) -> HttpResponse:
    """Throw the draft away, once it was said what goes with it."""
    draft = application.draft
    attempt = Attempt(request)
    if attempt.is_sent and "sure" in request.POST:
        with attempt:
            operations.discard_draft(draft, by=visitor.by, at=visitor.at)
            messages.success(request, _("Đã xóa bản nháp."))
        attempt.tell()
        return redirect("portal:my_dossiers")
    filled = [step["title"] for step in application.steps() if step["is_done"]]
    names = list(draft.files.values_list("name", flat=True))
    return attempt.page("portal/draft_discard.html", {"draft": draft, "filled": filled, "names": names})
