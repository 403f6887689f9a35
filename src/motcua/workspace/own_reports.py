"""An agency's own reports: chosen and seen at once, kept under a name, sent, taken away as files."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from motcua.indicators.figures.counting import facts_of
from motcua.indicators.figures.queries import count_behind, dossiers_behind, facts_behind_indicator, rows_behind
from motcua.indicators.figures.subjects import Days, Whom
from motcua.indicators.rules.scoring import Scorer
from motcua.indicators.rules.vocabulary import FACTS
from motcua.indicators.sets.queries import explanation
from motcua.kernel.addresses import number_in, place_in, place_written
from motcua.kernel.attempts import Attempt
from motcua.kernel.replica import read
from motcua.kernel.speech import say
from motcua.people.desk import Desk, context, official_page
from motcua.reports.own import operations as own
from motcua.reports.own.models import OwnReport
from motcua.reports.own.queries import (
    Asked,
    Column,
    Line,
    Made,
    agencies_of,
    asked,
    left_by_others,
    made,
    narrowed,
    readers_of,
    report_of,
    reports_of,
)
from motcua.reports.rules.own import MOST_AFTER, MOST_COUNTS, By, Chosen, Over, Rhythm, day_in
from motcua.ui.charts.values import top_of
from motcua.workspace.listing import PAGE, clock_of, row_of_line
from motcua.workspace.own_reports_asked import (
    BYS,
    OVERS,
    RHYTHMS,
    asked_in,
    choices_of,
    chosen_in,
    filters_told,
    key_words,
    plain,
    query_of,
    told,
    unit_words,
    with_unit,
)

# So many groups stand on a page, and of these so many in its picture.
GROUPS, DRAWN = 50, 24


def _report(desk: Desk, pk: int) -> OwnReport:
    report = report_of(desk.posts, pk)
    if report is None:
        raise Http404
    return report


@require_GET
@official_page
def own_reports(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The reports that my agencies keep, and those that agencies left which ended."""
    agencies = agencies_of(desk.posts)
    left = [
        (one, f"{reverse('workspace:own_report_new')}?{query_of(heir, _elsewhere(one.chosen))}")
        for one, heir in left_by_others(desk.posts, on=desk.on)
    ]
    reports = [(one, RHYTHMS[Rhythm(one.rhythm)]) for one in reports_of(desk.posts)]
    values = context(desk, agencies=agencies, several=len(agencies) > 1, reports=reports, left=left)
    return render(request, "workspace/own_reports.html", values)


def _elsewhere(chosen: Chosen) -> Chosen:
    """What another agency may choose alike: no unit and nobody of the old one."""
    return Chosen(**{**vars(chosen), "unit": "", "official": ""})


