"""The page of an application for its papers: each with its own place to attach files."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from motcua.forms import operations
from motcua.forms.reading import take_in
from motcua.kernel.addresses import number_in
from motcua.kernel.attempts import Attempt
from motcua.kernel.text import one_line
from motcua.people.visitor import Visitor
from motcua.portal.application import BACK, Application
from motcua.portal.drafts import application_page
from motcua.ui.errors import is_script
from motcua.ui.files import content_of
from motcua.ui.uploads import tell_known


@application_page
def files(request: HttpRequest, visitor: Visitor, application: Application) -> HttpResponse:
    """The papers of this case. A refused file loses none of the others.

    A script sends them one after the other, the same again after a lost line; what is refused of those is said on the
    page that it opens next.
    """
    draft, attempt = application.draft, Attempt(request)
    if attempt.is_sent:
        removed = number_in(request.POST.get("remove", ""))
        if removed is not None:
            with attempt:
                operations.detach_file(draft, file_id=removed, by=visitor.by, at=visitor.at)
            return attempt.back(request.path)
        _attach(attempt, visitor, application)
        if is_script(request):
            return _answer(attempt)
        if not attempt.is_refused:
            is_back = BACK in request.POST
            return redirect(
                request.path if "more" in request.POST else application.leading(request.path, is_back=is_back)
            )
    attached = list(draft.files.select_related("stored"))
    rows = [
        {
            "component": component,
            "files": [file for file in attached if file.component_key == component.key],
            "error": attempt.errors.get(component.key, ""),
        }
        for component in application.needed
    ]
    return attempt.page(
        "portal/draft_files.html", {"draft": draft, "components": rows, **application.position(request.path)}
    )


def _attach(attempt: Attempt, visitor: Visitor, application: Application) -> None:
    """Keep every file that came, each refused for itself; who chose one twice is told, a script that asks again not."""
    draft, request = application.draft, attempt.request
    known = set(draft.files.values_list("pk", flat=True))
    for component in application.needed:
        for upload in request.FILES.getlist(component.key):
            with Attempt(request) as taking:
                file = take_in(upload.name or "", content_of(upload), by=visitor.by)
                kept = operations.attach_file(
                    draft, component_key=component.key, file=file, by=visitor.by, at=visitor.at
                )
                # There before, or chosen twice in one go under two names.
                if kept.pk in known and "again" not in request.POST:
                    tell_known(request, file.name)
                known.add(kept.pk)
            if taking.is_refused:
                attempt.blame(component.key, taking)
    # The case was changed beside this page: what is kept for no paper would be lost without a word.
    asked = {component.key for component in application.needed}
    lost = [upload.name for key, sent in request.FILES.lists() if key not in asked for upload in sent]
    if lost:
        said = _(
            "Chưa giữ %s: trường hợp của bạn nay không cần giấy tờ ấy. Xem lại «Trường hợp của tôi» hoặc chọn đúng chỗ."
        )
        attempt.refuse(said % ", ".join(f"«{one_line(name or '')}»" for name in lost), attempt.errors)


def _answer(attempt: Attempt) -> HttpResponse:
    """What a script is told: kept; come again, where this node cannot now; refused for good, said on the next page."""
    status = 503 if attempt.retry_after else 422 if attempt.is_refused else 204
    if status == 422:
        attempt.tell()
    return HttpResponse(
        " ".join(filter(None, [attempt.message, *attempt.errors.values()])),
        status=status,
        content_type="text/plain; charset=utf-8",
    )
