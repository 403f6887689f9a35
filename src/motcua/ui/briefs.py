"""A procedure in one line of a list: how long, how much, whether it is filed online, where."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from motcua.kernel.editions import Edition
from motcua.procedures.models import Override, ProcedureVersion
from motcua.procedures.queries import terms_perhaps, versions_in_force
from motcua.procedures.rules.terms import Terms
from motcua.ui.procedure import reception_name
from motcua.ui.words import fee_words, time_words


@dataclass(frozen=True)
class Brief:
    """What a list says of a procedure; `where` is empty where nobody of this platform receives it."""

    time: str
    fee: str
    is_online: bool
    where: str


def briefs(codes: Iterable[str], *, on: date, edition: Edition) -> dict[str, Brief]:
    """The briefs of procedures in force on a day, in the reader's language; each is made once an edition."""
    known: dict[str, Brief] = edition.kept(("briefs", get_language(), on), dict)
    wanted = list(dict.fromkeys(codes))
    if missing := [code for code in wanted if code not in known]:
        known |= _made(missing, on)
    return {code: known[code] for code in wanted if code in known}


def _made(codes: Sequence[str], on: date) -> dict[str, Brief]:
    versions = versions_in_force(codes, on=on)
    own: dict[int, list[Override]] = {}
    for value in Override.objects.on(on).filter(procedure__in=[one.procedure_id for one in versions]):
        own.setdefault(value.procedure_id, []).append(value)
    return {
        version.procedure.code: brief_of(version, terms_perhaps(version, own.get(version.procedure_id, []), on=on))
        for version in versions
    }


def brief_of(version: ProcedureVersion, ways: Sequence[Terms]) -> Brief:
    """One version, by its ways of filing: what holds ordinarily, and whether a case or a way differs."""
    is_received = bool(version.process_key)
    return Brief(
        time=_ordinary([time_words(one.time) for one in ways], [time_words(one.time) for one in ways if not one.when]),
        fee=_ordinary([fee_words(one.fee) for one in ways], [fee_words(one.fee) for one in ways if not one.when]),
        is_online=is_received and any(one.kind == "ONLINE" for one in ways),
        where="; ".join(dict.fromkeys(reception_name(one) for one in version.received)) if is_received else "",
    )


def _ordinary(everything: Sequence[str], ordinary: Sequence[str]) -> str:
    """What holds without a case of one's own; with a word where it is not all that may hold."""
    told = list(dict.fromkeys(ordinary or everything))
    if not told:
        return _("Chưa rõ")
    is_all = set(everything) == {told[0]}
    return told[0] if is_all else _("%s, tùy trường hợp") % told[0]
