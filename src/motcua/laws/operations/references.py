"""What documents rest on and refer to, read from their titles and texts, and citations that lead nowhere."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from motcua.laws.models import Article, LegalDocument, Relation
from motcua.laws.queries import places_of
from motcua.laws.rules import DocumentKind, RelationKind, citations, slug_of
from motcua.laws.rules.parents import Named, Names, parents

BATCH = 1000
NAMED_BY_TITLE = (DocumentKind.LAW, DocumentKind.CODE, DocumentKind.ORDINANCE)
EXCERPT = 60


@dataclass(frozen=True)
class DeadCitation:
    """A place of law that a text names and its document does not have."""

    source: str
    where: str
    text: str


def relate(relations: Iterable[Relation]) -> None:
    """Add what documents do to each other where nothing of the kind is known of the two; what is known may say more."""
    wanted = {(one.source_id, one.target_id, one.kind): one for one in relations}
    sources = {source for source, _target, _kind in wanted}
    rows = Relation.objects.filter(source__in=sources).values_list("source_id", "target_id", "kind")
    fresh = wanted.keys() - set(rows)
    Relation.objects.bulk_create([wanted[key] for key in sorted(fresh)], BATCH, ignore_conflicts=True)


def relate_by_title(documents: Iterable[LegalDocument]) -> None:
    """Note what each document details or guides, by its title (Luật 64/2025/QH15)."""
    laws = LegalDocument.objects.filter(kind__in=NAMED_BY_TITLE).exclude(title="")
    names = Names([Named(one.number, one.title, one.signed_on) for one in laws])
    found = {
        (document.pk, parent.number, parent.kind)
        for document in documents
        for parent in parents(document.title, signed_on=document.signed_on, names=names)
    }
    slugs = {number: slug_of(number) for _pk, number, _kind in found}
    rows = LegalDocument.objects.in_bulk(list(filter(None, slugs.values())), field_name="slug")
    relate(
        Relation(source_id=pk, target=rows[slugs[number]], kind=kind)
        for pk, number, kind in sorted(found)
        if slugs[number] in rows and rows[slugs[number]].pk != pk
    )


def relate_by_text(numbers: Iterable[str]) -> list[DeadCitation]:
    """Note which known documents the articles of these documents refer to; give back citations that lead nowhere.

    A citation is dead when its document is here with its text and has no such article.
    """
    articles = Article.objects.filter(document__number__in=list(numbers)).select_related("document")
    cited: dict[tuple[int, str], int] = defaultdict(int)
    named: list[tuple[LegalDocument, str, str, str, str]] = []
    for one in articles.order_by("pk").iterator(500):
        for citation in citations(one.text):
            slug = slug_of(citation.number)
            if slug:
                cited[one.document_id, slug] += 1
            if slug and citation.address:
                words = one.text[max(0, citation.start - EXCERPT) : citation.end]
                named.append((one.document, one.address, slug, "/".join(citation.address.split("/")[:2]), words))
    rows = LegalDocument.objects.in_bulk(list({slug for _pk, slug in cited}), field_name="slug")
    relate(
        Relation(source_id=pk, target=rows[slug], kind=RelationKind.REFERS, part=str(count))
        for (pk, slug), count in sorted(cited.items())
        if slug in rows and rows[slug].pk != pk
    )
    places = places_of({slug for _document, _where, slug, _place, _words in named})
    return [
        DeadCitation(document.number, where, " ".join(words.split()))
        for document, where, slug, place, words in named
        if slug in places and place not in places[slug]
    ]
