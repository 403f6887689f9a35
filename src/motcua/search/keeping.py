"""Keeps the indexes of a web node at the edition that the database tells, without a question of any page.

Of all processes of the machine one looks; where an index is another edition's it is built beside, by a process of its
own that takes what time the others leave. While it is built the old one answers.
"""

import fcntl
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from threading import Thread

import structlog
from django.conf import settings
from django.db import Error, connection

from motcua.search import building, queries

log = structlog.get_logger()

# Seconds between two looks, and after a build that failed.
LOOKS_EVERY, AGAIN_AFTER = 3.0, 60.0
BUILDS = ["nice", "-n", "19", sys.executable, "-m", "motcua.cli", "indexes", "build"]


def begin() -> None:
    """Look from now on, for as long as this process lives."""
    queries.leave_building()
    Thread(target=_take_turns, daemon=True, name="search-keeper").start()


def _take_turns() -> None:
    """The one that holds the lock looks; the system gives it to another when that one's process ends."""
    while True:
        with suppress(OSError):
            home = Path(settings.SEARCH_DIR)
            home.mkdir(parents=True, exist_ok=True)
            with (home / "keeper").open("w") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                while True:
                    time.sleep(look())
        time.sleep(LOOKS_EVERY)


def look() -> float:
    """Build what is not the database's; how many seconds until the next look."""
    try:
        is_current = all(map(building.is_current, building.KINDS))
    except Error:
        # The database is away, or not ready: there is nothing to build from.
        connection.close()
        return LOOKS_EVERY
    return LOOKS_EVERY if is_current or _built() else AGAIN_AFTER


def _built() -> bool:
    done = subprocess.run(BUILDS, capture_output=True, text=True, check=False)  # noqa: S603 - our own words
    if done.returncode:
        log.error("search_not_built", why=" ".join((done.stderr or done.stdout).split())[-500:])
    return not done.returncode
