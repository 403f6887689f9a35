"""Counts the boards' open work anew from the command line. Imported once Django is up."""

from datetime import datetime

from motcua.cli.refusals import in_words
from motcua.handling.operations.counts import recount
from motcua.kernel.terminal import say


def recount_boards(*, at: datetime) -> int:
    """Count anew from the dossiers and tasks themselves."""
    with in_words():
        recount(by=None, at=at)
    say("Đã đếm lại.")
    return 0
