"""What somebody wrote is kept whole or refused: never cut without a word."""

from motcua.kernel.operations import Refused
from motcua.kernel.speech import say as _


def within(field: str, text: str, longest: int) -> str:
    """The text, where it is no longer than can be kept; else refused beside its field, with how long it is."""
    if len(text) > longest:
        facts = {"most": longest, "now": len(text)}
        said = _("Viết ngắn hơn: nhiều nhất %(most)d ký tự, đang có %(now)d.") % facts
        raise Refused(said, errors={field: said})
    return text
