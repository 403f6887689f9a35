"""Periodic reports: what my agency owes, one report from draft to signature, who has sent theirs."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_GET

from motcua.dossiers.rights import SEES_AT_AGENCY
from motcua.handling.paperwork import signed_by
from motcua.kernel.addresses import number_in
from motcua.kernel.attempts import Attempt
from motcua.kernel.operations import offers
from motcua.kernel.replica import read
from motcua.papers.operations import pdf_of
from motcua.papers.rendering import render as rendered
from motcua.people.desk import Desk, context, official_page
from motcua.reports import operations as reports
from motcua.reports.counting import Counting, behind, name_of
from motcua.reports.models import ReportForm, ReportVersion
from motcua.reports.queries import (
    Owed,
    Shown,
    beside,
    boards,
    count,
    form_for,
    forms_on,
    is_before_everything,
    mark_of,
    report_for,
    sum_of_sent,
    told_of,
)
from motcua.reports.rights import PREPARES, SIGNS, collecting
from motcua.reports.rules.paper import PeriodicReport, groups_of, notes_of, number_line, printed, row_title
from motcua.reports.rules.periods import PeriodKind, ReportPeriod, last_ended, period_in
from motcua.reports.rules.tables import Subject, Table
from motcua.ui.files import download
from motcua.ui.words import word
from motcua.workspace.report_sheets import official_sheet

PDF = "application/pdf"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SHOWN_PERIODS = 6
PAGE = 50


def _kind_in(request: HttpRequest) -> PeriodKind:
    """The kind of period that is asked for; where none is, a quarter, which is owed."""
    asked = request.GET.get("ky", "")
    return next((kind for kind in PeriodKind if kind == asked), PeriodKind.QUARTER)


@require_GET
@official_page
def reports_list(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The forms that I prepare or gather, with how far each is in the last periods."""
    if not (PREPARES.places(desk.posts) or collecting(desk.posts)):
        return render(request, "workspace/reports.html", context(desk, boards=None))
    kind = _kind_in(request)
    period = last_ended(kind, desk.on)
    periods = [period.after, period]
    while len(periods) < SHOWN_PERIODS:
        periods.append(periods[-1].before)
    forms = forms_on(desk.on)
    found = boards(desk.posts, forms, periods)
    rows = [(form, [_cell(desk, period, found[form.code, period]) for period in periods]) for form in forms]
    values = context(
        desk,
        kind=kind,
        kind_options=[(one.value, word("report_period", one.value)) for one in PeriodKind],
        running=periods[0],
        boards=[(form, cells) for form, cells in rows if any(cell["owed"] for cell in cells)],
    )
    return render(request, "workspace/reports.html", values)


def _cell(desk: Desk, period: ReportPeriod, owed: list[Owed]) -> dict[str, Any]:
    """How far one form of one period is: of one agency itself, of several how many have sent theirs."""
    return {
        "period": period,
        "owed": len(owed),
        "sent": sum(one.is_sent for one in owed),
        "late": sum(one.is_late(desk.on) for one in owed if not one.is_sent),
        "only": owed[0] if len(owed) == 1 else None,
    }


def form_and_period(desk: Desk, form_slug: str, period_code: str) -> tuple[ReportForm, ReportPeriod]:
    """The form and the period of an address; nothing of a period that is yet to begin."""
    period = period_in(period_code)
    form = form_for(form_slug, period) if period and period.begins <= desk.at else None
    if period is None or form is None:
        raise Http404
    return form, period


Act = Callable[[Desk, Shown, Any], str]


def _draft(desk: Desk, report: Shown, sent: Any) -> str:
    reports.draft(
        report.agency,
        form=report.form,
        period=report.period,
        correction=sent.get("correction", "")[:4000],
        by=desk.by,
        at=desk.at,
    )
    return _("Đã lập dự thảo từ số liệu hiện có.")


def _last(report: Shown) -> ReportVersion:
    if report.last is None:
        raise Http404
    return report.last


def _kept(desk: Desk, report: Shown, sent: Any) -> ReportVersion:
    """The version with what was typed beneath it: no other press of the same page loses that."""
    version = _last(report)
    text = sent.get("explanation", version.explanation)
    if text.split() != version.explanation.split():
        version = reports.explain(version, text=text, was=sent.get("was", ""), by=desk.by, at=desk.at)
    return version


