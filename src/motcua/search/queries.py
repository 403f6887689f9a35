"""Answers of the one box: the index proposes, PostgreSQL decides what is in force and who may see it."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from motcua.kernel.text import vietnamese
from motcua.kernel.values import flat, narrow
from motcua.laws.models import Article, LegalDocument
from motcua.laws.queries import article_at, standing_of, standings
from motcua.laws.rules import KIND_LETTERS, KIND_WORDS, DocumentKind, Status, normal_number, slug_of
from motcua.procedures.models import Component, Procedure, ProcedureVersion
from motcua.procedures.queries import in_force
from motcua.procedures.rules import Origin, VersionStatus
from motcua.search import building, engine, law_engine
from motcua.search.opened import Opened
from motcua.search.passages import Asked, Piece, marked, passage
from motcua.search.ports import ForgivingIndex, Found

# More is asked of the index than shown, for what PostgreSQL then takes away.
SPARE = 20
MOST = 200
ARTICLE = re.compile(r"điều\s+(\d{1,4}[a-zđ]?)|dieu\s+(\d{1,4})")
# A code of a procedure, with what is typed before it, and a blank or a comma for its point.
CODE = re.compile(r"(?:(?:mã|thủ tục|tthc|số)[\s:]*)*([0-9])[\s.,]{1,3}([0-9]{6})[\s.]*")
# The number and the year of a document, with the letters after them or without.
PARTS = re.compile(r"(?<![0-9/])([0-9]{1,5}[A-ZĐ]?)\s?/\s?((?:19|20)[0-9]{2})(?:\s?/\s?([A-ZĐƯ][A-ZĐƯ0-9]*))?")
# Letters of another alphabet that look like ours, as some keyboards and copies have them.
LATIN = str.maketrans("АВЕКМНОРСТУХ", "ABEKMHOPCTYX")

_procedures: Opened[ForgivingIndex] = Opened(
    "procedure", partial(building.bring_up_to_date, "procedure"), engine.ProcedureIndex
)
_laws: Opened[law_engine.LawIndex] = Opened("law", partial(building.bring_up_to_date, "law"), law_engine.LawIndex)


@dataclass(frozen=True)
class Filters:
    """What a found procedure must be besides fitting the words; empty means anything."""

    field: str = ""
    level: str = ""
    audience: str = ""
    is_offered: bool = False

    def fails(self, version: ProcedureVersion) -> set[str]:
        """The filters a version does not pass."""
        passed = {
            "field": not self.field or version.procedure.field.code == self.field,
            "level": not self.level or self.level in version.levels,
            "audience": not self.audience or self.audience in version.audiences,
            "is_offered": not self.is_offered or _is_offered(version),
        }
        return {name for name, is_good in passed.items() if not is_good}


@dataclass(frozen=True)
class ProcedureHit:
    """A procedure that answers, with its score, why it was found, and its name and a passage with the words marked."""

    procedure: Procedure
    score: float
    reason: str
    name: Sequence[Piece] = ()
    passage: Sequence[Piece] = ()


@dataclass(frozen=True)
class Procedures:
    """What was found: the first hits, how many there are, how many each filter would leave, and the fields' names."""

    hits: Sequence[ProcedureHit]
    total: int
    facets: Mapping[str, Mapping[str, int]]
    fields: Mapping[str, str]


def procedure_index(*, on: date) -> ForgivingIndex:
    """The index of procedures in use; built on the spot where none was built yet."""
    return _procedures.get(on=on)


def warm() -> None:
    """Open what is built, so that the first person who asks need not wait for it."""
    for opened in (_procedures, _laws):
        opened.warm()


def leave_building() -> None:
    """From now on no page builds an index: somebody on this machine has it for work (`motcua.search.keeping`)."""
    for opened in (_procedures, _laws):
        opened.builds = False


def procedures_for(
    text: str, *, on: date, limit: int = 20, level: str = "", is_offered: bool = False
) -> Sequence[ProcedureHit]:
    """Procedures in force for plain words (no marks, everyday names, slips of the finger are fine), best first."""
    return search_procedures(text, on=on, limit=limit, filters=Filters(level=level, is_offered=is_offered)).hits


def search_procedures(text: str, *, on: date, limit: int = 20, filters: Filters | None = None) -> Procedures:
    """Procedures in force for plain words and filters, with the counts of what other filters would show."""
    wanted = filters or Filters()
    code = code_in(text, on=on)
    found = [Found(code, 1.0, code)] if code else procedure_index(on=on).search(text, limit=MOST)
    versions = _versions([one.key for one in found], on=on)
    failed = {code: wanted.fails(version) for code, version in versions.items()}
    kept = [one for one in found if one.key in versions and not failed[one.key]]
    asked = Asked.of(corrected(text, on=on) or text)
    texts = _texts([versions[one.key].pk for one in kept[:limit]])
    hits = [
        ProcedureHit(
            versions[one.key].procedure,
            one.score,
            one.reason,
            marked(versions[one.key].procedure.name, asked),
            passage(texts[versions[one.key].pk], asked),
        )
        for one in kept[:limit]
    ]
    fields = {version.procedure.field.code: version.procedure.field.name for version in versions.values()}
    return Procedures(hits, len(kept), _facets(versions, failed), fields)


def code_in(text: str, *, on: date) -> str:
    """The code of a procedure in force that a text is; empty when it is none."""
    said = CODE.fullmatch(flat(text).casefold())
    code = f"{said[1]}.{said[2]}" if said else flat(text).rstrip(".")
    return code if len(code) <= 12 and in_force(on=on).filter(code=code).exists() else ""


