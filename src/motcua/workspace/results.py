"""The page of a result before it is signed, as a picture beside the decision and as a file."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from motcua.handling.paperwork import Result, result_of
from motcua.organization.rules import Duty
from motcua.papers.rendering import pictures, render
from motcua.papers.rules import PaperValue
from motcua.people.desk import Desk, official_page
from motcua.ui.files import beside, download
from motcua.workspace.dossiers import find


def _proof(desk: Desk, code: str) -> PaperValue:
    """The page as it would be signed by who looks, if they sign for the agency; else by its head."""
    result: Result | None = result_of(find(desk, code), at=desk.at)
    if result is None:
        raise Http404
    agency = result.dossier.handling_agency_id
    signs = any(post.has(Duty.SIGN) and post.unit.agency_id == agency for post in desk.posts)
    return result.paper(desk.by if signs else None, at=desk.at, is_proof=True)


@require_GET
@official_page
def proof(request: HttpRequest, desk: Desk, code: str) -> HttpResponse:
    """The whole result as a file to look at; it has no number and no signature."""
    return beside(download(render(_proof(desk, code)), f"xem-truoc-{code}.pdf", "application/pdf"))


@require_GET
@official_page
def picture(request: HttpRequest, desk: Desk, code: str, number: int) -> HttpResponse:
    """One page of it as a picture."""
    pages = pictures(_proof(desk, code))
    if not 1 <= number <= len(pages):
        raise Http404
    return beside(download(pages[number - 1], f"xem-truoc-{code}-{number}.png", "image/png"))
