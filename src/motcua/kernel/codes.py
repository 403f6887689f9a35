"""Codes that nobody guesses and few mistake: read aloud, typed by hand, or read by a scanner."""

import secrets

from motcua.kernel.values import flat

# No letters or digits that are easily confused when read aloud over a phone.
ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
GROUP = 4


def drawn_code(length: int) -> str:
    """So many signs by chance."""
    return "".join(secrets.choice(ALPHABET) for _n in range(length))


def typed_code(text: str) -> str:
    """A code as it is kept, however it was typed: capitals without blanks, dashes or dots; at most forty signs."""
    return "".join(sign for sign in flat(text).upper() if sign.isalnum())[:40]


def shown_code(code: str) -> str:
    """A code in groups, as people read it: K7PX-2M9Q."""
    return "-".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))
