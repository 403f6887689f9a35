"""How long each procedure really took of late, beside what is promised."""

from itertools import groupby
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from motcua.indicators.figures.published import LEAST, lasting
from motcua.kernel.text import sort_key
from motcua.people.visitor import Visitor, visited
from motcua.procedures.models import Procedure
from motcua.ui.briefs import briefs
from motcua.ui.charts.values import written


@login_not_required
@require_GET
@visited
def times(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """Half and nine of ten of the dossiers of each procedure that had enough, by field, in the order of names."""
    found = visitor.edition.kept(("lasting",), lasting)
    procedures = list(Procedure.objects.filter(pk__in=found).select_related("field"))
    procedures.sort(key=lambda one: (sort_key(one.field.name), sort_key(one.name)))
    promised = briefs([one.code for one in procedures], on=visitor.on, edition=visitor.edition)
    rows: list[dict[str, Any]] = [
        {
            "procedure": one,
            "median": written(found[one.pk].median),
            "nine": written(found[one.pk].nine),
            "cases": found[one.pk].cases,
            "promised": promised[one.code].time if one.code in promised else "",
        }
        for one in procedures
    ]
    fields = [(name, list(same)) for name, same in groupby(rows, key=lambda row: row["procedure"].field.name)]
    days = next(iter(found.values()), None)
    facts = {"fields": fields, "days": days, "least": LEAST}
    return render(request, "portal/figures_times.html", facts)
