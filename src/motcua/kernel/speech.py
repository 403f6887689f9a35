"""How rules, which know nothing of the web, put their sentences into the language of who reads them."""

from collections.abc import Callable

_translate: Callable[[str], str] = str


def say(text: str) -> str:
    """A Vietnamese text of ours in the language in force; the text itself before the platform is up."""
    return _translate(text) if text else ""


def gettext_noop(text: str) -> str:
    """Marks a text for translation where it is written; `say` or a `Sentence` translates it where it is read."""
    return text


def speak_with(translate: Callable[[str], str]) -> None:
    """Set what translates, once at start."""
    global _translate
    _translate = translate
