"""What counts as the end of a dossier, and as on time, by QĐ 766."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.indicators.rules.judging import end_of, is_on_time

DUE = datetime(2026, 11, 10, 17, tzinfo=UTC)
UNTIL = datetime(2026, 11, 15, tzinfo=UTC)


def course(**moments):
    nothing = dict.fromkeys(("done_at", "returned_at", "ended_at", "supplement_asked_at", "still_since"))
    return SimpleNamespace(
        **({"judged_due_at": DUE, "supplements": 0, "unallowed_wait": timedelta()} | nothing | moments)
    )


before, after = DUE - timedelta(hours=1), DUE + timedelta(hours=1)


@pytest.mark.parametrize(
    ("moments", "is_"),
    [
        ({"done_at": DUE}, True),
        ({"done_at": after}, False),
        # Done counts, not returned; without the first, the second does.
        ({"done_at": before, "returned_at": after}, True),
        ({"returned_at": after}, False),
        ({"returned_at": before}, True),
        # Stopped or withdrawn.
        ({"ended_at": before}, True),
        ({"ended_at": after}, False),
        # Not ended: judged at the end of the period.
        ({}, False),
        ({"judged_due_at": UNTIL + timedelta(days=1)}, True),
        # What came after the period is not seen.
        ({"done_at": UNTIL}, False),
        ({"done_at": UNTIL + timedelta(days=3), "judged_due_at": UNTIL}, True),
        # The first supplement, waited for: ends on the day it was asked.
        ({"supplements": 1, "supplement_asked_at": before}, True),
        ({"supplements": 1, "supplement_asked_at": after}, False),
        # A clock that stands still has put nothing off yet: it is judged as it stood then.
        ({"still_since": before}, True),
        ({"still_since": after}, False),
        ({"still_since": UNTIL, "judged_due_at": UNTIL - timedelta(hours=1)}, False),
        ({"still_since": before, "done_at": after}, False),
        # More than one is late, whenever it ended.
        ({"supplements": 2, "done_at": before}, False),
        # The time of a supplement that the appointment does not allow for is taken off.
        ({"supplements": 1, "done_at": after, "unallowed_wait": timedelta(hours=1)}, True),
        ({"supplements": 1, "done_at": after, "unallowed_wait": timedelta(minutes=59)}, False),
        ({"judged_due_at": None, "done_at": after}, None),
    ],
)  # fmt: skip
def test_on_time_by_qd_766(moments, is_):
    assert is_on_time(course(**moments), until=UNTIL) is is_


dated = st.timedeltas(timedelta(), timedelta(days=19)).map(lambda later: datetime(2026, 11, 1, tzinfo=UTC) + later)
moments = st.none() | dated
courses = st.builds(
    course, done_at=moments, returned_at=moments, ended_at=moments, supplement_asked_at=moments,
    supplements=st.integers(0, 3), judged_due_at=dated,
)  # fmt: skip


@given(courses, st.timedeltas(timedelta(), timedelta(days=9)))
def test_a_later_appointment_makes_nobody_late(one, later):
    assert end_of(one, until=UNTIL) <= UNTIL
    was = is_on_time(one, until=UNTIL)
    one.judged_due_at += later
    assert is_on_time(one, until=UNTIL) >= was
    assert one.supplements <= 1 or not was
