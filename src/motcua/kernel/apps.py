"""Registers the ground as a Django application."""

from django.apps import AppConfig
from django.utils.translation import gettext

from motcua.kernel.speech import speak_with


class KernelConfig(AppConfig):
    name = "motcua.kernel"

    def ready(self) -> None:
        """Let rules speak the reader's language."""
        speak_with(gettext)
