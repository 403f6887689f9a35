"""Takes files in: each is read in a process of its own, then judged."""

from django.conf import settings
from django.utils.translation import gettext as _

from motcua.forms.rules import Checked, FileProblem, Reading, Trouble, check_file, read_document
from motcua.kernel.confined import Busy, RanOut, confined


def take_in(name: str, content: bytes) -> Checked:
    """A file that may be taken. Raises `FileProblem` with why not (Luật 29/2018/QH14 Đ5)."""
    return check_file(name, content, max_bytes=settings.FILE_MAX_BYTES, read=_read)


def found_in(content: bytes, kind: str) -> dict[str, str]:
    """What the process of its own answers."""
    reading = read_document(content, kind)
    return {"media_type": reading.media_type, "text": reading.text, "trouble": reading.trouble or ""}


def _read(content: bytes, kind: str) -> Reading:
    try:
        answer = confined(found_in, content, kind)
    except RanOut:
        return Reading(kind, trouble=Trouble.ENDLESS)
    except Busy as busy:
        raise FileProblem(_("Máy chủ đang đọc nhiều tệp khác. Đính kèm lại sau ít giây.")) from busy
    return Reading(answer["media_type"], answer["text"], Trouble(answer["trouble"]) if answer["trouble"] else None)
