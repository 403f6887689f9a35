"""How government works, for everyone: on time, by field and agency, online, satisfied, when the counter is quiet."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from motcua.calendars.queries import usual_schedule
from motcua.dossiers.late_groups import late_group_names
from motcua.indicators.figures.counting import Found
from motcua.indicators.figures.gathered import Gathered, gather, months_of
from motcua.indicators.figures.grouped import together
from motcua.indicators.figures.published import LEAST, Defined, Published, Reader, days_of
from motcua.indicators.figures.queries import last_day
from motcua.indicators.rules.definitions import Indicator, Subject
from motcua.indicators.rules.spans import Span, span_in, spans_to_choose, usual
from motcua.organization.models import Agency
from motcua.organization.queries import communes
from motcua.organization.rules import AgencyKind, Level
from motcua.people.visitor import Visitor, visited
from motcua.portal.figures_words import (
    group_name,
    hours_chart,
    months_chart,
    name_of,
    of_agency,
    of_figure,
    shares_chart,
    tiles_chart,
    unit_of,
    value_of,
    within,
)
from motcua.procedures.models import Field
from motcua.ui.charts import Months, Parts, Reasons, Share, Shares, TileMap, Value
from motcua.ui.charts.values import said

ON_TIME, ONLINE, SATISFIED = "qd766.dung_han", "chung_minh.truc_tuyen", "chung_minh.hai_long"
# What the first picture tells, and what the picture of tiles may be asked for.
MAIN = (ON_TIME, ONLINE, SATISFIED)
CHOICES = (
    *MAIN,
    "chung_minh.dung_han",
    "chung_minh.khong_di_lai",
    "chung_minh.ket_qua_dien_tu",
    "qd766.so_hoa_giay_to",
)
COUNTS = ("filed", "received", "resolved", "resolved_late", "open", "open_late")


@dataclass(frozen=True)
class Asked:
    """The span that an address asks for; `wrong`: it asks for what is none."""

    span: Span
    wrong: str = ""


def asked_span(request: HttpRequest, visitor: Visitor) -> Asked:
    """`?ky=2026-11`, `2026-q4` or `2026`; what is no span is said, and the usual one shown."""
    code = request.GET.get("ky", "").strip()[:20]
    span = span_in(code) if code else usual(visitor.on)
    if span is None:
        return Asked(usual(visitor.on), _("Kỳ phải là một tháng (2026-11), một quý (2026-q4) hoặc một năm (2026)."))
    return Asked(span)


def reader_of(span: Span, visitor: Visitor) -> Reader:
    """By the definitions of the last day of the span that has come."""
    return Reader(last_day(days_of(span, visitor.at)), visitor.at)


def choices_of(span: Span, reader: Reader, visitor: Visitor) -> list[tuple[str, str]]:
    """The spans to choose, the one that is shown among them."""
    found = {one.code: one.name for one in spans_to_choose(reader.first or visitor.on, visitor.on)}
    return list(({span.code: span.name} | found if span.code not in found else found).items())


def emptiness(span: Span, reader: Reader, visitor: Visitor) -> str:
    """Why nothing is measured of a span, in words; empty where something may be."""
    if span.since > visitor.on:
        return _("%s chưa đến.") % span.name
    first = reader.first
    if first is None:
        return _("Chưa có hồ sơ nào trong thời gian này.")
    if span.until <= first:
        return _("Nền tảng bắt đầu đo từ %(day)s; %(span)s chưa được đo.") % {
            "day": f"{first:%d/%m/%Y}",
            "span": within(span),
        }
    return ""


@login_not_required
@require_GET
@visited
def figures(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """The figures of the province over a month, a quarter or a year."""
    asked = asked_span(request, visitor)
    chosen = request.GET.get("so", "")[:100]
    return render(request, "portal/figures.html", {"wrong": asked.wrong, **_overview(asked.span, chosen, visitor)})


def _overview(span: Span, chosen: str, visitor: Visitor) -> dict[str, Any]:
    reader = reader_of(span, visitor)
    codes = reader.groupable(CHOICES)
    tiled = chosen if chosen in codes else next(iter(codes), "")
    facts: dict[str, Any] = {
        "span": span,
        "spans": choices_of(span, reader, visitor),
        "empty": emptiness(span, reader, visitor),
        "least": LEAST,
        "tiled": tiled,
        "tile_choices": [(code, name_of(reader.indicators[code])) for code in codes],
        "sets": _sets(reader.defined.values(), span),
        "as_of": None,
    }
    return facts if facts["empty"] else facts | _told(reader, span, codes, tiled)


def _told(reader: Reader, span: Span, codes: Sequence[str], tiled: str) -> dict[str, Any]:
    """What was counted, in words and pictures."""
    found = gather(reader, span, codes, counts=COUNTS, monthly=ON_TIME, by_field=ON_TIME, schedule=usual_schedule())
    if not found.by_agency:
        return {"empty": _("Chưa có hồ sơ nào trong thời gian này."), "as_of": found.as_of}
    agencies = list(Agency.objects.filter(pk__in=found.by_agency).select_related("place"))
    whole = together(found.by_agency.values())
    told = reader.figures(codes, whole, subject=Subject.PROVINCE)
    return {
        "as_of": found.as_of,
        "counts": whole,
        "stats": [_stat(reader.indicators[code], told[code], span) for code in MAIN if code in told],
        "months": province_months(reader, ON_TIME, span, found) if ON_TIME in told else None,
        "fields": _fields(reader, found.by_field, span) if ON_TIME in told else None,
        "late": _late(agencies, found.by_agency),
        "why": _why(found.why_late, span),
        "groups": _groups(reader, agencies, found.by_agency, span),
        "tiles": _tiles(reader, tiled, agencies, found.by_agency, span) if tiled else None,
        "hours": hours_chart(found.hours, span) if found.hours else None,
    }


def _stat(one: Indicator, figure: Published, span: Span) -> tuple[str, str, str]:
    """A figure as it stands above the pictures: its name, its number in words, where it leads."""
    return name_of(one), said(value_of(figure), unit_of(one)), of_figure(one.code, span)


def province_months(reader: Reader, code: str, span: Span, found: Gathered) -> Months:
    """A figure of the province by the months of a year and of the year before."""
    months = months_of(span)
    told = reader.by_month([code], months, found.months, subject=Subject.PROVINCE)
    values = [one.get(code) for one in told]
    return months_chart(reader.indicators[code], months[:12], values[:12], values[12:])


def _sets(found: Iterable[Defined], span: Span) -> list[tuple[str, list[tuple[str, str]]]]:
    """Every figure that can be asked for, by the sets they stand in."""
    sets: dict[str, list[tuple[str, str]]] = {}
    for one in found:
        sets.setdefault(name_of(one.of), []).append((name_of(one.indicator), of_figure(one.indicator.code, span)))
    return list(sets.items())


def _fields(reader: Reader, found: Mapping[int, Found], span: Span) -> Shares:
    """On time by field, in the order of names; fields without any case are left out."""
    names = dict(Field.objects.filter(pk__in=found).values_list("pk", "name"))
    rows = [
        (names[pk], one, "")
        for pk, facts in found.items()
        if pk in names and (one := reader.figures([ON_TIME], facts, subject=Subject.PROVINCE)[ON_TIME]).cases
    ]
    name = name_of(reader.indicators[ON_TIME])
    return shares_chart(
        _("%(name)s theo lĩnh vực, %(span)s") % {"name": name, "span": within(span)}, rows, row_head=_("Lĩnh vực")
    )


def _sorts(agencies: Sequence[Agency]) -> list[tuple[Level, AgencyKind | None, list[Agency]]]:
    """Agencies by their sort, the province's first; of a commune each kind is one; in each the order of names."""
    found: dict[tuple[Level, AgencyKind | None], list[Agency]] = {}
    for agency in sorted(agencies, key=lambda one: (one.sort_key, one.pk)):
        level = Level(agency.level)
        kind = AgencyKind(agency.kind) if level == Level.COMMUNE else None
        found.setdefault((level, kind), []).append(agency)
    levels, kinds = list(Level), [None, *AgencyKind]
    ordered = sorted(found, key=lambda one: (levels.index(one[0]), kinds.index(one[1])))
    return [(level, kind, found[level, kind]) for level, kind in ordered]


