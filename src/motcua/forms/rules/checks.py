"""Rules over several answers. What is known in part is wrong only when it is wrong however one completes it.

not_future, not_after, before: days in order. age_at_least: years of age today. within_years: at most so many years
from the first day to the second. different: two answers that must not be the same. contradiction: answers that cannot
all be true. distinct, exactly_one: over all items of a page that repeats.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from motcua.forms.rules.days import span
from motcua.forms.rules.definition import CASE, Check

Answers = Mapping[str, Any]
Days = tuple[date, date]


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


def told_by(case: Mapping[str, str]) -> dict[str, str]:
    """What the answers about one's case say, under the names that forms use: `case.` and the question's key."""
    return {f"{CASE}{key}": value for key, value in case.items()}


def fails(check: Check, values: Answers, today: date) -> bool:
    """Whether the answers break a rule; what is not answered yet breaks none."""
    if check.kind == "contradiction":
        return matches(check.when, values)
    told = [values.get(name) for name in check.fields]
    if any(value is None for value in told):
        return False
    if check.kind == "different":
        return str(told[0]).casefold() == str(told[1]).casefold()
    rule = _OF_DAYS.get(check.kind)
    days = [one for one in map(span, told) if one is not None]
    return rule is not None and len(days) == len(told) and rule(days, check, today)


def items_fail(check: Check, items: Sequence[Answers]) -> bool:
    """Whether the items of a page that repeats, taken together, break a rule."""
    if check.kind == "exactly_one":
        return sum(matches(check.when, item) for item in items) != 1
    told = [str(item[check.fields[0]]).casefold() for item in items if check.fields[0] in item]
    return check.kind == "distinct" and len(set(told)) < len(told)


def _younger(days: Sequence[Days], check: Check, today: date) -> bool:
    return _years_after(days[0][0], check.number) > today


def _too_long(days: Sequence[Days], check: Check, today: date) -> bool:
    return days[1][0] > _years_after(days[0][1], check.number)


def _years_after(day: date, years: int) -> date:
    """The same day of a later year; of 29 February, 1 March where the year has none."""
    if day.year + years > date.max.year:
        return date.max
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


_OF_DAYS: dict[str, Callable[[Sequence[Days], Check, date], bool]] = {
    "not_future": lambda days, check, today: days[0][0] > today,
    "not_after": lambda days, check, today: days[0][0] > days[1][1],
    "before": lambda days, check, today: days[0][0] >= days[1][1],
    "age_at_least": _younger,
    "within_years": _too_long,
}
