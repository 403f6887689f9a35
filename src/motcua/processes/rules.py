"""Pure rules of processes: a small net of steps, its soundness, and which steps open when one is done.

A step with several next steps opens them all; a step with several steps before it waits for all of them. There are no
expressions in a process: what an official decides at a step (return, consult, refuse) is an operation of the dossier.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property


class StepKind(StrEnum):
    """What a step must bring about before it can be finished."""

    CHECK = "CHECK"
    PREPARE = "PREPARE"
    APPROVE = "APPROVE"
    SIGN = "SIGN"
    ISSUE = "ISSUE"


@dataclass(frozen=True)
class Step:
    """One step: which kind of unit and duty does it, and its share of the statutory time in hundredths."""

    key: str
    name: str
    kind: StepKind
    unit_kind: str
    duty: str
    share: int
    next: tuple[str, ...] = ()
    # Somebody goes and looks: what they found is written down.
    is_on_site: bool = False


@dataclass(frozen=True)
class Whose:
    """The agencies that work by a process: those of a level, of a kind; of all where it is empty."""

    level: str = ""
    agency_kind: str = ""

    def is_of(self, *, level: str, kind: str) -> bool:
        return self.level in ("", level) and self.agency_kind in ("", kind)


ANYBODYS = Whose()


@dataclass(frozen=True)
class Process:
    """The steps in the order they are shown; the first is where work begins."""

    steps: tuple[Step, ...]

    @cached_property
    def by_key(self) -> dict[str, Step]:
        return {step.key: step for step in self.steps}

    @cached_property
    def before(self) -> dict[str, frozenset[str]]:
        """The steps directly before each step."""
        found: dict[str, set[str]] = {step.key: set() for step in self.steps}
        for step in self.steps:
            for key in step.next:
                found.setdefault(key, set()).add(step.key)
        return {key: frozenset(keys) for key, keys in found.items()}

    @property
    def first(self) -> Step:
        return self.steps[0]


def opened_by(process: Process, finished: str, done: Iterable[str]) -> tuple[Step, ...]:
    """The steps that open now that `finished` is done too; `done` are the steps already done in this round."""
    complete = set(done) | {finished}
    return tuple(process.by_key[key] for key in process.by_key[finished].next if process.before[key] <= complete)


def ancestors(process: Process, key: str) -> tuple[Step, ...]:
    """The steps that come before a step: where work may be returned to."""
    found: set[str] = set()
    waiting = list(process.before[key])
    while waiting:
        current = waiting.pop()
        if current not in found:
            found.add(current)
            waiting.extend(process.before[current])
    return tuple(step for step in process.steps if step.key in found)


def descendants(process: Process, key: str) -> frozenset[str]:
    """The steps that come after a step: what must be done again when work returns to it."""
    found: set[str] = set()
    waiting = list(process.by_key[key].next)
    while waiting:
        current = waiting.pop()
        if current not in found:
            found.add(current)
            waiting.extend(process.by_key[current].next)
    return frozenset(found)


def problems(process: Process) -> list[str]:
    """Why the process must not be used, in Vietnamese; empty when it is sound.

    Sound: every step can be reached, every path ends in the issue of the result, nothing runs in a circle, somebody
    prepares and somebody signs, and the longest path takes no more than the statutory time.
    """
    if not process.steps:
        return ["Quy trình chưa có bước nào."]
    if wrong := _wrong_names(process.steps):
        return wrong
    if circle := _circle(process):
        return [f"Các bước đi vòng tròn: {' → '.join(circle)}."]
    reached = {process.first.key} | descendants(process, process.first.key)
    found = [f"Không có đường đi tới bước «{step.name}»." for step in process.steps if step.key not in reached]
    ends = [step for step in process.steps if not step.next]
    if len(ends) != 1:
        found.append("Quy trình phải kết thúc ở đúng một bước.")
    found += [
        f"Bước cuối «{step.name}» phải là bước phát hành kết quả." for step in ends if step.kind != StepKind.ISSUE
    ]
    for kind, words in ((StepKind.PREPARE, "soạn kết quả"), (StepKind.SIGN, "ký kết quả")):
        if not any(step.kind == kind for step in process.steps):
            found.append(f"Thiếu bước {words}.")
    found += [f"Bước «{step.name}» phải có thời gian lớn hơn 0." for step in process.steps if step.share <= 0]
    if (longest := longest_path(process)) > 100:
        found.append(f"Đường dài nhất cần {longest} % thời hạn giải quyết, quá 100 %.")
    return found


def longest_path(process: Process) -> int:
    """The greatest sum of shares along any path, in hundredths of the statutory time. The net must have no circle."""
    memo: dict[str, int] = {}

    def length(key: str) -> int:
        if key not in memo:
            step = process.by_key[key]
            memo[key] = step.share + max((length(following) for following in step.next), default=0)
        return memo[key]

    return max(length(step.key) for step in process.steps)


def _wrong_names(steps: Sequence[Step]) -> list[str]:
    keys = [step.key for step in steps]
    found = [f"Mã bước «{key}» bị trùng." for key in sorted({key for key in keys if keys.count(key) > 1})]
    found += [
        f"Bước «{step.name}» chỉ tới bước không tồn tại: {key}."
        for step in steps
        for key in step.next
        if key not in keys
    ]
    return found


def _circle(process: Process) -> list[str]:
    """The names along some circle of steps, or an empty list."""
    state: dict[str, int] = {}
    path: list[str] = []

    def walk(key: str) -> bool:
        state[key] = 1
        path.append(key)
        for following in process.by_key[key].next:
            if state.get(following) == 1:
                path.append(following)
                return True
            if following not in state and walk(following):
                return True
        state[key] = 2
        path.pop()
        return False

    return (
        [process.by_key[key].name for key in path]
        if any(walk(s.key) for s in process.steps if s.key not in state)
        else []
    )
