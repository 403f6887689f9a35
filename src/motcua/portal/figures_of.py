"""How one agency, or the agencies of one commune together, work; with their points by QĐ 766 and why each."""

from datetime import date, datetime
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from motcua.calendars.queries import schedule_for, usual_schedule
from motcua.indicators.figures.gathered import months_of
from motcua.indicators.figures.hours import counter_hours
from motcua.indicators.figures.published import (
    LEAST,
    Reader,
    Shown,
    days_of,
    frozen_months_of,
    points_of_set,
    said_of,
)
from motcua.indicators.figures.subjects import Whom
from motcua.indicators.rules.definitions import Subject
from motcua.indicators.rules.scoring import Sum
from motcua.indicators.rules.spans import Span, month_of
from motcua.kernel.replica import read
from motcua.kernel.text import format_date
from motcua.organization.models import Agency, Place, Succession
from motcua.people.visitor import Visitor, visited
from motcua.portal.figures import MAIN, ON_TIME, asked_span, choices_of, emptiness, reader_of
from motcua.portal.figures_words import (
    hours_chart,
    months_chart,
    name_of,
    of_agency,
    of_figure,
    unit_of,
    value_of,
)
from motcua.ui.charts.values import said, written

SET = "qd766"


@login_not_required
@require_GET
@visited
def agency(request: HttpRequest, visitor: Visitor, code: str) -> HttpResponse:
    """The figures of one agency; of one that ended, those of its days, and who goes on."""
    found = Agency.objects.select_related("place").filter(code=code).first()
    if found is None:
        raise Http404
    asked = asked_span(request, visitor)
    whom = Whom(Subject.AGENCY, found.pk)

    def told(as_of: datetime | None) -> dict[str, Any]:
        schedule = schedule_for(found.pk, on=visitor.on)
        hours = counter_hours([found.pk], days_of(asked.span, visitor.at), schedule)
        return {
            **_figures(whom, asked.span, visitor),
            "hours": hours_chart(hours, asked.span),
            "as_of": as_of,
        }

    facts = {
        "name": found.name,
        "place": found.place,
        "ended": _ended(found, asked.span, visitor.on),
        "agencies": [],
        "code": found.code,
        "frozen": [month_of(day) for day in frozen_months_of(found.pk, SET)[:24]],
    }
    return render(request, "portal/figures_of.html", {"wrong": asked.wrong, **facts, **read(told, at=visitor.at)})


@login_not_required
@require_GET
@visited
def commune(request: HttpRequest, visitor: Visitor, code: str) -> HttpResponse:
    """The figures of a commune: of its agencies together."""
    found = Place.objects.filter(code=code).exclude(parent=None).order_by("-valid_from").first()
    agencies = list(Agency.objects.filter(place=found).order_by("sort_key", "pk")) if found else []
    if found is None or not agencies:
        raise Http404
    asked = asked_span(request, visitor)
    whom = Whom(Subject.COMMUNE, found.pk)

    def told(as_of: datetime | None) -> dict[str, Any]:
        hours = counter_hours([one.pk for one in agencies], days_of(asked.span, visitor.at), usual_schedule())
        return {
            **_figures(whom, asked.span, visitor),
            "hours": hours_chart(hours, asked.span),
            "as_of": as_of,
        }

    rows = [(one.name, of_agency(one.code, asked.span)) for one in agencies]
    facts = {"name": found.full_name, "place": None, "ended": None, "agencies": rows, "frozen": []}
    return render(request, "portal/figures_of.html", {"wrong": asked.wrong, **facts, **read(told, at=visitor.at)})


def _ended(agency: Agency, span: Span, on: date) -> dict[str, Any] | None:
    """Since when an agency is no more, and who took over; its figures are of the days in which it worked."""
    if agency.valid_until is None or agency.valid_until > on:
        return None
    after = Succession.objects.filter(predecessor=agency).select_related("successor").order_by("pk")
    return {
        "day": format_date(agency.valid_until),
        "successors": [(one.successor.name, of_agency(one.successor.code, span)) for one in after],
    }


def _figures(whom: Whom, span: Span, visitor: Visitor) -> dict[str, Any]:
    reader = reader_of(span, visitor)
    language = translation.get_language() or "vi"
    facts: dict[str, Any] = {
        "span": span,
        "spans": choices_of(span, reader, visitor),
        "empty": emptiness(span, reader, visitor),
        "least": LEAST,
        "stats": [],
        "months": None,
        "cases": None,
        "groups": [],
    }
    if facts["empty"]:
        return facts
    codes = reader.groupable(MAIN)
    found = reader.of(codes, whom, span)
    facts["stats"] = [
        (name_of(one.scored.indicator), said(value_of(one), unit_of(one.scored.indicator)), of_figure(code, span))
        for code, one in found.items()
    ]
    if ON_TIME in found:
        months = months_of(span)
        monthly = reader.facts_by_month([ON_TIME], whom, months)
        told = reader.by_month([ON_TIME], months, monthly, subject=whom.subject)
        values = [one.get(ON_TIME) for one in told]
        facts["months"] = months_chart(reader.indicators[ON_TIME], months[:12], values[:12], values[12:])
        facts["cases"] = found[ON_TIME].cases
    return facts | _score(reader, whom, span, language)


def points_told(total: Sum) -> str:
    """The points of a set in words: so many of those that are measured."""
    return _("%(points)s điểm trên %(measured)s điểm đo được; cả bộ có %(total)s điểm") % {
        "points": written(float(total.points)),
        "measured": written(float(total.measured)),
        "total": written(float(total.total)),
    }


def _score(reader: Reader, whom: Whom, span: Span, language: str) -> dict[str, Any]:
    """The points of a set: so many of those that are measured, and of each how it was made."""
    found = points_of_set(SET, whom, span, reader)
    if found is None:
        return {}
    groups = [
        {
            "name": name_of(group),
            "rows": [
                {
                    "name": name_of(one.scored.indicator),
                    "address": of_figure(one.scored.indicator.code, span),
                    "weight": written(float(one.scored.indicator.weight)),
                    "points": "" if one.points is None else written(float(one.points)),
                    "value": said(value_of(one), unit_of(one.scored.indicator)),
                    "line": said_of(one, reader.indicators, language=language),
                    "is_few": one.shown is Shown.FEW,
                }
                for one in parts
            ],
        }
        for group, parts in found.groups
    ]
    total = found.sum
    return {
        "set": name_of(found.of),
        "source": found.of.source,
        "score": points_told(total),
        "is_measured": total.measured > 0,
        "groups": groups,
    }
