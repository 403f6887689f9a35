"""What this room brings to the whole."""

from motcua.kernel.manifests import Manifest, Topic
from motcua.kernel.speech import gettext_noop
from motcua.notices.rules import Channel, NoticeKind

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
    NoticeKind(
        "identity_changed",
        gettext_noop("Thông tin cán bộ của bạn đã được sửa"),
        gettext_noop(
            "Hai quản trị đã sửa thông tin cán bộ của bạn. Nếu sai, hãy báo ngay, chưa ký gì thêm. Xem: %(link)s"
        ),
        gettext_noop(
            "Họ tên, số định danh, ngày sinh, giới tính hoặc email công vụ của bạn vừa được một quản trị đề nghị sửa "
            "và một quản trị khác xác nhận. Chữ ký số từ nay ghi theo thông tin mới. Nếu sai, hãy báo quản trị ngay."
        ),
    ),
    NoticeKind(
        "identity_proved",
        gettext_noop("Tài khoản của bạn đã được xác minh"),
        gettext_noop(
            "Tài khoản Một Cửa của bạn đã được xác minh bằng thẻ căn cước. Nếu không phải bạn, báo ngay. Xem: %(link)s"
        ),
        gettext_noop(
            "Cán bộ Một cửa đã xem thẻ căn cước và xác minh họ tên, số định danh, ngày sinh của tài khoản. "
            "Từ nay các mục này chỉ sửa được tại quầy. Nếu không phải bạn đến quầy, hãy báo Bộ phận Một cửa ngay."
        ),
    ),
    NoticeKind(
        "guarded_post_given",
        gettext_noop("Bạn được giao vị trí duyệt, ký, đóng dấu số hoặc quản trị"),
        gettext_noop("Bạn được giao vị trí duyệt, ký, đóng dấu số hoặc quản trị. Nếu sai, hãy báo ngay. Xem: %(link)s"),
        gettext_noop(
            "Một quản trị đề nghị, một quản trị khác xác nhận giao vị trí cho bạn. Nếu sai, hãy báo quản trị ngay."
        ),
        {"post": gettext_noop("Vị trí: %(post)s."), "agency": gettext_noop("Cơ quan: %(agency)s.")},
    ),
    NoticeKind(
        "change_waiting",
        gettext_noop("Một thay đổi về cán bộ chờ bạn xác nhận"),
        gettext_noop("Một thay đổi về cán bộ chờ quản trị thứ hai xác nhận. Xem: %(link)s"),
        gettext_noop(
            "Một quản trị khác đề nghị thay đổi về một cán bộ. Thay đổi chỉ có hiệu lực khi bạn hoặc một quản trị khác "
            "nữa xem và xác nhận."
        ),
        {"official": gettext_noop("Cán bộ: %(official)s.")},
        channels=frozenset({Channel.IN_APP, Channel.EMAIL}),
    ),
    Topic("mail", gettext_noop("Thư xác nhận, đặt lại mật khẩu")),
    Topic("sms", gettext_noop("Tin nhắn")),
)
