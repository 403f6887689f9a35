"""Registers the room."""

from django.apps import AppConfig


class LawsConfig(AppConfig):
    name = "motcua.laws"
    verbose_name = "Pháp luật"
