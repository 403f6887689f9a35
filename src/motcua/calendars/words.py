"""The words for a length of time and a counter's hours, the same on pages and papers, in the language in force."""

import re
from collections.abc import Sequence

from django.utils.translation import gettext, ngettext

from motcua.calendars.rules import Minutes, WeekLine
from motcua.kernel.text import fold
from motcua.kernel.values import flat


def duration_words(amount: int | None, unit: str) -> str:
    """3 ngày làm việc, trong ngày; empty when it is not known."""
    if amount is None:
        return ""
    if amount == 0:
        return gettext("trong ngày")
    words = {
        "WORKING_DAY": ngettext("%d ngày làm việc", "%d ngày làm việc", amount),
        "DAY": ngettext("%d ngày", "%d ngày", amount),
        "WORKING_HOUR": ngettext("%d giờ làm việc", "%d giờ làm việc", amount),
        "MONTH": ngettext("%d tháng", "%d tháng", amount),
    }
    return words.get(unit, gettext("%d (nguồn không ghi đơn vị)")) % amount


def weekday_words(weekday: int) -> str:
    """Thứ Hai for 0."""
    return [
        gettext("Thứ Hai"),
        gettext("Thứ Ba"),
        gettext("Thứ Tư"),
        gettext("Thứ Năm"),
        gettext("Thứ Sáu"),
        gettext("Thứ Bảy"),
        gettext("Chủ nhật"),
    ][weekday]


def week_words(week: Sequence[WeekLine]) -> list[str]:
    """Thứ Hai – Thứ Sáu: 07:30–11:30, 13:30–17:30; a line for each run of weekdays."""
    lines = []
    for line in week:
        days = dict.fromkeys((weekday_words(line.first), weekday_words(line.last)))
        spans = (f"{_clock(opens)}–{_clock(closes)}" for opens, closes in line.spans)
        lines.append(f"{' – '.join(days)}: {', '.join(spans)}")
    return lines


SPAN = re.compile(r"(\d{1,2})(?:(?:gio|[:hg.])(\d{1,2})?)?[-–—](\d{1,2})(?:(?:gio|[:hg.])(\d{1,2})?)?")


def spans_words(spans: Sequence[Minutes]) -> str:
    """07:30–11:30, 13:30–17:00"""
    return ", ".join(f"{_clock(opens)}–{_clock(closes)}" for opens, closes in spans)


def spans_of(text: str) -> list[Minutes] | None:
    """What `spans_words` writes, as people type it too: 7h30-11h30; 13:30-17:00. None where it is something else."""
    found: list[Minutes] = []
    for part in re.split(r"[,;]", fold(flat(text)).replace(" ", "")):
        if not part:
            continue
        match = SPAN.fullmatch(part)
        if match is None:
            return None
        opens, opens_minute, closes, closes_minute = (int(group or 0) for group in match.groups())
        if max(opens, closes) > 24 or max(opens_minute, closes_minute) > 59:
            return None
        found.append((opens * 60 + opens_minute, closes * 60 + closes_minute))
    return found


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"
