"""One figure, for everyone: what it means, how it was made, of how many, how sure; by month, by agency, as a file."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from functools import cached_property
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from motcua.indicators.figures.conditions import COUNTABLE
from motcua.indicators.figures.gathered import Gathered, gather, months_of
from motcua.indicators.figures.grouped import together
from motcua.indicators.figures.published import (
    LEAST,
    PROVINCE,
    Defined,
    Published,
    Reader,
    Shown,
    frozen_months,
    frozen_of,
    said_of,
)
from motcua.indicators.figures.queries import facts_behind_indicator
from motcua.indicators.models import FrozenFigure
from motcua.indicators.rules.definitions import Found, Rule, Subject
from motcua.indicators.rules.evaluation import Facts
from motcua.indicators.rules.explaining import UNITS
from motcua.indicators.rules.spans import Span, month_of, span_in
from motcua.indicators.rules.vocabulary import FACTS, Unit
from motcua.indicators.sets.queries import formula_in_words
from motcua.kernel.replica import read
from motcua.kernel.text import format_datetime
from motcua.organization.models import Agency
from motcua.people.visitor import Visitor, visited
from motcua.portal.figures import asked_span, choices_of, emptiness, province_months, reader_of
from motcua.portal.figures_words import (
    certainty_words,
    hundredths,
    name_of,
    of_agency,
    shares_chart,
    unit_of,
    value_of,
    within,
)
from motcua.ui.charts import Shares, svg
from motcua.ui.charts.values import said, written

# A picture may stand on anybody's page, and a program may read the numbers: they are everyone's, and no more than that.
FOR_EVERYONE = {"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin"}


@dataclass(frozen=True)
class Figure:
    """A figure over a span, read by the definition of the span's last day; `empty`: why nothing is measured of it."""

    defined: Defined
    span: Span
    reader: Reader
    empty: str

    @property
    def code(self) -> str:
        return self.defined.indicator.code

    @property
    def can_be_grouped(self) -> bool:
        """Whether it is told by agency and by month too."""
        return bool(self.reader.groupable([self.code]))

    @cached_property
    def gathered(self) -> Gathered | None:
        """What was counted for it; None where it is told for the whole alone, or nothing is there."""
        if self.empty or not self.can_be_grouped:
            return None
        return gather(self.reader, self.span, [self.code], monthly=self.code)

    @cached_property
    def whole(self) -> Published:
        """Of the whole province."""
        if self.gathered is not None:
            return self._of(together(self.gathered.by_agency.values()), Subject.PROVINCE)

        def asked(_as_of: datetime | None) -> Published:
            return self.reader.of([self.code], PROVINCE, self.span)[self.code]

        return read(asked, at=self.reader.at)

    @property
    def as_of(self) -> datetime:
        """Up to when it tells."""
        return (self.gathered.as_of if self.gathered else None) or self.reader.at

    def _of(self, facts: Facts, subject: Subject) -> Published:
        return self.reader.figures([self.code], facts, subject=subject)[self.code]

    def months(self, gathered: Gathered) -> list[tuple[Span, Published | None]]:
        """Of the months of its year and of the year before."""
        months = months_of(self.span)
        told = self.reader.by_month([self.code], months, gathered.months, subject=Subject.PROVINCE)
        return [(month, one.get(self.code)) for month, one in zip(months, told, strict=True)]

    def agencies(self, gathered: Gathered) -> list[tuple[Agency, Published]]:
        """Of each agency that had any, in the order of names."""
        return [
            (agency, self._of(gathered.by_agency[agency.pk], Subject.AGENCY))
            for agency in Agency.objects.filter(pk__in=gathered.by_agency).order_by("sort_key", "pk")
        ]


def _figure(code: str, span: Span, visitor: Visitor) -> Figure:
    """Its definition on the last day of the span, or today's where there was none then."""
    reader = reader_of(span, visitor)
    defined = reader.defined.get(code)
    if defined is None:
        reader = Reader(visitor.on, visitor.at)
        defined = reader.defined.get(code)
    if defined is None:
        raise Http404
    return Figure(defined, span, reader, emptiness(span, reader, visitor))


