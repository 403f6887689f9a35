"""What a leader is told of numbers: what is unlike the usual week and through what, and who has too much to do."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

# The weeks before the last one that are called usual; fewer than `LEAST_WEEKS` of them tell nothing.
WEEKS, LEAST_WEEKS = 8, 3
# Who has more than so many weeks of work in hand, at their own pace, is overloaded.
OVERLOADED = 2


@dataclass(frozen=True)
class Part:
    """One field or step: in the last week, and usually."""

    key: str
    last: int
    usual: float

    @property
    def more(self) -> float:
        return self.last - self.usual


@dataclass(frozen=True)
class Change:
    """One number of the last seven days beside the usual week; the part that moved it most, where one did."""

    name: str
    last: int
    usual: float | None
    most: Part | None = None

    @property
    def more(self) -> float:
        return 0 if self.usual is None else self.last - self.usual


def change_of(name: str, parts: Mapping[str, Mapping[int, int]], known: int) -> Change:
    """Compare; `parts`: of each part how many in each week, 0 the last; `known`: how many weeks before are known.

    The part that is named moved the same way as the whole, and the most.
    """
    totals: dict[int, int] = {}
    for weeks in parts.values():
        for week, number in weeks.items():
            totals[week] = totals.get(week, 0) + number
    last, known = totals.get(0, 0), min(known, WEEKS)
    if known < LEAST_WEEKS:
        return Change(name, last, None)
    usual = _usual(totals, known)
    found = [Part(key, weeks.get(0, 0), _usual(weeks, known)) for key, weeks in parts.items()]
    same_way = [part for part in found if part.more * (last - usual) > 0]
    most = max(same_way, key=lambda part: (abs(part.more), part.key), default=None)
    return Change(name, last, usual, most)


def _usual(weeks: Mapping[int, int], known: int) -> float:
    return median(weeks.get(week, 0) for week in range(1, known + 1))


@dataclass(frozen=True)
class Hands:
    """An official: steps in hand, of them late, steps finished in the last weeks, in how many."""

    pk: int
    name: str
    open: int
    late: int
    done: int
    weeks: float

    @property
    def pace(self) -> float:
        """So many steps are finished in a week."""
        return self.done / self.weeks if self.weeks else 0

    @property
    def weeks_of_work(self) -> float | None:
        """For how many weeks there is work in hand at this pace; None where nothing tells the pace."""
        return self.open / self.pace if self.pace else None

    @property
    def is_overloaded(self) -> bool:
        """Whether that is too much; who never finished a step and has one that is late needs help as well."""
        weeks = self.weeks_of_work
        return self.pk != 0 and (weeks > OVERLOADED if weeks is not None else self.late > 0)


def by_load(people: Sequence[Hands]) -> list[Hands]:
    """Who has most work for their pace first; whose pace nobody knows by what they have; nobody's work first of all."""

    def key(one: Hands) -> tuple[bool, bool, float, int, str]:
        weeks = one.weeks_of_work
        return (one.pk != 0, not one.is_overloaded, -(weeks or 0), -one.open, one.name)

    return sorted((one for one in people if one.open), key=key)
