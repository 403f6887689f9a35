"""The same people and dossiers as in the room below."""

from tests.dossiers.conftest import accepted, hand, nothing_changes, people, register, send, work

__all__ = ["accepted", "hand", "nothing_changes", "people", "register", "send", "work"]
