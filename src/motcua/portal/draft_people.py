"""The page of an application that asks who is who; it saves itself as it is filled in."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from motcua.forms import operations
from motcua.forms.seen import PARTIES, is_saved_elsewhere, opened
from motcua.kernel.attempts import Attempt
from motcua.kernel.lengths import within
from motcua.people.visitor import Visitor
from motcua.portal.application import BACK, Application
from motcua.portal.drafts import application_page
from motcua.portal.people_forms import PartiesForm
from motcua.ui.errors import is_script

# More than any field of the page takes: what is not right yet is kept to be mended.
LONGEST = 1000


@application_page
def parties(request: HttpRequest, visitor: Visitor, application: Application) -> HttpResponse:
    """Who files, whose dossier it is, who receives the result and how."""
    draft = application.draft
    unfinished: dict[str, Any] = draft.typed.get(PARTIES, {})
    form = PartiesForm(
        request.POST if request.method == "POST" else None,
        initial=PartiesForm.initial_of(visitor.by, draft.parties | unfinished),
        returns=application.returns,
        on=visitor.on,
    )
    if request.method == "POST" and is_script(request):
        kept = _kept(request, visitor, application, form)
        status = 409 if kept.is_refused else 204
        return HttpResponse(kept.message, status=status, content_type="text/plain; charset=utf-8")
    if BACK in request.POST and not _kept(request, visitor, application, form).is_refused:
        return redirect(application.before(request.path))
    attempt = Attempt(request, form)
    seen = request.POST.get("seen", "")
    if attempt.is_sent:
        with attempt:
            operations.save_parties(draft, parties=form.cleaned_data, seen=seen, by=visitor.by, at=visitor.at)
            draft.refresh_from_db()
            return redirect(application.following(request.path))
    if attempt.is_refused:
        draft.refresh_from_db()
    is_elsewhere = attempt.is_refused and is_saved_elsewhere(draft, PARTIES, seen, wanted=None)
    elsewhere = PartiesForm.shown(draft.parties) if is_elsewhere else []
    facts = {"draft": draft, "form": form, "elsewhere": elsewhere, "seen": opened(draft, PARTIES)}
    return attempt.page("portal/draft_parties.html", facts | application.position(request.path))


def _kept(request: HttpRequest, visitor: Visitor, application: Application, form: PartiesForm) -> Attempt:
    """Saves while somebody types, or goes back: as the answer once it is right, until then as it was typed."""
    attempt = Attempt(request)
    with attempt:
        typed = (
            {} if form.is_valid() else {name: within(name, request.POST.get(name, ""), LONGEST) for name in form.fields}
        )
        operations.save_parties(
            application.draft,
            parties={} if typed else form.cleaned_data,
            typed=typed,
            seen=request.POST.get("seen", ""),
            by=visitor.by,
            at=visitor.at,
        )
    return attempt
