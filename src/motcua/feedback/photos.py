"""Photographs of petitions: read in a process of their own, made anew without place and maker, and small."""

import io
from dataclasses import replace

from django.utils.translation import gettext as _
from PIL import Image

from motcua.feedback.rules import PHOTO_BYTES, PHOTO_LONGEST
from motcua.forms.reading import take_in
from motcua.forms.rules import Checked
from motcua.kernel.operations import Refused
from motcua.people.models import Account

FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}


def take_photo(name: str, content: bytes, *, by: Account | None, place: str) -> Checked:
    """A photograph that may be kept; refused with why not. `place`: from where it comes, where nobody is signed in."""
    checked = take_in(name, content, by=by, place=place, max_bytes=PHOTO_BYTES)
    if checked.media_type not in FORMATS:
        raise Refused(_("«%s» không phải ảnh. Gửi ảnh JPG, PNG, WEBP hoặc ảnh chụp bằng điện thoại.") % checked.name)
    return replace(checked, content=small(checked.content, checked.media_type))


def small(content: bytes, media_type: str) -> bytes:
    """The picture no longer than a screen needs; one that is small already as it is."""
    with Image.open(io.BytesIO(content), formats=(FORMATS[media_type],)) as picture:
        if max(picture.size) <= PHOTO_LONGEST:
            return content
        if media_type == "image/jpeg":
            picture.draft(picture.mode, (PHOTO_LONGEST, PHOTO_LONGEST))
        picture.thumbnail((PHOTO_LONGEST, PHOTO_LONGEST))
        written = io.BytesIO()
        picture.info.clear()
        picture.save(written, FORMATS[media_type], **({} if media_type == "image/png" else {"quality": 82}))
    return written.getvalue()
