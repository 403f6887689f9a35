"""Takes files in: each is read in a process of its own, then judged."""

from base64 import b64decode
from dataclasses import replace
from hashlib import sha256

from django.conf import settings
from django.utils.translation import gettext as _

from motcua.forms.rules import Active, Checked, FileProblem, Reading, Trouble, check_file, found_in
from motcua.kernel.confined import Busy, RanOut, confined
from motcua.kernel.operations import Refused
from motcua.kernel.scanning import scan


def take_in(name: str, content: bytes, *, field: str = "") -> Checked:
    """A file that may be taken; refused with why not, at its field (Luật 29/2018/QH14 Đ5)."""
    try:
        checked = check_file(name, content, max_bytes=settings.FILE_MAX_BYTES, read=_read)
    except FileProblem as problem:
        raise Refused(str(problem), errors={field: str(problem)} if field else None) from problem
    verdict = scan(content)
    if verdict.infection:
        message = _(
            "Tệp «%(name)s» có mã độc (%(infection)s) nên không được nhận. Quét máy của bạn bằng phần mềm diệt mã độc,"
            " rồi gửi bản sạch."
        ) % {"name": checked.name, "infection": verdict.infection}
        trace = {"digest": sha256(content).hexdigest(), "infection": verdict.infection}
        raise Refused(message, errors={field: message} if field else None, trace=("file.refused", trace))
    return replace(checked, is_scanned=verdict.is_done)


def _read(content: bytes, kind: str) -> Reading:
    try:
        answer = confined(found_in, content, kind)
    except RanOut:
        return Reading(kind, trouble=Trouble.ENDLESS)
    except Busy as busy:
        raise FileProblem(_("Máy chủ đang đọc nhiều tệp khác. Đính kèm lại sau ít giây.")) from busy
    return Reading(
        answer["media_type"],
        answer["text"],
        Trouble(answer["trouble"]) if answer["trouble"] else None,
        b64decode(answer["remade"]),
        frozenset(map(Active, answer["active"])),
    )
