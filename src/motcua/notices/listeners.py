"""What notices do when rooms below announce something."""

from datetime import datetime

from django.conf import settings

from motcua.kernel.events import listen
from motcua.notices.operations import tell
from motcua.people.events import ContactChanged, SignInChanged
from motcua.people.models import Account


@listen(ContactChanged)
def tell_where_one_was_and_is_reached(event: ContactChanged) -> None:
    """Whoever did not change it themselves learns of it where they still look; so does who is reached from now on."""
    account = Account.objects.get(pk=event.account_id)
    _tell(account, "contact_changed", email=event.email, phone=event.phone, at=event.at)
    email, phone = (
        "" if account.email == event.email else account.email,
        "" if account.phone == event.phone else account.phone,
    )
    if email or phone:
        _tell(account, "contact_new", email=email, phone=phone, at=event.at)


@listen(SignInChanged)
def tell_how_the_account_is_opened(event: SignInChanged) -> None:
    """Whoever did not do it themselves learns of it at once."""
    account = Account.objects.get(pk=event.account_id)
    _tell(account, event.kind, email=account.email, phone=account.phone, at=event.at, **event.details)


def _tell(account: Account, kind: str, *, email: str, phone: str, at: datetime, **details: str) -> None:
    tell(
        kind=kind,
        account=account,
        email=email,
        phone=phone,
        context={"link": f"{settings.PUBLIC_ADDRESS.rstrip('/')}/tai-khoan/", **details},
        dossier_reference="",
        by=None,
        at=at,
    )
