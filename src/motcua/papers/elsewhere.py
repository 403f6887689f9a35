"""A PDF made in another system, before it becomes a paper of ours: looked at in a process of its own, told in words."""

from base64 import b64decode
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from motcua.forms.reading import take_in
from motcua.forms.rules import Checked
from motcua.kernel.confined import Limits, RanOut, confined
from motcua.kernel.models import StoredFile
from motcua.kernel.operations import Refused
from motcua.kernel.turns import Busy
from motcua.papers.foreign import MOST_PAGES, PICTURE_PPI, Problem, drawn, looked_at, page_drawn, picture_drawn
from motcua.people.models import Account

# Twenty pages full of pictures take most of this.
LIMITS = Limits(seconds=15)
# Whoever looks at a paper asks for its pages one after the other: it is drawn once for all of them.
PAPERS_AT_HAND = 16
# One page of a stranger's file, which somebody looks at: what its picture may weigh, and how many are kept at hand.
LIMITS_OF_A_PAGE = Limits(seconds=8, answer=12_000_000)
PAGES_AT_HAND = 8
WORDS = {
    Problem.BROKEN: gettext_noop("Tệp PDF bị hỏng, không đọc được. Xuất lại từ phần mềm gốc rồi đưa lại."),
    Problem.LOCKED: gettext_noop("Tệp PDF bị khóa bằng mật khẩu. Bỏ mật khẩu rồi đưa lại."),
    Problem.EMPTY: gettext_noop("Tệp PDF không có trang nào."),
    Problem.LONG: gettext_noop("Tệp PDF có quá nhiều trang; kết quả nhiều nhất %(most)d trang."),
    Problem.LARGE: gettext_noop("Tệp PDF có trang quá lớn. Xuất lại theo khổ giấy thường."),
    Problem.ACTIVE: gettext_noop(
        "Tệp PDF có mã chạy, biểu mẫu động hoặc tệp đính kèm. In lại thành PDF thường rồi đưa lại."
    ),
    Problem.UNSIGNABLE: gettext_noop("Tệp PDF có cấu trúc không ký số được. In lại thành PDF thường rồi đưa lại."),
    Problem.SIGNED: gettext_noop("Tệp PDF đã có chữ ký số. Đưa bản chưa ký: người có thẩm quyền ký tại đây."),
}


@dataclass(frozen=True)
class Signable:
    """A PDF made elsewhere that was read and can be signed here: `read_result` makes it."""

    file: Checked


def read_result(name: str, content: bytes, *, by: Account) -> Signable:
    """A file that can become a paper of ours, read before anything is locked for it.

    Refused like any file; and when it is no PDF, broken, locked, without pages, too long or too large, when it acts or
    carries what no page shows, or is signed already (NĐ 30/2020 Đ5).
    """
    file = take_in(name, content, by=by)
    if problem := problem_of(file.content):
        raise Refused(problem)
    return Signable(file)


def problem_of(pdf: bytes) -> str:
    """Why a file cannot be a result that is signed here, in a sentence for who chose it; nothing when it can."""
    if not pdf.startswith(b"%PDF-"):
        return _("Kết quả phải là tệp PDF. In hoặc lưu giấy thành PDF rồi đưa lại.")
    try:
        problem = confined(looked_at, pdf, limits=LIMITS)
    except RanOut:
        return _("Không đọc được tệp PDF: nội dung quá phức tạp. In lại thành PDF thường hoặc quét giấy rồi đưa lại.")
    except Busy:
        return _("Máy chủ đang đọc nhiều tệp khác. Đưa lại sau ít giây.")
    return _(WORDS[Problem(problem)]) % {"most": MOST_PAGES} if problem else ""


def pages_of(digest: str) -> tuple[bytes, ...]:
    """The pages of a stored PDF made elsewhere as PNG pictures; refused while too much else is read."""
    try:
        return _drawn(digest)
    except (RanOut, Busy) as error:
        raise Refused(_("Chưa vẽ được các trang của tệp vì máy chủ đang bận. Tải lại trang sau ít giây.")) from error


@lru_cache(maxsize=PAPERS_AT_HAND)
def _drawn(digest: str) -> tuple[bytes, ...]:
    pages = confined(drawn, StoredFile.objects.get(pk=digest).read(), limits=LIMITS)
    return tuple(b64decode(page) for page in pages)


@dataclass(frozen=True)
class OnePage:
    """One page of a stored file as a picture, and how many there are; no content where there is no such page."""

    count: int
    media_type: str
    content: bytes


def page_of(stored: StoredFile, number: int, *, percent: int, turn: int) -> OnePage:
    """A page of a stored PDF, or a stored picture, drawn so large and turned so far; refused where it cannot be.

    `percent`: of 96 points to the inch, or of the picture's own size.
    """
    try:
        return _page(stored.digest, stored.media_type, number, percent, turn)
    except RanOut as error:
        raise Refused(_("Không vẽ được trang này để xem tại đây. Mở tệp để xem.")) from error
    except Busy as error:
        raise Refused(_("Chưa vẽ được các trang của tệp vì máy chủ đang bận. Tải lại trang sau ít giây.")) from error


@lru_cache(maxsize=PAGES_AT_HAND)
def _page(digest: str, media_type: str, number: int, percent: int, turn: int) -> OnePage:
    content = StoredFile.objects.get(pk=digest).read()
    asked: tuple[Any, ...]
    if media_type == "application/pdf":
        asked = (page_drawn, content, str(number), str(PICTURE_PPI * percent // 100), str(turn))
    elif number == 1:
        asked = (picture_drawn, content, media_type, str(percent), str(turn))
    else:
        return OnePage(1, "", b"")
    count, kind, picture = confined(*asked, limits=LIMITS_OF_A_PAGE)
    return OnePage(int(count), kind, b64decode(picture))
