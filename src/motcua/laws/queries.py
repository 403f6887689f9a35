"""Answers from the law base. It is public: no query here depends on who asks."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import F, Q
from django.db.models.functions import MD5

from motcua.laws.models import Article, LegalDocument, Relation
from motcua.laws.rules import RelationKind, Status, slug_of, status_on
from motcua.laws.rules.compare import Heading

# Relations that change a part of what they act on, and those that change its effect.
CHANGES = ("AMENDS", "CORRECTS", "REPEALS_PARTLY", "SUSPENDS_PARTLY")
MOST_RELATED = 200
# What a reader must know first of what documents do to each other.
WEIGHTS = ("REPLACES", "REPEALS", "SUSPENDS", "AMENDS", "REPEALS_PARTLY", "SUSPENDS_PARTLY", "DETAILS", "GUIDES")
EFFECTS = ("REPLACES", "REPEALS", "REPEALS_PARTLY", "SUSPENDS", "SUSPENDS_PARTLY")
# What was changed on a day was in force on it.
EVIDENCE = (*EFFECTS, "AMENDS", "CORRECTS")


@dataclass(frozen=True)
class Standing:
    """A document with its status on a day, and the documents that ended or changed it by then."""

    document: LegalDocument
    status: Status
    by: tuple[Relation, ...]
    is_by_change: bool = False

    @property
    def successor(self) -> LegalDocument | None:
        """The document that replaced it, where one did."""
        return next((one.source for one in self.by if one.kind == "REPLACES"), None)


def document_by_slug(slug: str) -> LegalDocument | None:
    """A document by its address, in whatever case it was typed."""
    return LegalDocument.objects.filter(slug=slug_of(slug)).first()


def documents(*, text: str = "", kind: str = "", after: str = "", limit: int = 30) -> list[LegalDocument]:
    """Documents of which more than the number is known, newest first, by number or words of the title.

    Continued after a slug; one more than the limit.
    """
    found = LegalDocument.objects.filter(is_stub=False)
    if text:
        found = found.filter(Q(number__icontains=text) | Q(title__icontains=text))
    if kind:
        found = found.filter(kind=kind)
    if last := (LegalDocument.objects.filter(slug=after).first() if after else None):
        found = found.filter(Q(sort_key__lt=last.sort_key) | Q(sort_key=last.sort_key, pk__lt=last.pk))
    return list(found.order_by("-sort_key", "-pk")[: limit + 1])


def standing_of(document: LegalDocument, *, on: date) -> Standing:
    """A document's status on a day and what made it so."""
    relations = list(document.suffered.filter(kind__in=EVIDENCE).select_related("source"))
    return _standing(document, relations, on)


def standings(numbers: Iterable[str], *, on: date) -> Mapping[str, Standing]:
    """The status on a day of every document of these numbers that is known, by the number as asked."""
    slugs = {slug_of(number): number for number in numbers if slug_of(number)}
    rows = list(LegalDocument.objects.filter(slug__in=slugs))
    relations: dict[int, list[Relation]] = {}
    for one in Relation.objects.filter(target__in=rows, kind__in=EVIDENCE).select_related("source"):
        relations.setdefault(one.target_id, []).append(one)
    return {slugs[row.slug]: _standing(row, relations.get(row.pk, []), on) for row in rows}


KIND_NAMES = {
    "CODE": "Bộ luật", "LAW": "Luật", "ORDINANCE": "Pháp lệnh", "RESOLUTION": "Nghị quyết", "DECREE": "Nghị định",
    "DECISION": "Quyết định", "CIRCULAR": "Thông tư", "JOINT_CIRCULAR": "Thông tư liên tịch",
}  # fmt: skip


def cited_as(document: LegalDocument) -> str:
    """«Căn cứ Luật Hộ tịch số 60/2014/QH13 ngày 20 tháng 11 năm 2014 của Quốc hội;» (NĐ 30/2020 Phụ lục I)."""
    kind = KIND_NAMES.get(document.kind, "")
    is_law = document.kind in ("CODE", "LAW")
    parts = ["Căn cứ", kind, document.title if is_law else "", f"số {document.number}"]
    if (day := document.signed_on) is not None:
        month = f"{day.month:02}" if day.month < 3 else str(day.month)
        parts.append(f"ngày {day.day:02} tháng {month} năm {day.year}")
    if document.issuer:
        parts.append(f"của {document.issuer}")
    if document.title and not is_law:
        parts.append(document.title[:1].lower() + document.title[1:])
    return " ".join(filter(None, parts)) + ";"


