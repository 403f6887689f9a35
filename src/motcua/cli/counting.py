"""Where the processes of one web server count together what they do, so that any of them can tell all of it."""

import os
import shutil
from pathlib import Path

# In memory: a page of such a file that finds no room on a full disk would end its process.
MEMORY = Path("/dev/shm")  # noqa: S108 - a folder of our own is made there


def together(data: Path, port: int) -> dict[str, str]:
    """The setting under which the processes of the server on a port count together, in an empty folder of their own.

    They begin at nothing with each start, as a monitor expects. Without memory to share, the data folder will do.
    """
    name = f"motcua-{os.getuid()}-{port}"
    for place in (MEMORY, data / "metrics"):
        folder = place / name
        try:
            if folder.is_symlink() or (folder.exists() and folder.stat().st_uid != os.getuid()):
                continue
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(mode=0o700, parents=True)
        except OSError:
            continue
        return {"PROMETHEUS_MULTIPROC_DIR": str(folder)}
    return {}
