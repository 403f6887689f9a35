"""The counts that boards sum: folded now and then, counted anew when an operator doubts them."""

from datetime import datetime, time

from django.db import connection

from motcua.kernel.operations import SYSTEM, operation
from motcua.kernel.text import VIETNAM, local


def fold_counts(*, at: datetime) -> None:
    """Sum what was written beside each other into one row of each kind: boards say the same before and after."""
    day = datetime.combine(local(at).date(), time.min, tzinfo=VIETNAM)
    with connection.cursor() as cursor:
        cursor.execute("SELECT motcua_fold_counts(%s)", [day])


@operation(who=SYSTEM, journal="boards.recounted")
def recount(*, by: None, at: datetime) -> None:
    """Count all open work anew from its rows (NĐ 61/2018 Đ18)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT motcua_recount_boards()")
