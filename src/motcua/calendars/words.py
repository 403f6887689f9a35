"""The words for a length of time, the same on pages and papers, in the language in force."""

from django.utils.translation import gettext, ngettext


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