def _count(desk: Desk, report: Shown, sent: Any) -> str:
    reports.count_again(_kept(desk, report, sent), by=desk.by, at=desk.at)
    return _("Đã đếm lại.")


def _explain(desk: Desk, report: Shown, sent: Any) -> str:
    _kept(desk, report, sent)
    return _("Đã lưu thuyết minh.")


def _check(desk: Desk, report: Shown, sent: Any) -> str:
    reports.check(_kept(desk, report, sent), seen=sent.get("seen", ""), by=desk.by, at=desk.at)
    return _("Đã kiểm tra, chuyển ký.")


def _send_back(desk: Desk, report: Shown, sent: Any) -> str:
    reports.send_back(_last(report), reason=sent.get("reason", ""), by=desk.by, at=desk.at)
    return _("Đã trả lại để sửa.")


def _sign(desk: Desk, report: Shown, sent: Any) -> str:
    reports.sign(_last(report), seen=sent.get("seen", ""), by=desk.by, at=desk.at)
    return _("Đã ký và gửi báo cáo.")


ACTS: dict[str, Act] = {
    "draft": _draft,
    "count": _count,
    "explain": _explain,
    "check": _check,
    "send_back": _send_back,
    "sign": _sign,
}


@official_page
def report(request: HttpRequest, desk: Desk, form_slug: str, period_code: str, agency_code: str) -> HttpResponseBase:
    """One report: its table, what is beside it, and what its reader can do with it now."""
    form, period = form_and_period(desk, form_slug, period_code)
    found = report_for(desk.posts, form, agency_code, period)
    if found is None:
        raise Http404
    attempt = Attempt(request)
    if attempt.is_sent:
        act = ACTS.get(request.POST.get("act", ""))
        if act is None:
            return redirect("workspace:report", form_slug=form_slug, period_code=period_code, agency_code=agency_code)
        with attempt:
            said = act(desk, found, request.POST)
            return attempt.done(
                said, "workspace:report", form_slug=form_slug, period_code=period_code, agency_code=agency_code
            )
        found = report_for(desk.posts, form, agency_code, period) or found
    return attempt.page("workspace/report.html", _shown(request, desk, found))


def _shown(request: HttpRequest, desk: Desk, found: Shown) -> dict[str, Any]:
    """What the page of a report shows."""
    definition, version = found.form.definition, _version(request, found)
    is_known = version is not None or not is_before_everything(definition, found.period)
    table = version.table if version else None
    if table is None and is_known:
        table = read(lambda _as_of: count(definition, found.agency, found.period, at=desk.at), at=desk.at, by=desk.by)
    is_last = version is not None and version is found.last
    others = [] if table is None else _beside(desk, found, table)
    sent = _sum_of_sent(found, table)
    compared = [one["cells"] or () for one in (*others, *([sent] if sent else []))]
    return context(
        desk,
        report=found,
        form=found.form,
        period=found.period,
        version=version,
        seen=mark_of(version) if version else "",
        is_last=is_last,
        is_over=desk.at >= found.period.ends,
        columns=[(column, number_line(column)) for column in definition.columns],
        groups=groups_of(definition.columns),
        row_title=row_title(definition),
        table=table,
        total=(table.total or (0,) * len(definition.columns)) if table else (),
        notes=notes_of(table) if table else (),
        mistakes=found.mistakes_of(version) if version else [],
        changes=found.changes_in(version) if version else [],
        others=others,
        sent=sent,
        is_compared=any(more for cells in compared for _other, more in cells),
        typed=request.POST,
        **_offered(desk, found, version if is_last else None),
    )


def _version(request: HttpRequest, found: Shown) -> ReportVersion | None:
    """The version asked for, else the last."""
    asked = request.GET.get("ban", "")
    return next((one for one in found.versions if str(one.number) == asked), found.last)


def _beside(desk: Desk, found: Shown, table: Table) -> list[dict[str, Any]]:
    """The sums of other periods and by how much this one has more or less."""
    now = table.total or (0,) * len(found.form.definition.columns)
    return [
        {
            "period": one.period,
            "cells": None
            if one.total is None
            else [(other, mine - other) for mine, other in zip(now, one.total, strict=True)],
        }
        for one in beside(found, at=desk.at)
    ]


