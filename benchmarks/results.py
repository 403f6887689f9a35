"""The page of results: each measurement rewrites its own part and leaves the others alone."""

import os
import platform
import re
import time
from collections.abc import Mapping, Sequence
from datetime import datetime
from importlib.metadata import version
from pathlib import Path

from motcua.kernel.text import VIETNAM

PAGE = Path(__file__).with_name("RESULTS.md")
HEAD = """\
# Measured

Each part is written by `./motcua bench NAME` on the machine it names. Ratios compare two things measured in the same run, so
they say more than the times beside them. What was not reached is said. A load above the number of cores means that other
work shared the machine: times are then longer than they would be alone, p95 most of all.
"""


def machine() -> str:
    """Where and with what it was measured."""
    text = Path("/proc/cpuinfo").read_text(encoding="utf-8") if Path("/proc/cpuinfo").exists() else ""
    name = re.search(r"model name\s*: (.+)", text)
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return f"{name.group(1).strip() if name else platform.machine()}, {cores} cores, {platform.system()}"


def pace() -> str:
    """How fast Python is here and now, least and most of some tries: shared machines differ, and differ in time."""
    took = []
    for _try in range(7):
        started = time.perf_counter()
        sum(n * n for n in range(2_000_000))
        took.append(time.perf_counter() - started)
    return f"two million squares in {1000 * min(took):.0f}–{1000 * max(took):.0f} ms"


def versions(*packages: str) -> str:
    named = [f"{package} {version(package)}" for package in packages]
    return ", ".join([f"Python {platform.python_version()}", *named])


def percentile(times: Sequence[float], share: int) -> float:
    """The time that so many hundredths of the measurements did not exceed."""
    ordered = sorted(times)
    return ordered[min(len(ordered) - 1, -(-len(ordered) * share // 100) - 1)]


def write(key: str, title: str, lines: Sequence[str], *packages: str) -> None:
    """Replace the part `key` of the page, or add it."""
    day = datetime.now(VIETNAM)  # noqa: TID251 - a measurement has the day it was made
    body = "\n".join(
        [
            f"<!-- {key} -->",
            f"## {title}",
            "",
            f"`./motcua bench {key}` · {day:%Y-%m-%d} · {machine()}, {pace()}, load at the end {os.getloadavg()[1]:.1f} (5 minutes) · {versions(*packages)}",
            "",
            *lines,
            f"<!-- end {key} -->",
        ]
    )
    page = PAGE.read_text(encoding="utf-8") if PAGE.exists() else HEAD
    part = re.compile(rf"<!-- {key} -->.*?<!-- end {key} -->", re.DOTALL)
    page = part.sub(lambda _found: body, page) if part.search(page) else f"{page.rstrip()}\n\n{body}\n"
    PAGE.write_text(page, encoding="utf-8")


def verdict(reached: bool) -> str:
    return "reached" if reached else "**not reached**"


def table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> list[str]:
    """A table of the page."""
    lines = [head, ["---"] * len(head), *rows]
    return ["| " + " | ".join(str(cell) for cell in line) + " |" for line in lines]


Figures = Mapping[str, object]
