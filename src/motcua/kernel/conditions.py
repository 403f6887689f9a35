"""The states of a thing in which something can be done: one line that operations, pages and lists share."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Condition:
    """A state a thing must be in. `why_not` is a sentence for the person, empty when the state is right.

    `sql` says the same of a row in a list, whose own alias is `w` and that of its dossier, where it has one, `d`; it is
    empty for a condition that no list asks.
    """

    name: str
    why_not: Callable[[Any], str]
    sql: str = ""

    def holds(self, subject: Any) -> bool:
        """Whether the thing is in this state."""
        return not self.why_not(subject)

    def __and__(self, other: "Condition") -> "Condition":
        """Both; the first that does not hold says why."""
        return Condition(
            f"{self.name}, {other.name}",
            lambda subject: self.why_not(subject) or other.why_not(subject),
            " AND ".join(filter(None, [self.sql, other.sql])),
        )


ALWAYS = Condition("always", lambda subject: "")
