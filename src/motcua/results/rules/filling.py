"""The facts of one result: filled from what is known, corrected by hand, and whether all are there that must be."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from motcua.forms.rules.checks import as_text
from motcua.forms.rules.days import shown_day, span
from motcua.forms.rules.numbers import differs_from_day, differs_from_sex
from motcua.kernel.speech import say as _
from motcua.kernel.text import visible
from motcua.people.rules import Sex
from motcua.results.rules.template import Condition, Fact, Kind, Template

# A table's rows, each with the text of its columns; of every other fact the text as it is printed.
Value = str | list[list[str]]
Values = Mapping[str, Value]
Known = Mapping[str, Any]
LONGEST, LONGEST_NAME = 2_000, 200
MOST_ROWS = 40
# How papers name the sexes, in the language of record.
SEXES = {"Nam": Sex.MALE, "Nữ": Sex.FEMALE}


@dataclass(frozen=True)
class Filled:
    """One fact as it stands: `known` is what its source says, `source` which one; empty where only hands know it."""

    fact: Fact
    value: Value
    known: Value
    source: str
    is_required: bool

    @property
    def is_changed(self) -> bool:
        """Whether an official wrote something else than the source says."""
        return bool(self.known) and self.value != self.known

    @property
    def is_missing(self) -> bool:
        return self.is_required and not self.value

    @property
    def line(self) -> str:
        return as_line(self.value)

    @property
    def known_line(self) -> str:
        return as_line(self.known)


def proposed(template: Template, known: Known, told: Mapping[str, Any]) -> dict[str, Value]:
    """The facts as their sources say them, before anybody corrects them; only those that apply."""
    return {
        fact.name: value
        for fact in template.facts
        if applies(fact.when, told) is not False and (value := from_sources(fact, known)[0] or fact.default)
    }


def fill(template: Template, known: Known, told: Mapping[str, Any], values: Values) -> list[Filled]:
    """Every fact that applies, with its value, what its source says, and whether the law wants it."""
    filled = []
    for fact in template.facts:
        state = applies(fact.when, told)
        if state is False:
            continue
        from_source, source = from_sources(fact, known)
        filled.append(Filled(fact, values.get(fact.name, ""), from_source, source, fact.is_required and bool(state)))
    return filled


def following(values: Values, before: Values, now: Values) -> dict[str, Value]:
    """The facts as written, but those that were left as their sources said them `before`: these as they say `now`.

    A supplement or a correction changed the declaration, and nobody chose the old words against the new ones.
    """
    left = {name for name in before if values.get(name, "") == before[name]}
    left |= {name for name in now if before and name not in before and name not in values}
    kept = {name: value for name, value in values.items() if name not in left}
    return kept | {name: value for name, value in now.items() if name in left}


def written(
    template: Template, told: Mapping[str, Any], values: Values, *, today: date
) -> tuple[dict[str, Value], dict[str, str]]:
    """The facts as somebody wrote them, each as it is printed, and a sentence for each that cannot be."""
    kept: dict[str, Value] = {}
    errors: dict[str, str] = {}
    for fact in template.facts:
        typed = values.get(fact.name, "")
        if applies(fact.when, told) is False:
            continue
        value: Value
        if fact.kind == Kind.TABLE:
            value, error = clean_rows(fact, typed if isinstance(typed, list) else [])
        else:
            value, error = clean(fact, typed if isinstance(typed, str) else "")
            error = error or _still_to_come(fact, value, today)
        if error:
            errors[fact.name] = error
        if value:
            kept[fact.name] = value
    return kept, errors


def _still_to_come(fact: Fact, value: str, today: date) -> str:
    days = span(iso_day(value)) if fact.is_past else None
    return _("%(label)s không được sau hôm nay.") % {"label": fact.label} if days and days[0] > today else ""


def shown_facts(filled: Sequence[Filled]) -> dict[str, str]:
    """The facts by their labels, as a screen tells them."""
    return {one.fact.label: text for one in filled if (text := as_line(one.value))}


def cautions_of(template: Template, values: Values) -> list[str]:
    """What may be a mistake and need not be: a personal number that tells another year or sex than its holder's."""
    told = []
    for fact in template.facts:
        number, born, sex = (as_line(values.get(name, "")) for name in (fact.name, fact.of_day, fact.of_sex))
        if differs_from_day(number, iso_day(born)):
            told.append(_("%(label)s %(number)s cho biết năm sinh khác: %(day)s.") % {
                "label": fact.label, "number": number, "day": born,
            })  # fmt: skip
        if differs_from_sex(number, SEXES.get(sex, "")):
            told.append(_("%(label)s %(number)s cho biết giới tính khác: %(sex)s.") % {
                "label": fact.label, "number": number, "sex": sex,
            })  # fmt: skip
    return told


def as_line(value: Value) -> str:
    """A fact in one line; of a table, its rows one after another."""
    return value if isinstance(value, str) else "; ".join(", ".join(filter(None, row)) for row in value)


