"""Folders that last as long as what is done in them, also where the process is killed in its middle."""

import fcntl
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from shutil import rmtree
from tempfile import TemporaryDirectory, gettempdir

import structlog
from django.conf import settings

PREFIX, HELD, INSIDE = "motcua-passing-", "held", "inside"
# Seconds before which a folder may be one whose maker has not taken hold of it yet.
YOUNG = 60.0

log = structlog.get_logger()


@contextmanager
def passing_folder(*, within: Path | None = None) -> Iterator[Path]:
    """An empty folder, gone at the end. Whoever was killed left theirs: they go now, for keys and data lie in them."""
    sweep_in((within or Path(gettempdir()),))
    with TemporaryDirectory(prefix=PREFIX, dir=within) as made, (Path(made) / HELD).open("w") as held:
        # The system lets go of it with the process, however that ends.
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        inside = Path(made) / INSIDE
        inside.mkdir(mode=0o700)
        yield inside


def sweep(*, at: datetime) -> int:
    """Delete on this node what killed processes left; how many folders."""
    return sweep_in((Path(gettempdir()), Path(settings.DATA_DIR)))


def sweep_in(places: Iterable[Path]) -> int:
    """Delete the folders of these places that nobody holds any more."""
    left = [folder for place in set(places) for folder in place.glob(f"{PREFIX}*") if _is_left(folder)]
    for folder in left:
        rmtree(folder, ignore_errors=True)
        log.info("passing_folder_swept", folder=folder.name)
    return len(left)


def _is_left(folder: Path) -> bool:
    try:
        if time.time() - folder.stat().st_mtime < YOUNG:
            return False
        with (folder / HELD).open() as held:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except FileNotFoundError:
        # Killed before it took hold; or gone meanwhile.
        return folder.is_dir()
    except OSError:
        # Held, or another user's.
        return False
    return True
