"""What the portal says of itself: all it has, and who can use it how."""

from itertools import groupby

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from motcua.kernel.text import sort_key
from motcua.people.visitor import Visitor, visited
from motcua.procedures.queries import life_events, offered


@login_not_required
@require_GET
@visited
def site(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """Every public page that says something of its own, by what it is about."""
    procedures = sorted(offered(on=visitor.on), key=lambda one: sort_key(one.field.name))
    fields = [(name, list(same)) for name, same in groupby(procedures, key=lambda one: one.field.name)]
    return render(request, "portal/site.html", {"events": life_events(), "fields": fields})


@login_not_required
@require_GET
@visited
def accessibility(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """What the pages keep to (WCAG 2.2), how that is looked at, what is not reached, and whom to tell."""
    return render(request, "portal/accessibility.html")
