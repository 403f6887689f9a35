"""Which address belongs to which face."""

from importlib import import_module

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

# The portal stands last: its addresses are the shortest.
urlpatterns: list[URLPattern | URLResolver] = [
    path("", include(f"motcua.{face}.urls"))
    for face in ("ui", "api", "workspace", "portal")
    if f"motcua.{face}" in settings.INSTALLED_APPS
]

if "motcua.portal" in settings.INSTALLED_APPS:
    urlpatterns += import_module("motcua.portal.urls").SIGN_IN

handler400 = "motcua.ui.errors.bad_request"
handler403 = "motcua.ui.errors.forbidden"
handler404 = "motcua.ui.errors.not_found"
handler500 = "motcua.ui.errors.server_error"
