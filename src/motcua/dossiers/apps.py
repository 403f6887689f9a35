"""Registers the room and its listeners."""

from importlib import import_module

from django.apps import AppConfig


class DossiersConfig(AppConfig):
    name = "motcua.dossiers"

    def ready(self) -> None:
        import_module("motcua.dossiers.listeners")