def repeated(template: Template, beside: Values) -> dict[str, Value]:
    """The facts that are the same as those of the paper beside it: written there, not here."""
    return {fact.name: beside[fact.same] for fact in template.facts if beside.get(fact.same)}


def asked_as(place: int, fact: Fact) -> str:
    """The name under which a fact is asked of the paper at a place, from 0: that of the first paper is its own."""
    return f"{fact.name}-{place + 1}" if place else fact.name


def missing(template: Template, told: Mapping[str, Any], values: Values) -> list[Fact]:
    """The facts that the law wants and that are not there."""
    return [
        fact
        for fact in template.facts
        if fact.is_required and applies(fact.when, told) and not values.get(fact.name)
    ]  # fmt: skip


def applies(when: Condition | None, told: Mapping[str, Any]) -> bool | None:
    """Whether what was told fulfils a condition; None where part of it was never asked."""
    if when is None:
        return True
    asked = {name: allowed for name, allowed in when.items() if name in told}
    if any(as_text(told[name]) not in allowed for name, allowed in asked.items()):
        return False
    return True if len(asked) == len(when) else None


def from_sources(fact: Fact, known: Known) -> tuple[Value, str]:
    """What the first source that knows says, and which it is."""
    for source in fact.sources:
        found = known.get(source)
        if not found:
            continue
        if fact.kind == Kind.TABLE:
            return [[_column(column, item) for column in fact.columns] for item in found], source
        text = fact.instead.get(str(found), str(found))
        value, error = clean(fact, text)
        return (text if error else value), source
    return "", ""


def _column(column: Fact, item: Mapping[str, Any]) -> str:
    text = next((str(item[source]) for source in column.sources if item.get(source)), column.default)
    value, error = clean(column, text)
    return text if error or not isinstance(value, str) else value


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
                return [list(row) for row in rows], _("%(label)s, dòng %(number)d: %(why)s") % {
                    "label": fact.label,
                    "number": number,
                    "why": why,
                }
        kept.append([value for value, _error in cells])
    return kept, ""


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
    said = iso_day(text)
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
    said = iso_day(text)
    if not said:
        return text, _("%(label)s phải là năm, ví dụ 1990.") % {"label": fact.label}
    return said[:4], ""


def _clean_hour(fact: Fact, text: str) -> tuple[str, str]:
    match = re.fullmatch(r"([01]?[0-9]|2[0-3]) ?(?::|h|giờ) ?([0-5][0-9])(?: ?phút)?", text)
    if match is None:
        return text, _("%(label)s phải là giờ và phút, ví dụ 05:30.") % {"label": fact.label}
    return f"{match[1].zfill(2)} giờ {match[2]} phút", ""


def _clean_whole(fact: Fact, text: str) -> tuple[str, str]:
    match = re.fullmatch(r"([0-9]{1,15}|[0-9]{1,3}(?:[. ][0-9]{3}){1,4})(?: ?(?:đồng|đ|VND|VNĐ))?", text)
    if match is None:
        return text, _("%(label)s phải là số nguyên, ví dụ 1250000.") % {"label": fact.label}
    return f"{whole(match[1]):,}".replace(",", "."), ""


def whole(text: str) -> int:
    """A whole number as printed, «50.000.000»."""
    return int(re.sub(r"[. ]", "", text))


def _clean_decimal(fact: Fact, text: str) -> tuple[str, str]:
    match = re.fullmatch(r"([0-9]{1,15}|[0-9]{1,3}(?:[. ][0-9]{3}){1,4})(?:,([0-9]{1,6}))?", text)
    if match is None:
        return text, _("%(label)s phải là số, phần lẻ viết sau dấu phẩy, ví dụ 12,5.") % {"label": fact.label}
    shown = f"{whole(match[1]):,}".replace(",", ".")
    return f"{shown},{match[2]}" if match[2] else shown, ""


def _clean_identity(fact: Fact, text: str) -> tuple[str, str]:
    number = re.sub(r"[ .\-]", "", text)
    if not re.fullmatch(r"[0-9]{12}|[0-9]{9}", number):
        return text, _("%(label)s gồm 12 chữ số (giấy cũ: 9 chữ số).") % {"label": fact.label}
    return number, ""


def _clean_personal_number(fact: Fact, text: str) -> tuple[str, str]:
    number = re.sub(r"[ .\-]", "", text)
    if not re.fullmatch(r"[0-9]{12}", number):
        return text, _("%(label)s gồm 12 chữ số.") % {"label": fact.label}
    return number, ""


_BY_KIND = {
    Kind.NAME: _clean_name,
    Kind.DAY: _clean_day,
    Kind.YEAR: _clean_year,
    Kind.HOUR: _clean_hour,
    Kind.INTEGER: _clean_whole,
    Kind.DONG: _clean_whole,
    Kind.DECIMAL: _clean_decimal,
    Kind.IDENTITY: _clean_identity,
    Kind.PERSONAL_NUMBER: _clean_personal_number,
}
