"""What somebody types into a petition: read in one way for the portal and for the counter."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from django.core import signing
from django.http import HttpRequest
from django.utils.translation import gettext as _

from motcua.feedback.operations.sending import Photo, keep_photo
from motcua.feedback.photos import take_photo
from motcua.feedback.queries import agencies_to_ask
from motcua.feedback.rules import PHOTO_BYTES, PHOTOS
from motcua.feedback.saying import Said
from motcua.kernel.attempts import Attempt
from motcua.kernel.logs import Kind, log_security
from motcua.kernel.models import StoredFile
from motcua.kernel.text import visible
from motcua.organization.models import Agency, Place
from motcua.organization.queries import communes
from motcua.people.models import Account
from motcua.people.visitor import Visitor
from motcua.people.watch import client_of
from motcua.ui.words import words

FRESH = 24 * 3600
SALT = "petition photo"
FIELDS = ("kind", "title", "text", "where", "place", "about", "name", "address", "phone", "email")


@dataclass
class Typed:
    """One petition as it stands on the page: what was typed, the photographs that were taken."""

    values: Mapping[str, str]
    may_be_asked: bool
    submission_key: UUID
    photos: list[Photo] = field(default_factory=list)

    @property
    def kept(self) -> list[tuple[str, str]]:
        """Token and name of each photograph, by which the page keeps it."""
        return [(signing.dumps([one.stored.pk, one.name], salt=SALT), one.name) for one in self.photos]

    def said(self, *, on: date) -> Said:
        """What is said, as the operation takes it; a place or an agency that is none is none."""
        place = Place.objects.on(on).filter(code=self.values["place"]).first() if self.values["place"] else None
        about = Agency.objects.on(on).filter(code=self.values["about"]).first() if self.values["about"] else None
        facts = {name: self.values[name] for name in FIELDS if name not in ("place", "about")}
        return Said(**facts, place=place, about=about, may_be_asked=self.may_be_asked)


def read(request: HttpRequest, known: Mapping[str, str]) -> Typed:
    """What the page sent; at first what is known of who asks."""
    if request.method != "POST":
        return Typed({name: known.get(name, "") for name in FIELDS}, False, uuid4())
    sent = request.POST
    values = {name: visible(sent.get(name, "")).strip() for name in FIELDS}
    return Typed(values, bool(sent.get("may_be_asked")), _key_in(sent.get("form", "")), _kept(sent.getlist("kept")))


def _key_in(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        return uuid4()


def _kept(tokens: Sequence[str]) -> list[Photo]:
    names: dict[str, str] = {}
    for token in tokens[:PHOTOS]:
        try:
            digest, name = signing.loads(token, salt=SALT, max_age=FRESH)
        except signing.BadSignature:
            log_security(Kind.WRONG_KEY, of="photo")
            continue
        names[digest] = name
    stored = StoredFile.objects.in_bulk(names)
    return [Photo(stored[digest], name) for digest, name in names.items() if digest in stored]


def take_photos(attempt: Attempt, typed: Typed, *, visitor: Visitor, by: Account | None) -> None:
    """Take the photographs that were chosen now; what cannot be taken is said at its field."""
    chosen = [one for one in attempt.request.FILES.getlist("photos") if one.name]
    if len(typed.photos) + len(chosen) > PHOTOS:
        attempt.refuse("", {"photos": _("Nhiều nhất %d ảnh.") % PHOTOS})
        return
    for upload in chosen:
        with Attempt(attempt.request) as taking:
            content: bytes = upload.read(PHOTO_BYTES + 1)
            file = take_photo(upload.name or "", content, by=by, place=client_of(attempt.request))
            photo = keep_photo(file=file, by=by, at=visitor.at)
            if photo.stored.pk not in {one.stored.pk for one in typed.photos}:
                typed.photos.append(photo)
        if taking.is_refused:
            attempt.blame("photos", taking)


def choices(*, on: date) -> dict[str, Any]:
    """What there is to choose among."""
    return {
        "kinds": list(words("petition_kind").items()),
        "places": [(one.code, one.full_name) for one in communes(on=on)],
        "agencies": [(one.code, one.name) for one in agencies_to_ask(on=on)],
        "photo_bytes": PHOTO_BYTES,
        "most_photos": PHOTOS,
    }
