"""The order of the rooms, read from the one place that states it."""

import configparser
from pathlib import Path

ROOT = Path(__file__).parents[2]
SRC = ROOT / "src" / "motcua"


def floors() -> dict[str, int]:
    """Each room and face with its level, 1 at the ground."""
    config = configparser.ConfigParser()
    config.read(ROOT / ".importlinter")
    lines = [line for line in config["importlinter:contract:floors"]["layers"].split("\n") if line.strip()]
    return {
        room.strip(" ()"): len(lines) - n for n, line in enumerate(lines) for room in line.replace(")", "").split("|")
    }
