"""Addresses for machines."""

from django.urls import path

from motcua.api import health

app_name = "api"
urlpatterns = [
    path("health/live", health.live, name="live"),
    path("health/ready", health.ready, name="ready"),
    path("metrics", health.metrics, name="metrics"),
]