def _versions(codes: Sequence[str], *, on: date) -> dict[str, ProcedureVersion]:
    """The published versions of procedures, without their long texts."""
    public = ProcedureVersion.objects.on(on).filter(status=VersionStatus.PUBLISHED, procedure__code__in=codes)
    light = public.select_related("procedure__field").only(
        "levels", "audiences", "origin", "process_key", "procedure__code", "procedure__name", "procedure__field__code",
        "procedure__field__name",
    )  # fmt: skip
    return {version.procedure.code: version for version in light}


def _texts(versions: Sequence[int]) -> dict[int, list[str]]:
    """The texts of versions in which a passage is looked for: what one gets, brings and does."""
    texts: dict[int, list[str]] = {}
    columns = ("pk", "summary", "result_name", "results", "steps", "conditions")
    for pk, summary, result, results, steps, conditions in ProcedureVersion.objects.filter(pk__in=versions).values_list(
        *columns
    ):
        texts[pk] = [summary, result, *(one.get("name", "") for one in results), *steps, *conditions]
    names = Component.objects.filter(version__in=versions, is_note=False).order_by("version_id", "order")
    for version_id, name in names.values_list("version_id", "name"):
        texts[version_id].append(name)
    return texts


def _facets(versions: Mapping[str, ProcedureVersion], failed: Mapping[str, set[str]]) -> dict[str, dict[str, int]]:
    """For every filter, what is found under each of its values while the others stay as they are."""
    counts: dict[str, Counter[str]] = {name: Counter() for name in ("field", "level", "audience", "is_offered")}
    for code, version in versions.items():
        values = {
            "field": [version.procedure.field.code],
            "level": version.levels,
            "audience": version.audiences,
            "is_offered": ["1"] if _is_offered(version) else [],
        }
        for name, count in counts.items():
            if failed[code] <= {name}:
                count.update(values[name])
    return {name: dict(count) for name, count in counts.items()}


def _is_offered(version: ProcedureVersion) -> bool:
    return version.origin != Origin.NATIONAL and bool(version.process_key)


def law_index(*, on: date) -> law_engine.LawIndex:
    """The index of law in use, built on the spot where none was built yet."""
    return _laws.get(on=on)


@dataclass(frozen=True)
class LawHit:
    """An article (or a whole document) that answers, with its document's status on the day asked for."""

    document: LegalDocument
    article: Article | None
    score: float
    status: Status
    passage: Sequence[Piece] = ()


def laws_for(text: str, *, on: date, limit: int = 20, kind: str = "") -> list[LawHit]:
    """Law to the article for plain words or for a number («Điều 17 Nghị định 61/2018/NĐ-CP»), best first."""
    named = _named(text, on)
    found = law_index(on=on).search(text, limit=MOST if kind else limit + SPARE)
    rows = Article.objects.select_related("document").in_bulk([int(one.key) for one in found])
    known = {(hit.document.pk, hit.article.pk if hit.article else 0) for hit in named}
    kept = [
        (rows[int(one.key)], one.score)
        for one in found
        if int(one.key) in rows and (rows[int(one.key)].document_id, int(one.key)) not in known
    ]
    kept = [(article, score) for article, score in kept if not kind or article.document.kind == kind][:limit]
    status = standings([article.document.number for article, _score in kept], on=on)
    asked = Asked.of(text)
    ranked = [
        LawHit(
            article.document,
            article,
            score,
            status[article.document.number].status,
            passage([article.text], asked),
        )
        for article, score in kept
        if article.document.number in status
    ]
    return (named + ranked)[:limit]


def _named(text: str, on: date) -> list[LawHit]:
    """What a number in the question names by itself."""
    document = document_in(text)
    if document is None:
        return []
    place = ARTICLE.search(text.lower())
    article = article_at(document, place[1] or place[2]) if place else None
    return [LawHit(document, article, 2.0, standing_of(document, on=on).status)]


def document_in(text: str) -> LegalDocument | None:
    """The document whose number somebody typed, whole or with its kind for its letters, in any width and alphabet."""
    plain = vietnamese(narrow(text)).upper().translate(LATIN)
    for number in filter(None, (normal_number(plain), normal_number(text))):
        if document := LegalDocument.objects.filter(slug=slug_of(number)).first():
            return document
    said = PARTS.search(plain)
    if said is None:
        return None
    alike = LegalDocument.objects.filter(slug__startswith=f"{slug_of(said[1])}-{said[2]}-")[:SPARE]
    if letters := slug_of(said[3] or "").replace("-", ""):
        # Its hyphens were lost: «123/2015/NĐCP».
        fitting = [one for one in alike if one.slug.split("-", 2)[2].replace("-", "") == letters]
    else:
        words = plain[: said.start()].replace("SỐ", "").strip()
        kind = next((kind for name, kind in KIND_LETTERS if words.endswith(name)), kind_of_words(words))
        fitting = [one for one in alike if kind in (DocumentKind.OTHER, one.kind)]
    return fitting[0] if len(fitting) == 1 else None


def kind_of_words(words: str) -> DocumentKind:
    """The kind of document that stands last in some words."""
    lower = words.lower()
    return next((kind for name, kind in KIND_WORDS if lower.endswith(name)), DocumentKind.OTHER)


def corrected(text: str, *, on: date) -> str:
    """The question with its spelling mended, to be shown and taken back; empty when nothing was mended."""
    return procedure_index(on=on).corrected(text)


def suggestions_for(text: str, *, on: date, limit: int = 8) -> list[str]:
    """Questions that begin like this one."""
    return list(procedure_index(on=on).suggest(text, limit=limit))
