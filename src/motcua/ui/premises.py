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
        "change": change_words(hours.now, at=at),
        "week": week_words(hours.week),
        "told": hours.is_told,
    }


def opening_of(agency: Agency, premises: Premises | None, *, at: datetime) -> Opening:
    """Whether an agency receives now, and until when or from when."""
    return counter_hours(agency, premises, at=at).now


def change_words(now: Opening, *, at: datetime) -> str:
    """Đến 11:30, where it is open; mở lại lúc 07:30 ngày 30/11/2026 (Quốc khánh), where it is not."""
    if now.changes_at is None:
        return ""
    change = local(now.changes_at)
    if now.is_open:
        return _("đến %s") % f"{change:%H:%M}"
    if change.date() == local(at).date():
        return _("mở lại lúc %s hôm nay") % f"{change:%H:%M}"
    words = _("mở lại lúc %s") % format_datetime(change)
    return f"{words} ({now.why})" if now.why else words
