"""The text of one fact: as it is printed, or a sentence that says what to mend."""

import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from functools import partial

from motcua.forms.rules.days import shown_day, span
from motcua.kernel.speech import say as _
from motcua.kernel.text import visible
from motcua.kernel.values import WrongValue, flat, hour, id_number
from motcua.results.rules.template import Fact, Kind

# A table's rows, each with the text of its columns; of every other fact the text as it is printed.
Value = str | list[list[str]]
Values = Mapping[str, Value]
LONGEST, LONGEST_NAME = 2_000, 200
MOST_ROWS = 40


def as_line(value: Value) -> str:
    """A fact in one line; of a table, its rows one after another."""
    return value if isinstance(value, str) else "; ".join(", ".join(filter(None, row)) for row in value)


def clean(fact: Fact, text: str) -> tuple[str, str]:
    """The fact as it is printed, or a sentence that says what to mend. Nothing typed is no mistake here."""
    text = _plain(text) if fact.kind != Kind.LINES else "\n".join(filter(None, map(_plain, text.splitlines())))
    if not text:
        return "", ""
    if len(text) > LONGEST:
        return text, _("%(label)s không được dài quá %(limit)s ký tự.") % {"label": fact.label, "limit": LONGEST}
    if fact.choices and text not in fact.choices:
        return text, _("%(label)s: chọn một trong %(choices)s.") % {
            "label": fact.label,
            "choices": ", ".join(fact.choices),
        }
    return _BY_KIND[fact.kind](fact, text) if fact.kind in _BY_KIND else (text, "")


def clean_rows(fact: Fact, rows: Sequence[Sequence[str]]) -> tuple[list[list[str]], str]:
    """The rows of a table that say something, and the first mistake in them."""
    kept = []
    for number, row in enumerate(rows[:MOST_ROWS], start=1):
        cells = [clean(column, text) for column, text in zip(fact.columns, row, strict=True)]
        if not any(value for value, _error in cells):
            continue
        for column, (value, error) in zip(fact.columns, cells, strict=True):
            if error or (column.is_required and not value):
                why = error or _("chưa có %(label)s.") % {"label": column.label.lower()}
                return [list(row) for row in rows], row_words(fact, number, why)
        kept.append([value for value, _error in cells])
    return kept, ""


def row_words(table: Fact, number: int, why: str) -> str:
    return _("%(label)s, dòng %(number)d: %(why)s") % {"label": table.label, "number": number, "why": why}


def _plain(text: str) -> str:
    return " ".join(visible(text).split())


def _clean_name(fact: Fact, text: str) -> tuple[str, str]:
    """Of a person or an organisation: the name of an organisation may have figures in it, nobody's is nothing else."""
    if len(text) > LONGEST_NAME or not re.fullmatch(r"[^<>]*[^\W\d_][^<>]*", text):
        return text, _("%(label)s viết bằng chữ, không quá %(limit)d ký tự.") % {
            "label": fact.label,
            "limit": LONGEST_NAME,
        }
    return text, ""


def _clean_day(fact: Fact, text: str) -> tuple[str, str]:
    """«5/2/1990» as «05/02/1990»; also a month and year, or a year alone, no more than is known."""
    said = iso_day(flat(text))
    if not said:
        return text, _("%(label)s phải là ngày có thật, ví dụ 23/11/1990; chỉ biết năm thì ghi năm.") % {
            "label": fact.label
        }
    return shown_day(said), ""


def iso_day(text: str) -> str:
    """A day as printed, «05/02/1990» or «2/1990» or «1990», year first; empty when it is no day."""
    if re.fullmatch(r"[0-9]{4}(-[0-9]{2}){1,2}", text):
        return text if span(text) else ""
    if not re.fullmatch(r"(?:(?:[0-9]{1,2}[/.-])?[0-9]{1,2}[/.-])?[0-9]{4}", text):
        return ""
    parts = re.split(r"[/.-]", text)
    said = "-".join(part.zfill(2) for part in reversed(parts))
    return said if span(said) else ""


def _clean_year(fact: Fact, text: str) -> tuple[str, str]:
    """The year of a day, «1990» of «5/2/1990», where the law asks for no more."""
    said = iso_day(flat(text))
    if not said:
        return text, _("%(label)s phải là năm, ví dụ 1990.") % {"label": fact.label}
    return said[:4], ""


