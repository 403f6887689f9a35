"""Registers the face's common part."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "motcua.ui"
