"""The same people and dossiers as in the room below."""

from tests.dossiers.conftest import accepted, hand, people, register, send, work

__all__ = ["accepted", "hand", "people", "register", "send", "work"]
