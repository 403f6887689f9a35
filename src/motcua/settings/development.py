"""A developer's or a demonstration's machine, on http://localhost."""

from motcua.settings.base import *  # noqa: F403
from motcua.settings import env

DEBUG = env.boolean("DEBUG", False)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
