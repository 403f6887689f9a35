"""Registers the room."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "motcua.people"
