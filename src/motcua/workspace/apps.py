"""Registers the face."""

from django.apps import AppConfig


class WorkspaceConfig(AppConfig):
    name = "motcua.workspace"
