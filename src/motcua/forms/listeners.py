"""What forms do when rooms below announce something."""

from motcua.forms.models import Draft
from motcua.kernel.events import listen
from motcua.people.events import AccountErased


@listen(AccountErased)
def throw_drafts_away(event: AccountErased) -> None:
    """What somebody has begun goes with them; of what was filed the dossier is kept."""
    Draft.objects.filter(account=event.account_id).delete()
