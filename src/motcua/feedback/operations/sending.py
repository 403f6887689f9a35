"""A petition comes in: sent by its author, or typed by an official at the counter or on the phone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from motcua.feedback.deadlines import NoRule, begin, rule_on
from motcua.feedback.models import Petition, PetitionPhoto
from motcua.feedback.operations.telling import tell_author, tell_officials, tell_step
from motcua.feedback.rights import REGISTRAR, SORTS
from motcua.feedback.rules import CODE_BEGINS, PHOTOS, Step, Way
from motcua.feedback.saying import Said, hash_of, wrong_in
from motcua.forms.operations import keep_file
from motcua.forms.rules import Checked
from motcua.kernel.codes import ALPHABET, drawn_code
from motcua.kernel.counters import only_one
from motcua.kernel.models import StoredFile
from motcua.kernel.operations import ANYONE, Refused, inside_operation, made, note, operation
from motcua.kernel.text import local, one_line
from motcua.kernel.values import person_name, phone_number, shaped
from motcua.organization.models import Agency
from motcua.people.models import Account

CODE, KEY = 8, 8


@dataclass(frozen=True)
class Photo:
    """A photograph that was taken in and kept."""

    stored: StoredFile
    name: str


@dataclass(frozen=True)
class Receipt:
    """A petition that came in, and the key by which its author opens it."""

    petition: Petition
    key: str


@operation(who=ANYONE, journal="petition.photo_kept")
def keep_photo(*, file: Checked, by: Account | None, at: datetime) -> Photo:
    """Keep a photograph until its petition is sent (NĐ 20/2008/NĐ-CP; Luật 29/2018/QH14 Đ5).

    Refused when malware was found in it.
    """
    return Photo(keep_file(file, at=at), file.name)


@operation(who=ANYONE, journal="petition.sent")
def send(
    said: Said, *, photos: Sequence[Photo] = (), submission_key: UUID, by: Account | None, at: datetime
) -> Receipt:
    """Take in a petition that its author sends (NĐ 20/2008/NĐ-CP). The same form sent twice is one petition.

    Refused without name, address and telephone, without a kind or content, and with a stamp of secrecy in it.
    """
    author = by if by is not None and not by.is_official else None
    return _receive(said, photos, submission_key, way=Way.WEB, author=author, by=None, at=at)


@operation(who=REGISTRAR, journal="petition.registered")
def register(
    said: Said, *, way: Way, photos: Sequence[Photo] = (), submission_key: UUID, by: Account, at: datetime
) -> Receipt:
    """Write down a petition for who stands at the counter or telephones (NĐ 20/2008/NĐ-CP).

    The key is for its author: the official hands it over and it is shown once.
    """
    if way not in (Way.COUNTER, Way.PHONE):
        raise Refused(_("Chọn cách nhận."), errors={"way": _("Chọn cách nhận.")})
    return _receive(said, photos, submission_key, way=way, author=None, by=by, at=at)


@inside_operation
def _receive(
    said: Said, photos: Sequence[Photo], submission_key: UUID, *, way: Way, author: Account | None,
    by: Account | None, at: datetime,
) -> Receipt:  # fmt: skip
    only_one(f"petition {submission_key}")
    key = key_of(submission_key)
    known = Petition.objects.filter(submission_key=submission_key).first()
    if known is not None:
        note(code=known.code, again=True)
        return Receipt(known, key)
    if errors := wrong_in(said):
        raise Refused(_("Có nội dung cần sửa."), errors=errors)
    if len(photos) > PHOTOS:
        message = _("Nhiều nhất %d ảnh.") % PHOTOS
        raise Refused(message, errors={"photos": message})
    petition = Petition(
        code=f"{CODE_BEGINS}{drawn_code(CODE)}",
        key_hash=hash_of(key),
        submission_key=submission_key,
        kind=said.kind,
        title=one_line(said.title),
        text=said.text.strip(),
        place=said.place,
        where=one_line(said.where),
        about=said.about,
        way=way,
        received_at=at,
        receiver=receiver(at),
        registered_by=by,
        author=author,
        name=person_name(said.name),
        address=one_line(said.address),
        phone=shaped(phone_number, said.phone),
        email=said.email,
        may_be_asked=said.may_be_asked,
    )
    begin(petition, "forward_days", at=at)
    petition.save()
    made(petition)
    PetitionPhoto.objects.bulk_create(
        PetitionPhoto(petition=petition, number=number, stored=photo.stored, name=photo.name)
        for number, photo in enumerate(photos, 1)
    )
    note(code=petition.code, way=way, kind=petition.kind, photos=[photo.stored.pk for photo in photos])
    tell_step(petition, Step.SENT, by=by, at=at)
    tell_author(petition, "petition_received", at=at, secret=key)
    tell_officials(petition, "petition_to_sort", at=at, of=SORTS)
    return Receipt(petition, key)


def receiver(at: datetime) -> Agency:
    """The agency that receives and sorts petitions, as the province says; refused where it says none."""
    try:
        code = rule_on("receiver", on=local(at).date()).text
        return Agency.objects.get(code=code)
    except (NoRule, Agency.DoesNotExist) as error:
        raise Refused(_("Tỉnh chưa nêu cơ quan tiếp nhận phản ánh, kiến nghị. Hỏi Bộ phận Một cửa.")) from error


def key_of(submission_key: UUID) -> str:
    """The key of a form that was sent: the same however often it is sent, and nobody else's to work out."""
    digest = salted_hmac("motcua.feedback.key", str(submission_key), algorithm="sha256").digest()
    return "".join(ALPHABET[byte % len(ALPHABET)] for byte in digest[:KEY])
