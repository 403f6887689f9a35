"""What one page says on the next, kept in a cookie that is named as this installation names its cookies."""

from typing import Any

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.messages.storage.session import SessionStorage


class OurCookie(CookieStorage):
    """The framework has one name for it everywhere."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cookie_name = settings.MESSAGE_COOKIE_NAME


class Storage(FallbackStorage):
    """The cookie, and the session for what it cannot hold."""

    storage_classes = (OurCookie, SessionStorage)
