"""Rules over several answers. What is known in part is wrong only when it is wrong however one completes it.

not_future, not_after, before: days in order. years_older: so many years at least from the first day to the second.
within_years: at most so many. age_at_least: years of age today; age_under: on the day of filing. days_at_most,
days_over: how long ago something was on the day of filing, by a term that ends on a working day.
days_ahead: at most so many days after the day of filing.
different: two answers that must not be the same. contradiction: answers that cannot all be true.
number_of_day, number_of_sex: a personal number and what it tells (`numbers`). number_is_of: that of a man, of a
woman, where nobody is asked who. same: two answers that must be one. only: an answer that must be one of some values.
not_more: the first of two numbers is at most the second. adds_up: the last is what the others make together.
elsewhere: of several answers about places every one names another place than that of the agency asked.
distinct, exactly_one: over all items of a page that repeats.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from motcua.forms.rules.days import span
from motcua.forms.rules.definition import CASE, OF_DAYS, Check, Definition, as_it_is
from motcua.forms.rules.numbers import differs_from_day, differs_from_sex
from motcua.kernel.text import alike

Answers = Mapping[str, Any]
Days = tuple[date, date]
WorkingDayFrom = Callable[[date], date]
# Beside the answers about one's case: when the dossier was filed, of one that was.
FILED_ON = f"{CASE}filed_on"
# And the names of the answers that name another place than that of the agency asked, of which whoever asks knows.
ELSEWHERE = f"{CASE}elsewhere"


def as_text(value: Any) -> str:
    """An answer as conditions name it: a place by its code."""
    if isinstance(value, Mapping):
        return str(value.get("code", ""))
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)


def matches(when: Mapping[str, Sequence[str]], answers: Answers) -> bool:
    """Whether every answer that a table names is among those it allows."""
    return all(as_text(answers.get(name)) in values for name, values in when.items())


def told_by(case: Mapping[str, str], filed_on: date | None = None) -> dict[str, str]:
    """What the answers about one's case say, under the names that forms use: `case.` and the question's key.

    Of a dossier that was filed, the day too: what the checks count from it is not counted from today.
    """
    told = {f"{CASE}{key}": value for key, value in case.items()}
    return told if filed_on is None else {**told, FILED_ON: filed_on.isoformat()}


def fails(check: Check, values: Answers, today: date, working_day_from: WorkingDayFrom = as_it_is) -> bool:
    """Whether the answers break a rule; what is not answered yet breaks none."""
    if not matches(check.when, values):
        return False
    if check.kind in _OF_ANSWERS:
        return _OF_ANSWERS[check.kind](check, values)
    told = [values.get(name) for name in check.fields]
    if any(value is None for value in told):
        return False
    if check.kind in _OF_TEXTS:
        return _OF_TEXTS[check.kind](*map(str, told))
    days = [day for day in map(span, told) if day is not None]
    if check.kind in _AT_FILING and (filed := span(values.get(FILED_ON))):
        today = filed[0]
    if len(days) != len(told):
        return False
    if check.kind in _OF_TERMS:
        return _OF_TERMS[check.kind](days[0], check.number, today, working_day_from)
    return check.kind in _OF_DAYS and _OF_DAYS[check.kind](days, check, today)


def contradicted(form: Definition, values: Answers, key: str, today: date) -> str:
    """What to mend where an answer about the case cannot be true beside a day that was declared; empty where it can.

    Of two choices that do not agree either may be the right one; a day stays what it was.
    """
    of_case = (check for check in form.checks if check.kind in OF_DAYS and f"{CASE}{key}" in check.when)
    return next((check.message for check in of_case if fails(check, values, today, form.working_day_from)), "")


def items_fail(check: Check, items: Sequence[Answers]) -> bool:
    """Whether the items of a page that repeats, taken together, break a rule."""
    if check.kind == "exactly_one":
        return sum(matches(check.when, item) for item in items) != 1
    told = [alike(str(item[check.fields[0]])) for item in items if check.fields[0] in item]
    return check.kind == "distinct" and len(set(told)) < len(told)


def _names_elsewhere(check: Check, values: Answers) -> bool:
    answered = {name for name in check.fields if values.get(name)}
    return bool(answered) and answered <= set(values.get(ELSEWHERE, ()))


def _is_another(check: Check, values: Answers) -> bool:
    answer = as_text(values.get(check.fields[0]))
    return bool(answer) and answer not in check.values


def _is_number_of_another(check: Check, values: Answers) -> bool:
    number = as_text(values.get(check.fields[0]))
    return all(differs_from_sex(number, sex) for sex in check.values)


def _is_another_sum(*numbers: str) -> bool:
    return sum(map(Decimal, numbers[:-1])) != Decimal(numbers[-1])


def _younger(days: Sequence[Days], check: Check, today: date) -> bool:
    return _years_after(days[0][0], check.number) > today


def _too_long(days: Sequence[Days], check: Check, today: date) -> bool:
    return days[1][0] > _years_after(days[0][1], check.number)


def _too_young(days: Sequence[Days], check: Check, today: date) -> bool:
    return _years_after(days[0][0], check.number) > days[1][1]


def _grown(days: Sequence[Days], check: Check, filed_on: date) -> bool:
    return _years_after(days[0][1], check.number) <= filed_on


def _is_over(day: date, number: int, filed_on: date, working_day_from: WorkingDayFrom) -> bool:
    """A term that ends on a weekly or public day off ends with the next working day (BLDS 91/2015/QH13 Đ148.5)."""
    last = day.toordinal() + number
    return last < filed_on.toordinal() and working_day_from(date.fromordinal(last)) < filed_on


def _too_recent(days: Days, number: int, filed_on: date, working_day_from: WorkingDayFrom) -> bool:
    """What is still to come is not recent, but a mistake of its own."""
    return days[0] <= filed_on and not _is_over(days[0], number, filed_on, working_day_from)


def _years_after(day: date, years: int) -> date:
    """The same day of a later year; of 29 February, 1 March where the year has none."""
    if day.year + years > date.max.year:
        return date.max
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


_OF_ANSWERS: dict[str, Callable[[Check, Answers], bool]] = {
    "contradiction": lambda check, values: True,
    "elsewhere": _names_elsewhere,
    "only": _is_another,
    "number_is_of": _is_number_of_another,
}
_OF_DAYS: dict[str, Callable[[Sequence[Days], Check, date], bool]] = {
    "not_future": lambda days, check, today: days[0][0] > today,
    "not_after": lambda days, check, today: days[0][0] > days[1][1],
    "before": lambda days, check, today: days[0][0] >= days[1][1],
    "age_at_least": _younger,
    "within_years": _too_long,
    "years_older": _too_young,
    "age_under": _grown,
}
_OF_TERMS: dict[str, Callable[[Days, int, date, WorkingDayFrom], bool]] = {
    "days_at_most": lambda days, number, filed_on, working: _is_over(days[1], number, filed_on, working),
    "days_over": _too_recent,
    "days_ahead": lambda days, number, filed_on, working: days[0].toordinal() > filed_on.toordinal() + number,
}
_OF_TEXTS: dict[str, Callable[..., bool]] = {
    "adds_up": _is_another_sum,
    "different": lambda one, other: alike(one) == alike(other),
    "same": lambda one, other: alike(one) != alike(other),
    "not_more": lambda one, other: Decimal(one) > Decimal(other),
    "number_of_day": differs_from_day,
    "number_of_sex": differs_from_sex,
}
_AT_FILING = {"age_under", *_OF_TERMS}
