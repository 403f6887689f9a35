"""Each kind of work as officials read it, and as addresses name it; numbers with a comma."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from motcua.handling.rules import Work
from motcua.indicators.sets.queries import COMMA

# Each kind of work in the address and in words.
KINDS: Mapping[Work, tuple[str, Promise | str]] = {
    Work.NEW: ("tiep-nhan", _("Hồ sơ mới")),
    Work.HAND_OVER: ("chuyen", _("Chờ chuyển xử lý")),
    Work.ANSWERED: ("bo-sung", _("Đã bổ sung")),
    Work.PROPOSAL: ("de-xuat", _("Đề xuất")),
    Work.CHECK: ("tham-tra", _("Thẩm tra")),
    Work.PREPARE: ("soan", _("Soạn kết quả")),
    Work.APPROVE: ("duyet", _("Xem xét, duyệt")),
    Work.SIGN: ("ky", _("Ký")),
    Work.LETTER: ("van-ban", _("Văn bản chờ ký")),
    Work.ISSUE: ("phat-hanh", _("Phát hành")),
    Work.SEAL: ("ky-so-co-quan", _("Văn bản chờ ký số cơ quan")),
    Work.CONSULTATION: ("y-kien", _("Lấy ý kiến")),
    Work.ENQUIRY: ("cau-hoi", _("Câu hỏi của người nộp")),
    Work.COUNTER_ENQUIRY: ("cau-hoi-tai-quay", _("Câu hỏi của người nộp, tại quầy")),
    Work.UNIT_OPINION: ("y-kien-trong", _("Lấy ý kiến trong cơ quan")),
    Work.RETURN: ("tra", _("Chờ trả kết quả")),
}


def decimal(number: float, places: int) -> str:
    """A number with at most so many places, none where they say nothing; the comma of the reader's language."""
    text = f"{number:.{places}f}".rstrip("0").rstrip(".") if places else f"{number:.0f}"
    return text.replace(".", COMMA[get_language() or "vi"])
