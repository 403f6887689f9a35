"""Registers the room and its listeners."""

from importlib import import_module

from django.apps import AppConfig


class IndicatorsConfig(AppConfig):
    name = "motcua.indicators"

    def ready(self) -> None:
        import_module("motcua.indicators.listeners")
