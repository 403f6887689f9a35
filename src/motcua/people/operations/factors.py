"""The only code that adds, uses, removes and resets second factors."""

from datetime import datetime
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from allauth.mfa.webauthn.internal.auth import WebAuthn
from django.conf import settings
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from motcua.kernel.events import announce
from motcua.kernel.lengths import REASON, within
from motcua.kernel.operations import Policy, Refused, inside_operation, note, operation
from motcua.kernel.text import one_line, worded
from motcua.kernel.values import flat
from motcua.organization.rules import Duty
from motcua.people.events import SignInChanged
from motcua.people.models import Account, Session
from motcua.people.queries import factors_of
from motcua.people.rights import ACCOUNT, OWN_ACCOUNT, holding, is_self
from motcua.people.rules import near_counters
from motcua.people.sealing import Unreadable, sealed_anew, unseal

SIGNING_IN = Policy("the account itself, or who is signing in to it", lambda by, s, a: by is None or is_self(by, s, a))
MAX_PASSKEYS = 5
# What is sealed of each kind; a passkey has no secret here.
SEALED = {Authenticator.Type.TOTP: "secret", Authenticator.Type.RECOVERY_CODES: "seed"}


@operation(who=OWN_ACCOUNT, journal="factor.app_added", on=ACCOUNT)
def add_app(account: Account, *, secret: str, code: str, by: Account, at: datetime) -> Authenticator:
    """Have sign-ins ask for the code of an app as well (NĐ 85/2016).

    `code` proves that the app knows the secret. Refused when it does not, and when there is an app already.
    """
    if Authenticator.objects.filter(user=account, type=Authenticator.Type.TOTP).exists():
        raise Refused(_("Tài khoản đã có một ứng dụng tạo mã. Gỡ ứng dụng cũ trước."))
    counter = _counter_of(secret, code, after=0, at=at)
    if counter is None:
        raise Refused("", errors={"code": _("Mã chưa đúng. Chờ mã mới trên ứng dụng rồi nhập lại.")})
    made = TOTP.activate(account, secret).instance
    made.data["counter"] = counter
    made.save(update_fields=["data"])
    return _added(account, made, at=at)


@operation(who=OWN_ACCOUNT, journal="factor.passkey_added", on=ACCOUNT)
def add_passkey(account: Account, *, name: str, credential: dict[str, Any], by: Account, at: datetime) -> Authenticator:
    """Have sign-ins ask for a key of a phone, a computer or a token as well (NĐ 85/2016).

    `credential` is what the device answered, judged by the library. Refused for more keys than anybody needs.
    """
    if Authenticator.objects.filter(user=account, type=Authenticator.Type.WEBAUTHN).count() >= MAX_PASSKEYS:
        raise Refused(_("Tài khoản đã có %d khóa. Gỡ bớt một khóa trước.") % MAX_PASSKEYS)
    return _added(
        account,
        WebAuthn.add(account, within("name", one_line(name), 60) or _("Khóa bảo mật"), credential).instance,
        at=at,
    )


@inside_operation
def _added(account: Account, made: Authenticator, *, at: datetime) -> Authenticator:
    """With the first one come recovery codes; the person is told of each."""
    RecoveryCodes.activate(account)
    note(kind=made.type)
    announce(SignInChanged(account_id=account.pk, kind="factor_added", at=at))
    return made


@operation(who=OWN_ACCOUNT, journal="factor.codes_renewed", on=ACCOUNT)
def renew_recovery_codes(account: Account, *, by: Account, at: datetime) -> Authenticator:
    """Make new recovery codes; those before open nothing any more (NĐ 85/2016)."""
    if not factors_of(account):
        raise Refused(_("Thêm một yếu tố thứ hai trước."))
    Authenticator.objects.filter(user=account, type=Authenticator.Type.RECOVERY_CODES).delete()
    made: Authenticator = RecoveryCodes.activate(account).instance
    return made


@operation(who=SIGNING_IN, journal="factor.used", on=ACCOUNT)
def use_code(account: Account, *, code: str, by: Account | None, at: datetime) -> Authenticator:
    """Take a code of the app, or a recovery code, for the second factor; each once (NĐ 85/2016).

    Refused when it is neither.
    """
    typed = "".join(flat(code).split())
    sealed = list(Authenticator.objects.filter(user=account, type__in=SEALED).order_by("pk"))
    for factor in sealed:
        if _opens(factor, typed, at=at):
            _seal_anew(sealed)
            return _used(factor, at=at)
    raise Refused("", errors={"code": _("Mã chưa đúng, hoặc đã dùng rồi. Chờ mã mới rồi nhập lại.")})


