"""The page of a result, or of a letter to the filer, before it is signed: as a picture beside it, as a file."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from motcua.dossiers.models import Dossier
from motcua.handling.models import Proposal
from motcua.handling.paperwork import letter_of, result_of
from motcua.handling.rules import WITH_LETTER
from motcua.organization.rules import Duty
from motcua.papers.rendering import pictures, render
from motcua.papers.rules import PaperValue
from motcua.people.desk import Desk, official_page
from motcua.people.models import Account
from motcua.ui.files import beside, download
from motcua.workspace.dossiers import find

RESULT, LETTER = "ket-qua", "van-ban"


def _proof(desk: Desk, code: str, kind: str) -> PaperValue:
    """The page as it would be signed by who looks, if they sign for the agency; else by its head."""
    dossier = find(desk, code)
    signer = _signer(desk, dossier)
    if kind == LETTER:
        pending = Proposal.objects.of(dossier).pending().filter(kind__in=sorted(WITH_LETTER)).first()
        if pending is not None:
            return letter_of(pending, signer, at=desk.at, is_proof=True)
    elif (result := result_of(dossier, at=desk.at)) is not None:
        return result.paper(signer, at=desk.at, is_proof=True)
    raise Http404


def _signer(desk: Desk, dossier: Dossier) -> Account | None:
    agency = dossier.handling_agency_id
    signs = any(post.has(Duty.SIGN) and post.unit.agency_id == agency for post in desk.posts)
    return desk.by if signs else None


@require_GET
@official_page
def proof(request: HttpRequest, desk: Desk, code: str, kind: str) -> HttpResponse:
    """The whole paper as a file to look at; it has no number and no signature."""
    return beside(download(render(_proof(desk, code, kind)), f"xem-truoc-{code}.pdf", "application/pdf"))


@require_GET
@official_page
def picture(request: HttpRequest, desk: Desk, code: str, kind: str, number: int) -> HttpResponse:
    """One page of it as a picture."""
    pages = pictures(_proof(desk, code, kind))
    if not 1 <= number <= len(pages):
        raise Http404
    return beside(download(pages[number - 1], f"xem-truoc-{code}-{number}.png", "image/png"))
