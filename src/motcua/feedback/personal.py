"""What this room holds of a person, as the person takes it."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from motcua.feedback.models import Petition, PetitionPhoto, PetitionSupport
from motcua.feedback.queries import answers_of, own
from motcua.forms.rules import named_as
from motcua.kernel.manifests import Words, offered
from motcua.kernel.speech import say
from motcua.kernel.text import format_datetime, format_phone
from motcua.people.models import Account
from motcua.people.rules import PersonalPart


def petitions_part(by: Account, *, at: datetime) -> PersonalPart:
    """What the person sent, and what was answered; which petitions of others they met too."""
    rows = own(by)
    met = PetitionSupport.objects.filter(account=by).select_related("petition").order_by("pk")

    def records() -> Iterator[dict[str, Any]]:
        for petition in rows.iterator(chunk_size=100):
            yield _told(petition)
        for one in met.iterator(chunk_size=500):
            yield {_("Cùng gặp"): one.petition.shown_code, _("Lúc"): format_datetime(one.at)}

    return PersonalPart(rows.count() + met.count(), records(), _photos(by))


def _told(petition: Petition) -> dict[str, Any]:
    return {
        _("Mã"): petition.shown_code,
        _("Gửi lúc"): format_datetime(petition.received_at),
        _("Loại"): say(offered(Words)["petition_kind"].of[petition.kind]),
        _("Việc gì"): petition.title,
        _("Nội dung"): petition.text,
        _("Nơi xảy ra"): petition.where,
        _("Họ và tên"): petition.name,
        _("Địa chỉ"): petition.address,
        _("Điện thoại"): format_phone(petition.phone),
        _("Email"): petition.email,
        _("Tình trạng"): say(offered(Words)["petition_state"].of[petition.state]),
        _("Trả lời"): [
            {_("Lúc"): format_datetime(one.given_at) if one.given_at else "", _("Nội dung"): one.text}
            for one in answers_of(petition)
        ],
    }


def _photos(by: Account) -> Iterator[tuple[str, Callable[[], bytes]]]:
    rows = PetitionPhoto.objects.filter(petition__author=by).select_related("stored", "petition").order_by("pk")
    for photo in rows.iterator(chunk_size=100):
        name = named_as(photo.name, photo.stored.media_type)
        yield f"phan-anh/{photo.petition.code}/{photo.number}-{name}", photo.stored.read
