"""The gallery of components, for developers and for the demonstration."""

from django.urls import path

from motcua.ui import gallery

app_name = "ui"
urlpatterns = [path("thanh-phan", gallery.gallery, name="gallery")]