def _clean_hour(fact: Fact, text: str) -> tuple[str, str]:
    try:
        said = hour(text)
    except WrongValue:
        return text, _("%(label)s phải là giờ và phút, ví dụ 05:30.") % {"label": fact.label}
    return f"{said.replace(':', ' giờ ')} phút", ""


def _clean_moment(fact: Fact, text: str) -> tuple[str, str]:
    """«6h30, 5/12/2026» as «06 giờ 30 ngày 05/12/2026»."""
    said = iso_moment(text)
    if not said:
        return text, _("%(label)s phải là giờ và ngày có thật, ví dụ 08 giờ 30 ngày 23/11/2026.") % {
            "label": fact.label
        }
    day, clock = said.split(" ")
    hours, minutes = clock.split(":")
    at = f"{hours} giờ {minutes}" if minutes != "00" else f"{hours} giờ"
    return f"{at} ngày {shown_day(day)}", ""


def iso_moment(text: str) -> str:
    """An hour and a day as printed, year first: «2026-12-05 06:30»; empty of anything else."""
    found = re.fullmatch(
        r"(.*?)[,;]?\s*(?:ngày\s+)?([0-9]{1,2}[/.-][0-9]{1,2}[/.-][0-9]{4})", flat(text), re.IGNORECASE
    )
    day = iso_day(found[2]) if found else ""
    try:
        return f"{day} {hour(found[1])}" if found and day else ""
    except WrongValue:
        return ""


def _clean_whole(fact: Fact, text: str) -> tuple[str, str]:
    match = re.fullmatch(r"([0-9]{1,15}|[0-9]{1,3}(?:[. ][0-9]{3}){1,4})(?: ?(?:đồng|đ|VND|VNĐ))?", flat(text))
    if match is None:
        return text, _("%(label)s phải là số nguyên, ví dụ 1250000.") % {"label": fact.label}
    if fact.kind == Kind.INTEGER and not whole(match[1]):
        return text, _("%(label)s phải từ 1 trở lên.") % {"label": fact.label}
    return f"{whole(match[1]):,}".replace(",", "."), ""


def as_number(text: str) -> str:
    """A number as printed, «1.250,5», as it is counted with: 1250.5."""
    return text.replace(".", "").replace(",", ".")


def whole(text: str) -> int:
    """A whole number as printed, «50.000.000»."""
    return int(re.sub(r"[. ]", "", text))


def _clean_decimal(fact: Fact, text: str) -> tuple[str, str]:
    match = re.fullmatch(r"([0-9]{1,15}|[0-9]{1,3}(?:[. ][0-9]{3}){1,4})(?:,([0-9]{1,6}))?", flat(text))
    if match is None:
        return text, _("%(label)s phải là số, phần lẻ viết sau dấu phẩy, ví dụ 12,5.") % {"label": fact.label}
    shown = f"{whole(match[1]):,}".replace(",", ".")
    shown = f"{shown},{match[2]}" if match[2] else shown
    if fact.most is not None and Decimal(as_number(shown)) > fact.most:
        return text, _("%(label)s không được lớn hơn %(limit)s.") % {"label": fact.label, "limit": fact.most}
    return shown, ""


def _clean_identity(fact: Fact, text: str) -> tuple[str, str]:
    """Of anybody, also of the dead, who had a card of nine figures."""
    return _clean_number(fact, partial(id_number, is_former_taken=True), text)


def _clean_personal_number(fact: Fact, text: str) -> tuple[str, str]:
    return _clean_number(fact, id_number, text)


def _clean_number(fact: Fact, kind: Callable[[str], str], text: str) -> tuple[str, str]:
    try:
        return kind(text), ""
    except WrongValue as wrong:
        return text, f"{fact.label}: {wrong}"


_BY_KIND = {
    Kind.NAME: _clean_name,
    Kind.DAY: _clean_day,
    Kind.YEAR: _clean_year,
    Kind.HOUR: _clean_hour,
    Kind.MOMENT: _clean_moment,
    Kind.INTEGER: _clean_whole,
    Kind.DONG: _clean_whole,
    Kind.DECIMAL: _clean_decimal,
    Kind.IDENTITY: _clean_identity,
    Kind.PERSONAL_NUMBER: _clean_personal_number,
}
