"""How long a kind of thing is kept, in words."""

from typing import Any

from motcua.kernel.models import RetentionRule
from motcua.kernel.speech import say


def rule_words(rule: RetentionRule | None) -> dict[str, Any]:
    """A rule as a page says it; where no pack has one, that it is not known and so everything is kept."""
    if rule is None:
        return {"name": "", "days": None, "since": "", "is_unknown": True, "basis": "", "law": "", "why": ""}
    return {
        "name": say(rule.name),
        "days": rule.days,
        "since": say(rule.since),
        "is_unknown": rule.basis == RetentionRule.Basis.UNKNOWN,
        "basis": rule.get_basis_display(),
        "law": rule.law,
        "why": say(rule.why),
    }
