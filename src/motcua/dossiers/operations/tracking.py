"""Seeing a dossier's details without an account: a one-time code sent to the filer's own contact."""

import hashlib
import secrets
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from motcua.dossiers.models import Dossier, TrackingCode
from motcua.dossiers.operations.story import tell_filer, tell_story
from motcua.dossiers.rights import DOSSIER, SAME_PERSON
from motcua.dossiers.rules import StoryWord
from motcua.kernel.operations import ANYONE, Refused, note, operation
from motcua.kernel.sentences import Sentence
from motcua.kernel.speech import gettext_noop
from motcua.notices.queries import sends_short_messages
from motcua.people.models import Account

VALID_FOR = timedelta(minutes=10)
WAIT = timedelta(minutes=1)
MAX_ATTEMPTS = 5
MAX_PER_DAY = 10
CLAIMED = gettext_noop("Người nộp đưa hồ sơ nộp tại quầy vào tài khoản của mình.")


@operation(who=ANYONE, journal="tracking_code.sent", on=DOSSIER)
def send_tracking_code(dossier: Dossier, *, by: None, at: datetime) -> TrackingCode:
    """Send a six-digit code to the contact given with the dossier; it works once, for ten minutes (TT 01/2018 Đ16).

    Refused when nothing reaches the dossier's contact, or codes are asked for too fast.
    """
    filer = dossier.parties.filter(role="FILER").first()
    if filer is None or not (filer.email or filer.phone):
        raise Refused(_("Hồ sơ này không có email hoặc số điện thoại. Mang giấy tiếp nhận đến Bộ phận Một cửa để hỏi."))
    if not filer.email and not sends_short_messages():
        raise Refused(_("Hệ thống chưa gửi được tin nhắn. Đăng nhập để xem hồ sơ, hoặc hỏi Bộ phận Một cửa."))
    recent = TrackingCode.objects.filter(dossier=dossier, sent_at__gt=at - timedelta(days=1)).order_by("-sent_at")
    latest = recent.first()
    if latest is not None and at - latest.sent_at < WAIT:
        raise Refused(_("Mã vừa được gửi. Chờ một phút rồi yêu cầu mã mới."))
    if recent.count() >= MAX_PER_DAY:
        raise Refused(_("Đã gửi quá nhiều mã trong ngày. Thử lại vào ngày mai, hoặc đăng nhập để xem hồ sơ."))
    secret = f"{secrets.randbelow(1_000_000):06d}"
    tell_filer(dossier, "one_time_code", at=at, expires_at=at + VALID_FOR, secret=secret)
    return TrackingCode.objects.create(
        dossier=dossier, secret_hash=_hash(dossier, secret), sent_at=at, expires_at=at + VALID_FOR
    )


@operation(who=ANYONE, journal="tracking_code.tried", on=DOSSIER)
def redeem_tracking_code(dossier: Dossier, *, secret: str, sent: int | None = None, by: None, at: datetime) -> bool:
    """Whether the code is the one sent, fresh and unused; five wrong tries make it worthless (TT 01/2018 Đ16).

    `sent`: that which was asked for where it is typed, so that nobody makes another's worthless; else the latest.
    """
    codes = TrackingCode.objects.filter(dossier=dossier)
    code = (codes.filter(pk=sent) if sent is not None else codes.order_by("-sent_at", "-pk")).first()
    if code is None or code.used_at is not None or code.expires_at <= at or code.attempts >= MAX_ATTEMPTS:
        note(accepted=False)
        return False
    is_right = secrets.compare_digest(code.secret_hash, _hash(dossier, secret.strip()))
    code.attempts += 1
    code.used_at = at if is_right else None
    code.save(update_fields=["attempts", "used_at"])
    note(accepted=is_right)
    return is_right


@operation(who=SAME_PERSON, journal="dossier.claimed", on=DOSSIER)
def claim(dossier: Dossier, *, secret: str = "", sent: int | None = None, by: Account, at: datetime) -> bool:
    """Take what one filed at a counter into one's account, which proved the same number (TT 01/2018 Đ16).

    Where the counter saw the filer's card nothing else is asked; else the one-time code that was sent to the filer's
    contact, and false where it is not the right one. Whoever is reached there learns of it.
    """
    filer = dossier.parties.get(role="FILER")
    if not filer.is_proved and not redeem_tracking_code(dossier, secret=secret, sent=sent, by=None, at=at):
        note(accepted=False)
        return False
    # Where the filer is reached, before the account is: who did not do it learns of it.
    tell_filer(dossier, "claimed", filer=filer, at=at)
    dossier.filer_account = by
    dossier.save(update_fields=["filer_account"])
    tell_story(dossier, StoryWord.CLAIMED, by=by, at=at, text=Sentence(CLAIMED))
    note(accepted=True)
    return True


def _hash(dossier: Dossier, secret: str) -> str:
    return hashlib.sha256(f"{dossier.public_id}:{secret}".encode()).hexdigest()
