"""Where an agency receives people, as pages say it: its address, its hours, whether it is open now."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from motcua.calendars.queries import counter_hours
from motcua.calendars.rules import Opening
from motcua.calendars.words import week_words
from motcua.kernel.text import format_datetime, local
from motcua.organization.models import Agency, Premises
from motcua.organization.queries import premises_of


def facts_of(agency: Agency, *, at: datetime) -> dict[str, Any]:
    """What is known of where and when an agency receives; `told` where the hours are not only those of its calendar."""
    premises = premises_of(agency)
    hours = counter_hours(agency, premises, at=at)
    known = premises or Premises(agency=agency)
    return {
        "premises": known,
        "is_known": premises is not None,
        "is_open": hours.now.is_open,
        "opening": opening_words(hours.now, at=at),
        "week": week_words(hours.week),
        "told": hours.is_told,
    }


def opening_words(now: Opening, *, at: datetime) -> str:
    """Đang mở, đến 11:30; Đang đóng, mở lại lúc 07:30 ngày 30/11/2026 (Quốc khánh)."""
    if now.changes_at is None:
        return _("Đang đóng")
    change = local(now.changes_at)
    if now.is_open:
        return _("Đang mở, đến %s") % f"{change:%H:%M}"
    is_today = change.date() == local(at).date()
    when = _("lúc %s hôm nay") % f"{change:%H:%M}" if is_today else _("lúc %s") % format_datetime(change)
    closed = _("Đang đóng, mở lại %s") % when
    return f"{closed} ({now.why})" if now.why else closed
