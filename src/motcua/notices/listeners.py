"""What notices do when rooms below announce something."""

from datetime import datetime
from typing import Any

from django.conf import settings

from motcua.forms.events import DraftEnding
from motcua.kernel import outbox
from motcua.kernel.events import listen
from motcua.kernel.models import OutboxMessage
from motcua.kernel.text import format_date, local
from motcua.notices.models import Delivery, Notice, PushDevice
from motcua.notices.operations import tell
from motcua.people.events import (
    AccountErased,
    ChangeProposed,
    ContactChanged,
    ErasureAnswered,
    GuardedPostGiven,
    IdentityChanged,
    IdentityProved,
    LeaveDeclared,
    ObjectionAnswered,
    OfficialListed,
    SignInChanged,
)
from motcua.people.models import Account
from motcua.procedures.events import WritingDropped

ACCOUNT_PAGE = "/tai-khoan/"


@listen(ContactChanged)
def tell_where_one_was_and_is_reached(event: ContactChanged) -> None:
    """Whoever did not change it themselves learns of it where they still look; so does who is reached from now on."""
    account = Account.objects.get(pk=event.account_id)
    _tell(account, "contact_changed", ACCOUNT_PAGE, email=event.email, phone=event.phone, at=event.at)
    email, phone = (
        "" if account.email == event.email else account.email,
        "" if account.phone == event.phone else account.phone,
    )
    if email or phone:
        _tell(account, "contact_new", ACCOUNT_PAGE, email=email, phone=phone, at=event.at)


@listen(WritingDropped)
def tell_who_wrote_what_was_dropped(event: WritingDropped) -> None:
    """Nobody waits for what is no more."""
    page = f"/lam-viec/danh-muc/{event.code}/"
    for account in Account.objects.filter(pk__in=event.account_ids).order_by("pk"):
        kind = "decision_refused" if event.is_decision else "writing_dropped"
        _tell(account, kind, page, code=event.code, who=event.who, at=event.at)


@listen(SignInChanged)
def tell_how_the_account_is_opened(event: SignInChanged) -> None:
    """Whoever did not do it themselves learns of it at once."""
    account = Account.objects.get(pk=event.account_id)
    _tell(account, event.kind, ACCOUNT_PAGE, at=event.at, **dict[str, Any](event.details))


@listen(IdentityChanged)
def say_that_it_was_written_down_anew(event: IdentityChanged) -> None:
    """What stands in an official's signatures has changed: they know of it before they sign."""
    _tell(Account.objects.get(pk=event.account_id), "identity_changed", ACCOUNT_PAGE, at=event.at)


@listen(IdentityProved)
def say_that_who_one_is_was_proved(event: IdentityProved) -> None:
    """Whose card was not seen learns that somebody says it was."""
    _tell(Account.objects.get(pk=event.account_id), "identity_proved", ACCOUNT_PAGE, at=event.at)


@listen(OfficialListed)
def call_a_new_official(event: OfficialListed) -> None:
    """Who was listed sets a password of their own; nobody else ever knows it."""
    account = Account.objects.get(pk=event.account_id)
    _tell(
        account, "account_opened", "/dang-nhap/", phone="", at=event.at, secret=event.link, until=event.until,
        expires_at=event.until,
    )  # fmt: skip


@listen(GuardedPostGiven)
def say_what_one_may_sign_now(event: GuardedPostGiven) -> None:
    """Who was given a post that signs or administers knows of it."""
    official = Account.objects.get(pk=event.official_id)
    _tell(official, "guarded_post_given", ACCOUNT_PAGE, at=event.at, post=event.title, agency=event.agency_name)


@listen(LeaveDeclared)
def tell_of_a_leave(event: LeaveDeclared) -> None:
    """Who is absent and who does the work both know, also when a third one said so."""
    both = {one.pk: one for one in Account.objects.filter(pk__in=(event.official_id, event.substitute_id))}
    over = "leave_over" if event.first <= local(event.at).date() else "leave_called_off"
    kind = over if event.is_over else "leave_declared"
    words: dict[str, Any] = {
        "absent": both[event.official_id].full_name, "substitute": both[event.substitute_id].full_name,
        "first": format_date(event.first), "last": format_date(event.last),
    }  # fmt: skip
    if event.is_declined:
        kind, both = "leave_declined", both | Account.objects.in_bulk(event.other_ids)
    for pk in sorted(both):
        if pk != event.by_id:
            _tell(both[pk], kind, "/lam-viec/nghi/", at=event.at, **words)


@listen(ChangeProposed)
def call_a_second_administrator(event: ChangeProposed) -> None:
    """Nothing comes of a proposal that nobody looks at."""
    for administrator in Account.objects.filter(pk__in=event.administrator_ids).order_by("pk"):
        page = f"/lam-viec/cho-xac-nhan/{event.change_id}/"
        _tell(administrator, "change_waiting", page, at=event.at, official=event.official_name)


@listen(DraftEnding)
def warn_of_a_draft_that_ends(event: DraftEnding) -> None:
    """Nobody loses what they typed without having been told in time."""
    account = Account.objects.get(pk=event.account_id)
    _tell(
        account,
        "draft_ending",
        f"/nop-ho-so/{event.procedure_code}/{event.token}/",
        at=event.at,
        procedure=event.procedure_name,
        until=event.until,
    )


@listen(ErasureAnswered)
def tell_of_the_answer(event: ErasureAnswered) -> None:
    """Who asked that something be erased learns what was decided."""
    _tell(Account.objects.get(pk=event.account_id), "erasure_answered", "/tai-khoan/du-lieu/", at=event.at)


@listen(ObjectionAnswered)
def tell_of_the_inspection(event: ObjectionAnswered) -> None:
    """Who objected to a look learns what was found."""
    _tell(Account.objects.get(pk=event.account_id), "objection_answered", "/tai-khoan/ai-da-xem/", at=event.at)


def _tell(
    account: Account,
    kind: str,
    page: str,
    *,
    at: datetime,
    email: str | None = None,
    phone: str | None = None,
    expires_at: datetime | None = None,
    **context: Any,
) -> None:
    """Tell an account of a page, where it is reached or at another contact."""
    tell(
        kind=kind,
        account=account,
        email=account.email if email is None else email,
        phone=account.phone if phone is None else phone,
        context={"link": f"{settings.PUBLIC_ADDRESS.rstrip('/')}{page}", **context},
        dossier_reference="",
        expires_at=expires_at,
        by=None,
        at=at,
    )


@listen(AccountErased)
def forget_what_was_told(event: AccountErased) -> None:
    """What was told of a dossier is kept with it; the rest goes, and its words leave the queue."""
    own = Notice.objects.filter(account=event.account_id, dossier_reference="")
    messages = Delivery.objects.filter(notice__in=own).exclude(message=None).values("message")
    sent = OutboxMessage.objects.filter(pk__in=messages).exclude(state=OutboxMessage.State.QUEUED)
    sent.update(payload=outbox.FORGOTTEN, last_error="")
    own.delete()
    PushDevice.objects.filter(account=event.account_id).delete()
