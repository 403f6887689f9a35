"""A dossier beside its list: how it stands, what is next, what can be done; of people no more than its row says."""

from collections.abc import Sequence
from dataclasses import dataclass

from motcua.dossiers.models import Dossier
from motcua.dossiers.rules import WAITING
from motcua.handling.models import Task
from motcua.handling.queries import dossier_for
from motcua.people.desk import Desk
from motcua.workspace.actions import Action, bench_of, offered
from motcua.workspace.listing import Clock, Due

# In the address of a list: the dossier that is shown beside it.
NAME = "xem"


@dataclass(frozen=True)
class Glance:
    """What one sees of a dossier without opening it."""

    dossier: Dossier
    due: Due
    steps: Sequence[Task]
    actions: Sequence[Action]


def glance_at(desk: Desk, code: str, clock: Clock) -> Glance | None:
    """The dossier of that code where it is within the reader's right; nothing for nonsense."""
    dossier = dossier_for(desk.by, code[:200], on=desk.on, posts=desk.posts) if code else None
    if dossier is None:
        return None
    bench = bench_of(desk, dossier)
    actions = [action for action in offered(bench) if action.leads(bench)]
    return Glance(dossier, due_of(dossier, clock), bench.open_tasks, actions)


def due_of(dossier: Dossier, clock: Clock) -> Due:
    """How the whole dossier stands against its date; nothing of what is over, or waits for its filer."""
    limit = dossier.due_at or (dossier.first_answer_due_at if dossier.accepted_at is None else None)
    if limit is None or dossier.ended_at or dossier.state in WAITING:
        return Due()
    return clock.due(limit, dossier.accepted_at or dossier.submitted_at)
