"""What a personal number tells of its holder: twelve digits, of which the fourth is of century and sex, then the year.

Luật 26/2023/QH15 Đ12 has the twelve digits; what each of them tells is how cards are read, of which no text is at hand.
So, and since a register may be wrong and a number right, what differs is asked about and refuses nothing.
"""

import re
from dataclasses import dataclass

from motcua.people.rules import Sex

_NUMBER = re.compile(r"[0-9]{3}([0-9])([0-9]{2})[0-9]{6}")
_FIRST_CENTURY = 1900


@dataclass(frozen=True)
class Told:
    """The sex and the year of birth that a number tells."""

    sex: Sex
    year: int


def told_by_number(number: str) -> Told | None:
    """What a personal number tells; none of anything else, such as the number of an old card."""
    match = _NUMBER.fullmatch(number)
    if match is None:
        return None
    figure, year = int(match[1]), int(match[2])
    return Told(Sex.FEMALE if figure % 2 else Sex.MALE, _FIRST_CENTURY + figure // 2 * 100 + year)


def differs_from_day(number: str, born: str) -> bool:
    """Whether a number tells another year than a day of birth, «1990-02-05» or only its year."""
    told = told_by_number(number)
    return told is not None and born[:4].isdigit() and int(born[:4]) != told.year


def differs_from_sex(number: str, sex: str) -> bool:
    """Whether a number tells another sex."""
    told = told_by_number(number)
    return told is not None and sex in (Sex.MALE, Sex.FEMALE) and sex != told.sex
