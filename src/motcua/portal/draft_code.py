"""The code by which a draft is taken over at a counter, to be shown on a telephone or printed."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from motcua.forms.operations import give_code
from motcua.kernel.attempts import Attempt
from motcua.kernel.qr import qr_svg
from motcua.people.visitor import Visitor
from motcua.portal.application import Application
from motcua.portal.drafts import application_page
from motcua.procedures.queries import offices_of


@application_page
def page(request: HttpRequest, visitor: Visitor, application: Application) -> HttpResponse:
    """What to bring and the code to show; the code is given when it is asked for."""
    attempt = Attempt(request)
    if attempt.is_sent:
        with attempt:
            give_code(application.draft, by=visitor.by, at=visitor.at)
            return attempt.done(_("Đã có mã. Đưa mã này ở quầy."), "portal:draft_code", *_of(application))
    version = application.version
    offices = {office.code: office.name for office in offices_of(version, on=visitor.on)} if version else {}
    return attempt.page(
        "portal/draft_code.html",
        {
            "draft": application.draft,
            "code": application.counter_code(visitor.at),
            "place": offices.get(application.draft.place_code, ""),
            "papers": application.needed,
            "todo": [step for step in application.steps() if not step["is_done"]],
        },
    )


def _of(application: Application) -> tuple[str, object]:
    return application.draft.procedure_code, application.draft.token


@require_GET
@application_page
def qr(request: HttpRequest, visitor: Visitor, application: Application) -> HttpResponse:
    """The code as a scanner reads it: the signs alone, so that a scanner types them as a person would."""
    code = application.counter_code(visitor.at)
    if not code:
        raise Http404
    drawing = HttpResponse(qr_svg(code, border=2, scale=8), content_type="image/svg+xml")
    drawing["Cache-Control"] = "private, no-store"
    return drawing
