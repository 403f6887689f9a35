"""The tests: real PostgreSQL, quick hashing, files in a folder of their own."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

os.environ.setdefault("SECRET_KEY", "only-for-tests")
os.environ.setdefault("DATABASE_URL", "postgresql://postgres@127.0.0.1:5432/motcua")

from motcua.settings.base import *  # noqa: F403
from motcua.settings.base import MIDDLEWARE

DEBUG = False
MIDDLEWARE = [name for name in MIDDLEWARE if "whitenoise" not in name]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
FILES_DIR = Path(tempfile.mkdtemp(prefix="motcua-test-files-"))
SEARCH_DIR = Path(tempfile.mkdtemp(prefix="motcua-test-search-"))
# With the keys of the run (`tests/database.py`).
DATA_DIR = Path(tempfile.mkdtemp(prefix="motcua-test-data-"))
for _folder in (FILES_DIR, SEARCH_DIR, DATA_DIR):
    atexit.register(shutil.rmtree, _folder, ignore_errors=True)
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
# Tests sign officials in without one, except those of the second factor itself.
SECOND_FACTOR_REQUIRED = False
# The packs' codes of agencies are a demonstration's.
DEMONSTRATION_DATA = True
# Papers are signed as in a demonstration; what brought-in keys do has tests of its own.
PAPER_SIGNER = "motcua.papers.signing.DemonstrationSigner"
PAPER_TIMESTAMPS = "simulator"
SMS_GATEWAY = "motcua.notices.simulator.SimulatedSms"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "files": {"BACKEND": "motcua.kernel.storing.FolderStorage", "OPTIONS": {"location": FILES_DIR}},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
