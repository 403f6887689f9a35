"""What notices do when rooms below announce something."""

from datetime import datetime
from typing import Any

from django.conf import settings

from motcua.forms.events import DraftEnding
from motcua.kernel import outbox
from motcua.kernel.events import listen
from motcua.kernel.models import OutboxMessage
from motcua.notices.models import Delivery, Notice
from motcua.notices.operations import tell
from motcua.people.events import AccountErased, ContactChanged, ErasureAnswered
from motcua.people.models import Account


@listen(ContactChanged)
def warn_where_one_was_reached_before(event: ContactChanged) -> None:
    """Whoever did not change it themselves learns of it where they still look."""
    tell(
        kind="contact_changed",
        account=Account.objects.get(pk=event.account_id),
        email=event.email,
        phone=event.phone,
        context={"link": f"{settings.PUBLIC_ADDRESS.rstrip('/')}/tai-khoan/"},
        dossier_reference="",
        by=None,
        at=event.at,
    )


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


def _tell(account: Account, kind: str, page: str, *, at: datetime, **context: Any) -> None:
    tell(
        kind=kind,
        account=account,
        email=account.email,
        phone=account.phone,
        context={"link": f"{settings.PUBLIC_ADDRESS.rstrip('/')}{page}", **context},
        dossier_reference="",
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
