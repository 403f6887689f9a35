"""What happened to a petition: its story, and who is told of it."""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings

from motcua.feedback.models import Petition, PetitionStep
from motcua.feedback.rights import LEADS, WORKS
from motcua.feedback.rules import Step
from motcua.kernel.operations import inside_operation
from motcua.kernel.text import format_date, local
from motcua.notices.operations import tell
from motcua.people.models import Account
from motcua.people.rights import Right, held_on, with_substitutes


@inside_operation
def tell_step(petition: Petition, step: Step, *, by: Account | None, at: datetime, text: str = "") -> None:
    """Write a line of its story."""
    PetitionStep.objects.create(petition=petition, step=step, at=at, by=by, agency=petition.agency, text=text)


@inside_operation
def tell_author(petition: Petition, kind: str, *, at: datetime, secret: str = "") -> None:
    """Tell its author, at the account and at the contacts given with it; never what is answered."""
    tell(
        kind=kind,
        account=petition.author,
        email=petition.email or (petition.author.email if petition.author else ""),
        phone=petition.phone,
        context={
            "code": petition.shown_code,
            "due": format_date(petition.due_at),
            "secret": secret,
            "link": f"{settings.PUBLIC_ADDRESS.rstrip('/')}/phan-anh/{petition.code}/",
        },
        dossier_reference="",
        by=None,
        at=at,
    )


@inside_operation
def tell_officials(
    petition: Petition, kind: str, *, at: datetime, of: Right = LEADS, but: Account | None = None
) -> None:
    """Tell those who have a right to it that there is something to do; of what it says, nothing."""
    for official in _holding(petition, of, at):
        if but is None or official.pk != but.pk:
            tell(
                kind=kind,
                account=official,
                email=official.email,
                phone="",
                context={
                    "code": petition.shown_code,
                    "due": format_date(petition.due_at),
                    "link": f"{settings.PUBLIC_ADDRESS.rstrip('/')}/lam-viec/phan-anh/{petition.code}/",
                },
                dossier_reference="",
                by=None,
                at=at,
            )


def tell_who_has_it(petition: Petition, kind: str, *, at: datetime) -> None:
    """Tell the unit that has it, or who leads the agency where no unit has it yet."""
    tell_officials(petition, kind, at=at, of=WORKS if petition.unit_id else LEADS)


def _holding(petition: Petition, right: Right, at: datetime) -> Iterable[Account]:
    day = local(at).date()
    holding = {
        seat.official_id: seat.official for seat in held_on(day) if right.holds(seat.official, [seat.post], petition)
    }
    return with_substitutes(holding.values(), on=day)
