"""A dossier's declaration as pages show it: how it became what it is, and what it said before."""

from collections.abc import Sequence
from typing import Any

from motcua.dossiers.models import Dossier, EarlierDeclaration
from motcua.dossiers.queries import corrections_of
from motcua.forms.rules import filed, told_by


def corrected(dossier: Dossier, earlier: Sequence[EarlierDeclaration]) -> list[dict[str, Any]]:
    """Each correction with what differs, who made it, when and why; and the whole declaration before it."""
    form = dossier.form
    return [
        {
            "number": one.number,
            "changes": one.changes,
            "by": one.before.replaced_by.full_name,
            "at": one.before.replaced_at,
            "request": one.before.supplement.number if one.before.supplement else None,
            "before": one.before.number,
            "sections": filed(form.parsed, one.before.answers | told_by(one.before.case_answers)) if form else [],
        }
        for one in corrections_of(dossier, earlier)
    ]
