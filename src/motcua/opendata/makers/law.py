"""Documents of law: what is known of each, and what they do to each other."""

from collections.abc import Iterator
from itertools import islice
from typing import Any

from motcua.laws.models import LegalDocument, Relation
from motcua.laws.queries import standings
from motcua.opendata.makers.base import Asked, maker

BATCH = 500


@maker(
    "law_documents",
    "slug number kind title issuer signed_on effective_from effective_until status known_on is_stub",
)
def law_documents(asked: Asked) -> Iterator[dict[str, Any]]:
    """Every document of the register, with its effect on the day."""
    rows = LegalDocument.objects.order_by("slug").iterator()
    while some := list(islice(rows, BATCH)):
        standing = standings([one.number for one in some], on=asked.on)
        for one in some:
            known = standing.get(one.number)
            yield {
                "slug": one.slug,
                "number": one.number,
                "kind": one.kind,
                "title": one.title,
                "issuer": one.issuer,
                "signed_on": one.signed_on,
                "effective_from": one.effective_from,
                "effective_until": one.effective_until,
                "status": str(known.status) if known is not None and known.document.pk == one.pk else "",
                "known_on": one.known_on,
                "is_stub": one.is_stub,
            }


@maker("law_relations", "source source_slug relation target target_slug day part certainty ground")
def law_relations(asked: Asked) -> Iterator[dict[str, Any]]:
    """What one document does to another, from a day on."""
    rows = Relation.objects.select_related("source", "target")
    for one in rows.order_by("source__slug", "target__slug", "kind", "on", "pk").iterator():
        yield {
            "source": one.source.number,
            "source_slug": one.source.slug,
            "relation": one.kind,
            "target": one.target.number,
            "target_slug": one.target.slug,
            "day": one.on,
            "part": one.part,
            "certainty": one.certainty,
            "ground": one.ground,
        }
