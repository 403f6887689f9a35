"""The only code that notes sign-ins and ends sessions."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from motcua.kernel.events import announce
from motcua.kernel.operations import SYSTEM, Refused, note, operation
from motcua.people.events import SignInChanged
from motcua.people.models import Account, Session
from motcua.people.rights import ACCOUNT, OWN_ACCOUNT


@operation(who=SYSTEM, journal="account.signed_in", on=ACCOUNT)
def note_sign_in(account: Account, *, device: str, is_new: bool, by: None, at: datetime) -> None:
    """Note a sign-in; one in a browser where the account was never open is told to its person (QCVN 12:2026/BCA)."""
    note(device=device, is_new=is_new)
    if is_new:
        announce(SignInChanged(account_id=account.pk, kind="new_device", at=at, details={"device": device}))


@operation(who=OWN_ACCOUNT, journal="session.ended", on=ACCOUNT)
def end_sessions(account: Account, *, handles: Collection[UUID], by: Account, at: datetime) -> int:
    """Sign myself out elsewhere (NĐ 85/2016). Refused when these have ended already."""
    ended, _by_kind = Session.objects.filter(account=account, handle__in=handles).delete()
    if not ended:
        raise Refused(_("Thiết bị này đã đăng xuất. Tải lại trang."))
    note(sessions=ended)
    return ended
