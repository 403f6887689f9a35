"""What somebody wrote is kept whole or refused: never cut without a word."""

from motcua.kernel.operations import Refused
from motcua.kernel.speech import say as _

# So long is a reason that somebody gives for what they do: the story, the paper and the journal keep all of it.
REASON = 2_000


def too_long(text: str, longest: int) -> str:
    """What is said of a text that is longer than can be kept, with how long it is; nothing of others."""
    facts = {"most": longest, "now": len(text)}
    return _("Viết ngắn hơn: nhiều nhất %(most)d ký tự, đang có %(now)d.") % facts if len(text) > longest else ""


def within(field: str, text: str, longest: int) -> str:
    """The text, where it is no longer than can be kept; else refused beside its field."""
    if said := too_long(text, longest):
        raise Refused(said, errors={field: said})
    return text
