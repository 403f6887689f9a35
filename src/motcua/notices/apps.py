"""Registers the room, its listeners and the functions that send its messages."""

from importlib import import_module

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "motcua.notices"

    def ready(self) -> None:
        import_module("motcua.notices.delivery")
        import_module("motcua.notices.listeners")
