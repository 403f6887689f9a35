"""What may be said in answer to a question: the facts asked of the procedure meant, which may be meant, or who does it.

It says nothing itself of the catalogue: faces show the facts as the page of the procedure does.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from motcua.kernel.text import fold
from motcua.procedures.models import Field, Procedure
from motcua.procedures.queries import in_force
from motcua.search.asking import UNKNOWN, Asking, read, spared_in
from motcua.search.judging import Meant
from motcua.search.models import Elsewhere, TimeLimit
from motcua.search.ports import ForgivingIndex
from motcua.search.queries import code_in, procedure_index
from motcua.search.said import Fact


@dataclass(frozen=True)
class Spared:
    """Who is asked for that pays no fee or a lesser one: words of whom they are, empty for all; of a field, or all."""

    groups: Sequence[str] = ()
    field: str = ""


@dataclass(frozen=True)
class Answering:
    """What a question asks of which procedure; or the procedures that may be meant; or what others do."""

    facts: Sequence[Fact] = ()
    procedure: Procedure | None = None
    near: Sequence[Procedure] = ()
    elsewhere: Elsewhere | None = None
    spared: "Spared | None" = None

    @property
    def codes(self) -> list[str]:
        """The procedures meant."""
        return [one.code for one in (*([self.procedure] if self.procedure else []), *self.near)]


def answering(text: str, *, on: date) -> Answering:
    """What to answer to plain words. A procedure that is not in force is not meant; who asks no fact gets none."""
    index = procedure_index(on=on)
    if code := code_in(text, on=on):
        return Answering((), in_force(on=on).get(code=code))
    asking = read(text, index.mend)
    meant = index.meant(text)
    # «hộ nghèo» is part of a procedure's name too: who only asks what it costs means that first.
    if Fact.WAIVER in asking.facts or not (meant.sure or meant.near or meant.elsewhere):
        found = _about_fees(asking, index, on)
        if found is not None:
            return found
    if meant.elsewhere:
        return Answering(elsewhere=Elsewhere.objects.filter(key=meant.elsewhere).first())
    return _of(meant, [fact for fact in asking.facts if fact not in UNKNOWN], on)


def _about_fees(asking: Asking, index: ForgivingIndex, on: date) -> Answering | None:
    """Who pays no fee, or a lesser one, for what; None where that is not what is asked, or not known of what."""
    if not {Fact.FEE, Fact.WAIVER} & set(asking.facts):
        return None
    groups, left = spared_in(asking.subject)
    if not groups and Fact.WAIVER not in asking.facts:
        return None
    facts = [Fact.FEE, Fact.WAIVER]
    if not left:
        return Answering(facts, spared=Spared(groups))
    if field := _field_called(left):
        return Answering(facts, spared=Spared(groups, field))
    meant = index.meant(" ".join(left))
    if meant.elsewhere or not (meant.sure or meant.near):
        return None
    return _of(meant, facts, on)


def _field_called(left: Sequence[str]) -> str:
    """The field of work whose name these words are."""
    said = fold(" ".join(left))
    return next((field.code for field in Field.objects.all() if fold(field.name) == said), "")


def _of(meant: Meant, facts: Sequence[Fact], on: date) -> Answering:
    """The facts of the procedures meant that are in force."""
    wanted = [meant.sure] if meant.sure else list(meant.near)
    known = {one.code: one for one in in_force(on=on).filter(code__in=wanted)}
    found = [known[code] for code in wanted if code in known]
    return Answering(facts, found[0]) if len(found) == 1 and len(wanted) == 1 else Answering(facts, near=found)


def time_limits_of(code: str) -> list[TimeLimit]:
    """What the law gives the citizen for a procedure: until when to act, how long the result is good."""
    return list(TimeLimit.objects.filter(procedure=code).order_by("kind", "pk"))
