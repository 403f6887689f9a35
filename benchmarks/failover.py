"""Machines of a province are lost while people file: how long nobody is answered, and whether anything is lost or twice."""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import pairwise
from typing import Any

from benchmarks.browser import Browser
from benchmarks.cluster import Machines, wait_until
from benchmarks.kills import LOGIN, Filer, doubled, halved, lost
from benchmarks.results import table, verdict, write

CLIENTS = 2
DRAFTS = 3_000
# Seconds between two filings of one person: a measurement of pauses, not of throughput.
PAUSE = 0.2
GOAL = 20.0
# So often the database that leads is lost.
LEADERS_LOST = 3
# Filings of each person after a loss that show that all goes on.
ENOUGH = 5


class Watched(Filer):
    """A person who files, and remembers when there was an answer."""

    def __init__(self, drafts: list[dict[str, str]], browser: Browser) -> None:
        super().__init__(drafts, browser)
        self.answered: list[float] = []

    def press_until_answered(self, draft: dict[str, str]) -> str:
        reference = super().press_until_answered(draft)
        self.answered.append(time.monotonic())
        time.sleep(PAUSE)
        return reference

    def longest_pause(self, since: float) -> float:
        """The longest time without an answer that touches what came after a moment."""
        before = [moment for moment in self.answered if moment <= since][-1:]
        moments = before + [moment for moment in self.answered if moment > since]
        return max((later - earlier for earlier, later in pairwise(moments)), default=0.0)

    def answered_since(self, moment: float) -> int:
        return sum(answered > moment for answered in self.answered)


@contextmanager
def filing(machines: Machines, drafts: list[dict[str, str]]) -> Iterator[list[Watched]]:
    """People file through the public address for as long as this is open."""
    people = [Watched(drafts[n::CLIENTS], machines.browser(LOGIN)) for n in range(CLIENTS)]
    for person in people:
        person.start()
    try:
        yield people
    finally:
        for person in people:
            person.stop.set()
        for person in people:
            person.join(60)
            person.browser.close()


def pause_of(deed: Callable[[], None], people: list[Watched]) -> tuple[float, int]:
    """The longest pause of anybody around a deed until all go on, and how often somebody pressed again."""
    began, pressed = time.monotonic(), sum(person.pressed_again for person in people)
    deed()
    done = time.monotonic()
    wait_until(lambda: all(person.answered_since(done) >= ENOUGH for person in people), "nobody files any more", 120)
    again = sum(person.pressed_again for person in people) - pressed
    return max(person.longest_pause(began) for person in people), again


def one_after_the_other(machines: Machines) -> None:
    """Each web node is taken out, ended in order, started anew and given requests again, as an upgrade does."""
    for node in machines.nodes:
        machines.cluster.drain(node, is_drained=True)
        wait_until(lambda node=node: machines.cluster.is_idle(node), "a drained node is never idle")  # type: ignore[misc]
        machines.kill(node)
        machines.start(node)
        machines.cluster.drain(node, is_drained=False)
        time.sleep(3)


def deeds(machines: Machines) -> Iterator[tuple[str, Callable[[], None], Callable[[], None]]]:
    """What is lost, how, and how it comes back."""
    cluster = machines.cluster

    def of_the_cluster(name: str) -> tuple[Callable[[], None], Callable[[], None]]:
        return lambda: cluster.kill(name), lambda: cluster.revive(name)

    def of_the_platform(name: str) -> tuple[Callable[[], None], Callable[[], None]]:
        return lambda: machines.kill(name), lambda: machines.start(name)

    for _time in range(LEADERS_LOST):
        wait_until(cluster.is_whole, "the cluster does not become whole")
        yield "the database that leads", *of_the_cluster(cluster.leader())
    wait_until(cluster.is_whole, "the cluster does not become whole")
    yield "the database that follows it", *of_the_cluster(cluster.replica())
    wait_until(cluster.is_whole, "the cluster does not become whole")
    yield "one of three etcd", *of_the_cluster("etcd2")
    yield "a web node", *of_the_platform("web1")
    yield "the worker", *of_the_platform("worker")
    yield "nothing: web nodes renewed one after the other", lambda: one_after_the_other(machines), lambda: None


def run() -> dict[str, Any]:
    """Lose one machine after the other; then look through everything."""
    with Machines() as machines:
        drafts = machines.drafts(DRAFTS)
        for name in (*machines.nodes, "worker"):
            machines.start(name)
        with filing(machines, drafts) as people:
            wait_until(lambda: all(person.answered_since(0) >= ENOUGH for person in people), "nobody files")
            losses = []
            for what, lose, bring_back in deeds(machines):
                longest, again = pause_of(lose, people)
                bring_back()
                losses.append({"lost": what, "pause": round(longest, 1), "pressed_again": again})
        acknowledged = {key: reference for person in people for key, reference in person.acknowledged.items()}
        figures = {
            "losses": losses,
            "acknowledged": len(acknowledged),
            "errors": [error for person in people for error in person.errors],
            "lost": len(lost(machines, acknowledged)),
            "doubled": len(doubled(machines)),
            "halved": len(halved(machines)),
            "journal": json.loads(machines.python("-m", "motcua.cli", "audit", "verify", "--json"))["ok"],
        }
    _write(figures)
    return figures


def _write(figures: dict[str, Any]) -> None:
    leads = [loss["pause"] for loss in figures["losses"] if loss["lost"] == "the database that leads"]
    renewed = figures["losses"][-1]["pressed_again"]
    is_whole = figures["journal"] and not (
        figures["lost"] or figures["halved"] or figures["doubled"] or figures["errors"]
    )
    write(
        "failover",
        "Machines lost while people file",
        [
            f"{CLIENTS} people file over HTTP through HAProxy, {PAUSE} s after each answer, pressing again until there is one."
            " Two web nodes and a worker beside three PostgreSQL under Patroni (synchronous) and three etcd, all on one"
            " machine, from the files in `deploy/`. Each is killed with everything it started (SIGKILL). The pause is the"
            " longest that anybody waited for an answer, the filing itself included.",
            "",
            *table(
                ["lost", "pause, s", "pressed again", "goal"],
                [
                    [loss["lost"], str(loss["pause"]), str(loss["pressed_again"]), _goal(loss)]
                    for loss in figures["losses"]
                ],
            ),
            "",
            f"Acknowledged {figures['acknowledged']}: lost {figures['lost']}, halved {figures['halved']}, doubled"
            f" {figures['doubled']}, journal {'whole' if figures['journal'] else 'NOT whole'}. Goal, none and whole:"
            f" {verdict(is_whole)}; the lead taken over within {GOAL:.0f} s: {verdict(max(leads) < GOAL)}; no request failed"
            f" while web nodes are renewed: {verdict(not renewed)}.",
        ],
        "django",
        "granian",
    )


def _goal(loss: dict[str, Any]) -> str:
    if loss["lost"] == "the database that leads":
        return f"< {GOAL:.0f} s: {verdict(loss['pause'] < GOAL)}"
    if loss["lost"].startswith("nothing"):
        return f"pressed again 0: {verdict(not loss['pressed_again'])}"
    return ""
