"""An agency takes over from another: its open dossiers, tasks and posts move, each with its own line in the journal.

Codes of dossiers and due dates stay as they were promised; what is finished stays with the agency that finished it.
"""

from datetime import datetime

from django.utils.translation import gettext as _

from motcua.dossiers.models import Dossier
from motcua.dossiers.operations.succession import change_agency
from motcua.dossiers.rights import DOSSIER
from motcua.handling.models import Consultation, Task
from motcua.handling.rights import CONSULTATION, IS_UNANSWERED
from motcua.handling.successions import TakeOver, plan_take_over
from motcua.kernel.operations import Refused, locked, note, operation
from motcua.kernel.text import local
from motcua.organization.models import Agency
from motcua.organization.rules import Duty
from motcua.people.models import Account
from motcua.people.operations import move_holding
from motcua.people.rights import holding, or_platform

ADMINISTRATOR = or_platform("administrator, or the platform", holding(Duty.ADMIN))


@operation(who=ADMINISTRATOR, journal="agency.taken_over")
def take_over(*, predecessor: Agency, successor: Agency, by: Account | None, at: datetime) -> TakeOver:
    """Move everything open to the successor, from the day of the decision on (NQ 202/2025/QH15; NĐ 118/2025).

    Refused with every reason when anything is not clear; then nothing moves.
    """
    plan = plan_take_over(predecessor, successor, at=at)
    if plan.problems:
        raise Refused(_("Chưa chuyển được gì: %s") % " ".join(plan.problems))
    # In the order of accounts, then of dossiers, whichever way one is concerned: as every operation locks them.
    for held, post in sorted(plan.holdings, key=lambda pair: (pair[0].official_id, pair[0].pk)):
        move_holding(held, post=post, on=local(at).date(), by=by, at=at)
    of_dossier: dict[int, list[Consultation]] = {}
    for consultation in plan.consultations:
        of_dossier.setdefault(consultation.dossier_id, []).append(consultation)
    moved = {dossier.pk: dossier for dossier in plan.dossiers}
    for key in sorted(moved.keys() | of_dossier.keys()):
        if key in moved:
            hand_to_successor(moved[key], plan=plan, by=by, at=at)
        for consultation in of_dossier.get(key, []):
            asked = locked(CONSULTATION, consultation)
            # What was answered meanwhile was answered by the predecessor.
            if IS_UNANSWERED.holds(asked):
                asked.asked_agency = successor
                asked.save(update_fields=["asked_agency"])
    note(
        predecessor=predecessor.code,
        successor=successor.code,
        dossiers=len(plan.dossiers),
        tasks=plan.tasks,
        holdings=len(plan.holdings),
    )
    return plan


@operation(who=ADMINISTRATOR, journal="dossier.taken_over", on=DOSSIER)
def hand_to_successor(dossier: Dossier, *, plan: TakeOver, by: Account | None, at: datetime) -> Dossier:
    """Move one dossier with its open tasks: its code and its due date stay, its filer is told (NĐ 118/2025 Đ16)."""
    for task in Task.objects.of(dossier).open().filter(unit__in=plan.units):
        task.unit = plan.units[task.unit_id]
        task.save(update_fields=["unit"])
    for asked in Consultation.objects.of(dossier).unanswered().filter(asked_unit__in=plan.units):
        asked.asked_unit = plan.units[asked.asked_unit_id or 0]
        asked.save(update_fields=["asked_unit"])
    change_agency(dossier, predecessor=plan.predecessor, successor=plan.successor, units=plan.units, by=by, at=at)
    return dossier
