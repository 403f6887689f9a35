"""Answers of the one box: the index proposes, PostgreSQL decides what is in force and who may see it."""

import re
from dataclasses import dataclass
from datetime import date

from motcua.laws.models import Article, LegalDocument
from motcua.laws.queries import article_at, standing_of, standings
from motcua.laws.rules import Status, normal_number, slug_of
from motcua.procedures.models import Procedure, ProcedureVersion
from motcua.procedures.queries import in_force, offered
from motcua.procedures.rules import VersionStatus
from motcua.search import building, engine, law_engine
from motcua.search.ports import ForgivingIndex

# More is asked of the index than shown, for what PostgreSQL then takes away.
SPARE = 20
ARTICLE = re.compile(r"điều\s+(\d{1,4}[a-zđ]?)|dieu\s+(\d{1,4})")

_procedures: dict[str, ForgivingIndex] = {}
_laws: dict[str, law_engine.LawIndex] = {}


@dataclass(frozen=True)
class ProcedureHit:
    """A procedure that answers, with its score and why it was found."""

    procedure: Procedure
    score: float
    reason: str


def procedure_index(*, on: date) -> ForgivingIndex:
    """The index of procedures in use, opened once in a process; built on the spot where none was built yet."""
    home = building.home_of("procedure")
    folder = engine.current(home) or building.build_procedures(on=on)
    if folder.name not in _procedures:
        _procedures.clear()
        _procedures[folder.name] = engine.ProcedureIndex(folder)
    return _procedures[folder.name]


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


def law_index(*, on: date) -> law_engine.LawIndex:
    """The index of law in use, built on the spot where none was built yet."""
    home = building.home_of("law")
    folder = engine.current(home) or building.build_laws(on=on)
    if folder.name not in _laws:
        _laws.clear()
        _laws[folder.name] = law_engine.LawIndex(folder)
    return _laws[folder.name]


@dataclass(frozen=True)
class LawHit:
    """An article (or a whole document) that answers, with its document's status on the day asked for."""

    document: LegalDocument
    article: Article | None
    score: float
    status: Status


def laws_for(text: str, *, on: date, limit: int = 20) -> list[LawHit]:
    """Law to the article for plain words or for a number («Điều 17 Nghị định 61/2018/NĐ-CP»), best first."""
    named = _named(text, on)
    found = law_index(on=on).search(text, limit=limit + SPARE)
    rows = Article.objects.select_related("document").in_bulk([int(one.key) for one in found])
    hits = [(rows[int(one.key)], one.score) for one in found if int(one.key) in rows]
    status = standings([article.document.number for article, _score in hits], on=on)
    ranked = [
        LawHit(article.document, article, score, status[article.document.number].status)
        for article, score in hits
        if article.document.number in status
    ]
    known = {(hit.document.pk, hit.article.pk if hit.article else 0) for hit in named}
    rest = [hit for hit in ranked if (hit.document.pk, hit.article.pk if hit.article else 0) not in known]
    return (named + rest)[:limit]


def _named(text: str, on: date) -> list[LawHit]:
    """What a number in the question names by itself."""
    number = normal_number(text.upper()) or normal_number(text)
    document = LegalDocument.objects.filter(slug=slug_of(number)).first() if number else None
    if document is None:
        return []
    place = ARTICLE.search(text.lower())
    article = article_at(document, place[1] or place[2]) if place else None
    return [LawHit(document, article, 2.0, standing_of(document, on=on).status)]


def corrected(text: str, *, on: date) -> str:
    """The question with its spelling mended, to be shown and taken back; empty when nothing was mended."""
    return procedure_index(on=on).corrected(text)


def suggestions_for(text: str, *, on: date, limit: int = 8) -> list[str]:
    """Questions that begin like this one."""
    return list(procedure_index(on=on).suggest(text, limit=limit))
