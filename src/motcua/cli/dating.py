"""When a backup was made: said beside it, and listed with it, so that an old one is not taken for the latest."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

from motcua.kernel.terminal import Trouble
from motcua.kernel.text import format_datetime

FILE = "luc-lap.txt"
# How a dated folder is called: by the moment at which it was begun.
STAMP = "%Y-%m-%d-%H%M%S"
IS_STAMPED = re.compile(r"(\d{4}-\d\d-\d\d-\d{6})")
# A folder is named before its moment is taken; a slow machine lies between.
BETWEEN = timedelta(hours=1)


def write(folder: Path, *, at: datetime) -> None:
    """Say when the rows of a backup were read; in the clear, also where the rest is locked."""
    (folder / FILE).write_text(f"{at.astimezone(UTC).isoformat(timespec='seconds')}\n", encoding="ascii")


def made_at(folder: Path) -> datetime | None:
    """When a backup was made, from a file that its list holds; none of earlier versions say it."""
    try:
        return datetime.fromisoformat((folder / FILE).read_text(encoding="ascii").strip())
    except FileNotFoundError:
        return None
    except ValueError as error:
        raise Trouble(f"{folder / FILE} bị hỏng.") from error


def refuse_another(folder: Path) -> None:
    """Refuse what lies in a folder of another day: somebody put an old backup where the latest should be."""
    made, named = made_at(folder), IS_STAMPED.match(folder.resolve().name)
    if made is None or named is None:
        return
    try:
        begun = datetime.strptime(named[1], STAMP).replace(tzinfo=UTC)
    except ValueError:
        return
    if not begun - BETWEEN <= made <= begun + BETWEEN:
        raise Trouble(f"{folder} chứa một bản sao lưu khác, lập lúc {format_datetime(made)}: tên thư mục không đúng.")


def said_of(folder: Path) -> str:
    """When a backup was made, as a sentence; nothing where it does not say it."""
    made = made_at(folder)
    return f" Lập lúc {format_datetime(made)}." if made else ""
