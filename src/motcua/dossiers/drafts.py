"""What the owner of a draft said of the people of the dossier it will be."""

from collections.abc import Mapping
from typing import Any

from motcua.dossiers.rules import PartyFacts, Returning, ReturnMethod, Role
from motcua.forms.models import Draft
from motcua.kernel.text import format_phone
from motcua.people.models import Account
from motcua.people.rules import Proof

# Whether something is the account's own or somebody else's, as the pages of a draft keep it.
MYSELF = "toi"
OTHER = "khac"


def seen_of(draft: Draft) -> str:
    """A mark of what the draft says now."""
    return draft.updated_at.isoformat()


def told_parties(by: Account, told: Mapping[str, Any]) -> list[PartyFacts]:
    """Filer, holder and recipient as the owner of a draft named them; who named nobody is all three."""
    contact = {"phone": told.get("phone", dialled(by)), "email": told.get("email", by.email)}
    filer = PartyFacts(
        Role.FILER, by.full_name, by.id_number, by.born_on, address=by.address,
        authorisation=told.get("authorisation", ""), **contact,
        proof=Proof(by.proof), proved_at=by.proved_at, proved_by_id=by.proved_by_id,
    )  # fmt: skip
    holder = PartyFacts(Role.HOLDER, by.full_name, by.id_number, by.born_on, address=by.address, **contact)
    if told.get("holder") == OTHER:
        holder = PartyFacts(Role.HOLDER, told["holder_name"], told["holder_id_number"], address=told["holder_address"])
    recipient = PartyFacts(Role.RECIPIENT, by.full_name, by.id_number, by.born_on, **contact)
    if told.get("recipient") == OTHER:
        recipient = PartyFacts(Role.RECIPIENT, told["recipient_name"], phone=told["recipient_phone"])
    return [filer, holder, recipient]


def told_returning(told: Mapping[str, Any]) -> Returning:
    """How the owner of a draft wants the result."""
    method = ReturnMethod(told.get("return_method", ReturnMethod.ONLINE))
    return Returning(method, told.get("return_address", ""))


def dialled(by: Account) -> str:
    """The account's number as one dials it here."""
    return format_phone(by.phone).replace(" ", "")
