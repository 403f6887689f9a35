"""Addresses for machines."""

from django.urls import path

from motcua.api import health, search

app_name = "api"
urlpatterns = [
    path("health/live", health.live, name="live"),
    path("health/ready", health.ready, name="ready"),
    path("api/v1/search", search.search, name="search"),
    path("api/v1/suggest", search.suggest, name="suggest"),
    path("metrics", health.metrics, name="metrics"),
]
