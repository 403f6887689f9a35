"""Registers the room and its listeners."""

from importlib import import_module

from django.apps import AppConfig


class HandlingConfig(AppConfig):
    name = "motcua.handling"

    def ready(self) -> None:
        import_module("motcua.handling.listeners")
