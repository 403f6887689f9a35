"""Hits of the search box in the one shape that pages, the command and machines share."""

from typing import Any

from motcua.search.queries import ProcedureHit


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
