"""Who stands at the counter, when the unit or the platform knows the person already; each look is recorded."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from motcua.dossiers.models import Party
from motcua.dossiers.rights import RECEIVER_OF_UNIT
from motcua.dossiers.rules import Channel, PartyFacts
from motcua.kernel.operations import Refused, inside_operation, note, operation
from motcua.kernel.text import local
from motcua.kernel.values import WrongValue, document_number, phone_or_empty
from motcua.notices.operations import tell
from motcua.organization.models import Unit
from motcua.people.models import Account
from motcua.people.operations import record_view
from motcua.people.rules import Proof, mask_id_number

M = TypeVar("M", Party, Account)


@dataclass(frozen=True)
class KnownPerson:
    """What was proved of a person, for a form that must not ask again: what it rests on, since when, who saw it."""

    name: str
    phone: str = ""
    email: str = ""
    address: str = ""
    proof: str = Proof.SAID
    proved_at: datetime | None = None
    proved_by: str = ""
    account: Account | None = None


@operation(who=RECEIVER_OF_UNIT, journal="person.looked_up")
def look_up_person(*, id_number: str, unit: Unit, by: Account, at: datetime) -> KnownPerson | None:
    """Who has proved this identity number: at an earlier dossier of this unit, else of an account (NĐ 47/2020 Đ5).

    What somebody only said of themselves tells nothing: with another's number it would make them that person's
    contact. The owner of an account sees who looked (Luật 91/2025/QH15). Refused when the number is none.
    """
    try:
        typed = document_number(id_number, on=local(at).date(), is_former_taken=True)
    except WrongValue as wrong:
        raise Refused(str(wrong), errors={"id_number": str(wrong)}) from wrong
    known = known_person(typed, unit)
    note(number=mask_id_number(typed), is_known=known is not None)
    if known is not None and known.account is not None and known.account.pk != by.pk:
        record_view(
            known.account, by=by, reference="", purpose=gettext_noop("Tiếp nhận hồ sơ tại quầy"),
            agency_name=unit.agency.name, at=at,
        )  # fmt: skip
    return known


def known_person(id_number: str, unit: Unit) -> KnownPerson | None:
    """The person of a number as this unit last saw them, else as their account was proved; nobody's mere word."""
    if not id_number:
        return None
    account = _proved(Account.objects.filter(id_number=id_number, is_active=True)).first()
    filed = Party.objects.filter(id_number=id_number, role="FILER", dossier__receiving_unit=unit)
    party = _proved(filed.exclude(name="")).first()
    if party is not None:
        return _known(party, party.name, account)
    return _known(account, account.full_name, account) if account is not None else None


def _proved(rows: QuerySet[M]) -> QuerySet[M]:
    return rows.exclude(proof=Proof.SAID.value).select_related("proved_by").order_by("-proved_at", "-pk")


def _known(row: Party | Account, name: str, account: Account | None) -> KnownPerson:
    seen_by = row.proved_by.full_name if row.proved_by else ""
    return KnownPerson(name, row.phone, row.email, row.address, row.proof, row.proved_at, seen_by, account)


@inside_operation
def as_seen(filer: PartyFacts, channel: Channel, *, by: Account, at: datetime) -> PartyFacts:
    """The filer with who saw the card and when; by post nobody stands at the counter, and nothing is seen."""
    if channel == Channel.POST or filer.proof == Proof.SAID:
        return replace(filer, proof=Proof.SAID, proved_at=None, proved_by_id=None)
    return replace(filer, proved_at=at, proved_by_id=by.pk)


@inside_operation
def take_contact(filer: PartyFacts, unit: Unit, *, at: datetime) -> None:
    """Let a person who is known already be reached otherwise than before: only with proof, and told where it was.

    Refused without: who files in another's name would read the dossier by a code sent to themselves.
    """
    known = known_person(filer.id_number, unit)
    if known is None:
        return
    former = {known.email.lower(), phone_or_empty(known.phone)}
    if known.account is not None:
        former |= {known.account.email.lower(), known.account.phone}
    new = {"email": filer.email.lower(), "phone": phone_or_empty(filer.phone)}
    changed = sorted(name for name, value in new.items() if value and value not in former)
    if not changed:
        return
    if filer.proof == Proof.SAID:
        said = _("Số này đã xác minh với liên hệ khác. Xem thẻ căn cước của người nộp, hoặc giữ liên hệ đã biết.")
        raise Refused(said, errors={"card": said} | {name: _("Khác với liên hệ đã biết.") for name in changed})
    note(contact_changed=changed)
    tell_former_contact(known.email, known.phone, account=known.account, unit=unit, at=at)


@inside_operation
def tell_former_contact(email: str, phone: str, *, account: Account | None, unit: Unit, at: datetime) -> None:
    """Whoever did not change it themselves learns of it where they still look."""
    if not (email or phone or account):
        return
    tell(
        kind="person_contact_changed",
        account=account,
        email=email,
        phone=phone,
        context={"agency": unit.agency.name, "link": f"{settings.PUBLIC_ADDRESS.rstrip('/')}/noi-tiep-nhan/"},
        dossier_reference="",
        by=None,
        at=at,
    )
