"""Which dossiers and steps each fact counts, as a condition for lists, and which sums of days tell the same number.

What happened stands on one day and is summed by day; what is open at the end of the days is counted from the facts,
where it is few. A test holds both to be one number, and that of QĐ 766 to `rules.judging`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.contrib.postgres.lookups import DataContains
from django.db.models import Case, DateTimeField, F, Q, Value, When
from django.db.models.functions import TruncDate
from django.db.models.lookups import Exact, GreaterThanOrEqual, LessThan, LessThanOrEqual

from motcua.dossiers.rules import Channel
from motcua.indicators.figures.subjects import Days
from motcua.indicators.models import Course
from motcua.indicators.rules.facts import DayCount, Result
from motcua.kernel.text import VIETNAM

Condition = Callable[[Days], Q]


@dataclass(frozen=True)
class Event:
    """What stands on one day of a dossier. `is_limit`: the day is a limit, and counts once it is over."""

    day: str
    when: Q = field(default_factory=Q)
    is_limit: bool = False

    def __call__(self, days: Days) -> Q:
        ends = days.over_at if self.is_limit else days.ends
        return Q(**{f"{self.day}__gte": days.begins, f"{self.day}__lt": ends}) & self.when


@dataclass(frozen=True)
class Counted:
    """One fact of dossiers: which they are; what of each is added up (else they are counted).

    `sums`: what the sums of its days add up to, in these channels; `left`: what of it they do not tell, among the
    dossiers that are not finished when the days end.
    """

    which: Condition
    sums: Mapping[DayCount, int]
    left: Condition | None = None
    channels: frozenset[str] = frozenset()
    value: str = ""


@dataclass(frozen=True)
class Sampled:
    """One value of each dossier: of which, which column, the sums that tell how many and how much."""

    which: Condition
    value: str
    size: DayCount
    total: DayCount


def _is(*results: Result) -> Q:
    return Q(result__in=results)


FILED_HERE = Q(is_anew=False)
ONLINE, DIRECT = frozenset({Channel.ONLINE}), frozenset({Channel.COUNTER, Channel.POST})
IN_TIME_OF_JUDGING = Q(accepted_at__isnull=False, judged_due_at__isnull=False) & ~_is(Result.ANEW)
LATE = Q(is_late=True) & ~_is(Result.ANEW)
ENDED_OTHERWISE = Q(accepted_at__isnull=False, done_at=None) & ~_is(Result.ANEW)
DONE_DAY, DUE_DAY = TruncDate("done_at", tzinfo=VIETNAM), TruncDate("judged_due_at", tzinfo=VIETNAM)


def open_at_end(days: Days) -> Q:
    """Accepted, and not finished when the days end."""
    return Q(accepted_at__lt=days.ends) & (Q(finished_at=None) | Q(finished_at__gte=days.ends))


def not_finished_at(end: datetime) -> Q:
    """What has no end today, accepted or not, and what was accepted and had none at an earlier moment.

    By one index: what came and went since is not read, however much it is.
    """
    before = Value(end - datetime.resolution, DateTimeField())
    return Q(finished_at=None) | Q(DataContains(Course(), before), accepted_at__isnull=False)


def _carried_over(days: Days) -> Q:
    return Q(accepted_at__lt=days.begins) & (Q(finished_at=None) | Q(finished_at__gte=days.begins))


def _end_of_open(days: Days) -> Case:
    """As of when what is open is judged: `judging.end_of`."""
    return Case(
        When(supplement_asked_at__lt=days.seen, supplements=1, then=F("supplement_asked_at")),
        When(still_since__lt=days.seen, then=F("still_since")),
        default=Value(days.seen, DateTimeField()),
    )


def _open_late(days: Days) -> Q:
    return open_at_end(days) & Q(LessThan(F("judged_due_at"), _end_of_open(days)))


def _open_within(days: Days) -> Q:
    is_before = Q(GreaterThanOrEqual(F("judged_due_at"), _end_of_open(days)))
    return open_at_end(days) & (Q(judged_due_at=None) | is_before)


def _open_to_judge(days: Days) -> Q:
    return open_at_end(days) & Q(judged_due_at__isnull=False)


def _open_on_time(days: Days) -> Q:
    end = _end_of_open(days) - F("unallowed_wait")
    return open_at_end(days) & Q(supplements__lte=1) & Q(LessThanOrEqual(end, F("judged_due_at")))


def _open_overdue(days: Days) -> Q:
    """Not finished, and its date passed on one of the days while its clock ran."""
    ran = Q(still_since=None) | Q(still_since__gt=F("judged_due_at"))
    return Event("judged_due_at", Q(finished_at=None, accepted_at__isnull=False) & ran, is_limit=True)(days)


def _open_overdue_silent(days: Days) -> Q:
    return _open_overdue(days) & Q(apologies=0)


def _unanswered(days: Days) -> Q:
    waits = FILED_HERE & Q(first_answered_at=None, finished_at=None)
    return Event("answer_due_at", waits, is_limit=True)(days)


def _any(*conditions: Condition) -> Condition:
    def which(days: Days) -> Q:
        found = Q()
        for condition in conditions:
            found |= condition(days)
        return found

    return which


def _event(
    day: str, when: Q, *names: DayCount, less: tuple[DayCount, ...] = (), only: frozenset[str] = frozenset()
) -> Counted:
    """What happened on a day, by the sums of some names less those of others."""
    within = when & Q(channel__in=only) if only else when
    return Counted(Event(day, within), dict.fromkeys(names, 1) | dict.fromkeys(less, -1), channels=only)


_DONE_OTHERWISE = (DayCount.DONE_LATE, DayCount.DONE_ON_DAY, DayCount.DONE_WITHOUT_DUE)
_ASKED = (DayCount.ASKED_ONCE, DayCount.ASKED_AGAIN)
_BALANCE = {
    **dict.fromkeys((DayCount.DONE, DayCount.ENDED_OTHERWISE, DayCount.RECEIVED_ANEW), 1),
    **dict.fromkeys((DayCount.ACCEPTED, DayCount.ACCEPTED_ANEW), -1),
}
_ANSWERED = FILED_HERE & (Q(first_answered_at__isnull=False) | Q(finished_at__gte=F("answer_due_at")))
_IN_TIME = FILED_HERE & Q(first_answered_at__lte=F("answer_due_at"))
_JUDGED_ON_TIME = Q(supplements__lte=1) & Q(LessThanOrEqual(F("finished_at") - F("unallowed_wait"), F("judged_due_at")))
_FAILED = Q(done_at=None, accepted_at__isnull=False) & _is(Result.STOPPED, Result.REFUSED)
_NOT_LATE = Q(is_late=False) | Q(is_late=None)
_ONLINE = Q(channel=Channel.ONLINE)


def _papers(column: str, name: DayCount) -> Counted:
    return Counted(Event("accepted_at", FILED_HERE), {name: 1}, value=column)


COUNTED: dict[str, Counted] = {
    "filed": _event("filed_at", FILED_HERE, DayCount.FILED),
    "filed_online": _event("filed_at", FILED_HERE, DayCount.FILED, only=ONLINE),
    "received": _event("accepted_at", FILED_HERE, DayCount.ACCEPTED),
    "received_online": _event("accepted_at", FILED_HERE, DayCount.ACCEPTED, only=ONLINE),
    "received_direct": _event("accepted_at", FILED_HERE, DayCount.ACCEPTED, only=DIRECT),
    "taken_anew": _event("accepted_at", Q(is_anew=True), DayCount.ACCEPTED_ANEW),
    "carried_over": Counted(_carried_over, _BALANCE, open_at_end),
    "resolved": _event("done_at", Q(), DayCount.DONE),
    "resolved_early": _event("done_at", Q(LessThan(DONE_DAY, DUE_DAY)), DayCount.DONE, less=_DONE_OTHERWISE),
    "resolved_on_day": _event(
        "done_at", Q(Exact(DONE_DAY, DUE_DAY)) & Q(done_at__lte=F("judged_due_at")), DayCount.DONE_ON_DAY
    ),
    "resolved_late": _event("done_at", Q(is_late=True), DayCount.DONE_LATE),
    "without_due_date": _event("done_at", Q(judged_due_at=None), DayCount.DONE_WITHOUT_DUE),
    "open": Counted(open_at_end, {}, open_at_end),
    "open_within": Counted(_open_within, {}, _open_within),
    "open_late": Counted(_open_late, {}, _open_late),
    "withdrawn": _event("finished_at", _is(Result.WITHDRAWN), DayCount.WITHDRAWN),
    "stopped": _event("finished_at", _is(Result.STOPPED), DayCount.STOPPED),
    "refused_intake": _event("finished_at", _is(Result.NOT_ACCEPTED), DayCount.NOT_ACCEPTED),
    "ended_otherwise": _event("finished_at", ENDED_OTHERWISE, DayCount.ENDED_OTHERWISE),
    "given_anew": _event("finished_at", _is(Result.ANEW), DayCount.RECEIVED_ANEW),
    "progress_counted": Counted(
        _any(Event("finished_at", IN_TIME_OF_JUDGING), _open_to_judge), {DayCount.JUDGED: 1}, _open_to_judge
    ),
    "progress_on_time": Counted(
        _any(Event("finished_at", IN_TIME_OF_JUDGING & _JUDGED_ON_TIME), _open_on_time),
        {DayCount.JUDGED_ON_TIME: 1},
        _open_on_time,
    ),
    "first_answers_due": Counted(
        _any(Event("answer_due_at", _ANSWERED, is_limit=True), _unanswered), {DayCount.ANSWERS_DUE: 1}, _unanswered
    ),
    "first_answers_in_time": Counted(Event("answer_due_at", _IN_TIME, is_limit=True), {DayCount.ANSWERS_IN_TIME: 1}),
    "apologies_owed": Counted(
        _any(
            Event("apologised_at"),
            Event("judged_due_at", LATE & Q(apologies=0), is_limit=True),
            _open_overdue_silent,
        ),
        {DayCount.APOLOGISED: 1, DayCount.OVERDUE_SILENT: 1},
        _open_overdue_silent,
    ),
    "apologies_made": _event("apologised_at", Q(), DayCount.APOLOGISED),
    "reappointed": _event("done_at", Q(apologies__gt=0), DayCount.REAPPOINTED),
    "contacted_never": _event("done_at", Q(supplements=0), DayCount.DONE, less=_ASKED),
    "contacted_once": _event("done_at", Q(supplements=1), DayCount.ASKED_ONCE),
    "contacted_no_agency": _event("done_at", Q(supplements=0), DayCount.DONE, less=_ASKED),
    "contacted_counter_only": _event("done_at", Q(supplements__gt=0), *_ASKED),
    "rated": _event("rated_at", Q(), DayCount.RATED),
    "rated_satisfied": _event("rated_at", Q(stars__gte=4), DayCount.SATISFIED),
    "online_with_digital_result": _event(
        "accepted_at", FILED_HERE & _ONLINE & Q(is_result_digital=True), DayCount.ONLINE_DIGITAL
    ),
    "online_failed": Counted(
        _any(
            Event("judged_due_at", LATE & _ONLINE, is_limit=True),
            Event("finished_at", _FAILED & _NOT_LATE & _ONLINE),
            lambda days: _open_overdue(days) & _ONLINE,
        ),
        {DayCount.OVERDUE: 1, DayCount.UNRESOLVED: 1},
        lambda days: _open_overdue(days) & _ONLINE,
        channels=ONLINE,
    ),
    "with_result": _event("done_at", Q(), DayCount.DONE),
    "with_digital_result": _event("done_at", Q(is_result_digital=True), DayCount.DIGITAL_RESULTS),
    "papers": _papers("papers", DayCount.PAPERS),
    "papers_digitised": _papers("papers_digital", DayCount.PAPERS_DIGITAL),
    "with_duty": _event("accepted_at", FILED_HERE & Q(fee_dong__gt=0), DayCount.WITH_DUTY),
    "dossiers_to_sync": _event("accepted_at", FILED_HERE, DayCount.ACCEPTED),
}
SAMPLED: dict[str, Sampled] = {
    "working_minutes": Sampled(
        Event("done_at", Q(used_minutes__isnull=False)), "used_minutes", DayCount.MEASURED, DayCount.USED_MINUTES
    ),
    "waited_for_filer": Sampled(
        Event("done_at", Q(waited_minutes__isnull=False)), "waited_minutes", DayCount.MEASURED, DayCount.WAITED_MINUTES
    ),
    "stars": Sampled(Event("rated_at", Q(stars__isnull=False)), "stars", DayCount.RATED, DayCount.STARS),
}
# Days on which these stand are limits.
LIMITS = frozenset({DayCount.ANSWERS_DUE, DayCount.ANSWERS_IN_TIME, DayCount.OVERDUE, DayCount.OVERDUE_SILENT})

_TIMED = Q(is_cancelled=False, allotted_minutes__isnull=False, used_minutes__isnull=False)
# Of the steps that ended on these days.
STEPS: dict[str, Q] = {
    "steps_ended": _TIMED,
    "steps_early": _TIMED & Q(used_minutes__lt=F("allotted_minutes")),
    "steps_exact": _TIMED & Q(used_minutes=F("allotted_minutes")),
}
STEP_SAMPLES: dict[str, tuple[Q, str]] = {
    "step_minutes": (Q(is_cancelled=False, used_minutes__isnull=False), "used_minutes"),
}
COUNTABLE = frozenset({*COUNTED, *SAMPLED, *STEPS, *STEP_SAMPLES})
