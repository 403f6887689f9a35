"""The only code that changes accounts, holdings and the record of looks."""

from datetime import date, datetime
from typing import Any
from uuid import uuid4

from django.utils.translation import gettext as _

from motcua.kernel.models import OutboxMessage
from motcua.kernel.operations import SYSTEM, Policy, Refused, note, operation
from motcua.kernel.outbox import enqueue
from motcua.organization.models import Post
from motcua.organization.rules import Duty
from motcua.people.models import Account, DataView, Holding
from motcua.people.queries import OWN_ACCOUNT, holding
from motcua.people.rules import AccountKind

MAY_CHANGE = {"full_name", "id_number", "born_on", "sex", "address", "place", "language", "business_name", "tax_code"}

OFFICIAL = Policy("official", lambda by, subject, arguments: isinstance(by, Account) and by.is_official)


@operation(who=SYSTEM, journal="account.created")
def create_account(*, kind: AccountKind, password: str, by: None, at: datetime, **facts: Any) -> Account:
    """Create an account with a known password; people who register themselves come through sign-up (NĐ 61/2018 Đ25)."""
    account = Account(kind=kind, joined_at=at, **facts)
    account.set_password(password)
    account.save()
    return account


@operation(who=SYSTEM, journal="account.registered")
def register_account(account: Account, *, by: None, at: datetime) -> Account:
    """Keep the account a person made at sign-up (NĐ 61/2018 Đ25). Refused when the e-mail or phone is taken."""
    if account.phone and Account.objects.filter(phone=account.phone).exists():
        raise Refused(_("Số điện thoại này đã có tài khoản. Đăng nhập hoặc đặt lại mật khẩu."))
    account.joined_at = at
    account.save()
    return account


@operation(who=SYSTEM, journal="account.letter_sent")
def send_letter(*, kind: str, to: str, subject: str, text: str, by: None, at: datetime) -> OutboxMessage:
    """Send what the sign-in writes to a mailbox: links that open an account (NĐ 61/2018 Đ25).

    By the outbox, so that a page never waits for a mail server, nor fails with it, nor tells by its time who is known.
    """
    note(kind=kind)
    letter = {"to": to, "subject": subject, "text": text, "is_secret": True}
    return enqueue("mail", letter, key=f"letter/{uuid4()}", at=at)


@operation(who=OWN_ACCOUNT, journal="account.changed")
def change_account(account: Account, *, by: Account, at: datetime, **facts: Any) -> Account:
    """Change one's own facts, so that no form asks for them again (NĐ 47/2020 Đ5)."""
    if unknown := set(facts) - MAY_CHANGE:
        raise Refused(_("Không thể tự thay đổi các mục này: %s.") % ", ".join(sorted(unknown)))
    for name, value in facts.items():
        setattr(account, name, value)
    note(fields=sorted(facts))
    account.save(update_fields=sorted(facts))
    return account


@operation(
    who=Policy("administrator or system", lambda by, s, a: by is None or holding(Duty.ADMIN).allows(by, s, a)),
    journal="post.given",
)
def give_post(official: Account, *, post: Post, valid_from: date, by: Account | None, at: datetime) -> Holding:
    """Give an official a post from a day on (NĐ 61/2018)."""
    if not official.is_official:
        raise Refused(_("Chỉ tài khoản cán bộ, công chức mới được giao vị trí việc làm."))
    note(post=f"{post.unit.agency.code}/{post.unit.code}/{post.code}")
    return Holding.objects.create(official=official, post=post, valid_from=valid_from)


@operation(
    who=Policy("administrator or system", lambda by, s, a: by is None or holding(Duty.ADMIN).allows(by, s, a)),
    journal="post.moved",
)
def move_holding(held: Holding, *, post: Post, on: date, by: Account | None, at: datetime) -> Holding:
    """Let an official hold another post instead of this one from a day on, when agencies are merged (NĐ 61/2018)."""
    note(before=held.post_id, after=post.pk)
    if held.valid_from >= on:
        held.post = post
        held.save(update_fields=["post"])
        return held
    until = held.valid_until
    held.valid_until = on
    held.save(update_fields=["valid_until"])
    return Holding.objects.create(official=held.official, post=post, valid_from=on, valid_until=until)


@operation(who=OFFICIAL, journal="data.viewed")
def record_view(
    owner: Account, *, by: Account, reference: str, purpose: str, agency_name: str, at: datetime
) -> DataView:
    """Record that an official looked at somebody's data: each look (Luật 91/2025/QH15)."""
    note(reference=reference)
    return DataView.objects.create(
        viewer=by, owner=owner, reference=reference, purpose=purpose, agency_name=agency_name, at=at
    )