def _sum_of_sent(found: Shown, table: Table | None) -> dict[str, Any] | None:
    """For a sum of others: what they have signed, and where that differs from what is counted."""
    definition = found.form.definition
    if table is None or definition.subject is Subject.AGENCY or definition.is_of_catalogue:
        return None
    number, cells = sum_of_sent(found)
    total = table.total or (0,) * len(definition.columns)
    beside_it = zip(cells, total, strict=True) if number else ()
    return {"number": number, "cells": [(one, mine - one) for one, mine in beside_it]}


def _offered(desk: Desk, found: Shown, version: ReportVersion | None) -> dict[str, bool]:
    """What this reader can do now."""
    posts = desk.posts

    def may(act: Any) -> bool:
        return version is not None and offers(act, version, by=desk.by, posts=posts)

    prepares = found.agency.pk in PREPARES.places(posts)
    return {
        "may_draft": prepares and (version is None or version.is_signed),
        "may_count": may(reports.count_again),
        "may_check": may(reports.check),
        "may_send_back": may(reports.send_back),
        "may_sign": may(reports.sign),
        "signs": found.agency.pk in SIGNS.places(posts),
    }


@require_GET
@official_page
def report_sheet(
    request: HttpRequest, desk: Desk, form_slug: str, period_code: str, agency_code: str
) -> HttpResponseBase:
    """The report as a spreadsheet in the layout of the form."""
    found, version = _asked(request, desk, form_slug, period_code, agency_code)
    content = official_sheet(found, version)
    return download(content, f"{_name(found, version)}.xlsx", XLSX)


@require_GET
@official_page
def report_paper(
    request: HttpRequest, desk: Desk, form_slug: str, period_code: str, agency_code: str
) -> HttpResponseBase:
    """The signed paper; before that a proof of it, marked as such."""
    found, version = _asked(request, desk, form_slug, period_code, agency_code)
    if version.paper is not None:
        content = pdf_of(version.paper, at=desk.at)
    else:
        with override("vi"):
            content = rendered(
                PeriodicReport(
                    agency_name=found.agency.name,
                    parent_agency_name=found.agency.parent.name if found.agency.parent else "",
                    place_name=found.agency.place.name,
                    at=desk.at,
                    is_proof=True,
                    explanation=version.explanation,
                    correction=version.correction,
                    **signed_by(None, found.agency, desk.at),
                    **vars(printed(found.form.definition, found.period, version.table)),
                )
            )
    return download(content, f"{_name(found, version)}.pdf", PDF)


def _asked(
    request: HttpRequest, desk: Desk, form_slug: str, period_code: str, agency_code: str
) -> tuple[Shown, ReportVersion]:
    form, period = form_and_period(desk, form_slug, period_code)
    found = report_for(desk.posts, form, agency_code, period)
    version = _version(request, found) if found else None
    if found is None or version is None:
        raise Http404
    return found, version


@require_GET
@official_page
def report_dossiers(
    request: HttpRequest, desk: Desk, form_slug: str, period_code: str, agency_code: str
) -> HttpResponseBase:
    """The dossiers behind one number of a report, as they are counted now, for who may see them."""
    form, period = form_and_period(desk, form_slug, period_code)
    found = report_for(desk.posts, form, agency_code, period)
    column = next((one for one in form.definition.columns if str(one.number) == request.GET.get("cot")), None)
    if found is None or column is None or form.definition.is_of_catalogue:
        raise Http404
    seen = set(SEES_AT_AGENCY.places(desk.posts))
    told = [one for one in told_of(form.definition, found.agency, period) if one.pk in seen]
    what = Counting(form.definition, told, period, desk.at)
    line = request.GET.get("dong", "")
    rows = behind(what, column.counts, line, after=number_in(request.GET.get("sau", "")) or 0, limit=PAGE + 1)
    values = context(
        desk,
        report=found,
        form=form,
        period=period,
        column=column,
        line=name_of(form.definition.rows, line),
        rows=rows[:PAGE],
        following=rows[PAGE - 1].pk if len(rows) > PAGE else "",
        sees_none=not told,
        sees_some=len(told) < len(told_of(form.definition, found.agency, period)),
    )
    return render(request, "workspace/report_dossiers.html", values)


def _name(found: Shown, version: ReportVersion) -> str:
    return f"{found.form.definition.slug}-{found.period.code}-{found.agency.code}-ban-{version.number}"
