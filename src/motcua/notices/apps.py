"""Registers the room, its listeners and the functions that send its messages."""

from importlib import import_module
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Warning, register
from django.utils.translation import gettext as _


class NoticesConfig(AppConfig):
    name = "motcua.notices"

    def ready(self) -> None:
        import_module("motcua.notices.delivery")
        import_module("motcua.notices.listeners")


@register(deploy=True)
def says_what_reaches_nobody(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Whoever installs it learns that people without e-mail are told nothing."""
    if settings.SMS_GATEWAY:
        return []
    said = _("SMS_GATEWAY trống: không gửi tin nhắn; ai không có email chỉ thấy thông báo khi đăng nhập.")
    return [Warning(said, id="notices.W001")]
