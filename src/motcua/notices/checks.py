"""What `motcua check` says about the way messages leave."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Warning, register
from django.utils.translation import gettext as _


@register(deploy=True)
def says_what_reaches_nobody(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Whoever installs it learns that people without e-mail are told nothing."""
    if settings.SMS_GATEWAY:
        return []
    said = _("SMS_GATEWAY trống: không gửi tin nhắn; ai không có email chỉ thấy thông báo khi đăng nhập.")
    return [Warning(said, id="notices.W001")]
