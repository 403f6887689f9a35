"""The papers of a result, or a letter to the filer, before they are signed: as pictures beside it, as files."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render as shown
from django.views.decorators.http import require_GET

from motcua.papers.rendering import pictures, render
from motcua.papers.rules import PaperValue
from motcua.people.desk import Desk, context, official_page
from motcua.ui.files import beside, download
from motcua.workspace.dossiers import find
from motcua.workspace.proofs import proofs_of, values_of


def _proof(desk: Desk, code: str, kind: str, place: int) -> PaperValue:
    values = values_of(desk, find(desk, code), kind)
    if not 1 <= place <= len(values):
        raise Http404
    return values[place - 1]


@require_GET
@official_page
def proof(request: HttpRequest, desk: Desk, code: str, kind: str, place: int) -> HttpResponse:
    """A whole paper as a file to look at; it has no number and no signature."""
    content = render(_proof(desk, code, kind, place))
    return beside(download(content, f"xem-truoc-{code}-{place}.pdf", "application/pdf"))


@require_GET
@official_page
def pages(request: HttpRequest, desk: Desk, code: str, kind: str) -> HttpResponse:
    """Every page of every paper, one below the other."""
    dossier = find(desk, code)
    values = values_of(desk, dossier, kind)
    if not values:
        raise Http404
    return shown(
        request, "workspace/proof.html", context(desk, dossier=dossier, proofs=proofs_of(dossier, kind, values))
    )


@require_GET
@official_page
def picture(request: HttpRequest, desk: Desk, code: str, kind: str, place: int, number: int) -> HttpResponse:
    """One page of it as a picture."""
    pages = pictures(_proof(desk, code, kind, place))
    if not 1 <= number <= len(pages):
        raise Http404
    return beside(download(pages[number - 1], f"xem-truoc-{code}-{place}-{number}.png", "image/png"))