def _late(agencies: Sequence[Agency], by_agency: Mapping[int, Found]) -> Reasons | None:
    """Where what is late lies: finished after its date, or not finished and over it."""
    bars = []
    for level, kind, several in _sorts(agencies):
        facts = together(by_agency[one.pk] for one in several)
        bars.append(Parts(group_name(level, kind), [_number(facts, "resolved_late"), _number(facts, "open_late")]))
    if not any(sum(float(count) for count in bar.counts if isinstance(count, int)) for bar in bars):
        return None
    return Reasons(
        title=_("Hồ sơ trễ hạn nằm ở đâu"),
        unit=_("bộ hồ sơ"),
        reasons=[_("đã xong, sau ngày hẹn"), _("chưa xong, đã quá ngày hẹn")],
        bars=bars,
    )


def _why(found: Mapping[str, int], span: Span) -> Shares | None:
    """Why what was finished late was late: shares of groups of reasons, of enough cases; never anybody's words."""
    whole = sum(found.values())
    if whole < LEAST:
        return None
    names = late_group_names()
    return Shares(
        title=_("Lý do ghi trong văn bản xin lỗi của hồ sơ xong trễ hạn, %s") % within(span),
        row_head=_("Nhóm lý do"),
        shares=[Share(names.get(key, key), 100 * number / whole, number) for key, number in found.items()],
    )


