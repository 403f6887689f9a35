"""Which address belongs to which face."""

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include(f"motcua.{face}.urls")) for face in ("ui", "workspace", "portal") if find_spec(f"motcua.{face}.urls")
]
