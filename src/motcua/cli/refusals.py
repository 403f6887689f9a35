"""What an operation refuses, as a trouble of the command. Imported once Django is up."""

from collections.abc import Iterator
from contextlib import contextmanager

from motcua.kernel.operations import Refused
from motcua.kernel.terminal import Trouble


@contextmanager
def in_words() -> Iterator[None]:
    """Around the operation of a command."""
    try:
        yield
    except Refused as refusal:
        raise Trouble(" ".join(filter(None, [refusal.message, *refusal.errors.values()]))) from refusal
