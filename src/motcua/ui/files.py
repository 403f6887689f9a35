"""Giving out files safely."""

from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from motcua.forms.rules import named_as
from motcua.kernel.models import StoredFile
from motcua.kernel.operations import Refused

# What a browser may show; everything else is only ever saved.
SHOWN = ("application/pdf", "image/png", "image/jpeg", "image/webp")


def download(content: bytes, name: str, media_type: str) -> HttpResponse:
    """A file that the browser may show only when it is harmless there, and never keeps in a shared cache."""
    response = HttpResponse(content, content_type=media_type)
    response["Content-Disposition"] = content_disposition_header(media_type not in SHOWN, name) or "attachment"
    response["Cache-Control"] = "private, no-store"
    return response


def handed_in(stored: StoredFile, name: str) -> HttpResponse:
    """A file that somebody handed in, as it is kept, under the ending of its kind; refused once malware was found."""
    if stored.infection:
        raise Refused(_("Trong tệp này có mã độc (%s) nên không mở được. Cần nộp lại bản sạch.") % stored.infection)
    return download(stored.read(), named_as(name, stored.media_type), stored.media_type)


def beside(response: HttpResponse) -> HttpResponse:
    """Lets our own pages show the file in a frame beside the decision; it may load nothing and run nothing itself."""
    response["X-Frame-Options"] = "SAMEORIGIN"
    response["Content-Security-Policy"] = (
        "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; object-src 'self'; frame-ancestors 'self'"
    )
    return response


def content_of(upload: "UploadedFile[Any]") -> bytes:
    """What was sent, or as much of it as shows that it is too large: nobody fills the memory of the platform."""
    content: bytes = upload.read(settings.FILE_MAX_BYTES + 1)
    return content
