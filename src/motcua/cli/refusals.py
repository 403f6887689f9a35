"""What an operation refuses, as a trouble of the command. Imported once Django is up."""

from collections.abc import Iterator
from contextlib import contextmanager

from motcua.kernel.operations import Refused
from motcua.kernel.terminal import Trouble

MARKED = "các ô được đánh dấu"


@contextmanager
def in_words() -> Iterator[None]:
    """Around the operation of a command."""
    try:
        yield
    except Refused as refusal:
        # Of marked fields only a page can speak: there what is wrong with each says it all.
        message = "" if refusal.errors and MARKED in refusal.message else refusal.message
        raise Trouble(" ".join(filter(None, [message, *refusal.errors.values()]))) from refusal
