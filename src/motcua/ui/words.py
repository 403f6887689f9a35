"""The words people read for codes, from the manifests of the rooms; units of time and what remains, in words."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from motcua.calendars.words import duration_words
from motcua.kernel.manifests import Words, offered
from motcua.kernel.speech import say
from motcua.kernel.text import format_dong
from motcua.procedures.rules.terms import Fee, Time


def words(table: str) -> dict[str, Promise | str]:
    """Every code of a table with its words, in the language of who reads them when they are read."""
    return {code: gettext_lazy(text) for code, text in offered(Words)[table].of.items()}


def word(table: str, code: str) -> str:
    """The words for one code."""
    return _(offered(Words)[table].of[code])


def time_words(time: Time) -> str:
    """How long it takes, else what the catalogue says of it."""
    return duration_words(time.amount, time.unit) or say(time.note) or _("Chưa rõ")


def fee_words(fee: Fee) -> str:
    """What it costs."""
    return _("Chưa rõ") if fee.dong is None else format_dong(fee.dong) if fee.dong else _("Miễn phí")


def remaining_words(working_days: int, state: str) -> str:
    """còn 3 ngày làm việc, hôm nay, quá 2 ngày làm việc, đang tạm dừng."""
    if state == "PAUSED":
        return _("đồng hồ đang tạm dừng")
    if state == "LATE":
        return _("quá hạn %d ngày làm việc") % max(1, -working_days)
    return _("còn %d ngày làm việc") % working_days if working_days > 0 else _("đến hạn hôm nay")