def _opens(factor: Authenticator, typed: str, *, at: datetime) -> bool:
    try:
        if factor.type == Authenticator.Type.RECOVERY_CODES:
            codes = factor.wrap()
            is_right = bool(codes.validate_code(typed))
            # The library reads and writes the row for itself.
            factor.data = codes.instance.data
            return is_right
        counter = _counter_of(unseal(factor.data["secret"]), typed, after=factor.data.get("counter", 0), at=at)
    except Unreadable as error:
        # The installation lost its key: an administrator opens the way again.
        raise Refused(_("Hệ thống đã đổi khóa. Nhờ quản trị hệ thống đặt lại yếu tố thứ hai.")) from error
    if counter is None:
        return False
    factor.data["counter"] = counter
    return True


@inside_operation
def _seal_anew(factors: list[Authenticator]) -> None:
    """What is used goes over to the key of today by itself, so that the one before it can be dropped one day."""
    for factor in factors:
        name = SEALED[factor.type]
        factor.data[name] = sealed_anew(factor.data[name])
        factor.save(update_fields=["data"])


def _counter_of(secret: str, code: str, *, after: int, at: datetime) -> int | None:
    """The half-minute whose code this is; one that was used, or one before it, is none any more."""
    typed = "".join(flat(code).split())
    right = (n for n in near_counters(at) if constant_time_compare(typed, format_hotp_value(hotp_value(secret, n))))
    return next((counter for counter in right if counter > after), None)


@operation(who=SIGNING_IN, journal="factor.passkey_used", on=ACCOUNT)
def use_passkey(account: Account, *, passkey: Authenticator, by: Account | None, at: datetime) -> Authenticator:
    """Note that a key, judged by the library, was the second factor (NĐ 85/2016)."""
    return _used(Authenticator.objects.get(pk=passkey.pk, user=account), at=at)


@inside_operation
def _used(factor: Authenticator, *, at: datetime) -> Authenticator:
    note(kind=factor.type)
    factor.last_used_at = at
    factor.save(update_fields=["last_used_at"])
    return factor


@operation(who=OWN_ACCOUNT, journal="factor.removed", on=ACCOUNT)
def remove_factor(account: Account, *, factor: int, by: Account, at: datetime) -> None:
    """Take a second factor away; with the last one go the recovery codes (NĐ 85/2016).

    Refused for an official's last one, where officials must have one.
    """
    factors = factors_of(account)
    leaving = next((known for known in factors if known.pk == factor), None)
    if leaving is None:
        raise Refused(_("Yếu tố này đã được gỡ. Tải lại trang."))
    if len(factors) == 1 and account.is_official and settings.SECOND_FACTOR_REQUIRED:
        raise Refused(_("Cán bộ phải có ít nhất một yếu tố thứ hai. Thêm yếu tố khác trước khi gỡ."))
    note(kind=leaving.type)
    leaving.delete()
    if len(factors) == 1:
        Authenticator.objects.filter(user=account).delete()
    announce(SignInChanged(account_id=account.pk, kind="factor_removed", at=at))


@operation(who=holding(Duty.ADMIN), journal="factor.reset", on=ACCOUNT)
def reset_factors(account: Account, *, reason: str, by: Account, at: datetime) -> None:
    """Take all second factors of somebody who lost them away, and end their sessions (NĐ 85/2016).

    They are told, and enrol again. Refused without a reason, for oneself, and where there is none.
    """
    if account.pk == by.pk:
        raise Refused(_("Không tự đặt lại cho mình. Dùng mã khôi phục, hoặc nhờ một quản trị khác."))
    reason = within("reason", worded(reason), REASON)
    if not reason:
        raise Refused("", errors={"reason": _("Ghi lý do, và đã nhận ra người này bằng cách nào.")})
    if not Authenticator.objects.filter(user=account).exists():
        raise Refused("", errors={"login": _("Tài khoản này chưa có yếu tố thứ hai.")})
    note(reason=reason)
    clear_factors(account)
    announce(SignInChanged(account_id=account.pk, kind="factors_reset", at=at))


@inside_operation
def clear_factors(account: Account) -> None:
    """Nothing is asked beside the password any more; whoever is signed in signs in again."""
    Authenticator.objects.filter(user=account).delete()
    Session.objects.filter(account=account).delete()
