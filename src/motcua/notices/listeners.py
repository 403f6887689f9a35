"""What notices do when rooms below announce something."""

from datetime import datetime

from django.conf import settings

from motcua.kernel.events import listen
from motcua.notices.operations import tell
from motcua.people.events import ChangeProposed, ContactChanged, GuardedPostGiven, IdentityChanged, IdentityProved
from motcua.people.models import Account


@listen(ContactChanged)
def warn_where_one_was_reached_before(event: ContactChanged) -> None:
    """Whoever did not change it themselves learns of it where they still look."""
    _tell("contact_changed", event.account_id, "tai-khoan/", at=event.at, reached=(event.email, event.phone))


@listen(IdentityChanged)
def say_that_it_was_written_down_anew(event: IdentityChanged) -> None:
    """What stands in an official's signatures has changed: they know of it before they sign."""
    _tell("identity_changed", event.account_id, "tai-khoan/", at=event.at)


@listen(IdentityProved)
def say_that_who_one_is_was_proved(event: IdentityProved) -> None:
    """Whose card was not seen learns that somebody says it was."""
    _tell("identity_proved", event.account_id, "tai-khoan/", at=event.at)


@listen(GuardedPostGiven)
def say_what_one_may_sign_now(event: GuardedPostGiven) -> None:
    """Who was given a post that signs or administers knows of it."""
    _tell(
        "guarded_post_given", event.official_id, "tai-khoan/", at=event.at, post=event.title, agency=event.agency_name
    )


@listen(ChangeProposed)
def call_a_second_administrator(event: ChangeProposed) -> None:
    """Nothing comes of a proposal that nobody looks at."""
    for administrator in event.administrator_ids:
        link = f"lam-viec/cho-xac-nhan/{event.change_id}/"
        _tell("change_waiting", administrator, link, at=event.at, official=event.official_name)


def _tell(
    kind: str, account_id: int, link: str, *, at: datetime, reached: tuple[str, str] | None = None, **words: str
) -> None:
    account = Account.objects.get(pk=account_id)
    email, phone = reached or (account.email, account.phone)
    tell(
        kind=kind,
        account=account,
        email=email,
        phone=phone,
        context={"link": f"{settings.PUBLIC_ADDRESS.rstrip('/')}/{link}", **words},
        dossier_reference="",
        by=None,
        at=at,
    )
