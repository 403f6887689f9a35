"""Valid from a day, until another that is no longer part of it."""

from datetime import date

import pytest

from motcua.organization.models import Agency


@pytest.mark.parametrize(
    ("until", "day", "is_valid"),
    [
        (date(2026, 7, 1), date(2026, 2, 28), False),
        (date(2026, 7, 1), date(2026, 3, 1), True),
        (date(2026, 7, 1), date(2026, 6, 30), True),
        (date(2026, 7, 1), date(2026, 7, 1), False),
        (None, date(2026, 2, 28), False),
        (None, date(2026, 3, 1), True),
        (None, date(2099, 1, 1), True),
    ],
)
def test_the_first_day_counts_and_the_last_does_not(until, day, is_valid):
    assert Agency(valid_from=date(2026, 3, 1), valid_until=until).is_valid_on(day) == is_valid
