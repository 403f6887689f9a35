"""The worker looks at every part each minute, so that administrators learn what is ill, and when it is well again."""

import platform
from datetime import datetime

from motcua.kernel.health import Health, State, examine
from motcua.kernel.manifests import HealthPart, offered
from motcua.notices.models import Illness
from motcua.notices.operations import note_illness, tell_of_illness
from motcua.notices.rules import Word, word_of

# Of these the worker cannot tell: it runs, or nobody would look.
ITSELF = "worker"


def watch(*, at: datetime) -> None:
    """Look at what does not take long, and tell what lasts. What all nodes see alike is told by one of them."""
    quick = [part for part in offered(HealthPart).values() if not part.is_slow and part.key != ITSELF]
    for part, health in examine(at=at, parts=quick):
        _look(part, health, node="" if part.is_shared else platform.node()[:100], at=at)


def _look(part: HealthPart, health: Health, *, node: str, at: datetime) -> None:
    is_ill = health.state is State.ILL
    known = Illness.objects.filter(part=part.key, node=node).first()
    if known is None and not is_ill:
        return
    if known is None or is_ill == (known.well_since is not None):
        known = note_illness(part=part.key, node=node, is_ill=is_ill, by=None, at=at)
    if known is None:
        return
    word = word_of(is_ill=is_ill, since=known.since, told_at=known.told_at, well_since=known.well_since, at=at)
    if word is not Word.NOTHING:
        tell_of_illness(known, word=word, said=health.said, by=None, at=at)
