"""Days as people say them: whole, or for births of long ago the month and the year, or only the year.

A day known in part is kept in part («1931», «1931-03») and never completed to one that nobody said.
"""

import re
from calendar import monthrange
from datetime import date

from motcua.forms.rules.definition import FieldSpec, Widget
from motcua.kernel.speech import say as _

PARTS = ("day", "month", "year")


def clean_day(spec: FieldSpec, text: str) -> tuple[str | None, str]:
    """The day typed as year-month-day, or a sentence that says how to mend it."""
    year, month, day = text.split("-", 2)
    if spec.widget == Widget.PARTIAL_DATE and (problem := _gap(spec, year, month, day)):
        return None, problem
    if re.fullmatch(r"[0-9]{1,3}", year):
        return None, _("%(label)s: viết năm đủ bốn chữ số, ví dụ 1990.") % {"label": spec.label}
    said = "-".join(part.zfill(2) for part in (year, month, day) if part or spec.widget == Widget.DATE)
    found = span(said)
    if found is None:
        return None, _("%(label)s phải là ngày có thật, ví dụ 23/11/1990.") % {"label": spec.label}
    earliest = int(spec.schema.get("x-from-year", 1900))
    if found[0].year < earliest:
        return None, _("%(label)s: năm không được trước %(year)d.") % {"label": spec.label, "year": earliest}
    return said, ""


def _gap(spec: FieldSpec, year: str, month: str, day: str) -> str:
    """What is missing of a day that may be known in part."""
    if not year:
        return _("%(label)s: ghi ít nhất là năm, bốn chữ số.") % {"label": spec.label}
    if day and not month:
        return _("%(label)s: ghi cả tháng, hoặc bỏ trống cả ngày và tháng.") % {"label": spec.label}
    return ""


def span(said: object) -> tuple[date, date] | None:
    """The first and the last day that something said can mean; none when it is no day."""
    match = re.fullmatch(r"([0-9]{4})(?:-([0-9]{2}))?(?:-([0-9]{2}))?", str(said))
    if match is None:
        return None
    year, month, day = (None if part is None else int(part) for part in match.groups())
    try:
        first = date(year or 0, 1 if month is None else month, 1 if day is None else day)
    except ValueError:
        return None
    if day is not None:
        return first, first
    last_month = 12 if month is None else month
    return first, date(first.year, last_month, monthrange(first.year, last_month)[1])


def shown_day(said: object) -> str:
    """23/11/1990, 11/1990 or 1990: no more than was said."""
    return "/".join(reversed(str(said).split("-")))


def parts_of(name: str, said: object) -> dict[str, str]:
    """What was said as the three boxes of a page hold it; nothing when it is no day."""
    if span(said) is None:
        return {}
    numbers = [str(int(part)) for part in str(said).split("-")]
    return {f"{name}_{part}": number for part, number in zip(("year", "month", "day"), numbers, strict=False)}
