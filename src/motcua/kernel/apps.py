"""Registers the ground as a Django application."""

from django.apps import AppConfig


class KernelConfig(AppConfig):
    name = "motcua.kernel"
