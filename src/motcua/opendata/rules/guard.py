"""What keeps people unknown in what is published: never fewer than k together, also where others know the totals.

Three kinds of tables, three guards. Of counts, small groups are merged with their neighbours, so that every total stays
true. Of rates, small rows are left out, with enough others that a total gives none of them back. Of rows of persons,
columns are made coarser step by step, and what is still rare is left out, again with enough others.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from motcua.opendata.rules.definitions import Coarser, Guard, Step
from motcua.opendata.rules.rows import Row, Value

# What stands in the columns of what was merged, or made coarser to the utmost.
MERGED = "(gộp)"


@dataclass(frozen=True)
class Proof:
    """What a guard did, for the journal: how many came in, how many are told, of how many each row tells at least."""

    k: int
    persons: int
    told: int
    smallest: int
    steps: Sequence[str] = ()

    def as_data(self) -> dict[str, Any]:
        return {**vars(self), "steps": list(self.steps)}


@dataclass(frozen=True)
class Guarded:
    """What may be published, and why it may."""

    rows: list[Row]
    proof: Proof


@dataclass
class Unsafe(Exception):
    """Nothing may be published: these columns still point to so many rows."""

    columns: Sequence[str]
    rows: int
    steps: Sequence[str] = field(default_factory=list)

    def __str__(self) -> str:
        return f"{', '.join(self.columns)}: {self.rows}"


# -- Counts ------------------------------------------------------------------------------------------------------------


def guard_counts(rows: Iterable[Row], guard: Guard) -> Guarded:
    """Merge until each count of people in each row is none or at least k; totals of every level stay what they were.

    All of it is left out where even everything together is fewer.
    """
    given = list(rows)
    merging = _Merging(guard, _numbers(given, guard))
    found = merging.guarded(given, 0) if given and merging.is_safe(merging.sum(given, 0)) else []
    persons = sum(_persons(row, guard) for row in given)
    smallest = min((_least(row, guard) for row in found), default=0)
    return Guarded(found, Proof(guard.k, persons, sum(_persons(row, guard) for row in found), smallest))


def _numbers(rows: Sequence[Row], guard: Guard) -> list[str]:
    """The columns that can be added up: all that are no level and hold whole numbers."""
    leveled = {name for level in guard.levels for name in level}
    names = rows[0] if rows else {}
    return [name for name in names if name not in leveled and all(isinstance(row[name], int) for row in rows)]


def _persons(row: Row, guard: Guard) -> int:
    return sum(_count(row, name) for name in guard.persons)


def _least(row: Row, guard: Guard) -> int:
    return min((count for name in guard.persons if (count := _count(row, name))), default=0)


def _count(row: Mapping[str, Value], name: str) -> int:
    value = row[name]
    return value if isinstance(value, int) else 0


@dataclass(frozen=True)
class _Merging:
    guard: Guard
    numbers: Sequence[str]

    def is_safe(self, row: Row) -> bool:
        return all(not (count := _count(row, name)) or count >= self.guard.k for name in self.guard.persons)

    def sum(self, rows: Sequence[Row], depth: int) -> Row:
        """One row for all of these, which share the levels above this depth."""
        below = {name for level in self.guard.levels[depth:] for name in level}
        return {
            name: sum(_count(row, name) for row in rows)
            if name in self.numbers
            else (MERGED if name in below else value)
            for name, value in rows[0].items()
        }

    def guarded(self, rows: Sequence[Row], depth: int) -> list[Row]:
        """Rows that share the levels above: each safe if all of them together are."""
        if depth == len(self.guard.levels):
            return [self.sum(rows, depth)]
        parts = _parted(rows, self.guard.levels[depth])
        sums = [(self.sum(part, depth + 1), part) for part in parts]
        rest = [part for total, part in sums if not self.is_safe(total)]
        whole = sorted((part for total, part in sums if self.is_safe(total)), key=self._weight)
        while rest and whole and not self.is_safe(self.sum(_flat(rest), depth)):
            rest.append(whole.pop(0))
        found = [row for part in whole for row in self.guarded(part, depth + 1)]
        return sorted(found, key=_order) + ([self.sum(_flat(rest), depth)] if rest else [])

    def _weight(self, part: Sequence[Row]) -> tuple[int, tuple[str, ...]]:
        return sum(_persons(row, self.guard) for row in part), _order(part[0])


def _parted(rows: Sequence[Row], names: Sequence[str]) -> list[list[Row]]:
    parts: defaultdict[tuple[Value, ...], list[Row]] = defaultdict(list)
    for row in rows:
        parts[tuple(row[name] for name in names)].append(row)
    return list(parts.values())


def _flat(parts: Iterable[Sequence[Row]]) -> list[Row]:
    return [row for part in parts for row in part]


def _order(row: Row) -> tuple[str, ...]:
    return tuple("" if value is None else str(value) for value in row.values())


# -- Rates -------------------------------------------------------------------------------------------------------------


def guard_rates(rows: Iterable[Row], guard: Guard) -> Guarded:
    """Leave out rows of fewer than k people, and others with them: those left out of one group are k people or more.

    `levels` name a group: all its rows but the last level's values may be known together.
    """
    given, (base,) = list(rows), guard.persons
    groups = [name for level in guard.levels[:-1] for name in level]
    found: list[Row] = []
    for group in _parted(given, groups):
        found += _without_small(group, base, guard.k)
    smallest = min((count for row in found if (count := _count(row, base))), default=0)
    persons = sum(_count(row, base) for row in given)
    return Guarded(found, Proof(guard.k, persons, sum(_count(row, base) for row in found), smallest))


def _without_small(group: Sequence[Row], base: str, k: int) -> list[Row]:
    by_size = sorted(group, key=lambda row: (_count(row, base), _order(row)))
    hidden = [row for row in by_size if 0 < _count(row, base) < k]
    shown = [row for row in by_size if _count(row, base) >= k]
    while hidden and shown and (len(hidden) == 1 or sum(_count(row, base) for row in hidden) < k):
        hidden.append(shown.pop(0))
    return sorted(shown, key=_order)


# -- Persons -----------------------------------------------------------------------------------------------------------


def guard_persons(rows: Iterable[Row], guard: Guard) -> Guarded:
    """Make columns coarser until each row stands there k times and few are left out; `Unsafe` when no step is enough.

    Rows are sorted, so that their order tells nothing.
    """
    given = list(rows)
    if not given:
        return Guarded([], Proof(guard.k, 0, 0, 0))
    coarse = [dict(row) for row in given]
    done: list[str] = []
    for step in (None, *guard.steps):
        if step is not None:
            coarse = [_coarser(row, step) for row in coarse]
            done.append(f"{', '.join(step.columns)} → {step.to}")
        classes = Counter(tuple(row.values()) for row in coarse)
        hidden = _hidden(coarse, classes, guard)
        left_out = sum(classes[one] for one in hidden)
        if left_out * 1000 <= len(given) * guard.most_hidden:
            shown = sorted((row for row in coarse if tuple(row.values()) not in hidden), key=_order)
            smallest = min((count for one, count in classes.items() if one not in hidden), default=0)
            return Guarded(shown, Proof(guard.k, len(given), len(shown), smallest, done))
    raise Unsafe(_to_blame(coarse, guard.k), left_out, done)


def _coarser(row: Row, step: Step) -> Row:
    return {name: _made_coarser(value, step.to) if name in step.columns else value for name, value in row.items()}


def _made_coarser(value: Value, to: Coarser) -> Value:
    """A month (2026-03) as its quarter or year; anything as the same for all."""
    if to is Coarser.ALL:
        return MERGED
    if not isinstance(value, str) or len(value) < len("2026-03"):
        return value
    return value[:4] if to is Coarser.YEAR else f"{value[:4]}-Q{(int(value[5:7]) + 2) // 3}"


def _hidden(rows: Sequence[Row], classes: Counter[tuple[Value, ...]], guard: Guard) -> set[tuple[Value, ...]]:
    """The classes that are left out: the rare ones, and more where a total that somebody knows would give them back."""
    hidden = {one for one, count in classes.items() if count < guard.k}
    names = list(rows[0])
    depths = [[names.index(name) for level in guard.levels[:depth] for name in level]
              for depth in range(len(guard.levels) + 1)]  # fmt: skip
    groups: defaultdict[tuple[int, tuple[Value, ...]], list[tuple[Value, ...]]] = defaultdict(list)
    for one in sorted(classes, key=lambda one: (classes[one], tuple(map(str, one)))):
        for depth, places in enumerate(depths):
            groups[depth, tuple(one[place] for place in places)].append(one)
    is_stable = False
    while not is_stable:
        is_stable = True
        for members in groups.values():
            more = _more_to_hide(members, classes, hidden, guard.k)
            if more:
                hidden |= more
                is_stable = False
    return hidden


def _more_to_hide(
    members: Sequence[tuple[Value, ...]],
    classes: Counter[tuple[Value, ...]],
    hidden: set[tuple[Value, ...]],
    k: int,
) -> set[tuple[Value, ...]]:
    """Of one group, smallest first, what must go too so that those left out are none, k or more, or everybody."""
    left_out = sum(classes[one] for one in members if one in hidden)
    shown = [one for one in members if one not in hidden]
    more: set[tuple[Value, ...]] = set()
    while 0 < left_out < k and shown:
        more.add(shown[0])
        left_out += classes[shown.pop(0)]
    return more


def _to_blame(rows: Sequence[Row], k: int) -> list[str]:
    """The columns without which fewer rows would be rare, those that matter most first."""
    names = list(rows[0])
    rare = _rare(rows, names, k)
    cured = {name: rare - _rare(rows, [one for one in names if one != name], k) for name in names}
    blamed = sorted((name for name in names if cured[name] > 0), key=lambda name: (-cured[name], name))
    return blamed or names


def _rare(rows: Sequence[Row], names: Sequence[str], k: int) -> int:
    classes = Counter(tuple(row[name] for name in names) for row in rows)
    return sum(count for count in classes.values() if count < k)
