"""The register of law: what is known of documents without their texts, each fact with how it is known."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from motcua.kernel.events import announce
from motcua.kernel.operations import SYSTEM, note, operation
from motcua.laws.events import LawsChanged
from motcua.laws.models import Article, LegalDocument, Relation
from motcua.laws.operations import BATCH, sort_key_of
from motcua.laws.operations.references import relate_by_title
from motcua.laws.rules import address_of, slug_of

ORDER = 100


@dataclass(frozen=True)
class RegisteredRelation:
    """What a document of the register does to another."""

    kind: str
    target: str
    on: date | None
    part: str
    certainty: str
    ground: str


@dataclass(frozen=True)
class RegisteredDocument:
    """A document of the register: its facts by the names of the columns, the headings used, and what it does."""

    number: str
    facts: Mapping[str, Any]
    known_on: date | None
    known_from: str
    articles: Mapping[str, str]
    acts: Sequence[RegisteredRelation]


@dataclass(frozen=True)
class Registered:
    """What taking in the register did, in documents; how many relations it no longer states."""

    created: int
    updated: int
    unchanged: int
    unstated: int


@operation(who=SYSTEM, journal="law.registered")
def register_documents(
    *, documents: Sequence[RegisteredDocument], is_whole: bool = True, by: None, at: datetime
) -> Registered:
    """Take the register of law in: facts, states and relations, without texts (Luật 64/2025/QH15).

    A text that was or will be imported joins the same document; the register keeps the states. The same again changes
    nothing, and relations that the register no longer states are taken back; not where a part of it could not be read
    (`is_whole`), for what is missing then may stand in that part.
    """
    rows = LegalDocument.objects.in_bulk([slug_of(one.number) for one in documents], field_name="slug")
    created = {slug_of(one.number) for one in documents} - rows.keys()
    changed = _documents(documents, rows)
    changed |= _articles(documents, rows)
    related, unstated = _relations(documents, rows, is_whole=is_whole)
    changed |= related
    if changed:
        relate_by_title(rows.values())
        announce(LawsChanged(numbers=sorted(rows[slug].number for slug in changed), at=at))
    result = Registered(len(created), len(changed - created), len(rows) - len(changed | created), unstated)
    note(documents=len(documents), created=result.created, updated=result.updated)
    return result


def _documents(documents: Iterable[RegisteredDocument], rows: dict[str, LegalDocument]) -> set[str]:
    """Write the documents' own facts; the slugs of those that are new or different."""
    fresh, updated = [], []
    for one in documents:
        slug = slug_of(one.number)
        row = rows.get(slug)
        is_new = row is None
        if row is None:
            row = rows[slug] = LegalDocument(slug=slug, number=one.number, sort_key=sort_key_of(one.number))
        # Of a document whose text is here, the import may know what the register does not.
        wanted = {name: value for name, value in one.facts.items() if value or not row.source}
        # An import may have brought later evidence; what the register itself said before, it may say anew or take back.
        if _is_of_register(row) or (one.known_on and (row.known_on is None or one.known_on >= row.known_on)):
            wanted |= {"known_on": one.known_on, "known_from": one.known_from}
        if row.source:
            wanted["is_stub"] = False
        differs = any(getattr(row, name) != value for name, value in wanted.items())
        for name, value in wanted.items():
            setattr(row, name, value)
        if is_new:
            fresh.append(row)
        elif differs:
            updated.append(row)
    LegalDocument.objects.bulk_create(fresh, BATCH)
    names = [
        "kind", "title", "issuer", "signed_on", "effective_from", "effective_until", "known_on", "known_from", "facts",
        "remark", "is_stub",
    ]  # fmt: skip
    LegalDocument.objects.bulk_update(updated, names, BATCH)
    return {row.slug for row in (*fresh, *updated)}