@official_page
def own_report_new(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Choose, see at once what it says, keep it under a name."""
    what = asked_in(request, desk)
    if what is None:
        raise Http404
    attempt = Attempt(request)
    if attempt.is_sent:
        name, text = request.POST.get("name", ""), request.POST.get("text", "")
        with attempt:
            report = own.keep_report(what.agency, name=name, text=text, chosen=what.chosen, by=desk.by, at=desk.at)
            return attempt.done(_("Đã lưu báo cáo."), "workspace:own_report", pk=report.pk)
    return attempt.page("workspace/own_report_edit.html", _designer(request, desk, what, None))


@official_page
def own_report_edit(request: HttpRequest, desk: Desk, pk: int) -> HttpResponse:
    """The same for one that is kept."""
    report = _report(desk, pk)
    chosen = chosen_in(request.GET) if request.GET else report.chosen
    what = asked(report.agency, chosen, desk.posts, at=desk.at)
    attempt = Attempt(request)
    if attempt.is_sent:
        with attempt:
            own.change_report(
                report,
                name=request.POST.get("name", ""),
                text=request.POST.get("text", ""),
                chosen=what.chosen,
                seen=number_in(request.POST.get("seen", "")) or 0,
                by=desk.by,
                at=desk.at,
            )
            return attempt.done(_("Đã lưu báo cáo."), "workspace:own_report", pk=report.pk)
        report = _report(desk, pk)
    return attempt.page("workspace/own_report_edit.html", _designer(request, desk, what, report))


def _designer(request: HttpRequest, desk: Desk, what: Asked, report: OwnReport | None) -> dict[str, Any]:
    chosen = what.chosen
    codes = [one.code for one in chosen.counts] + [""] * (MOST_COUNTS - len(chosen.counts))
    bys = [by.value for by in chosen.by] + [""] * (2 - len(chosen.by))
    wrong = what.problems if request.GET or report is not None else {}
    own_address = reverse("workspace:own_report_edit", args=(report.pk,)) if report else request.path
    return _shown(request, desk, what) | {
        "report": report,
        "chosen": chosen,
        "choices": choices_of(what.agency, chosen, desk),
        "agencies": [(one.code, one.name) for one in agencies_of(desk.posts)] if report is None else [],
        "counts": [(f"so-{n}", code) for n, code in enumerate(codes)],
        "bys": [(f"nhom-{n}", code) for n, code in enumerate(bys)],
        "wrong": wrong,
        "save_at": f"{own_address}?{query_of(what.agency, chosen)}",
        "typed": {
            "name": request.POST.get("name", report.name if report else ""),
            "text": request.POST.get("text", report.note if report else ""),
        },
    }


@official_page
def own_report(request: HttpRequest, desk: Desk, pk: int) -> HttpResponse:
    """One report: what it says now, or over the days of a letter; what can be done with it."""
    report = _report(desk, pk)
    attempt = Attempt(request)
    if attempt.is_sent:
        with attempt:
            if request.POST.get("act") == "delete":
                own.delete_report(report, by=desk.by, at=desk.at)
                return attempt.done(_("Đã xóa báo cáo."), "workspace:own_reports")
            own.leave_mailing(report, by=desk.by, at=desk.at)
            return attempt.done(_("Bạn không nhận báo cáo này qua thư nữa."), "workspace:own_report", pk=pk)
    chosen = report.chosen
    since, until = day_in(request.GET.get("tu", "")), day_in(request.GET.get("den", ""))
    if since and until:
        chosen = Chosen(**{**vars(chosen), "over": Over.DAYS, "since": since, "until": until})
    what = asked(report.agency, chosen, desk.posts, at=desk.at)
    readers = [one.official for one in report.readers.select_related("official").order_by("official__full_name")]
    values = _shown(request, desk, what) | {
        "report": report,
        "copy": f"{reverse('workspace:own_report_new')}?{query_of(report.agency, report.chosen)}",
        "rhythm": RHYTHMS[Rhythm(report.rhythm)],
        "readers": readers,
        "gets_it": any(one.pk == desk.by.pk for one in readers),
        "wrong": what.problems,
    }
    return attempt.page("workspace/own_report.html", values)


def _shown(request: HttpRequest, desk: Desk, what: Asked) -> dict[str, Any]:
    """What it says: a page of its table, its picture, how each column is made, and why something is not there."""
    after = place_in(request.GET.get("sau", "")) or ""
    found = read(lambda _as_of: made(what, after=after, limit=GROUPS), at=desk.at, by=desk.by)
    query = query_of(what.agency, what.chosen)
    return context(
        desk,
        agency=what.agency,
        columns=[(one, with_unit(one)) for one in what.columns],
        heads=[BYS[by] for by in what.chosen.by],
        rows=[_row(what, line, query) for line in found.lines] if found else [],
        total=_numbers(what, found.total, query, ()) if found else [],
        groups=found.groups if found else 0,
        following=place_written(found.following) if found and found.following else "",
        is_empty=found is None and not what.problems,
        found=found,
        gone=what.gone,
        days=(what.days.since, what.days.until - timedelta(days=1)) if what.days else None,
        over=OVERS[what.chosen.over],
        filters=filters_told(what, choices_of(what.agency, what.chosen, desk)),
        adds_up=By.OFFICIAL not in what.chosen.by,
        by_time=By.WEEK in what.chosen.by or By.MONTH in what.chosen.by,
        chart=_chart(what, found),
        csv=f"{reverse('workspace:own_report_csv')}?{query}",
        xlsx=f"{reverse('workspace:own_report_xlsx')}?{query}",
    )


def _row(what: Asked, line: Line, query: str) -> dict[str, Any]:
    keys = [key.value for key in line.keys]
    return {
        "names": [(BYS[what.chosen.by[place]], key_words(what, place, key)) for place, key in enumerate(line.keys)],
        "cells": _numbers(what, line.cells, query, keys),
    }


def _numbers(what: Asked, cells: Sequence[Any], query: str, keys: Sequence[str]) -> list[tuple[str, str, str]]:
    """Each number in words, under which head, and where the dossiers behind it are."""
    at, group = reverse("workspace:own_report_dossiers"), [("nhom-so", key) for key in keys]
    return [
        (with_unit(one), told(one, value), f"{at}?{query}&{urlencode([('cot', one.counts.code), *group])}")
        for one, value in zip(what.columns, cells, strict=True)
    ]


def _chart(what: Asked, found: Made | None) -> dict[str, Any] | None:
    """The first column of the first groups; what was not measured is left out and said."""
    if found is None or not what.chosen.by or len(found.lines) < 2:
        return None
    one = what.columns[0]
    told_of = [(line, plain(one, line.cells[0])) for line in found.lines[:DRAWN]]
    bars = [
        (" · ".join(key_words(what, place, key) for place, key in enumerate(line.keys)), value)
        for line, value in told_of
        if value is not None
    ]
    if not bars:
        return None
    unit = unit_words(one.unit)
    return {
        "title": one.title,
        "bars": bars,
        "most": top_of(value for _name, value in bars),
        "unit": unit if unit in ("", "%") else f" {unit}",
        "is_part": len(bars) < found.groups,
    }


@require_GET
@official_page
def own_report_dossiers(request: HttpRequest, desk: Desk) -> HttpResponse:
    """What stands behind one number: how it was made, and the dossiers of it that the reader may see."""
    what = asked_in(request, desk)
    column = next((one for one in what.columns if one.counts.code == request.GET.get("cot")), None) if what else None
    keys = request.GET.getlist("nhom-so")[:2]
    place = narrowed(what, keys) if what else None
    if what is None or column is None or place is None:
        raise Http404
    whom, days = place
    name, parts = _part(request, what, column, whom, days)
    after = number_in(request.GET.get("sau", ""))
    behind = dossiers_behind(name, whom, days, by=desk.by, posts=desk.posts, after=after, limit=PAGE)
    clock = clock_of(desk, desk.posts[0].unit)
    rows = rows_behind(name, whom, days)
    values = context(
        desk,
        agency=what.agency,
        column=column,
        words=say(FACTS[name].words),
        rule=say(FACTS[name].counts),
        parts=parts,
        is_part=column.indicator is not None,
        made=_made_of(what, column, whom, days),
        back=f"{reverse('workspace:own_report_new')}?{query_of(what.agency, what.chosen)}",
        days=(days.since, days.until - timedelta(days=1)),
        total=rows.count() if rows is not None else 0,
        seen=count_behind(name, whom, days, by=desk.by, posts=desk.posts),
        rows=[row_of_line(line, clock) for line in behind.lines],
        following=behind.following or "",
    )
    return render(request, "workspace/own_report_dossiers.html", values)


def _part(
    request: HttpRequest, what: Asked, column: Column, whom: Whom, days: Days
) -> tuple[str, list[tuple[str, str, bool]]]:
    """Which fact is shown, and of an indicator all that it is made of, with where each is."""
    if column.indicator is None:
        return column.counts.name, []
    names = facts_behind_indicator(column.indicator, what.indicators)
    asked_for = request.GET.get("phan", "")
    name = asked_for if asked_for in names else names[0]
    sent = request.GET.copy()
    sent.pop("sau", None)
    parts = []
    for one in names:
        sent["phan"] = one
        parts.append((say(FACTS[one].words), f"?{sent.urlencode()}", one == name))
    return name, parts


def _made_of(what: Asked, column: Column, whom: Whom, days: Days) -> str:
    """How a number was made: an indicator with its values put in, else the rule of the fact."""
    if column.indicator is None:
        return column.rule
    facts = facts_of(whom, days, facts_behind_indicator(column.indicator, what.indicators))
    scored = Scorer(what.indicators.values(), facts, subject=what.subject).scored(column.indicator.code)
    return explanation(scored, what.indicators, language="en" if get_language() == "en" else "vi").line


@official_page
def own_report_mailing(request: HttpRequest, desk: Desk, pk: int) -> HttpResponseBase:
    """When a report goes out by mail, and to whom."""
    report = _report(desk, pk)
    attempt = Attempt(request)
    if attempt.is_sent:
        rhythm = next((one for one in Rhythm if one == request.POST.get("rhythm")), Rhythm.NEVER)
        with attempt:
            own.schedule_report(
                report,
                rhythm=rhythm,
                after_days=number_in(request.POST.get("after_days", "")) or 0,
                officials=[number_in(pk) or 0 for pk in request.POST.getlist("officials")[:500]],
                by=desk.by,
                at=desk.at,
            )
            return attempt.done(_("Đã lưu lịch gửi."), "workspace:own_report", pk=report.pk)
    chosen = set(report.readers.values_list("official_id", flat=True))
    if attempt.is_refused:
        chosen = {number_in(pk) or 0 for pk in request.POST.getlist("officials")[:500]}
    values = context(
        desk,
        report=report,
        rhythms=[(one.value, words) for one, words in RHYTHMS.items()],
        rhythm=request.POST.get("rhythm", report.rhythm),
        after_days=request.POST.get("after_days", str(report.after_days)),
        days=[(str(n), _("Ngày thứ %d") % n) for n in range(1, MOST_AFTER + 1)],
        officials=[(one.pk, one.full_name, one.pk in chosen) for one in readers_of(report, at=desk.at)],
    )
    return attempt.page("workspace/own_report_mailing.html", values)