@login_not_required
@require_GET
@visited
def figure(request: HttpRequest, visitor: Visitor, code: str) -> HttpResponse:
    """The page of one figure."""
    asked = asked_span(request, visitor)
    found = _figure(code, asked.span, visitor)
    return render(request, "portal/figure.html", {"wrong": asked.wrong, **_page(found, visitor)})


def _page(found: Figure, visitor: Visitor) -> dict[str, Any]:
    one, language = found.defined.indicator, translation.get_language() or "vi"
    whole, gathered = found.whole, found.gathered
    names = facts_behind_indicator(one, found.reader.indicators)
    facts: dict[str, Any] = {
        "code": one.code,
        "name": name_of(one),
        "set": name_of(found.defined.of),
        "group": name_of(found.defined.group),
        "whole": within(found.span),
        "span": found.span,
        "spans": choices_of(found.span, found.reader, visitor),
        "empty": found.empty,
        "as_of": found.as_of,
        "least": LEAST,
        "value": said(value_of(whole), unit_of(one)),
        "why": _why(whole, found, language),
        "cases": whole.cases,
        "cases_words": formula_in_words(one.cases_tree, found.reader.indicators, language=language),
        "formula": formula_in_words(one.tree, found.reader.indicators, language=language),
        "line": said_of(whole, found.reader.indicators, language=language) if whole.shown is Shown.NUMBER else "",
        "facts": [(_(FACTS[name].words), _(FACTS[name].counts), name in COUNTABLE) for name in names if name in FACTS],
        "source": one.source,
        "certainty": certainty_words(one.source.certainty),
        "has_no_rule": one.state == Found.RULE_NOT_FOUND,
        "weight": written(float(one.weight)) if one.weight and one.scoring != Rule.NONE else "",
        "frozen": [month_of(day) for day in frozen_months(one.code)[:24]],
        "can_be_grouped": found.can_be_grouped,
        "months": None,
        "agencies": None,
        "picture": "",
    }
    if gathered is not None:
        facts["months"] = province_months(found.reader, one.code, found.span, gathered)
        facts["agencies"] = _agencies_chart(found, gathered) if one.unit is Unit.SHARE else None
        facts["picture"] = reverse("portal:figure_svg", args=(one.code,)) + f"?ky={found.span.year}"
    return facts


def _why(one: Published, found: Figure, language: str) -> str:
    """Why there is no number."""
    match one.shown:
        case Shown.NUMBER:
            return ""
        case Shown.FEW:
            return _("Dưới %d hồ sơ thì không nói tỷ lệ: nó nói về từng người, và do may rủi.") % LEAST
        case Shown.NO_CASES:
            return _("Trong kỳ này không có trường hợp nào.")
    return said_of(one, found.reader.indicators, language=language)


def _agencies_chart(found: Figure, gathered: Gathered) -> Shares:
    """Agencies with enough cases."""
    rows = [
        (agency.name, one, of_agency(agency.code, found.span))
        for agency, one in found.agencies(gathered)
        if one.shown is Shown.NUMBER
    ]
    name = name_of(found.defined.indicator)
    title = _("%(name)s theo cơ quan, %(span)s") % {"name": name, "span": within(found.span)}
    return shares_chart(title, rows)


@login_not_required
@require_GET
@visited
def figure_csv(request: HttpRequest, visitor: Visitor, code: str) -> HttpResponse:
    """The numbers behind a figure's page, by month and by agency, to take away."""
    asked = asked_span(request, visitor)
    if asked.wrong:
        return _refused(asked.wrong)
    found = _figure(code, asked.span, visitor)
    # Excel takes a file for UTF-8 only with this mark.
    response = HttpResponse(
        "\N{ZERO WIDTH NO-BREAK SPACE}" + "".join(_lines(found)), content_type="text/csv; charset=utf-8"
    )
    _for_everyone(response)
    response["Content-Disposition"] = f'attachment; filename="{found.code}-{found.span.code}.csv"'
    return response


def _refused(why: str) -> HttpResponse:
    """Who asks by a program for a span that is none must not take another's numbers for it."""
    return HttpResponse(f"{why}\n", status=400, content_type="text/plain; charset=utf-8")


