"""The rooms and faces in their order. `.importlinter` states it, for the linter and for everything else."""

from configparser import ConfigParser
from pathlib import Path

HOUSE = Path(__file__).resolve().parents[1]
ROOT = HOUSE.parents[1]


def floors() -> list[list[str]]:
    """From the ground up; what stands on one floor stands together."""
    config = ConfigParser()
    config.read_string((ROOT / ".importlinter").read_text(encoding="utf-8"))
    lines = config["importlinter:contract:floors"]["layers"].split("\n")
    return [[name.strip(" ()") for name in line.split("|")] for line in reversed(lines) if line.strip()]


def house() -> list[str]:
    """Every room and face that is here, the ground first. One without its folder is left out."""
    return [name for floor in floors() for name in floor if (HOUSE / name / "manifest.py").exists()]
