"""The words of each kind of notice and the channels it takes. Nothing here tells why: reasons may be private."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from motcua.kernel.speech import gettext_noop


class NoticeKind(StrEnum):
    SUBMITTED = "submitted"
    ACCEPTED = "accepted"
    SUPPLEMENT_REQUESTED = "supplement_requested"
    SUPPLEMENT_RECEIVED = "supplement_received"
    REFUSED = "refused"
    DUE_CHANGED = "due_changed"
    APOLOGY = "apology"
    PAYMENT_REQUESTED = "payment_requested"
    DECIDED = "decided"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"
    STOPPED = "stopped"
    ONE_TIME_CODE = "one_time_code"
    PASSWORD_RESET = "password_reset"  # noqa: S105 - a kind of notice
    CONTACT_CHANGED = "contact_changed"
    TAKEN_OVER = "taken_over"
    TASK_ASSIGNED = "task_assigned"
    CONSULTATION_LATE = "consultation_late"


class Channel(StrEnum):
    IN_APP = "IN_APP"
    EMAIL = "EMAIL"
    SMS = "SMS"


SMS_MAX = 300

# Where a secret stood, in everything that is kept.
HIDDEN = "••••••"


@dataclass(frozen=True)
class Wording:
    """The texts of one kind. `extras` are sentences added to the full text when their value is known.

    Placeholders: code, procedure, link, and the names of extras.
    """

    subject: str
    short: str
    full: str
    extras: Mapping[str, str]
    channels: frozenset[Channel] = frozenset(Channel)
    holds_secret: bool = False


_DUE = {"due": gettext_noop("Thời gian hẹn trả kết quả: %(due)s.")}

WORDINGS: Mapping[NoticeKind, Wording] = {
    NoticeKind.SUBMITTED: Wording(
        gettext_noop("Hệ thống đã nhận hồ sơ %(code)s"),
        gettext_noop("Hệ thống đã nhận hồ sơ %(code)s. Cơ quan sẽ trả lời việc tiếp nhận. Theo dõi: %(link)s"),
        gettext_noop("Hệ thống đã nhận hồ sơ %(code)s, thủ tục: %(procedure)s. Cơ quan sẽ xem xét và trả lời."),
        {
            "until": gettext_noop("Thời hạn trả lời việc tiếp nhận: %(until)s."),
            "files": gettext_noop("Các tệp đã nhận:\n%(files)s"),
        },
    ),
    NoticeKind.ACCEPTED: Wording(
        gettext_noop("Hồ sơ %(code)s đã được tiếp nhận"),
        gettext_noop("Hồ sơ %(code)s đã được tiếp nhận. Xem giấy hẹn trả kết quả: %(link)s"),
        gettext_noop("Hồ sơ %(code)s, thủ tục: %(procedure)s, đã được tiếp nhận."),
        _DUE,
    ),
    NoticeKind.SUPPLEMENT_REQUESTED: Wording(
        gettext_noop("Hồ sơ %(code)s cần bổ sung"),
        gettext_noop("Hồ sơ %(code)s cần bổ sung. Xem nội dung cần bổ sung: %(link)s"),
        gettext_noop(
            "Hồ sơ %(code)s, thủ tục: %(procedure)s, cần bổ sung, hoàn thiện. Nội dung và lý do có trong Phiếu yêu cầu."
        ),
        {"until": gettext_noop("Đề nghị nộp bổ sung đến hết ngày %(until)s.")},
    ),
    NoticeKind.SUPPLEMENT_RECEIVED: Wording(
        gettext_noop("Đã nhận bổ sung của hồ sơ %(code)s"),
        gettext_noop("Đã nhận bổ sung của hồ sơ %(code)s. Theo dõi: %(link)s"),
        gettext_noop("Hệ thống đã nhận phần bổ sung của hồ sơ %(code)s, thủ tục: %(procedure)s."),
        _DUE,
    ),
    NoticeKind.REFUSED: Wording(
        gettext_noop("Hồ sơ %(code)s bị từ chối"),
        gettext_noop("Hồ sơ %(code)s bị từ chối. Xem lý do và hướng dẫn: %(link)s"),
        gettext_noop(
            "Hồ sơ %(code)s, thủ tục: %(procedure)s, bị từ chối. Lý do và hướng dẫn tiếp theo có trong Phiếu từ chối."
        ),
        {},
    ),
    NoticeKind.DUE_CHANGED: Wording(
        gettext_noop("Thời gian trả kết quả hồ sơ %(code)s thay đổi"),
        gettext_noop("Thời gian trả kết quả hồ sơ %(code)s đã thay đổi. Xem: %(link)s"),
        gettext_noop("Thời gian trả kết quả của hồ sơ %(code)s, thủ tục: %(procedure)s, đã thay đổi."),
        {"old_due": gettext_noop("Thời gian đã hẹn trước đây: %(old_due)s."), **_DUE},
    ),
    NoticeKind.APOLOGY: Wording(
        gettext_noop("Xin lỗi vì trả kết quả hồ sơ %(code)s chậm"),
        gettext_noop("Cơ quan xin lỗi vì trả kết quả hồ sơ %(code)s chậm so với hẹn. Xem văn bản: %(link)s"),
        gettext_noop(
            "Cơ quan xin lỗi vì chưa trả được kết quả hồ sơ %(code)s, thủ tục: %(procedure)s, đúng hẹn. "
            "Lý do có trong văn bản xin lỗi."
        ),
        {
            "old_due": gettext_noop("Thời gian đã hẹn trước đây: %(old_due)s."),
            "due": gettext_noop("Thời gian trả kết quả mới: %(due)s."),
        },
    ),
    NoticeKind.PAYMENT_REQUESTED: Wording(
        gettext_noop("Hồ sơ %(code)s cần nộp phí, lệ phí"),
        gettext_noop("Hồ sơ %(code)s cần nộp phí, lệ phí. Xem số tiền và nơi nộp: %(link)s"),
        gettext_noop("Hồ sơ %(code)s, thủ tục: %(procedure)s, cần thực hiện nghĩa vụ tài chính."),
        {
            "amount": gettext_noop("Số tiền: %(amount)s."),
            "until": gettext_noop("Đề nghị nộp trước: %(until)s."),
        },
    ),
    NoticeKind.DECIDED: Wording(
        gettext_noop("Hồ sơ %(code)s đã có kết quả"),
        gettext_noop("Hồ sơ %(code)s đã có kết quả. Xem cách nhận: %(link)s"),
        gettext_noop("Hồ sơ %(code)s, thủ tục: %(procedure)s, đã có kết quả."),
        {"place": gettext_noop("Nơi nhận kết quả: %(place)s.")},
    ),
    NoticeKind.RETURNED: Wording(
        gettext_noop("Đã trả kết quả hồ sơ %(code)s"),
        gettext_noop("Đã trả kết quả hồ sơ %(code)s. Mời đánh giá việc phục vụ: %(link)s"),
        gettext_noop(
            "Kết quả của hồ sơ %(code)s, thủ tục: %(procedure)s, đã được trả. Mời ông/bà đánh giá việc phục vụ."
        ),
        {},
    ),
    NoticeKind.TAKEN_OVER: Wording(
        subject=gettext_noop("Hồ sơ %(code)s được chuyển sang cơ quan kế thừa"),
        short=gettext_noop("Hồ sơ %(code)s đã chuyển sang cơ quan kế thừa. Mã và ngày hẹn không đổi. %(link)s"),
        full=gettext_noop(
            "Cơ quan giải quyết hồ sơ %(code)s (%(procedure)s) đã thay đổi. Mã hồ sơ và ngày hẹn giữ nguyên."
        ),
        extras={"agency": gettext_noop("Cơ quan tiếp tục giải quyết: %(agency)s.")},
    ),
    NoticeKind.WITHDRAWN: Wording(
        gettext_noop("Đã rút hồ sơ %(code)s"),
        gettext_noop("Hồ sơ %(code)s đã được rút theo yêu cầu. Xem: %(link)s"),
        gettext_noop("Hồ sơ %(code)s, thủ tục: %(procedure)s, đã được rút theo yêu cầu của người nộp."),
        {},
    ),
    NoticeKind.STOPPED: Wording(
        gettext_noop("Hồ sơ %(code)s dừng giải quyết"),
        gettext_noop("Hồ sơ %(code)s đã dừng giải quyết. Xem lý do và hướng dẫn: %(link)s"),
        gettext_noop(
            "Hồ sơ %(code)s, thủ tục: %(procedure)s, đã dừng giải quyết. Lý do có trong Thông báo dừng giải quyết."
        ),
        {},
    ),
    NoticeKind.ONE_TIME_CODE: Wording(
        gettext_noop("Mã xác nhận một lần"),
        gettext_noop("Mã xác nhận: %(secret)s. Không đưa mã này cho bất kỳ ai, kể cả cán bộ."),
        gettext_noop(
            "Mã xác nhận một lần: %(secret)s. Không đưa mã này cho bất kỳ ai, kể cả cán bộ. "
            "Nếu ông/bà không yêu cầu mã, hãy bỏ qua thông báo này."
        ),
        {},
        channels=frozenset({Channel.EMAIL, Channel.SMS}),
        holds_secret=True,
    ),
    NoticeKind.PASSWORD_RESET: Wording(
        gettext_noop("Đặt lại mật khẩu"),
        gettext_noop(
            "Nếu bạn muốn đặt lại mật khẩu Một Cửa, mở liên kết sau; nếu không, hãy bỏ qua tin này: %(secret)s"
        ),
        gettext_noop(
            "Nếu bạn muốn đặt lại mật khẩu Một Cửa, mở liên kết sau; nếu không, hãy bỏ qua tin này: %(secret)s"
        ),
        {},
        channels=frozenset({Channel.SMS}),
        holds_secret=True,
    ),
    NoticeKind.CONTACT_CHANGED: Wording(
        gettext_noop("Số điện thoại hoặc email của tài khoản đã đổi"),
        gettext_noop(
            "Số điện thoại hoặc email của tài khoản Một Cửa của bạn vừa được đổi. "
            "Nếu không phải bạn đổi, hãy báo Bộ phận Một cửa. Xem tài khoản: %(link)s"
        ),
        gettext_noop(
            "Số điện thoại hoặc email của tài khoản Một Cửa của bạn vừa được đổi. "
            "Nếu không phải bạn đổi, hãy báo Bộ phận Một cửa."
        ),
        {},
    ),
    NoticeKind.TASK_ASSIGNED: Wording(
        gettext_noop("Việc mới: hồ sơ %(code)s"),
        gettext_noop("Việc mới: hồ sơ %(code)s. Xem: %(link)s"),
        gettext_noop("Ông/bà được giao xử lý hồ sơ %(code)s, thủ tục: %(procedure)s."),
        {"step": gettext_noop("Bước: %(step)s."), "due": gettext_noop("Hạn của bước: %(due)s.")},
        channels=frozenset({Channel.IN_APP}),
    ),
    NoticeKind.CONSULTATION_LATE: Wording(
        gettext_noop("Hồ sơ %(code)s: cơ quan được lấy ý kiến chậm trả lời"),
        gettext_noop("Đã quá hạn mà cơ quan được lấy ý kiến về hồ sơ %(code)s chưa trả lời. Xem: %(link)s"),
        gettext_noop(
            "Đã quá hạn mà cơ quan được lấy ý kiến về hồ sơ %(code)s, thủ tục: %(procedure)s, chưa trả lời. "
            "Đề nghị ông/bà phối hợp đôn đốc."
        ),
        {
            "agency": gettext_noop("Cơ quan được lấy ý kiến: %(agency)s."),
            "until": gettext_noop("Hạn trả lời: %(until)s."),
        },
        channels=frozenset({Channel.IN_APP, Channel.EMAIL}),
    ),
}


@dataclass(frozen=True)
class Message:
    """A notice in words: a subject, one sentence for a phone, and the full text."""

    subject: str
    short: str
    full: str


def compose(
    kind: NoticeKind, context: Mapping[str, str], *, translate: Callable[[str], str] = lambda text: text
) -> Message:
    """The words of a notice. Only known placeholders are used, so a reason in the context never leaves.

    Raises `KeyError` naming a value the kind cannot do without.
    """
    wording = WORDINGS[kind]
    extras = [translate(text) % context for name, text in wording.extras.items() if context.get(name)]
    more = [context["link"]] if context.get("link") and not wording.holds_secret else []
    return Message(
        subject=_one_line(translate(wording.subject) % context)[:200],
        short=_one_line(translate(wording.short) % context)[:SMS_MAX],
        full="\n\n".join([" ".join([translate(wording.full) % context, *extras]), *more]),
    )


def without_secret(kind: NoticeKind, context: Mapping[str, str]) -> Mapping[str, str]:
    """The context as it may be kept and shown again."""
    return {**context, "secret": HIDDEN} if WORDINGS[kind].holds_secret else context


def channels_for(kind: NoticeKind, *, has_account: bool, has_email: bool, has_phone: bool) -> list[Channel]:
    """The channels this kind takes to this person, in a fixed order."""
    reachable = {Channel.IN_APP: has_account, Channel.EMAIL: has_email, Channel.SMS: has_phone}
    return [channel for channel in Channel if reachable[channel] and channel in WORDINGS[kind].channels]


def _one_line(text: str) -> str:
    """No line break may enter a subject or a short message."""
    return " ".join(text.split())
