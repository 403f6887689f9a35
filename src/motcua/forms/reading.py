"""Takes files in: each is read in a process of its own, then judged, before anything is locked for it."""

from base64 import b64decode
from dataclasses import replace
from hashlib import sha256

from django.conf import settings
from django.core.cache import cache
from django.utils.translation import gettext as _

from motcua.forms.rules import Active, Checked, FileProblem, Reading, Trouble, check_file, found_in
from motcua.kernel.confined import RanOut, confined, spent
from motcua.kernel.logs import Kind, log_security
from motcua.kernel.operations import Refused
from motcua.kernel.scanning import scan
from motcua.kernel.turns import Busy
from motcua.people.models import Account

# A person's file takes parts of a second. Who sends so many that take a reader longer is not read for a while, so that
# others are.
COSTLY, MOST_COSTLY, REMEMBERED = 4.0, 4, 600


def take_in(name: str, content: bytes, *, by: Account | None, place: str = "", max_bytes: int | None = None) -> Checked:
    """A file that may be taken; refused with why not (Luật 29/2018/QH14 Đ5).

    Called before the operation that keeps it: nothing may be locked for as long as somebody's file is read. `place`:
    from where it comes, where nobody is signed in; `max_bytes`: how large it may be, where not as large as papers.
    """
    account = by.pk if by is not None else None
    costs = f"costly-files-{account or place}"
    if cache.get(costs, 0) >= MOST_COSTLY:
        log_security(Kind.TOO_OFTEN, account=account, of="file")
        raise Refused(
            _("Các tệp vừa gửi khiến máy chủ đọc rất lâu. Chờ 10 phút, in ra PDF hoặc chụp ảnh rồi đính kèm lại.")
        )
    before = spent()
    try:
        checked = check_file(name, content, max_bytes=max_bytes or settings.FILE_MAX_BYTES, read=_read)
    except FileProblem as problem:
        raise Refused(str(problem)) from problem
    finally:
        if spent() - before > COSTLY:
            cache.set(costs, cache.get(costs, 0) + 1, REMEMBERED)
    verdict = scan(content)
    sent = sha256(content).hexdigest()
    return replace(checked, sent=sent, is_scanned=verdict.is_done, infection=verdict.infection)


def _read(content: bytes, kind: str) -> Reading:
    try:
        answer = confined(found_in, content, kind)
    except RanOut:
        return Reading(kind, trouble=Trouble.ENDLESS)
    except Busy as busy:
        raise FileProblem(_("Máy chủ đang đọc nhiều tệp khác. Đính kèm lại sau ít giây.")) from busy
    return Reading(
        answer["media_type"],
        trouble=Trouble(answer["trouble"]) if answer["trouble"] else None,
        remade=b64decode(answer["remade"]),
        active=frozenset(map(Active, answer["active"])),
        is_secret=answer["is_secret"],
    )
