"""My month: an official's indices of TT 01/2018, how each was made, the dossiers behind it, what is contested."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from motcua.indicators.figures.queries import Figures, count_behind, dossiers_behind
from motcua.indicators.figures.subjects import Whom
from motcua.indicators.models import ContestedLine
from motcua.indicators.months import operations as months
from motcua.indicators.months.queries import (
    Month,
    days_of,
    headed_by,
    month_before,
    month_of,
    next_month,
    official_for,
    waiting_for,
)
from motcua.indicators.rules.definitions import Subject
from motcua.indicators.rules.evaluation import NotMeasured, Value
from motcua.indicators.rules.scoring import Scored
from motcua.indicators.rules.vocabulary import FACTS
from motcua.kernel.addresses import number_in
from motcua.kernel.attempts import Attempt
from motcua.kernel.operations import offers
from motcua.kernel.speech import say
from motcua.people.desk import Desk, context, official_page
from motcua.people.models import Account
from motcua.workspace.listing import PAGE, clock_of, row_of_line
from motcua.workspace.words import decimal

MONTH = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])")


def _month(request: HttpRequest, desk: Desk) -> date:
    """The month that is asked for, none to come; where none is this one, on its first day the one before."""
    now = desk.on.replace(day=1)
    found = MONTH.fullmatch(request.GET.get("thang", ""))
    usual = month_before(now) if desk.on == now else now
    return min(date(int(found[1]), int(found[2]), 1), now) if found else usual


def _official(desk: Desk, handle: UUID | None) -> Account:
    official = desk.by if handle is None else official_for(desk.by, desk.posts, handle, on=desk.on)
    if official is None:
        raise Http404
    return official


def _contest(request: HttpRequest, desk: Desk, official: Account, month: date) -> str:
    months.contest(
        official,
        month=month,
        indicator=request.POST.get("indicator", "")[:80],
        reason=request.POST.get("reason", ""),
        by=desk.by,
        at=desk.at,
    )
    return _("Đã gửi phản đối. Người phụ trách của bạn được báo.")


def _answer(request: HttpRequest, desk: Desk, official: Account, month: date) -> str:
    pk = number_in(request.POST.get("line", "")) or 0
    line = ContestedLine.objects.filter(pk=pk, official=official, month=month).first()
    if line is None:
        raise Http404
    months.answer_contest(
        line,
        answer=request.POST.get("answer", ""),
        is_upheld=request.POST.get("upheld") == "1",
        by=desk.by,
        at=desk.at,
    )
    return _("Đã trả lời. Cán bộ được báo.")


@official_page
def month(request: HttpRequest, desk: Desk, handle: UUID | None = None) -> HttpResponse:
    """The month of an official: one's own, or of somebody one heads."""
    official, chosen = _official(desk, handle), _month(request, desk)
    attempt = Attempt(request)
    if attempt.is_sent:
        act = _answer if request.POST.get("act") == "answer" else _contest
        with attempt:
            said = act(request, desk, official, chosen)
            return attempt.done(said, f"{request.path}?thang={chosen:%Y-%m}")
    found = month_of(official, chosen, at=desk.at)
    values = context(
        desk,
        official=official,
        is_own=official.pk == desk.by.pk,
        month=chosen,
        has_just_begun="thang" not in request.GET and next_month(chosen) == desk.on,
        before=month_before(chosen),
        after=next_month(chosen) if next_month(chosen) <= desk.on else None,
        figures=found.figures,
        sum=_sum(found.figures) if found.figures else "",
        lines=_lines(desk, found),
        people=headed_by(desk.by, desk.posts, on=desk.on) if official.pk == desk.by.pk else [],
        waiting=waiting_for(desk.by, desk.posts) if official.pk == desk.by.pk else [],
        typed={name: request.POST.get(name, "") for name in ("indicator", "reason", "answer")},
    )
    return attempt.page("workspace/month.html", values)


def number(value: Value | None) -> str:
    """Points as people write them; what is not measured says so."""
    if value is None or isinstance(value, NotMeasured):
        return _("chưa đo được")
    return decimal(float(value), 2)


def _sum(figures: Figures) -> str:
    points = figures.score.sum
    return _("%(points)s điểm, trong %(measured)s điểm đo được (cả bộ %(total)s)") % {
        "points": number(points.points),
        "measured": number(points.measured),
        "total": number(points.total),
    }


def _lines(desk: Desk, found: Month) -> list[dict[str, Any]]:
    figures = found.figures
    if figures is None:
        return []
    language = get_language() or "vi"
    return [
        {
            "part": part,
            "name": part.indicator.name_en if language == "en" else part.indicator.name,
            "points": number(part.points),
            "weight": number(part.indicator.weight),
            "made": figures.explained(part, language=language).line,
            "source": part.indicator.source,
            "facts": _facts(figures, part),
            "contested": [
                (one, offers(months.answer_contest, one, by=desk.by, posts=desk.posts))
                for one in found.contests_of(part)
            ],
            "is_waiting": any(one.answered_at is None for one in found.contests_of(part)),
        }
        for part in figures.score.parts
    ]


def _facts(figures: Figures, part: Scored) -> list[tuple[str, str, int]]:
    """What a line was made of: its key, its words, how many; only what was counted."""
    counted: Mapping[str, Any] = figures.facts
    return [
        (name, say(FACTS[name].words), counted[name])
        for name in figures.facts_behind(part)
        if isinstance(counted.get(name), int)
    ]


@require_GET
@official_page
def month_dossiers(request: HttpRequest, desk: Desk, handle: UUID | None = None) -> HttpResponse:
    """The dossiers behind one number of a month, those that the reader may see."""
    official, chosen, name = _official(desk, handle), _month(request, desk), request.GET.get("so", "")
    found = month_of(official, chosen, at=desk.at)
    made_of = {key: (words, total) for line in _lines(desk, found) for key, words, total in line["facts"]}
    if name not in made_of:
        raise Http404
    words, total = made_of[name]
    whom, days = Whom(Subject.OFFICIAL, official.pk), days_of(chosen, at=desk.at)
    after = number_in(request.GET.get("sau", ""))
    behind = dossiers_behind(name, whom, days, by=desk.by, posts=desk.posts, after=after, limit=PAGE)
    clock = clock_of(desk, desk.posts[0].unit)
    values = context(
        desk,
        official=official,
        is_own=official.pk == desk.by.pk,
        month=chosen,
        words=words,
        total=total,
        seen=count_behind(name, whom, days, by=desk.by, posts=desk.posts),
        rows=[row_of_line(line, clock) for line in behind.lines],
        following=behind.following or "",
    )
    return render(request, "workspace/month_dossiers.html", values)
