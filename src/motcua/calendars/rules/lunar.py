"""The Vietnamese lunar year, reckoned from the new moons and the sun's place at UTC+7.

A month begins on the day of a new moon; the winter solstice lies in the eleventh. Where thirteen months come between
two eleventh months, the first of them in which the sun enters no new sign is a leap month and repeats the number before
it. Moon and sun follow the main terms of the theories of Chapront and Bretagnon: right to a few minutes.
"""

from datetime import date
from functools import lru_cache
from math import floor, radians, sin

HOURS_EAST = 7
# The number that a day of the proleptic calendar lacks to its Julian day at noon.
JULIAN = 1_721_425
MONTH = 29.530588861
# The time of the planets runs ahead of the clock's by a little more than a minute in this century.
AHEAD = 72 / 86_400


def lunar_day(year: int, month: int, day: int) -> date:
    """The day of the solar calendar on which a day of a lunar year falls, in the ordinary month of that number."""
    return date.fromordinal(_first_of(year, month) + day - 1)


@lru_cache(maxsize=512)
def _first_of(year: int, month: int) -> int:
    """The day on which a month of a lunar year begins; the years' eleventh months hold the rest."""
    before, after = _eleventh(year - 1 if month < 11 else year), _eleventh(year if month < 11 else year + 1)
    place = (month - 11) % 12
    starts = [_new_moon(before + n) for n in range(after - before + 1)]
    if after - before == 13 and place >= next(n for n in range(1, 13) if _sign(starts[n]) == _sign(starts[n + 1])):
        place += 1
    return starts[place]


def _eleventh(year: int) -> int:
    """The number of the new moon that begins the eleventh month of a year: the last up to the winter solstice."""
    last = date(year, 12, 31).toordinal()
    number = round((last + JULIAN - 2_451_550) / MONTH)
    while _new_moon(number) > last or _sign(_new_moon(number)) >= 9:
        number -= 1
    return number


def _new_moon(number: int) -> int:
    """The day, at UTC+7, of a new moon counted from that of January 2000."""
    t = number / 1236.85
    e = 1 - 0.002516 * t
    sun = radians(2.5534 + 29.1053567 * number)
    moon = radians(201.5643 + 385.81693528 * number + 0.0107582 * t * t)
    node = radians(160.7108 + 390.67050284 * number - 0.0016118 * t * t)
    moment = 2_451_550.09766 + MONTH * number + 0.00015437 * t * t
    moment += -0.4072 * sin(moon) + 0.17241 * e * sin(sun) + 0.01608 * sin(2 * moon) + 0.01039 * sin(2 * node)
    moment += 0.00739 * e * sin(moon - sun) - 0.00514 * e * sin(moon + sun) + 0.00208 * e * e * sin(2 * sun)
    moment += -0.00111 * sin(moon - 2 * node) - 0.00057 * sin(moon + 2 * node) + 0.00056 * e * sin(2 * moon + sun)
    moment += -0.00042 * sin(3 * moon) + 0.00042 * e * sin(sun + 2 * node) + 0.00038 * e * sin(sun - 2 * node)
    return floor(moment - AHEAD + 0.5 + HOURS_EAST / 24) - JULIAN


def _sign(day: int) -> int:
    """In which twelfth of its way, from the spring equinox, the sun stands when a day begins at UTC+7."""
    t = (day + JULIAN - 0.5 - HOURS_EAST / 24 + AHEAD - 2_451_545) / 36_525
    anomaly = radians(357.52911 + 35999.05029 * t - 0.0001537 * t * t)
    place = 280.46646 + 36000.76983 * t + 0.0003032 * t * t
    place += (1.914602 - 0.004817 * t) * sin(anomaly) + 0.019993 * sin(2 * anomaly) + 0.000289 * sin(3 * anomaly)
    place += -0.00569 - 0.00478 * sin(radians(125.04 - 1934.136 * t))
    return int(place % 360 // 30)
