"""Registers the face."""

from django.apps import AppConfig


class CliConfig(AppConfig):
    name = "motcua.cli"
