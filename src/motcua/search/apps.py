"""One box over what the rooms offer to be found."""

from importlib import import_module

from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "motcua.search"
    verbose_name = "Tìm kiếm"

    def ready(self) -> None:
        import_module("motcua.search.listeners")
