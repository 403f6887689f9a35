"""The only code that changes the vocabulary and notes how current the indexes are."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from django.db.models import F

from motcua.kernel.models import OutboxMessage
from motcua.kernel.operations import SYSTEM, note, operation
from motcua.kernel.outbox import enqueue
from motcua.kernel.text import fold, local
from motcua.search import building
from motcua.search.engine import ExpressionText
from motcua.search.models import Elsewhere, Expression, IndexState, TimeLimit

TOPIC = "search.rebuild"


@operation(who=SYSTEM, journal="vocabulary.replaced")
def replace_expressions(*, expressions: Sequence[ExpressionText], by: None, at: datetime) -> None:
    """Replace the everyday words by which people look for procedures and law (NĐ 61/2018 Đ25)."""
    Expression.objects.all().delete()
    Expression.objects.bulk_create(
        [
            Expression(
                text=one.text,
                folded=fold(one.text),
                means=list(one.means),
                procedures=list(one.targets),
                articles=list(one.articles),
            )
            for one in expressions
        ],
        1000,
    )
    mark_stale(kind="procedure", at=at)
    mark_stale(kind="law", at=at)
    note(count=len(expressions))


@operation(who=SYSTEM, journal="elsewhere.replaced")
def replace_elsewhere(*, things: Sequence[Elsewhere], by: None, at: datetime) -> None:
    """Replace the register of what is not resolved here and who does it (NĐ 61/2018 Đ25)."""
    Elsewhere.objects.all().delete()
    Elsewhere.objects.bulk_create(things)
    mark_stale(kind="procedure", at=at)
    note(count=len(things))


@operation(who=SYSTEM, journal="time_limits.replaced")
def replace_time_limits(*, limits: Sequence[TimeLimit], by: None, at: datetime) -> None:
    """Replace the time limits that the law sets the citizen, each with its article (NĐ 61/2018 Đ25)."""
    TimeLimit.objects.all().delete()
    TimeLimit.objects.bulk_create(limits)
    note(count=len(limits))


def mark_stale(*, kind: str, at: datetime) -> None:
    """Note that an index no longer shows what the database holds, and have the worker build its own again.

    Web nodes build theirs when they see that the edition is another (`motcua.search.keeping`).
    One waiting message is enough: a build reads everything. The row stays locked until the change is committed, so that
    a build about to finish either sees it or is over before it.
    """
    IndexState.objects.get_or_create(kind=kind)
    IndexState.objects.filter(kind=kind).update(wanted=F("wanted") + 1, edition=uuid.uuid4().hex)
    state = IndexState.objects.get(kind=kind)
    waiting = OutboxMessage.objects.filter(topic=TOPIC, state=OutboxMessage.State.QUEUED, payload__kind=kind)
    if not waiting.exists():
        enqueue(TOPIC, {"kind": kind, "at": at.isoformat()}, key=f"{TOPIC}/{kind}/{state.wanted}", at=at)


@operation(who=SYSTEM, journal="search.rebuilt")
def rebuild(*, kind: str, by: None, at: datetime) -> IndexState:
    """Have the index of this machine show what the database holds; built anew where it does not (NĐ 61/2018 Đ25)."""
    IndexState.objects.get_or_create(kind=kind)
    before = IndexState.objects.get(kind=kind).wanted
    building.bring_up_to_date(kind, on=local(at).date())
    # Changes made during the build found a waiting message and wrote none; the lock lets none slip in between.
    state = IndexState.objects.select_for_update().get(kind=kind)
    state.built, state.built_at = before, at
    state.save()
    if state.wanted > before:
        enqueue(TOPIC, {"kind": kind, "at": at.isoformat()}, key=f"{TOPIC}/{kind}/{state.wanted}/again", at=at)
    note(kind=kind, wanted=before)
    return state