def _number(facts: Found, name: str) -> Value:
    value = facts.get(name)
    return value if isinstance(value, int) else 0


def _groups(
    reader: Reader, agencies: Sequence[Agency], by_agency: Mapping[int, Found], span: Span
) -> list[dict[str, Any]]:
    """Each sort of agencies with the figures of all of it and of each."""
    return [
        {
            "name": group_name(level, kind),
            "total": _row(reader, together(by_agency[one.pk] for one in several)),
            "agencies": [
                {
                    "name": one.name,
                    "address": of_agency(one.code, span),
                    **_row(reader, by_agency[one.pk], Subject.AGENCY),
                }
                for one in several
            ],
        }
        for level, kind, several in _sorts(agencies)
    ]


def _row(reader: Reader, facts: Found, subject: Subject = Subject.PROVINCE) -> dict[str, Any]:
    on_time = reader.figures([ON_TIME], facts, subject=subject).get(ON_TIME)
    return {**{name: facts.get(name, 0) for name in COUNTS}, "on_time": said(value_of(on_time), "%")}


def _tiles(
    reader: Reader, code: str, agencies: Sequence[Agency], by_agency: Mapping[int, Found], span: Span
) -> TileMap:
    """A figure of each commune: of its agencies together."""
    one = reader.indicators[code]
    places = communes(on=reader.on)
    found = by_place(reader, code, agencies, by_agency)
    return tiles_chart(one, places, found, span)


def by_place(
    reader: Reader, code: str, agencies: Sequence[Agency], by_agency: Mapping[int, Found]
) -> dict[int, Published]:
    """A figure of each place that has agencies of a commune's level."""
    of_place: dict[int, list[Found]] = {}
    for agency in agencies:
        of_place.setdefault(agency.place_id, []).append(by_agency[agency.pk])
    return {
        pk: reader.figures([code], together(found), subject=Subject.COMMUNE)[code] for pk, found in of_place.items()
    }
