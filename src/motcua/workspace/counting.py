"""How many there are of something, as an official typed it."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext

from motcua.kernel.addresses import number_in
from motcua.kernel.operations import Refused
from motcua.kernel.speech import say
from motcua.kernel.values import narrow

MOST_COPIES = 99
MOST_COUNTED = 9_999


def counted(text: str, name: str) -> int:
    """How many copies of a paper somebody counted; none where nothing was typed, refused where it is no number."""
    number = number_in(narrow(text) or "0")
    if number is None or number > MOST_COPIES:
        said = gettext("Số bản giấy phải là số nguyên từ 0 đến %d.") % MOST_COPIES
        raise Refused(said, errors={name: said})
    return number


def numbers_typed(names: Sequence[str], data: Mapping[str, str]) -> dict[str, int | None]:
    """How many there are of what a fee is for one, as typed: none where it is no number, 0 where nothing was typed."""
    typed = {name: number_in(narrow(data.get(f"number_{place}", "")) or "0") for place, name in enumerate(names)}
    return {name: number if number is not None and number <= MOST_COUNTED else None for name, number in typed.items()}


def numbers_in(names: Sequence[str], data: Mapping[str, str]) -> dict[str, int]:
    """The numbers that were counted; what was not yet is asked for with the sum."""
    typed = numbers_typed(names, data)
    for place, name in enumerate(names):
        if typed[name] is None:
            facts = {"per": say(name), "most": MOST_COUNTED}
            said = gettext("Số %(per)s phải là số nguyên từ 1 đến %(most)d.") % facts
            raise Refused(said, errors={f"number_{place}": said})
    return {name: number for name, number in typed.items() if number}