def amendments(numbers: Iterable[str], *, on: date) -> Mapping[str, list[Relation]]:
    """What has changed a part of these documents by a day, by the number as asked; earliest first."""
    slugs = {slug_of(number): number for number in numbers if slug_of(number)}
    rows = Relation.objects.filter(target__slug__in=slugs, kind__in=CHANGES, on__lte=on).select_related("source")
    found: dict[str, list[Relation]] = {}
    for one in rows.annotate(slug=F("target__slug")).order_by("on", "pk"):
        found.setdefault(slugs[one.slug], []).append(one)
    return found


def _standing(document: LegalDocument, relations: list[Relation], on: date) -> Standing:
    status = status_on(
        on,
        effective_from=document.effective_from,
        effective_until=document.effective_until,
        effects=relations,
        known_on=document.known_on,
    )
    by = (one for one in relations if one.kind in EFFECTS and (one.on is None or one.on <= on))
    # It would not be known without what other documents did to it.
    said = status_on(
        on,
        effective_from=document.effective_from,
        effective_until=document.effective_until,
        effects=(),
        known_on=document.known_on,
    )
    return Standing(document, status, tuple(by), status == Status.IN_FORCE and said != status)


def article_at(document: LegalDocument, number: str) -> Article | None:
    """An article by its number."""
    return document.articles.filter(address=f"dieu/{number.lower()}").first()


@dataclass(frozen=True)
class Text:
    """What an article says on a day, and until when it said so, if that is over."""

    heading: str
    text: str
    until: date | None = None


def text_on(article: Article, *, on: date) -> Text:
    """The text of an article on a day, as far as earlier texts were taken in."""
    former = article.former.filter(replaced_on__gt=on).order_by("replaced_on", "pk").first()
    return Text(former.heading, former.text, former.replaced_on) if former else Text(article.heading, article.text)


@dataclass(frozen=True)
class Happening:
    """Something in the life of a document: when, what, and which document did it."""

    on: date
    kind: str
    by: LegalDocument | None = None
    part: str = ""


def history_of(document: LegalDocument) -> list[Happening]:
    """A document's life in order: issued, in effect, what others did to it, ended."""
    found = [
        Happening(day, kind)
        for day, kind in (
            (document.signed_on, "ISSUED"),
            (document.effective_from, "IN_EFFECT"),
            (document.effective_until, "ENDED"),
        )
        if day is not None
    ]
    relations = document.suffered.filter(kind__in=(*EFFECTS, *CHANGES)).exclude(on=None).select_related("source")
    found += [Happening(one.on, one.kind, one.source, one.part) for one in relations if one.on is not None]
    return sorted(found, key=lambda one: (one.on, one.kind))


def places_of(slugs: Iterable[str]) -> Mapping[str, set[str]]:
    """The articles of the documents that are here with their text, by slug."""
    found: dict[str, set[str]] = {}
    rows = Article.objects.filter(document__slug__in=list(slugs)).exclude(mark="")
    for slug, address in rows.values_list("document__slug", "address").iterator(2000):
        found.setdefault(slug, set()).add(address)
    return found


def related(document: LegalDocument, *, on: date) -> tuple[list[Relation], list[Relation]]:
    """What a document does to others and others to it by a day, the weightiest first; mere references left out."""
    by_then = (Q(on=None) | Q(on__lte=on)) & ~Q(kind=RelationKind.REFERS)
    acts = document.acts.filter(by_then).select_related("target")
    suffered = document.suffered.filter(by_then).select_related("source")

    def weight(one: Relation) -> tuple[int, int]:
        return WEIGHTS.index(one.kind) if one.kind in WEIGHTS else len(WEIGHTS), -one.pk

    return sorted(acts[:MOST_RELATED], key=weight), sorted(suffered[:MOST_RELATED], key=weight)


def references(document: LegalDocument) -> tuple[int, int]:
    """How many documents its text refers to, and how many refer to it."""
    kind = RelationKind.REFERS
    return document.acts.filter(kind=kind).count(), document.suffered.filter(kind=kind).count()


def headings_of(document: LegalDocument) -> list[Heading]:
    """The articles of a document as they are compared with another's."""
    rows = document.articles.exclude(number="").exclude(mark="").order_by("order", "pk")
    return [
        Heading(*row) for row in rows.annotate(words=MD5("text")).values_list("address", "number", "heading", "words")
    ]


def neighbours_of(article: Article) -> tuple[Article | None, Article | None]:
    """The articles before and after one in its document."""
    others = Article.objects.filter(document=article.document_id).only("address", "number", "heading")
    before = others.filter(order__lt=article.order).order_by("-order").first()
    return before, others.filter(order__gt=article.order).order_by("order").first()


def known_slugs(numbers: Iterable[str]) -> dict[str, str]:
    """Which of these numbers have a page of their own, and its address."""
    slugs = {slug_of(number): number for number in numbers if slug_of(number)}
    rows = LegalDocument.objects.filter(slug__in=slugs, is_stub=False).values_list("slug", flat=True)
    return {slugs[slug]: slug for slug in rows}
