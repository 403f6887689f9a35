"""Whoever receives a request is told of the same one that is there already; they decide, and it is written down."""

from collections.abc import Collection
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from motcua.dossiers.duplicates import Beside, Sought, beside
from motcua.dossiers.rights import RECEIVER_OF_UNIT
from motcua.kernel.operations import Refused, inside_operation, note, operation
from motcua.organization.models import Unit
from motcua.people.models import Account
from motcua.people.operations import record_view

LOOKED = gettext_noop("Kiểm tra hồ sơ trùng khi tiếp nhận")


@operation(who=RECEIVER_OF_UNIT, journal="duplicates.looked_for")
def look_beside(*, sought: Sought, unit: Unit, by: Account, at: datetime) -> Beside:
    """What this unit has of the person already: the same request, and what else of theirs is open (NĐ 61/2018 Đ17).

    Nothing of other units is told. Each look is recorded, and owners of accounts see it (Luật 91/2025/QH15).
    """
    found = beside(sought, unit, at=at)
    note(procedure=sought.procedure.code, same=found.codes, others=len(found.others))
    for dossier in found.all:
        owner = dossier.filer_account
        if owner is not None and owner.pk != by.pk:
            code, agency = dossier.shown_code, unit.agency.name
            record_view(owner, by=by, reference=code, purpose=LOOKED, agency_name=agency, at=at)
    return found


@inside_operation
def confirm_another(sought: Sought, unit: Unit, despite: Collection[str] | None, *, at: datetime) -> None:
    """Let a request be received beside the same one, once who receives it has seen that: `despite` which codes.

    Nothing is asked where nobody looks (None). Refused when there is one that they were not shown.
    """
    if despite is None:
        return
    codes = beside(sought, unit, at=at).codes
    if not set(codes) <= set(despite):
        said = _("Người này đã có hồ sơ cùng thủ tục: %s. Xem, rồi xác nhận nếu vẫn tiếp nhận.") % ", ".join(codes)
        raise Refused(said, errors={"despite": _("Xác nhận đây là yêu cầu khác.")})
    if codes:
        note(despite=codes)
