"""A set of indicators for somebody over some days: values, points, how each was made, and the dossiers behind it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet

from motcua.handling.lists import DossierLine, lines_of
from motcua.handling.queries import within_right
from motcua.indicators.figures.conditions import COUNTED, SAMPLED, STEP_SAMPLES, STEPS
from motcua.indicators.figures.counting import facts_of, steps_of
from motcua.indicators.figures.subjects import Days, Whom
from motcua.indicators.models import DossierFact, StepFact
from motcua.indicators.rules.checking import facts_in, others_in
from motcua.indicators.rules.definitions import Indicator, IndicatorSet
from motcua.indicators.rules.evaluation import Facts
from motcua.indicators.rules.scoring import Scored, SetScore, score
from motcua.indicators.sets.queries import Explanation, explanation, indicators_on, sets_on
from motcua.kernel.text import local
from motcua.organization.models import Post
from motcua.people.models import Account
from motcua.people.rights import posts_of


@dataclass(frozen=True)
class Figures:
    """A set for somebody over some days."""

    whom: Whom
    days: Days
    facts: Facts
    score: SetScore
    indicators: Mapping[str, Indicator]

    @property
    def of(self) -> IndicatorSet:
        return self.score.of

    def explained(self, part: Scored, *, language: str) -> Explanation:
        """How a figure was made, with what was counted put in."""
        return explanation(part, self.indicators, language=language)

    def facts_behind(self, part: Scored) -> list[str]:
        """The facts that a figure was made of, also through other indicators, each once."""
        return facts_behind_indicator(part.indicator, self.indicators)


def figures_of(whom: Whom, days: Days, *, code: str) -> Figures | None:
    """A set by the definitions in force on the last of these days. Public: it holds counts alone.

    None where there was none, or where it does not measure such as these; over days that have not begun, or were over
    before anything was kept, all of it is not measured.
    """
    on = last_day(days)
    one = sets_on(on).get(code)
    if one is None or whom.subject not in one.subjects:
        return None
    indicators = indicators_on(on)
    wanted = {name for part in one.holding(on) for name in facts_behind_indicator(part, indicators)}
    facts = facts_of(whom, days, wanted)
    return Figures(whom, days, facts, score(one, facts, on=on, subject=whom.subject, others=indicators), indicators)


def last_day(days: Days) -> date:
    """By whose definitions they are judged: the last day, or today where that is still to come."""
    return max(days.since, min(days.until - timedelta(days=1), local(days.at).date()))


def facts_behind_indicator(one: Indicator, indicators: Mapping[str, Indicator]) -> list[str]:
    """The facts that an indicator is made of, also through others, each once."""
    found: dict[str, None] = {}
    seen: set[str] = set()
    waiting = [one.code]
    known = {**indicators, one.code: one}
    while waiting:
        code = waiting.pop()
        if code in seen or code not in known:
            continue
        seen.add(code)
        for made_of in (known[code].tree, known[code].cases_tree):
            if made_of is not None:
                found |= dict.fromkeys(facts_in(made_of))
                waiting += others_in(made_of)
    return list(found)


@dataclass(frozen=True)
class Behind:
    """A page of what stands behind a number, latest first, and where it goes on."""

    lines: Sequence[DossierLine]
    following: int | None = None


def rows_behind(name: str, whom: Whom, days: Days) -> QuerySet[Any] | None:
    """The facts of dossiers, or of steps, that a number counts; None for what is not counted from rows.

    Not for pages: it knows no reader.
    """
    if name in COUNTED or name in SAMPLED:
        which = (COUNTED[name] if name in COUNTED else SAMPLED[name]).which
        return DossierFact.objects.filter(whom.dossiers(), which(days))
    if name in STEPS or name in STEP_SAMPLES:
        return steps_of(whom, days).filter(STEPS[name] if name in STEPS else STEP_SAMPLES[name][0])
    return None


def dossiers_behind(
    name: str,
    whom: Whom,
    days: Days,
    *,
    by: Account,
    posts: Sequence[Post] | None = None,
    after: int | None = None,
    limit: int = 30,
) -> Behind:
    """Of the dossiers behind a number those within the official's right, as his lists have it; of steps, one a step.

    `after`: the `following` of the page before.
    """
    rows = _readable(name, whom, days, by=by, posts=posts)
    if rows is None:
        return Behind([])
    rows = rows if after is None else rows.filter(pk__lt=after)
    of = "dossier" if rows.model is StepFact else "pk"
    found = list(rows.order_by("-pk").values_list("pk", of)[: limit + 1])
    shown = found[:limit]
    following = shown[-1][0] if len(found) > limit else None
    return Behind(lines_of([dossier for _pk, dossier in shown]) if shown else [], following)


def count_behind(name: str, whom: Whom, days: Days, *, by: Account, posts: Sequence[Post] | None = None) -> int:
    """How many lines `dossiers_behind` has in all: «bạn xem được 12 trong 40 hồ sơ»."""
    rows = _readable(name, whom, days, by=by, posts=posts)
    return 0 if rows is None else rows.count()


def _readable(name: str, whom: Whom, days: Days, *, by: Account, posts: Sequence[Post] | None) -> QuerySet[Any] | None:
    rows = rows_behind(name, whom, days)
    if rows is None:
        return None
    held = posts_of(by, on=local(days.at).date()) if posts is None else posts
    return rows.filter(within_right(held, f"{rows.model._meta.db_table}.dossier_id"))
