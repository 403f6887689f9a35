"""The only code that changes the law base."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from motcua.kernel.events import announce
from motcua.kernel.operations import SYSTEM, Refused, note, operation
from motcua.kernel.text import local
from motcua.laws.events import LawsChanged
from motcua.laws.models import Article, FormerText, LawFinding, LawImport, LegalDocument, Relation
from motcua.laws.operations.references import relate, relate_by_text, relate_by_title
from motcua.laws.rules import RelationKind, kind_of, kind_of_number, may_end, slug_of
from motcua.laws.rules.endings import endings

LOCK = 0x4D43_0302
BATCH = 1000


@dataclass(frozen=True)
class ArticleFacts:
    """An article as a file gives it."""

    number: str
    address: str
    heading: str
    text: str
    order: int
    effective_from: date | None = None
    containers: Sequence[str] = ()
    code: str = ""
    amendments: Sequence[Mapping[str, Any]] = ()
    source: str = ""

    @property
    def mark(self) -> str:
        """The same for the same words and amendments."""
        words = f"{self.heading}\n{self.text}\n{self.effective_from}\n{self.amendments}\n{list(self.containers)}"
        return hashlib.sha256(words.encode()).hexdigest()


@dataclass
class DocumentFacts:
    """A document with the articles a file gives; empty facts leave what is known."""

    number: str
    name: str = ""
    title: str = ""
    issuer: str = ""
    signed_on: date | None = None
    effective_from: date | None = None
    known_on: date | None = None
    known_from: str = ""
    source: str = ""
    articles: list[ArticleFacts] = field(default_factory=list)

    def know(self, on: date | None, where: str) -> None:
        """Note that a source says the document is in force on a day; the latest counts."""
        if on is not None and (self.known_on is None or on > self.known_on):
            self.known_on, self.known_from = on, where


@dataclass(frozen=True)
class FoundTrouble:
    """Something in a file that could not be read."""

    file: str
    line: int
    kind: str
    text: str


@operation(who=SYSTEM, journal="law.imported")
def import_laws(
    *,
    name: str,
    documents: Sequence[DocumentFacts],
    troubles: Sequence[FoundTrouble],
    files: int,
    by: None,
    at: datetime,
) -> LawImport:
    """Take documents and their articles into the law base in one transaction; the same again changes nothing.

    Amendments and endings the texts state become relations (Luật 64/2025/QH15).
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        if not cursor.fetchone()[0]:
            raise Refused(_("Đang có một lần nạp văn bản khác chạy. Đợi lần đó xong rồi nạp lại."))
    run = LawImport.objects.create(name=name[:255], started_at=at, files=files)
    stored = _documents(documents)
    changed = _articles(documents, stored, run)
    related = _relations(documents, stored)
    relate_by_title(stored.values())
    dead = [FoundTrouble(one.source, 0, "CITATION_DEAD", f"{one.where}: {one.text}") for one in relate_by_text(changed)]
    rows = [*troubles, *dead]
    LawFinding.objects.bulk_create(
        [LawFinding(run=run, file=one.file[:300], line=one.line, kind=one.kind, text=one.text) for one in rows],
        BATCH,
    )
    run.articles = sum(len(one.articles) for one in documents)
    run.save()
    numbers = sorted(changed | related)
    if numbers:
        announce(LawsChanged(numbers=numbers, at=at))
    note(name=name, files=files, documents=len(documents), created=run.created, changed=run.changed)
    return run


def sort_key_of(number: str) -> str:
    """Year, then number, so that newest come last: 2015-00123."""
    parts = number.split("/")
    year = next((part for part in parts[1:] if len(part) == 4 and part.isdigit()), "")
    first = "".join(c if c.isdigit() else " " for c in parts[0]).split()
    return f"{year or '0000'}-{int(first[0]) if first else 0:06}"


def _documents(documents: Iterable[DocumentFacts]) -> dict[str, LegalDocument]:
    """The rows of the documents by number: new ones made, known ones completed with what was not known."""
    wanted = {slug_of(one.number): one for one in documents}
    rows = LegalDocument.objects.in_bulk(list(wanted), field_name="slug")
    fresh, completed = [], []
    for slug, one in wanted.items():
        row = rows.get(slug)
        if row is None:
            rows[slug] = row = LegalDocument(
                slug=slug, number=one.number, kind=kind_of(one.name) if one.name else kind_of_number(one.number),
                sort_key=sort_key_of(one.number),
            )  # fmt: skip
            fresh.append(row)
        elif _knows_more(row, one):
            completed.append(row)
        _complete(row, one)
    LegalDocument.objects.bulk_create(fresh, BATCH)
    names = [*FACTS, "is_stub", "known_on", "known_from"]
    LegalDocument.objects.bulk_update(completed, names, BATCH)
    return {row.number: row for row in rows.values()}


FACTS = ("title", "issuer", "signed_on", "effective_from", "source")


def _knows_more(row: LegalDocument, one: DocumentFacts) -> bool:
    return row.is_stub or _knows_later(row, one) or any(getattr(one, name) and not getattr(row, name) for name in FACTS)


def _knows_later(row: LegalDocument, one: DocumentFacts) -> bool:
    return one.known_on is not None and (row.known_on is None or one.known_on > row.known_on)


