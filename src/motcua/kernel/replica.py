"""Where reports and public figures are read: a replica of the database, while there is one that is fresh enough.

Only what says so is read there (`read`), never in an operation; whoever just wrote something, and everybody while no
replica answers or it is too far behind, reads the database itself.
"""

import time
from collections.abc import Callable
from contextvars import ContextVar
from datetime import datetime, timedelta
from typing import Any, TypeVar

import structlog
from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, Error, connections
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from motcua.kernel.health import Health, worrying
from motcua.kernel.logs import without_values
from motcua.kernel.models import JournalEntry
from motcua.kernel.text import format_datetime
from motcua.kernel.under_way import is_running

R = TypeVar("R")

ALIAS = "replica"
# Seconds for which one that did not answer is not asked again: nobody waits for it meanwhile.
REST = 20.0
# An act has its hour before it is committed; whoever acts has it behind them after so long.
COMMITTED = timedelta(minutes=1)

_is_chosen: ContextVar[bool] = ContextVar("motcua_reading_replica", default=False)
log = structlog.get_logger()


class _Rests:
    """Until when this process leaves the replica alone, and why."""

    until, why = float("-inf"), ""


class Router:
    """Sends to the replica what is read inside `read`; everything else, and every write, to the database itself."""

    def db_for_read(self, model: Any, **hints: Any) -> str:
        return ALIAS if _is_chosen.get() and not is_running() else DEFAULT_DB_ALIAS

    def db_for_write(self, model: Any, **hints: Any) -> str:
        return DEFAULT_DB_ALIAS

    def allow_relation(self, one: Any, other: Any, **hints: Any) -> bool:
        """A row is the same wherever it was read."""
        return True

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        return db == DEFAULT_DB_ALIAS


def read(question: Callable[[datetime | None], R], *, at: datetime, by: Any = None) -> R:
    """Ask the replica where one is fresh, else the database. The question is asked anew when the replica fails in it.

    It is told up to when what it reads tells, nothing meaning up to now. It must read all it needs before it ends, by
    models, and write nothing. Whoever (`by`) wrote something of late reads
    the database: a replica may not have it yet.
    """
    if _may_be_asked() and not _wrote(by, at):
        try:
            reaches = _reaches()
            if reaches is not None and at - reaches <= timedelta(seconds=settings.REPLICA_MAX_LAG):
                return _there(question, reaches)
        except Error as error:
            _leave_alone(error)
    return question(None)


def health(*, at: datetime) -> Health:
    """Whether reports are read at the replica, and how far it is behind."""
    if ALIAS not in connections.settings:
        return Health(_("Không đặt máy đọc riêng: báo cáo đọc ở cơ sở dữ liệu chính."))
    meanwhile = _("Báo cáo, số liệu công khai đang đọc ở cơ sở dữ liệu chính.")
    try:
        # A monitor asks every second, and is not kept waiting by a server that is silent.
        is_left_alone = time.monotonic() < _Rests.until
        reaches = None if is_left_alone else _reaches()
    except Error as error:
        _leave_alone(error)
        is_left_alone = True
    if is_left_alone:
        said = _("Máy đọc không trả lời: %s.") % _Rests.why
        return worrying(f"{said} {meanwhile}", _("Kiểm tra REPLICA_DATABASE_URL và PostgreSQL ở máy ấy."))
    if reaches is None:
        said = _("Máy ở REPLICA_DATABASE_URL không theo máy nào.")
        return worrying(f"{said} {meanwhile}", _("Trỏ REPLICA_DATABASE_URL tới máy đang theo sau."))
    seconds = max(at - reaches, timedelta()).total_seconds()
    facts = {"seconds": number_format(seconds, 0), "until": format_datetime(reaches)}
    said = _("Máy đọc có dữ liệu đến %(until)s, chậm %(seconds)s giây.") % facts
    if seconds > settings.REPLICA_MAX_LAG:
        return worrying(f"{said} {meanwhile}", _("Xem pg_stat_replication ở máy chính, đĩa và mạng của máy đọc."))
    return Health(said)


def _may_be_asked() -> bool:
    return ALIAS in connections.settings and not is_running() and time.monotonic() >= _Rests.until


def _wrote(by: Any, at: datetime) -> bool:
    """Whether an account did something that the oldest replica in use may not have."""
    if by is None:
        return False
    mine = JournalEntry.objects.filter(actor=f"{by._meta.label_lower}:{by.pk}").order_by("-number")
    last = mine.values_list("recorded_at", flat=True).first()
    return last is not None and at - last < timedelta(seconds=settings.REPLICA_MAX_LAG) + COMMITTED


def _reaches() -> datetime | None:
    """When the last transaction was committed that the replica has; nothing where it follows nobody.

    The hour is that of the server it follows. One to which nothing comes tells an old hour, also when nothing happened:
    then the database is read, which is never wrong. A worker's sign of life comes every ten seconds.
    """
    with connections[ALIAS].cursor() as cursor:
        cursor.execute("SELECT pg_is_in_recovery(), pg_last_xact_replay_timestamp()")
        follows, reaches = cursor.fetchone()
    return reaches if follows else None


def _there(question: Callable[[datetime | None], R], reaches: datetime) -> R:
    token = _is_chosen.set(True)
    try:
        return question(reaches)
    finally:
        _is_chosen.reset(token)


def _leave_alone(error: Error) -> None:
    """For a while; its line is closed, so that the next one is new."""
    _Rests.until, _Rests.why = time.monotonic() + REST, without_values(" ".join(str(error).split()))
    connections[ALIAS].close()
    log.warning("replica_left_alone", why=_Rests.why)
