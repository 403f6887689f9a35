"""The rules of petitions as packs say them, and what a changed calendar moves."""

from collections.abc import Sequence
from datetime import datetime

from motcua.feedback.deadlines import deadline_of
from motcua.feedback.models import Petition, PetitionRule, PetitionSupport
from motcua.feedback.rights import PETITION
from motcua.feedback.rules import RuleItem
from motcua.kernel.operations import SYSTEM, inside_operation, note, operation


@operation(who=SYSTEM, journal="petitions.ruled")
def define_rules(rules: Sequence[RuleItem], *, no_longer: Sequence[PetitionRule], by: None, at: datetime) -> None:
    """Put the rules of petitions in force for their times (NĐ 20/2008/NĐ-CP)."""
    note(rules=[f"{rule.code} {rule.valid_from}" for rule in rules], gone=[str(rule) for rule in no_longer])
    for gone in no_longer:
        gone.delete()
    for rule in rules:
        PetitionRule.objects.update_or_create(
            code=rule.code, valid_from=rule.valid_from, defaults=rule.model_dump(exclude={"code", "valid_from"})
        )


@operation(who=SYSTEM, journal="petition.due_again", on=PETITION)
def compute_again(petition: Petition, *, by: None, at: datetime) -> Petition:
    """Count what is owed anew by the calendar as it is now (NĐ 20/2008/NĐ-CP); a day that has passed stays."""
    due_at = deadline_of(petition).due_at
    if due_at != petition.due_at and (due_at > petition.due_at or due_at >= at):
        note(code=petition.code, before=petition.due_at, due=due_at)
        petition.due_at = due_at
        petition.save(update_fields=["due_at"])
    return petition


@inside_operation
def forget_supports(account_id: int) -> None:
    """Whoever erases an account meets nothing any more; how many there were stays."""
    PetitionSupport.objects.filter(account=account_id).delete()
