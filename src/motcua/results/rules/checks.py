"""What the facts of one paper cannot say together, and what they hardly do: the checks of forms, of what is printed.

What cannot be is refused at its field; a caution is told to who drafts and who signs, and refuses nothing.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import date

from motcua.forms.rules.checks import fails, items_fail
from motcua.forms.rules.days import span
from motcua.forms.rules.definition import OF_ITEMS, OF_SUMS, Check
from motcua.kernel.speech import gettext_noop
from motcua.kernel.speech import say as _
from motcua.people.rules import Sex
from motcua.results.rules.cleaning import Values, as_number, iso_day, iso_moment, row_words
from motcua.results.rules.template import DAYS, SIZES, Fact, Kind, Template

DAY = re.compile(r"\d{1,2}/\d{1,2}/\d{4}")
# How papers name the sexes, in the language of record.
SEXES = {"Nam": Sex.MALE, "Nữ": Sex.FEMALE}
SENTENCES = {
    "not_after": gettext_noop("«%(first)s» (%(one)s) sau «%(last)s» (%(other)s). Xem lại."),
    "before": gettext_noop("«%(first)s» (%(one)s) phải trước «%(last)s» (%(other)s). Xem lại."),
    "within_years": gettext_noop("Từ «%(first)s» (%(one)s) đến «%(last)s» (%(other)s) quá %(number)d năm. Xem lại."),
    "years_older": gettext_noop("Từ «%(first)s» (%(one)s) đến «%(last)s» (%(other)s) chưa đủ %(number)d năm. Xem lại."),
    "age_at_least": gettext_noop("«%(first)s» (%(one)s): đến hôm nay chưa đủ %(number)d tuổi. Xem lại."),
    "not_more": gettext_noop("«%(first)s» (%(one)s) lớn hơn «%(last)s» (%(other)s). Xem lại."),
    "different": gettext_noop("«%(first)s» và «%(last)s» cùng là %(one)s. Xem lại."),
    "same": gettext_noop("«%(first)s» (%(one)s) khác «%(last)s» (%(other)s). Xem lại."),
    "exactly_one": gettext_noop("«%(table)s»: «%(first)s» phải là «%(value)s» ở đúng một dòng. Xem lại."),
    "distinct": gettext_noop("«%(table)s»: hai dòng có cùng «%(first)s». Xem lại."),
    "number_is_of": gettext_noop("«%(first)s»: số %(one)s không khớp với giới tính. Xem lại."),
    "number_of_day": gettext_noop("%(first)s %(one)s cho biết năm sinh khác: %(other)s."),
    "number_of_sex": gettext_noop("%(first)s %(one)s không khớp với giới tính «%(other)s»."),
}


def contradictions(template: Template, values: Values, *, today: date) -> dict[str, str]:
    """What cannot be true, by the fact to be looked at again: of several the last that this paper itself asks."""
    wrong = {fact.name: words for fact in template.facts if (words := _still_to_come(fact, values, today))}
    for check, words in _failing(template, values, today):
        if not check.is_caution:
            facts = [template.by_name[name.partition(".")[0]] for name in check.fields]
            wrong.setdefault(next((fact.name for fact in reversed(facts) if not fact.same), facts[-1].name), words)
    return wrong


def cautions_of(template: Template, values: Values, *, today: date) -> list[str]:
    """What may be a mistake and need not be."""
    over = [words for fact in template.facts if (words := _over_already(fact, values, today))]
    return over + [words for check, words in _failing(template, values, today) if check.is_caution]


def _over_already(fact: Fact, values: Values, today: date) -> str:
    """That a day of what the paper allows is over before it is signed; empty where none is."""
    value = values.get(fact.name, "")
    if not fact.is_ahead or not isinstance(value, str):
        return ""
    days = [found for text in DAY.findall(value) if (found := span(iso_day(text)))]
    if not any(last < today for _first, last in days):
        return ""
    return _("«%(label)s» (%(value)s) đã qua: giấy này cho phép việc đã qua. Xem lại.") % {
        "label": fact.label,
        "value": value,
    }


def _still_to_come(fact: Fact, values: Values, today: date) -> str:
    """Why a day of what has been cannot be meant, in a row of a table too; empty where it can."""
    value = values.get(fact.name, "")
    if isinstance(value, str):
        day = iso_moment(value).partition(" ")[0] if fact.kind == Kind.MOMENT else iso_day(value)
        days = span(day) if fact.is_past else None
        return _("%(label)s không được sau hôm nay.") % {"label": fact.label} if days and days[0] > today else ""
    for number, row in enumerate(value, start=1):
        for column, text in zip(fact.columns, row, strict=True):
            if why := _still_to_come(column, {column.name: text}, today):
                return row_words(fact, number, why)
    return ""


def _failing(template: Template, values: Values, today: date) -> Iterator[tuple[Check, str]]:
    """The checks that what is written breaks, each with its sentence; one that names columns, of every row."""
    alone = {name: value for name, value in values.items() if isinstance(value, str)}
    for check in template.checks:
        table = next((name.partition(".")[0] for name in check.fields if "." in name), "")
        found = values.get(table, []) if table else [[]]
        rows = found if isinstance(found, list) else []
        if check.kind in OF_ITEMS:
            if rows and items_fail(check, [_answered(_by_column(template, table, row)) for row in rows]):
                yield check, _of_all_rows(template, check, table)
            continue
        for number, row in enumerate(rows, start=1):
            said = alone | _by_column(template, table, row)
            if all(template.compared[name].kind == Kind.MOMENT for name in check.fields):
                if _moments_fail(check, said):
                    yield check, _sentence(template, check, said)
            elif fails(check, {name: _plain(template, name, text) for name, text in said.items() if text}, today):
                words = _sentence(template, check, said)
                yield check, row_words(template.by_name[table], number, words) if table else words


def _moments_fail(check: Check, said: Mapping[str, str]) -> bool:
    """Whether two hours of days stand in the wrong order; of what is no moment nothing is said."""
    first, last = (iso_moment(said.get(name, "")) for name in check.fields)
    return bool(first and last) and (first >= last if check.kind == "before" else first > last)


def _answered(said: Mapping[str, str]) -> dict[str, str]:
    return {name: text for name, text in said.items() if text}


def _of_all_rows(template: Template, check: Check, table: str) -> str:
    column = check.fields[0]
    return _(SENTENCES[check.kind]) % {
        "table": template.by_name[table].label,
        "first": template.compared[column].label,
        "value": " / ".join(check.when.get(column, ())),
    }


def _by_column(template: Template, table: str, row: list[str]) -> dict[str, str]:
    columns = template.by_name[table].columns if table else ()
    return {f"{table}.{column.name}": text for column, text in zip(columns, row, strict=True)}


def _plain(template: Template, name: str, text: str) -> str:
    """What is printed as the checks of forms compare it."""
    kind = template.compared[name].kind
    if kind in DAYS:
        return iso_day(text)
    return as_number(text) if kind in SIZES else SEXES.get(text, text)


def _sentence(template: Template, check: Check, said: Mapping[str, str]) -> str:
    first, last = check.fields[0], check.fields[-1]
    if check.kind in OF_SUMS:
        parts = (f"«{template.compared[name].label}» ({said[name]})" for name in check.fields[:-1])
        return _("«%(whole)s» (%(one)s) khác tổng của %(parts)s. Xem lại.") % {
            "whole": template.compared[last].label, "one": said[last], "parts": ", ".join(parts),
        }  # fmt: skip
    return _(SENTENCES[check.kind]) % {
        "first": template.compared[first].label,
        "last": template.compared[last].label,
        "one": said[first],
        "other": said[last],
        "number": check.number,
    }
