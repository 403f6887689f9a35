"""What may be said in answer to a question: the facts asked of the procedure meant, which may be meant, or who does it.

It says nothing itself of the catalogue: faces show the facts as the page of the procedure does.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from motcua.procedures.models import Procedure
from motcua.procedures.queries import in_force
from motcua.search.asking import UNKNOWN, read
from motcua.search.models import Elsewhere, TimeLimit
from motcua.search.queries import code_in, procedure_index
from motcua.search.said import Fact


@dataclass(frozen=True)
class Answering:
    """What a question asks of which procedure; or the procedures that may be meant; or what others do."""

    facts: Sequence[Fact] = ()
    procedure: Procedure | None = None
    near: Sequence[Procedure] = ()
    elsewhere: Elsewhere | None = None

    @property
    def codes(self) -> list[str]:
        """The procedures meant."""
        return [one.code for one in (*([self.procedure] if self.procedure else []), *self.near)]


def answering(text: str, *, on: date) -> Answering:
    """What to answer to plain words. A procedure that is not in force is not meant; who asks no fact gets none."""
    index = procedure_index(on=on)
    if code := code_in(text, on=on):
        return Answering((), in_force(on=on).get(code=code))
    meant = index.meant(text)
    if meant.elsewhere:
        return Answering(elsewhere=Elsewhere.objects.filter(key=meant.elsewhere).first())
    facts = [fact for fact in read(text, index.mend).facts if fact not in UNKNOWN]
    wanted = [meant.sure] if meant.sure else list(meant.near)
    known = {one.code: one for one in in_force(on=on).filter(code__in=wanted)}
    found = [known[code] for code in wanted if code in known]
    return Answering(facts, found[0]) if len(found) == 1 and len(wanted) == 1 else Answering(facts, near=found)


def time_limits_of(code: str) -> list[TimeLimit]:
    """What the law gives the citizen for a procedure: until when to act, how long the result is good."""
    return list(TimeLimit.objects.filter(procedure=code).order_by("kind", "pk"))
