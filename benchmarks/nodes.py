"""What one, two and three web nodes do beside one database, and which of them the processors work for."""

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from benchmarks.browser import Browser
from benchmarks.province import Province, children_of, free_port
from benchmarks.results import table, write
from benchmarks.submission import LOGIN, filing, together

MOST, CLIENTS = 3, 2
READ, FILED, ROUNDS = 150, 60, 3
# What people open most: the first page, a procedure, its search.
PAGES = ("/", "/thu-tuc/1.004873/", "/thu-tuc/?q=xac+nhan+doc+than")
TICKS = os.sysconf("SC_CLK_TCK")


def run() -> dict[str, Any]:
    """Measure with one node, two, three, in turns; two clients a node, each with its own connection."""
    figures: dict[str, Any] = {"cores": len(os.sched_getaffinity(0)), "nodes": {}}
    with Province(web_workers=1) as province:
        province.ports = {f"web{n}": free_port() for n in range(1, MOST + 1)}
        drafts = [draft["path"] for draft in province.drafts(ROUNDS * FILED * MOST * (MOST + 1) // 2)]
        for name in province.ports:
            province.start(name)
        for port in province.ports.values():
            _visit(Browser(port))(PAGES * 5)
        for _round in range(ROUNDS):
            for count in range(1, MOST + 1):
                found = figures["nodes"].setdefault(count, {"read": [], "filed": [], "used": []})
                drafts = _turn(province, count, drafts, found)
        figures["memory"] = sum(_memory(child.pid) for child in province.children.values()) / MOST
    _write(figures)
    return figures


def _turn(province: Province, count: int, drafts: list[str], found: dict[str, list[Any]]) -> list[str]:
    """One turn with so many nodes; the drafts that are left."""
    ports = list(province.ports.values())[:count]
    readers = [Browser(port) for port in ports for _client in range(CLIENTS)]
    before = _used(province)
    _took, span = together([(_page(browser), list(PAGES) * (READ // len(PAGES) // CLIENTS)) for browser in readers])
    found["read"].append(count * READ / span)
    found["used"].append([(now - then) / span for now, then in zip(_used(province), before, strict=True)])
    filers = [_signed_in(port) for port in ports for _client in range(CLIENTS)]
    mine, left = drafts[: FILED * count], drafts[FILED * count :]
    _took, span = together([(filing(one), mine[n :: len(filers)]) for n, one in enumerate(filers)])
    found["filed"].append(len(mine) / span)
    for browser in (*readers, *filers):
        browser.close()
    return left


def _signed_in(port: int) -> Browser:
    browser = Browser(port)
    browser.sign_in(LOGIN)
    return browser


def _page(browser: Browser) -> Callable[[str], None]:
    def read(path: str) -> None:
        if (answer := browser.get(path)).status != 200:
            raise RuntimeError(f"{path}: {answer.status}")

    return read


def _visit(browser: Browser) -> Callable[[Sequence[str]], None]:
    def visit(paths: Sequence[str]) -> None:
        for path in paths:
            _page(browser)(path)
        browser.close()

    return visit


def _used(province: Province) -> tuple[float, float, float, float]:
    """Seconds of a processor so far: of the web nodes, of the database, of those who ask, of the machine in all."""
    first = int((province.server.cluster / "postmaster.pid").read_text(encoding="ascii").split()[0])
    web = sum(_seconds(child.pid) for child in province.children.values())
    spent = list(map(int, Path("/proc/stat").read_text(encoding="ascii").split("\n", 1)[0].split()[1:9]))
    # All but what was idle, or waited for a disk.
    return web, _seconds(first), _seconds_of(os.getpid()), (sum(spent) - spent[3] - spent[4]) / TICKS


def _seconds(pid: int) -> float:
    return _seconds_of(pid) + sum(_seconds(child) for child in children_of(pid))


def _seconds_of(pid: int) -> float:
    """Of a process and of those it has buried."""
    try:
        after_name = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace").rpartition(")")[2]
    except OSError:
        return 0.0
    return sum(map(int, after_name.split()[11:15])) / TICKS


def _memory(pid: int) -> float:
    """MB of a process and its children, what several share divided among them."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
    own = next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024
    return own + sum(map(_memory, children_of(pid)))


def _what_binds(figures: dict[str, Any]) -> str:
    """Whether the processors were all at work with the most nodes, and the database's part of what the nodes took."""
    used = figures["nodes"][MOST]["used"]
    web, database, _asking, machine = (sum(part) / ROUNDS for part in zip(*used, strict=True))
    share = f"the database took {database / web:.0%} of what the nodes took"
    if machine < 0.9 * figures["cores"]:
        return f"With {MOST} nodes {machine:.1f} of them were at work, so they do not bind; {share}."
    return f"With {MOST} nodes all of them were at work: they bind and not the database; {share}."


def _write(figures: dict[str, Any]) -> None:
    rows, one, cores = [], figures["nodes"][1], figures["cores"]
    for count, found in figures["nodes"].items():
        web, database, asking, machine = (sum(part) / ROUNDS for part in zip(*found["used"], strict=True))
        read, filed = (sorted(found[what])[ROUNDS // 2] for what in ("read", "filed"))
        rows.append(
            [
                count, f"{read:.0f}", f"{read / sorted(one['read'])[ROUNDS // 2]:.2f}", f"{filed:.0f}",
                f"{filed / sorted(one['filed'])[ROUNDS // 2]:.2f}", f"{web:.2f}", f"{database:.2f}", f"{asking:.2f}",
                f"{max(machine - web - database - asking, 0):.2f}", f"{read / web:.0f}",
            ]
        )  # fmt: skip
    write(
        "nodes",
        "Web nodes beside one database",
        [
            f"Nodes of one process each, {CLIENTS} clients a node on the same machine, which has {cores} processors for all of"
            " them; medians of turns one after the other. Used: processors at work while pages are read; by others: by what"
            f" else ran on this machine. {_what_binds(figures)} Where others took much, a second node brought its part of what"
            " it took from them, and «× one» says nothing of a machine of its own; the last column says what a web processor"
            " did."
            f" A node of one process had {figures['memory']:.0f} MB in the end.",
            "",
            *table(
                [
                    "nodes", "pages/s", "× one", "filed/s", "× one", "used: web", "database", "clients", "others",
                    "pages/s a web processor",
                ],
                rows,
            ),
        ],
        "django",
        "granian",
    )  # fmt: skip
