"""Our command line inside this process: what a command does, without the seconds a program takes to begin.

That it begins as an operator begins it is for `tests.command`.
"""

import io
import os
from contextlib import ExitStack, redirect_stderr, redirect_stdout
from pathlib import Path
from unittest.mock import patch
from urllib.parse import urlsplit

from django.conf import settings
from django.test import override_settings

from motcua.cli.main import main
from motcua.settings import env
from tests import database


def motcua(*words, **environment):
    """The command's exit code and all it said, in a place told as `tests.command` is told it."""
    name, data = urlsplit(environment["DATABASE_URL"]).path.strip("/"), Path(environment["MOTCUA_DATA"])
    said = io.StringIO()
    with ExitStack() as surroundings:
        # A backup lets nobody else read what it writes; the tests that follow begin as ever.
        surroundings.callback(os.umask, os.umask(0o022))
        surroundings.enter_context(patch.dict(os.environ, environment))
        told = {
            "DATA_DIR": data,
            "FILES_DIR": data / "files",
            "STORAGES": {**settings.STORAGES, "files": env.files("FILES_STORE", data / "files")[1]},
            "BACKUP_KEYS": env.words("BACKUP_KEYS"),
            "BACKUP_SIGNERS": env.words("BACKUP_SIGNERS"),
        }
        surroundings.enter_context(override_settings(**told))
        surroundings.enter_context(database.used(name))
        surroundings.enter_context(redirect_stdout(said))
        surroundings.enter_context(redirect_stderr(said))
        code = main(words)
    return code, said.getvalue()
