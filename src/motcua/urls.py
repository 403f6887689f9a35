"""Which address belongs to which face."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

# The portal stands last: its addresses are the shortest.
urlpatterns: list[URLPattern | URLResolver] = [
    path("", include(f"motcua.{face}.urls"))
    for face in ("ui", "api", "workspace", "portal")
    if f"motcua.{face}" in settings.INSTALLED_APPS
]
