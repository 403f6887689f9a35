"""The words people read for codes, from the manifests of the rooms; units of time and what remains, in words."""

from datetime import timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from motcua.calendars.words import duration_words
from motcua.kernel.manifests import Words, offered
from motcua.kernel.speech import say
from motcua.kernel.text import format_date, format_dong
from motcua.procedures.rules.terms import Fee, Reduction, Time
from motcua.procedures.words import tariff_words


def words(table: str) -> dict[str, Promise | str]:
    """Every code of a table with its words, in the language of who reads them when they are read."""
    return {code: gettext_lazy(text) for code, text in offered(Words)[table].of.items()}


def word(table: str, code: str) -> str:
    """The words for one code."""
    return _(offered(Words)[table].of[code])


def time_words(time: Time) -> str:
    """How long it takes, else what the catalogue says of it."""
    return length_words(time) or say(time.note) or _("Chưa rõ")


def length_words(time: Time) -> str:
    """3 ngày làm việc, trong ngày; empty when it is not known."""
    return _("Trong ngày") if time.is_same_day else duration_words(time.amount, time.unit)


def fee_words(fee: Fee) -> str:
    """What it costs, else who fixes it."""
    if fee.dong is None:
        return _("Do Hội đồng nhân dân tỉnh quy định") if fee.is_of_province else _("Chưa rõ")
    return tariff_words(fee.tariff) if fee.dong else _("Miễn phí")


def reduction_words(reduction: Reduction) -> str:
    """What is taken off, where one files how, from when until when, for whom."""
    if reduction.dong is not None:
        words = _("Chỉ thu %s") % format_dong(reduction.dong) if reduction.dong else _("Miễn")
    else:
        words = _("Giảm %d%%") % reduction.percent
    parts = [words]
    if reduction.channels:
        names = [word("channel", kind) for kind in reduction.channels]
        parts.append(_("khi nộp %s") % ", ".join(name[:1].lower() + name[1:] for name in names))
    if reduction.valid_from:
        parts.append(_("từ ngày %s") % format_date(reduction.valid_from))
    if reduction.valid_until:
        parts.append(_("đến hết ngày %s") % format_date(reduction.valid_until - timedelta(days=1)))
    return " ".join(parts) + (f": {say(reduction.whom)}" if reduction.whom else "")


def remaining_words(working_days: int, state: str) -> str:
    """còn 3 ngày làm việc, hôm nay, quá 2 ngày làm việc, đang tạm dừng."""
    if state == "PAUSED":
        return _("đồng hồ đang tạm dừng")
    if state == "LATE":
        return _("quá hạn %d ngày làm việc") % max(1, -working_days)
    return _("còn %d ngày làm việc") % working_days if working_days > 0 else _("đến hạn hôm nay")