def _for_everyone(response: HttpResponse) -> None:
    for name, value in FOR_EVERYONE.items():
        response.headers[name] = value


def _lines(found: Figure) -> Iterator[str]:
    one = found.defined.indicator
    yield _line([_("của"), _("kỳ"), _("giá trị"), _("số trường hợp"), _("ghi chú"), _("tính đến")])
    rows: list[tuple[str, str, Published | None]] = [(_("Toàn tỉnh"), found.span.name, found.whole)]
    if found.gathered is not None:
        rows += [(_("Toàn tỉnh"), month.name, value) for month, value in found.months(found.gathered)]
        rows += [(agency.name, found.span.name, value) for agency, value in found.agencies(found.gathered)]
    for whose, when, value in rows:
        number = "" if value is None or value.value is None else _number(value.value, one.unit)
        note = "" if number else found.empty or said(value_of(value), "")
        cases = "" if value is None or value.cases is None else str(value.cases)
        yield _line([whose, when, number, cases, note, format_datetime(found.as_of)])


def _number(value: Fraction, unit: Unit) -> str:
    """As programs read numbers: a share in hundredths, a point before what is less than one."""
    return str(hundredths(value) if unit is Unit.SHARE else round(float(value), 4))


def _line(cells: Sequence[str]) -> str:
    written_to = io.StringIO()
    csv.writer(written_to).writerow(cells)
    return written_to.getvalue()


@login_not_required
@require_GET
@visited
def figure_svg(request: HttpRequest, visitor: Visitor, code: str) -> HttpResponse:
    """The picture of a figure by month, to be shown on other pages."""
    asked = asked_span(request, visitor)
    if asked.wrong:
        return _refused(asked.wrong)
    found = _figure(code, asked.span, visitor)
    if not found.can_be_grouped:
        raise Http404
    nothing = Gathered({}, {}, [{} for _month in months_of(found.span)], None, {}, None)
    chart = province_months(found.reader, found.code, found.span, found.gathered or nothing)
    response = HttpResponse(svg(chart), content_type="image/svg+xml")
    _for_everyone(response)
    response["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'"
    return response


@login_not_required
@require_GET
@visited
def frozen(request: HttpRequest, visitor: Visitor, code: str, month_code: str) -> HttpResponse:
    """A figure as its month was frozen, beside what it is today: an address to cite."""
    span = span_in(month_code)
    kept = frozen_of(code, span.since) if span is not None and span.months == 1 else None
    if span is None or kept is None:
        raise Http404

    def told(_as_of: datetime | None) -> dict[str, Any]:
        return _beside(kept, span, visitor)

    facts = {"kept": kept, "span": span, "whole": within(span), "code": code, **read(told, at=visitor.at)}
    return render(request, "portal/figure_frozen.html", facts)


def _beside(kept: FrozenFigure, span: Span, visitor: Visitor) -> dict[str, Any]:
    """What was frozen and what is today, both as they may be seen, and whether they differ."""
    is_english = translation.get_language() == "en"
    reader = Reader(span.until - timedelta(days=1), visitor.at)
    now = reader.of([kept.code], PROVINCE, span).get(kept.code)
    value = "" if now is None or now.value is None else str(now.value)
    today = "" if now is None else said(value_of(now), unit_of(now.scored.indicator))
    then = _then(kept)
    return {
        "name": kept.name_en if is_english else kept.name,
        "line": kept.line_en if is_english else kept.line,
        "then": then,
        "today": today or _("nay không còn chỉ số này"),
        "is_changed": (value, None if now is None else now.cases) != (kept.value, kept.cases),
    }


def _then(kept: FrozenFigure) -> str:
    return frozen_value(kept.value, kept.shown, kept.unit)


def frozen_value(exact: str, shown: str, unit: str) -> str:
    """What was frozen, in words: an exact fraction, or why there was none."""
    if not exact:
        return {Shown.FEW: _("dưới %d hồ sơ") % LEAST, Shown.NO_CASES: _("không có hồ sơ nào")}.get(
            Shown(shown), _("không đo được")
        )
    value = Fraction(exact)
    if unit == Unit.SHARE:
        return f"{written(hundredths(value))}%"
    return _(UNITS[Unit(unit)]) % written(float(value))
