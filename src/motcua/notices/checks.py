"""What `motcua check` says about the way messages leave."""

from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Warning, register
from django.utils.translation import gettext as _

from motcua.kernel.addresses import is_this_machine
from motcua.notices.push.vapid import key, key_file


@register(deploy=True)
def says_what_others_could_read(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Letters carry links to new passwords and one-time codes."""
    if settings.EMAIL_USE_TLS or settings.EMAIL_USE_SSL or is_this_machine(settings.EMAIL_HOST):
        return []
    said = _("EMAIL_HOST là máy khác mà không có EMAIL_USE_TLS hay EMAIL_USE_SSL: thư đi không mã hóa.")
    return [Warning(said, hint=_("Xem «Đường truyền» trong docs/users/cai-dat-van-hanh.md."), id="notices.W002")]


@register(deploy=True)
def says_a_sender_that_is_none(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Mailboxes refuse letters of a sender whose domain is this machine itself."""
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    if "." in domain and not is_this_machine(domain):
        return []
    said = _("DEFAULT_FROM_EMAIL chưa phải địa chỉ thật: nhiều hộp thư sẽ không nhận thư của hệ thống.")
    return [Warning(said, hint=_("Ghi địa chỉ thuộc tên miền của tỉnh."), id="notices.W003")]


@register(deploy=True)
def says_what_reaches_nobody(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Whoever installs it learns that people without e-mail are told nothing."""
    if settings.SMS_GATEWAY:
        return []
    said = _("SMS_GATEWAY trống: không gửi tin nhắn; ai không có email chỉ thấy thông báo khi đăng nhập.")
    return [Warning(said, id="notices.W001")]


@register(deploy=True)
def says_a_key_that_cannot_be_read(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Nothing is offered then, and who copied the key wrongly would not know why."""
    if not key_file().exists() or key() is not None:
        return []
    said = _("Không đọc được khóa gửi thông báo tới trình duyệt: %s. Các trang không mời bật thông báo.") % key_file()
    return [Warning(said, hint=_("Chép lại tệp ấy từ máy khác, cho người dùng motcua đọc."), id="notices.W004")]
