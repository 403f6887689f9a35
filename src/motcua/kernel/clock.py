"""Whether this node keeps the time of its database: one that does not changes nothing and sends nothing.

The hour of an intake, a due date, a reminder, a signature come from the node's clock. Nodes that share a database agree
on its time; one that leapt away would write another hour beside theirs.
"""

import time
from datetime import UTC, datetime, timedelta

from django.db import connection
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from motcua.kernel.illness import Unavailable
from motcua.kernel.speech import gettext_noop

# A clock that is further from the database's than this writes wrong times.
APART = timedelta(seconds=2)
# Seconds for which a look holds, as long as the node's clock goes on as steadily as time does.
HOLDS, STEADY = 30.0, 0.5
# For who asked; of the clock they need not know.
SAID = gettext_noop("Máy chủ tạm ngừng ghi nên chưa làm được việc này. Những gì đã lưu vẫn còn. Thử lại sau ít phút.")
TODO = gettext_noop("Chạy chrony (hoặc ntpd) trên mọi máy.")


class _Looked:
    """When the two were last seen together: by what only goes on, and by the clock that may leap."""

    steady = wall = float("-inf")


def apart() -> timedelta:
    """How far this clock is surely ahead of the database's (behind it: less than nothing), asked of the database.

    It answered somewhere between the question and now: what a slow answer leaves open is nobody's fault.
    """
    begun = time.time()
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        there: datetime = cursor.fetchone()[0]
    ended = time.time()
    ahead, behind = datetime.fromtimestamp(begun, UTC) - there, datetime.fromtimestamp(ended, UTC) - there
    return ahead if ahead > timedelta() else min(behind, timedelta())


def words(how_far: timedelta) -> str:
    """How far the two are apart, for who operates the node."""
    return _("Đồng hồ máy này lệch cơ sở dữ liệu %s giây.") % number_format(abs(how_far).total_seconds(), 1)


def stopped(how_far: timedelta) -> str:
    """The same of a node that therefore does nothing."""
    return _("%s Máy này ngừng ghi, ngừng gửi cho đến khi giờ đúng.") % words(how_far)


def refuse_apart() -> None:
    """Raise `Unavailable` while this node's clock is not the database's; asked anew until it is."""
    steady, wall = time.monotonic() - _Looked.steady, time.time() - _Looked.wall
    if steady < HOLDS and abs(wall - steady) < STEADY:
        return
    how_far = apart()
    if abs(how_far) > APART:
        why, told = f"{how_far.total_seconds():+.1f} s from the database's", f"{stopped(how_far)} {_(TODO)}"
        raise Unavailable("clock", why, said=SAID, told=told)
    _Looked.steady, _Looked.wall = time.monotonic(), time.time()


def of_all(at: datetime) -> datetime:
    """The database's time at a moment of this node's clock: what ends for every node ends by the time of all."""
    try:
        refuse_apart()
    except Unavailable:
        return at - apart()
    return at