def _is_of_register(row: LegalDocument) -> bool:
    """Whether the register itself said of a document, when it was last taken in, that it is in force."""
    return any("in_force" in group["facts"] and group["where"] == row.known_from for group in row.facts)


def _articles(documents: Iterable[RegisteredDocument], rows: Mapping[str, LegalDocument]) -> set[str]:
    """Write the headings of articles whose text is not here."""
    known = {
        (one.document_id, one.address): one
        for one in Article.objects.filter(document__in=rows.values()).only("document_id", "address", "heading", "mark")
    }
    fresh, updated, changed = [], [], set()
    for document in documents:
        slug = slug_of(document.number)
        for place, (number, heading) in enumerate(document.articles.items()):
            address = address_of(number)
            existing = known.get((rows[slug].pk, address))
            if existing is None:
                digits = int("".join(char for char in number if char.isdigit()))
                fresh.append(
                    Article(
                        document=rows[slug], address=address, number=number, heading=heading,
                        order=digits * ORDER + place % ORDER if not number.isdigit() else digits * ORDER,
                    )
                )  # fmt: skip
            elif not existing.mark and existing.heading != heading:
                existing.heading = heading
                updated.append(existing)
            else:
                continue
            changed.add(slug)
    Article.objects.bulk_create(fresh, BATCH)
    Article.objects.bulk_update(updated, ["heading"], BATCH)
    return changed


def _relations(
    documents: Iterable[RegisteredDocument], rows: Mapping[str, LegalDocument], *, is_whole: bool
) -> tuple[set[str], int]:
    """Write what the documents do to each other; the slugs of those whose relations are new, different or gone.

    And how many the register no longer states.
    """
    slugs = {row.pk: slug for slug, row in rows.items()}
    known: dict[tuple[int, int, str], list[Relation]] = defaultdict(list)
    for one in Relation.objects.filter(source__in=rows.values()).exclude(kind="REFERS").order_by("pk"):
        known[one.source_id, one.target_id, one.kind].append(one)
    wanted: dict[tuple[int, int, str], list[RegisteredRelation]] = defaultdict(list)
    for document in documents:
        for act in document.acts:
            wanted[rows[slug_of(document.number)].pk, rows[slug_of(act.target)].pk, act.kind].append(act)
    fresh, updated, kept = [], [], set()
    for key, acts in wanted.items():
        for act, existing in _matched(acts, known[key]):
            row = existing or Relation(source_id=key[0], target_id=key[1], kind=act.kind)
            if _told(row, act) and existing is not None:
                updated.append(row)
            elif existing is None:
                fresh.append(row)
            kept.add(row.pk)
    unstated = [one for rows_of in known.values() for one in rows_of if one.ground and one.pk not in kept]
    gone = unstated if is_whole else []
    Relation.objects.filter(pk__in=[one.pk for one in gone]).delete()
    Relation.objects.bulk_create(fresh, BATCH)
    Relation.objects.bulk_update(updated, ["on", "part", "certainty", "ground"], BATCH)
    changed = {slugs[pk] for one in (*fresh, *updated, *gone) for pk in (one.source_id, one.target_id) if pk in slugs}
    return changed, len(unstated)


def _told(row: Relation, act: RegisteredRelation) -> bool:
    """Let a row say what the register says of an act; whether it said something else before."""
    facts = {"on": act.on, "part": act.part, "certainty": act.certainty, "ground": act.ground}
    differs = any(getattr(row, name) != value for name, value in facts.items())
    for name, value in facts.items():
        setattr(row, name, value)
    return differs


def _matched(
    acts: Iterable[RegisteredRelation], rows: Iterable[Relation]
) -> list[tuple[RegisteredRelation, Relation | None]]:
    """Each act of one document on another, in one way, with its row: that of its day, else one that no day claims."""
    left = {one.on: one for one in rows}
    of_day = [(act, left.pop(act.on, None)) for act in acts]
    free = iter(left.values())
    return [(act, row or next(free, None)) for act, row in of_day]
