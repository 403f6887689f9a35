"""Hits of the search box in the one shape that pages, the command and machines share."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from motcua.organization.queries import places_named, without_places
from motcua.search.queries import LawHit, ProcedureHit, laws_for, procedures_for


def record(hit: ProcedureHit) -> dict[str, Any]:
    """A hit with its public address."""
    procedure = hit.procedure
    return {
        "kind": "procedure",
        "code": procedure.code,
        "title": procedure.name,
        "url": f"/thu-tuc/{procedure.code}/",
        "score": hit.score,
        "reason": hit.reason,
    }


def law_record(hit: LawHit) -> dict[str, Any]:
    """A hit of law with its public address and status."""
    document, article = hit.document, hit.article
    page = f"/phap-luat/{document.slug}/"
    is_article = article is not None and article.address.startswith("dieu/")
    heading = (
        _("Điều %(number)s.") % {"number": article.number} + f" {article.heading}"
        if article and is_article
        else article.heading
        if article
        else ""
    )
    return {
        "kind": "law",
        "number": document.number,
        "title": heading or document.title,
        "document": document.title,
        "url": f"{page}{article.address}/" if article and is_article else page,
        "status": hit.status.value,
        "score": hit.score,
    }


def records(text: str, *, kind: str, on: date, limit: int) -> list[dict[str, Any]]:
    """Hits of one kind, or of both with procedures first, as the page shows them: without the places a text names."""
    text = without_places(text, places_named(text, on=on))
    found: list[dict[str, Any]] = []
    if kind != "law":
        found += [record(hit) for hit in procedures_for(text, on=on, limit=limit)]
    if kind == "law" or (not kind and len(found) < limit):
        found += [law_record(hit) for hit in laws_for(text, on=on, limit=limit - len(found))] if text.strip() else []
    return found
