"""The papers of a dossier, of which one is looked at: the page that is asked for is drawn, and no other."""

from collections.abc import Sequence
from dataclasses import replace

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from motcua.dossiers.models import Dossier, DossierFile
from motcua.kernel.attempts import Attempt
from motcua.papers.elsewhere import page_of
from motcua.ui.files import beside, download
from motcua.ui.viewer import Look, ViewedFile, Viewer


def viewer_of(
    request: HttpRequest, dossier: Dossier, files: Sequence[DossierFile], *, is_apart: bool = False
) -> Viewer:
    """The files of a dossier that the reader may see, and the page of one that the address asks for."""
    base = reverse("workspace:dossier", args=[dossier.shown_code])
    viewed = [ViewedFile(file.pk, file.name, file.component_name, file.stored) for file in files]
    viewer = Viewer(base, viewed, Look.asked(request.GET), is_apart=is_apart)
    look, chosen = viewer.look, viewer.chosen
    if look is None or chosen is None:
        return replace(viewer, look=None)
    with Attempt(request) as drawing:
        page = page_of(chosen.stored, look.page, percent=look.percent, turn=look.turn)
        if not page.content:
            look = replace(look, page=max(page.count, 1))
            page = page_of(chosen.stored, look.page, percent=look.percent, turn=look.turn)
        return viewer.showing(look, page.count)
    return replace(viewer, problem=drawing.message)


def page_answer(request: HttpRequest, entry: DossierFile, number: int) -> HttpResponse:
    """One page of a file as a picture."""
    file = ViewedFile(entry.pk, entry.name, entry.component_name, entry.stored)
    look = Look.asked({**request.GET.dict(), "tep": str(entry.pk)})
    if look is None or not file.is_shown:
        raise Http404
    page = page_of(entry.stored, number, percent=look.percent, turn=look.turn)
    if not page.content:
        raise Http404
    return beside(download(page.content, f"trang-{number}", page.media_type))
