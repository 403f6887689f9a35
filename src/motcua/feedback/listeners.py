"""What petitions do when rooms below announce something."""

from datetime import datetime, time

from motcua.calendars.events import CalendarChanged
from motcua.calendars.queries import agencies_keeping
from motcua.feedback.models import Petition
from motcua.feedback.operations.ruling import compute_again, forget_supports
from motcua.feedback.rules import OWED
from motcua.kernel.events import listen
from motcua.kernel.text import VIETNAM
from motcua.people.events import AccountErased


@listen(CalendarChanged)
def compute_due_dates_again(event: CalendarChanged) -> None:
    """A holiday announced late moves what is owed and not past yet."""
    is_default, agencies = agencies_keeping(event.calendar_id)
    owed = Petition.objects.filter(state__in=OWED, due_at__gte=datetime.combine(event.on, time(), tzinfo=VIETNAM))
    if not is_default:
        owed = owed.filter(agency__in=agencies) | owed.filter(receiver__in=agencies)
    for petition in owed.order_by("pk").iterator(chunk_size=200):
        compute_again(petition, by=None, at=event.at)


@listen(AccountErased)
def forget_who_met_the_same(event: AccountErased) -> None:
    """That somebody met the same goes with their account; a petition stays in the database that the law wants."""
    forget_supports(event.account_id)
