"""What every operation of a dossier does the same way: move its status, write a line of its story, tell its people."""

from datetime import datetime
from typing import Any

from django.conf import settings

from motcua.dossiers.models import Dossier, HistoryEntry, Party
from motcua.dossiers.rules import Status, may_move, why_not
from motcua.kernel.operations import Refused, inside_operation, note, noted
from motcua.kernel.sentences import Sentence
from motcua.kernel.speech import gettext_noop
from motcua.kernel.text import local
from motcua.notices.operations import tell
from motcua.people.models import Account
from motcua.people.rights import IN_PLACE_OF, posts_of


@inside_operation
def move(dossier: Dossier, to: Status) -> None:
    """Set the status, or refuse with a sentence that says what is so."""
    if not may_move(dossier.state, to):
        raise Refused(why_not(dossier.state, to))
    note(before=dossier.status, after=to.value)
    dossier.status = to


@inside_operation
def tell_story(
    dossier: Dossier, word: str, *, by: Account | None, at: datetime, text: Sentence | str = "", is_public: bool = True
) -> HistoryEntry:
    """Add a line to the dossier's story, with the name and unit of who acted as they are today.

    `text`: a sentence of ours, read by each in their language, or the words a person wrote.
    """
    unit_name, absent = "", ""
    if by is not None and by.is_official:
        posts, place = posts_of(by, on=local(at).date()), noted(IN_PLACE_OF)
        # In another's place one acts in the unit of that one.
        acting = [post for post in posts if post.in_place_of is not None and post.in_place_of.official_id == place]
        if acting and acting[0].in_place_of is not None:
            absent = acting[0].in_place_of.name
        if posts:
            unit = (acting or posts)[0].unit
            unit_name = f"{unit.name}, {unit.agency.name}"
    return HistoryEntry.objects.create(
        dossier=dossier,
        at=at,
        word=word,
        status=dossier.status,
        by=by,
        actor_name=by.full_name if by else gettext_noop("Hệ thống"),
        unit_name=unit_name,
        in_place_of=absent,
        text=text.text if isinstance(text, Sentence) else text,
        values=text.kept() if isinstance(text, Sentence) else None,
        is_public=is_public,
    )


@inside_operation
def tell_filer(
    dossier: Dossier,
    kind: str,
    *,
    at: datetime,
    filer: Party | None = None,
    expires_at: datetime | None = None,
    **context: Any,
) -> None:
    """Send a notice to the filer: to the account where there is one, and to the contacts given with the dossier.

    `filer`: the dossier's filer, where it was read or made just now; `expires_at`: from when it no longer helps.
    """
    filer = filer or dossier.parties.filter(role="FILER").first()
    account = dossier.filer_account
    tell(
        account=account,
        email=(filer.email if filer else "") or (account.email if account else ""),
        phone=(filer.phone if filer else "") or (account.phone if account else ""),
        kind=kind,
        context={"code": dossier.shown_code, "procedure": dossier.procedure.name, **context},
        dossier_reference=dossier.reference,
        expires_at=expires_at,
        by=None,
        at=at,
    )


@inside_operation
def tell_official(dossier: Dossier, official: Account, kind: str, *, at: datetime, **context: Any) -> None:
    """Send a notice to an official, with the address of the officials' page of the dossier."""
    tell(
        account=official,
        email=official.email,
        phone=official.phone,
        kind=kind,
        context={
            "code": dossier.shown_code,
            "procedure": dossier.procedure.name,
            "link": f"{settings.PUBLIC_ADDRESS.rstrip('/')}/lam-viec/ho-so/{dossier.shown_code}/",
            **context,
        },
        dossier_reference=dossier.reference,
        by=None,
        at=at,
    )
