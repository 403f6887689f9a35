"""What this room brings to the whole."""

from motcua.kernel.manifests import Kept, Manifest
from motcua.kernel.speech import gettext_noop
from motcua.people.rules import PersonalData

MANIFEST: Manifest = (
    # The sign-in library has its own list of addresses, links that confirm them, and second factors.
    Kept(
        "accounts",
        "people.account",
        beside=("people.holding", "account.emailaddress", "account.emailconfirmation", "mfa.authenticator"),
    ),
    Kept("sessions", "people.session", since="expire_date"),
    Kept("looks", "people.dataview"),
    Kept("erasures", "people.erasurerequest"),
    PersonalData(
        "tai-khoan",
        gettext_noop("Thông tin của tài khoản"),
        "motcua.people.personal:account_part",
        gettext_noop("Làm trống ngay. Số điện thoại, email dùng được cho tài khoản khác."),
        is_erased=True,
        page="portal:account",
    ),
    PersonalData(
        "ai-da-xem",
        gettext_noop("Ai đã xem dữ liệu của tôi"),
        "motcua.people.personal:looks_part",
        gettext_noop("Giữ lại: nhật ký xem dữ liệu cá nhân phải giữ ít nhất 12 tháng (QCVN 12:2026/BCA)."),
        is_erased=False,
        page="portal:data_views",
    ),
    PersonalData(
        "de-nghi-xoa",
        gettext_noop("Đề nghị xóa của tôi và câu trả lời"),
        "motcua.people.personal:erasures_part",
        gettext_noop("Giữ lại: để chứng minh đề nghị đã được trả lời. Chưa rõ luật ấn định giữ bao lâu."),
        is_erased=False,
    ),
)
