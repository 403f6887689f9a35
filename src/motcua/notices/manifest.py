"""What this room brings to the whole."""

from motcua.kernel.manifests import Manifest, Topic
from motcua.kernel.speech import gettext_noop
from motcua.notices.rules import NoticeKind

MANIFEST: Manifest = (
    NoticeKind(
        "contact_changed",
        gettext_noop("Số điện thoại hoặc email của tài khoản đã đổi"),
        gettext_noop(
            "Số điện thoại hoặc email của tài khoản Một Cửa của bạn vừa được đổi. "
            "Nếu không phải bạn đổi, hãy báo Bộ phận Một cửa. Xem tài khoản: %(link)s"
        ),
        gettext_noop(
            "Số điện thoại hoặc email của tài khoản Một Cửa của bạn vừa được đổi. "
            "Nếu không phải bạn đổi, hãy báo Bộ phận Một cửa."
        ),
    ),
    Topic("mail", gettext_noop("Thư xác nhận, đặt lại mật khẩu")),
    Topic("sms", gettext_noop("Tin nhắn")),
)