def _complete(row: LegalDocument, one: DocumentFacts) -> None:
    row.is_stub = False
    if _knows_later(row, one):
        row.known_on, row.known_from = one.known_on, one.known_from[:300]
    for name in FACTS:
        if getattr(one, name) and not getattr(row, name):
            setattr(row, name, getattr(one, name)[:300] if name in ("issuer", "source") else getattr(one, name))


def _articles(documents: Sequence[DocumentFacts], stored: dict[str, LegalDocument], run: LawImport) -> set[str]:
    """Write what is new or different; give back the numbers of documents that changed."""
    ids = {row.pk for row in stored.values()}
    known = {
        (one.document_id, one.address): one
        for one in Article.objects.filter(document__in=ids).only("document_id", "address", "mark", "codes")
    }
    fresh: dict[tuple[int, str], Article] = {}
    changed, numbers = [], set()
    for document in documents:
        row = stored[document.number]
        for facts in document.articles:
            key = (row.pk, facts.address)
            existing = known.get(key)
            if key in fresh:
                # The codified law may give one article under several subjects.
                fresh[key].codes = [*fresh[key].codes, facts.code]
                continue
            # Of an article without a mark only the heading is here; any text joins it.
            if (
                existing is not None
                and existing.mark
                and (existing.mark == facts.mark or (facts.code and existing.codes[:1] != [facts.code]))
            ):
                run.unchanged += 1
                continue
            article = _row(row, facts)
            if existing is None:
                fresh[key] = article
            else:
                article.pk = existing.pk
                changed.append(article)
            numbers.add(document.number)
    _keep_former(changed, local(run.started_at).date())
    Article.objects.bulk_create(fresh.values(), BATCH)
    names = ["heading", "text", "containers", "codes", "amendments", "effective_from", "order", "mark", "source"]
    Article.objects.bulk_update(changed, names, 200)
    run.created, run.changed = len(fresh), len(changed)
    return numbers


def _keep_former(changed: Sequence[Article], on: date) -> None:
    """Keep what the articles say now, before their new texts are written."""
    after = {one.pk: one for one in changed}
    before = Article.objects.filter(pk__in=after).only("heading", "text", "effective_from", "mark")
    FormerText.objects.bulk_create(
        [
            FormerText(
                article=one,
                heading=one.heading,
                text=one.text,
                effective_from=one.effective_from,
                replaced_on=_taken_effect(one, after[one.pk]) or on,
                mark=one.mark,
            )
            for one in before
            if one.mark and (one.text, one.heading) != (after[one.pk].text, after[one.pk].heading)
        ],
        BATCH,
        ignore_conflicts=True,
    )


def _taken_effect(before: Article, after: Article) -> date | None:
    """When the later text took effect: with its latest amendment, if it has one more than the text before."""
    days = [date.fromisoformat(one["on"]) for one in after.amendments if one.get("on")]
    return max(days, default=None) if len(after.amendments) > len(before.amendments) else None


def _row(document: LegalDocument, facts: ArticleFacts) -> Article:
    return Article(
        document=document, address=facts.address, number=facts.number, heading=facts.heading, text=facts.text,
        containers=list(facts.containers), codes=[facts.code] if facts.code else [],
        amendments=[dict(one) for one in facts.amendments], effective_from=facts.effective_from, order=facts.order,
        mark=facts.mark, source=facts.source[:300],
    )  # fmt: skip


def _relations(documents: Sequence[DocumentFacts], stored: dict[str, LegalDocument]) -> set[str]:
    """Amendments as the codified law lists them, and endings as the documents' own last articles state them."""
    wanted: dict[tuple[str, str, RelationKind], tuple[date | None, str]] = {}
    for document in documents:
        for article in document.articles:
            for amendment in article.amendments:
                day = date.fromisoformat(amendment["on"]) if amendment["on"] else None
                wanted.setdefault(
                    (amendment["number"], document.number, RelationKind.AMENDS), (day, f"Điều {article.number}")
                )
            for ending in endings(article.heading, article.text):
                day = document.effective_from or article.effective_from
                wanted.setdefault((document.number, ending.number, ending.kind), (day, ending.part))
    numbers = {number for source, target, _kind in wanted for number in (source, target)}
    rows = {**stored, **_stubs(numbers - stored.keys())}
    relate(
        Relation(source=rows[source], target=rows[target], kind=kind, on=day, part=part)
        for (source, target, kind), (day, part) in wanted.items()
        if source in rows
        and target in rows
        and rows[source].pk != rows[target].pk
        and (kind is RelationKind.AMENDS or may_end(rows[source].kind, rows[target].kind))
    )
    ended = {target for _source, target, kind in wanted if kind is not RelationKind.AMENDS}
    return ended | {target for _source, target, kind in wanted if kind is RelationKind.AMENDS}


def _stubs(numbers: set[str]) -> dict[str, LegalDocument]:
    """Rows for documents that are only named by others."""
    slugs = {slug_of(number): number for number in numbers if slug_of(number)}
    LegalDocument.objects.bulk_create(
        [
            LegalDocument(
                slug=slug, number=number[:100], kind=kind_of_number(number), is_stub=True, sort_key=sort_key_of(number)
            )
            for slug, number in slugs.items()
        ],
        BATCH,
        ignore_conflicts=True,
    )
    rows = LegalDocument.objects.in_bulk(list(slugs), field_name="slug")
    return {number: rows[slug] for slug, number in slugs.items()}
