"""Registers the room."""

from django.apps import AppConfig


class ProceduresConfig(AppConfig):
    name = "motcua.procedures"
