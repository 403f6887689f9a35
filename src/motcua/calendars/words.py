"""The words for a length of time and a counter's hours, the same on pages and papers, in the language in force."""

from collections.abc import Sequence

from django.utils.translation import gettext, ngettext

from motcua.calendars.rules import WeekLine


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


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"
