"""Registers the face."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "motcua.api"
