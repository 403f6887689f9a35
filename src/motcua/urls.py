"""The addresses of every room and face that has some. No two faces share one, so their order says nothing."""

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

from motcua.kernel.floors import house

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include(f"motcua.{name}.urls")) for name in house() if find_spec(f"motcua.{name}.urls")
]

handler400 = "motcua.ui.errors.bad_request"
handler403 = "motcua.ui.errors.forbidden"
handler404 = "motcua.ui.errors.not_found"
handler429 = "motcua.ui.errors.too_fast"
handler500 = "motcua.ui.errors.server_error"
