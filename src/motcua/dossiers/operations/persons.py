"""Who stands at the counter, when the unit or the platform knows the person already; each look is recorded."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from motcua.dossiers.models import Party
from motcua.dossiers.rights import RECEIVER_OF_UNIT
from motcua.dossiers.rules import Channel
from motcua.kernel.operations import Refused, note, operation
from motcua.organization.models import Unit
from motcua.people.models import Account
from motcua.people.operations import record_view
from motcua.people.rules import is_id_number, mask_id_number


@dataclass(frozen=True)
class KnownPerson:
    """What is known of a person, for a form that must not ask again."""

    name: str
    phone: str = ""
    email: str = ""
    address: str = ""


@operation(who=RECEIVER_OF_UNIT, journal="person.looked_up")
def look_up_person(*, id_number: str, unit: Unit, by: Account, at: datetime) -> KnownPerson | None:
    """Who has this identity number: from an earlier dossier of this unit, else from an account (NĐ 47/2020 Đ5).

    What the counter wrote down itself goes before what somebody typed about themselves. The owner of an account sees
    who looked (Luật 91/2025/QH15). Refused when the number is none.
    """
    typed = "".join(id_number.split())
    if not is_id_number(typed):
        raise Refused(_("Số định danh gồm 12 chữ số (CMND cũ: 9 chữ số)."), errors={"id_number": _("Nhập đủ số.")})
    filed = (
        Party.objects.filter(id_number=typed, dossier__receiving_unit=unit)
        .exclude(name="")
        .select_related("dossier__filer_account")
        .order_by("-pk")
    )
    # What was filed online somebody said of themselves; the counter saw a card. The filer's row has the contacts.
    seen = filed.exclude(dossier__channel=Channel.ONLINE)
    party = seen.filter(role="FILER").first() or seen.first() or filed.filter(role="FILER").first() or filed.first()
    account = Account.objects.filter(id_number=typed, is_active=True).order_by("pk").first()
    note(number=mask_id_number(typed), is_known=party is not None or account is not None)
    if party is not None:
        note(dossier=party.dossier.shown_code)
    if account is not None and account.pk != by.pk:
        record_view(
            account, by=by, reference="", purpose=gettext_noop("Tiếp nhận hồ sơ tại quầy"),
            agency_name=unit.agency.name, at=at,
        )  # fmt: skip
    if party is not None:
        return KnownPerson(party.name, party.phone, party.email, party.address)
    if account is not None:
        return KnownPerson(account.full_name, account.phone, account.email, account.address)
    return None
