"""Where to go: the places that receive dossiers, found by names of communes or their own, present and former."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from motcua.kernel.text import sort_key
from motcua.organization.models import Agency, FormerPlace
from motcua.organization.queries import called, centre, centres, former_places_of, match_places
from motcua.organization.rules import Level
from motcua.people.visitor import Visitor, visited
from motcua.procedures.queries import offered, version_in_force
from motcua.ui.premises import facts_of

Rows = list[tuple[Agency, Sequence[FormerPlace]]]


@login_not_required
@require_GET
@visited
def places(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """All places that receive dossiers, those that a name finds, or those that receive one procedure (`?thu-tuc=`)."""
    text = request.GET.get("q", "").replace("\x00", "")[:100].strip()
    asked = request.GET.get("thu-tuc", "").replace("\x00", "")[:12]
    version = version_in_force(asked, on=visitor.on) if asked else None
    levels = {one.level for one in version.received} if version else set(Level)
    known = [one for one in centres(on=visitor.on) if one.level in levels]
    rows: Rows = [(one, []) for one in known]
    lost: Sequence[FormerPlace] = []
    if text:
        matches = match_places(text, on=visitor.on)
        by_place = {one.place_id: one for one in known}
        rows = [(by_place[one.place.pk], one.former) for one in matches.found if one.place.pk in by_place]
        lost = matches.lost
        if not rows and not lost:
            rows = [(one, []) for one in called(known, text)]
    procedure = version.procedure if version else None
    return render(
        request, "portal/places.html", {"text": text, "rows": rows, "lost": lost, "procedure": procedure, "all": known}
    )


@login_not_required
@require_GET
@visited
def place(request: HttpRequest, visitor: Visitor, code: str) -> HttpResponse:
    """One place: where it is, when it is open, for whom it is, and what can be filed there."""
    found = centre(code, on=visitor.on)
    if found is None:
        raise Http404
    procedures = sorted(offered(on=visitor.on, level=found.level), key=lambda one: sort_key(one.field.name))
    facts: dict[str, Any] = {
        "centre": found,
        "fields": [(name, list(same)) for name, same in groupby(procedures, key=lambda one: one.field.name)],
        "former": former_places_of(found.place),
        "called": found.former_names.exclude(renamed_on=None),
    }
    return render(request, "portal/place.html", facts | facts_of(found, at=visitor.at))
