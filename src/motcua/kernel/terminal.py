"""How the command speaks: plain lines, and troubles that say what to do."""

import sys


class Trouble(Exception):
    """The command cannot go on; the message says why and what to do."""


def say(text: str = "") -> None:
    """One line for the person at the terminal."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()
