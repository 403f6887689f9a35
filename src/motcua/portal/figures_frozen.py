"""The points of an agency as its month was frozen, beside what they are today: an address to cite."""

from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from motcua.indicators.figures.published import Reader, frozen_agency, points_of_set
from motcua.indicators.figures.subjects import Whom
from motcua.indicators.models import FrozenAgency
from motcua.indicators.rules.definitions import Subject
from motcua.indicators.rules.scoring import Sum
from motcua.indicators.rules.spans import Span, span_in
from motcua.kernel.replica import read
from motcua.organization.models import Agency
from motcua.people.visitor import Visitor, visited
from motcua.portal.figure import frozen_value
from motcua.portal.figures_of import SET, points_told
from motcua.portal.figures_words import of_agency, within
from motcua.ui.charts.values import written


@login_not_required
@require_GET
@visited
def agency(request: HttpRequest, visitor: Visitor, code: str, month_code: str) -> HttpResponse:
    """What points an agency had when a month was frozen, and of each part why; beside the sum of today."""
    found, span = Agency.objects.filter(code=code).first(), span_in(month_code)
    kept = frozen_agency(found.pk, SET, span.since) if found and span and span.months == 1 else None
    if found is None or span is None or kept is None:
        raise Http404

    def told(_as_of: datetime | None) -> dict[str, Any]:
        return _today(kept, found, span, visitor)

    facts = {
        "kept": kept,
        "name": found.name,
        "span": span,
        "whole": within(span),
        "address": of_agency(found.code, span),
        "then": _told(_sum(kept)),
        "groups": _groups(kept),
        **read(told, at=visitor.at),
    }
    return render(request, "portal/agency_frozen.html", facts)


def _told(total: Sum) -> str:
    return points_told(total) if total.measured else _("Kỳ này chưa đo được phần nào đủ để cho điểm.")


def _sum(kept: FrozenAgency) -> Sum:
    return Sum(Fraction(kept.points), Fraction(kept.measured), Fraction(kept.total))


def _today(kept: FrozenAgency, found: Agency, span: Span, visitor: Visitor) -> dict[str, Any]:
    """The sum of today, by the definitions of that month, and whether any part of it differs."""
    reader = Reader(span.until - timedelta(days=1), visitor.at)
    now = points_of_set(SET, Whom(Subject.AGENCY, found.pk), span, reader)
    if now is None:
        return {"today": "", "is_changed": True}
    parts = {one.scored.indicator.code: one.value for _group, several in now.groups for one in several}
    then = {part["code"]: Fraction(part["value"]) if part["value"] else None for part in kept.parts}
    return {"today": _told(now.sum), "is_changed": now.sum != _sum(kept) or parts != then}


def _groups(kept: FrozenAgency) -> list[tuple[str, list[dict[str, str]]]]:
    """The parts as they were kept, in the language of who reads."""
    end = "_en" if translation.get_language() == "en" else ""
    groups: dict[str, list[dict[str, str]]] = {}
    for part in kept.parts:
        groups.setdefault(part[f"group{end}"], []).append(
            {
                "name": part[f"name{end}"],
                "value": frozen_value(part["value"], part["shown"], part["unit"]),
                "points": written(float(Fraction(part["points"]))) if part["points"] else "–",
                "weight": written(float(Fraction(part["weight"]))),
                "line": part[f"line{end}"],
            }
        )
    return list(groups.items())
