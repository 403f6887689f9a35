"""What stands in addresses and hidden fields, read in one way: anything else than what we wrote there means nothing."""

from datetime import datetime


def number_in(text: str) -> int | None:
    """A number as we write it: a key, or a place in a list."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else None


def moment_in(text: str) -> datetime | None:
    """A moment as we write it, with its zone."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else None
