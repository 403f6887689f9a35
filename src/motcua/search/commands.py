"""Indexes at the terminal."""

from datetime import datetime

from motcua.kernel.terminal import say
from motcua.kernel.text import local
from motcua.search import building


def build(*, at: datetime) -> int:
    """Build those indexes of this machine that are not the database's."""
    for kind in building.KINDS:
        say(str(building.bring_up_to_date(kind, on=local(at).date())))
    return 0
