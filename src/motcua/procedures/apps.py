"""Registers the room and its listeners."""

from importlib import import_module

from django.apps import AppConfig


class ProceduresConfig(AppConfig):
    name = "motcua.procedures"

    def ready(self) -> None:
        import_module("motcua.procedures.listeners")
