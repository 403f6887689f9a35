"""Registers the room."""

from django.apps import AppConfig


class CalendarsConfig(AppConfig):
    name = "motcua.calendars"
