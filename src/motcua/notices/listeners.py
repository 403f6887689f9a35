"""What notices do when rooms below announce something."""

from django.conf import settings

from motcua.kernel.events import listen
from motcua.notices.operations import tell
from motcua.people.events import ContactChanged
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
