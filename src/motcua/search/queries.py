"""Answers of the one box: the index proposes, PostgreSQL decides what is in force and who may see it."""

from dataclasses import dataclass
from datetime import date

from motcua.procedures.models import Procedure, ProcedureVersion
from motcua.procedures.queries import in_force, offered
from motcua.procedures.rules import VersionStatus
from motcua.search import building, engine
from motcua.search.ports import RankedIndex

# More is asked of the index than shown, for what PostgreSQL then takes away.
SPARE = 20

_open: dict[str, tuple[str, RankedIndex]] = {}


@dataclass(frozen=True)
class ProcedureHit:
    """A procedure that answers, with its score and why it was found."""

    procedure: Procedure
    score: float
    reason: str


def procedure_index(*, on: date) -> RankedIndex:
    """The index of procedures in use, opened once in a process; built on the spot where none was built yet."""
    home = building.home_of("procedure")
    folder = engine.current(home) or building.build_procedures(on=on)
    key = str(home)
    if key not in _open or _open[key][0] != folder.name:
        _open[key] = (folder.name, engine.ProcedureIndex(folder))
    return _open[key][1]


def procedures_for(
    text: str,
    *,
    on: date,
    limit: int = 20,
    field: str = "",
    level: str = "",
    audience: str = "",
    is_offered: bool = False,
) -> list[ProcedureHit]:
    """Procedures in force for plain words (no marks, everyday names, slips of the finger are fine), best first."""
    code = text.strip().rstrip(".")
    exact = in_force(on=on).filter(code=code).first() if len(code) <= 12 else None
    if exact is not None and not is_offered:
        return [ProcedureHit(exact, 1.0, code)]
    is_filtered = bool(field or level or audience or is_offered)
    found = procedure_index(on=on).search(text, limit=200 if is_filtered else limit + SPARE)
    procedures = (offered(on=on) if is_offered else in_force(on=on)).filter(code__in=[one.key for one in found])
    public = ProcedureVersion.objects.on(on).filter(status=VersionStatus.PUBLISHED)
    if field:
        procedures = procedures.filter(field__code=field)
    if level:
        procedures = procedures.filter(versions__in=public.filter(levels__contains=[level]))
    if audience:
        procedures = procedures.filter(versions__in=public.filter(audiences__contains=[audience]))
    by_code = {procedure.code: procedure for procedure in procedures.distinct()}
    hits = [ProcedureHit(by_code[one.key], one.score, one.reason) for one in found if one.key in by_code]
    return hits[:limit]


def corrected(text: str, *, on: date) -> str:
    """The question with its spelling mended, to be shown and taken back; empty when nothing was mended."""
    return procedure_index(on=on).corrected(text)


def suggestions_for(text: str, *, on: date, limit: int = 8) -> list[str]:
    """Questions that begin like this one."""
    return list(procedure_index(on=on).suggest(text, limit=limit))
