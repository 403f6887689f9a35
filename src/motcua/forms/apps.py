"""Registers the room."""

from django.apps import AppConfig


class FormsConfig(AppConfig):
    name = "motcua.forms"
