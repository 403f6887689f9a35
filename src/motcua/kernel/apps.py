"""Brings the house up: what every room offers, and what it does by itself."""

from importlib import import_module
from importlib.util import find_spec

from django.apps import AppConfig
from django.conf import settings
from django.utils.translation import get_language, gettext

from motcua.kernel.floors import house
from motcua.kernel.manifests import collected
from motcua.kernel.speech import speak_with


def _in_force(text: str) -> str:
    """A text of ours in the reader's language. Vietnamese is the one it is written in: others' catalogues keep out."""
    return text if get_language() == settings.LANGUAGE_CODE else gettext(text)


# Files of a room that act when something happens, so that nobody imports them.
BY_THEMSELVES = ("checks", "delivery", "listeners")


class KernelConfig(AppConfig):
    name = "motcua.kernel"

    def ready(self) -> None:
        """Let rules speak the reader's language, read the manifests, and let rooms listen."""
        speak_with(_in_force)
        collected()
        for room in house():
            for name in BY_THEMSELVES:
                if find_spec(f"motcua.{room}.{name}"):
                    import_module(f"motcua.{room}.{name}")
