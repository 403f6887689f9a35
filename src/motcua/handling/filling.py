"""How synthetic people fill in a form, page by page, as far as their case asks; and what officials add to a result.

For the demonstration, and for a rehearsal of which nothing stays.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import product
from typing import Any
from zlib import crc32

from motcua.dossiers.models import Dossier
from motcua.dossiers.rules import Decision
from motcua.forms.models import Draft
from motcua.forms.operations import save_item, save_page
from motcua.forms.rules import Cleaned, Definition, Page, clean_page, prefill, told_by, visible_pages
from motcua.kernel.text import format_date
from motcua.people.models import Account
from motcua.results.queries import Draft as ResultDraft
from motcua.results.queries import asked_values, drafts_of
from motcua.results.registers import conflicts_of
from motcua.results.rules import DAYS, Fact, Kind, Value, Values, asked_as, contradictions


def fill_in(draft: Draft, words: Mapping[str, str], *, by: Account, at: datetime) -> None:
    """Fill in every page that this case goes through."""
    form = draft.form.parsed
    for page in form.pages:
        if page.key not in {one.key for one in visible_pages(form, draft.told)}:
            continue
        errors, raw = {}, filled(page, words, draft.answers)
        if not page.repeat:
            errors = save_page(draft, page=page, raw=raw, by=by, at=at)
        elif page.min_items:
            errors = save_item(draft, page=page, number=None, raw=raw, by=by, at=at)
        if errors:
            raise LookupError(f"{form.key}: {errors}")
        draft.refresh_from_db(fields=["answers"])


def filled(page: Page, words: Mapping[str, str], known: Mapping[str, Any]) -> dict[str, str]:
    """What a person leaves on a page: what is filled in already, their own words, or else the first choice."""
    chosen = {}
    for spec in page.fields:
        allowed = [value for value, _label in spec.options]
        if allowed and known.get(spec.name) in allowed:
            chosen[spec.name] = str(known[spec.name])
        elif allowed and words.get(spec.name) not in allowed:
            chosen[spec.name] = allowed[0]
    return {**words, **chosen}


def declaration(form: Definition, words: Mapping[str, str], case: Mapping[str, str], *, today: date) -> dict[str, Any]:
    """The answers of somebody at the counter, whose declaration an official types: what is good of them."""
    told: dict[str, Any] = {**told_by(case), **prefill(form, told_by(case))}
    whose = crc32(repr(sorted(words.items())).encode())
    said = {name: text for name, text in words.items() if text}
    for page in form.pages:
        if page.key not in {one.key for one in visible_pages(form, told)} or (page.repeat and not page.min_items):
            continue
        # What these people have no words for stays open, as on a sheet that is typed later.
        tries = (
            clean_page(
                form,
                page,
                filled(page, anything(page, whose, *days, today=today) | said, told),
                today=today,
                answers=told,
            )
            for days in product(BIRTHS, (*LATER, today))
        )
        cleaned = _best(tries)
        told |= {page.repeat: [cleaned.values]} if page.repeat else cleaned.values
    return {name: value for name, value in told.items() if name not in told_by(case)}


def _best(tries: Iterable[Cleaned]) -> Cleaned:
    """The first page in which nothing is to be mended, or else the least."""
    pages = []
    for cleaned in tries:
        pages.append(cleaned)
        if not cleaned.errors:
            break
    return min(pages, key=lambda cleaned: len(cleaned.errors))


# Days of which one agrees with what else is said: of births, and of what came after.
BIRTHS = (date(1990, 2, 5), date(1960, 2, 5), date(2020, 2, 5))
LATER = (date(2020, 1, 1), date(2015, 6, 15), date(2000, 6, 15))


def anything(page: Page, whose: int, birth: date, later: date, *, today: date) -> dict[str, str]:
    """Something that may stand in each field of a page, for a form these people have no words of their own for.

    `whose`: one number a person, so that not all of them share the number of one.
    """
    words: dict[str, str] = {}
    for number, spec in enumerate(page.fields):
        if spec.schema.get("format") in ("date", "partial-date"):
            # What is asked later happened later.
            day = birth if "sinh" in spec.name else min(later + timedelta(days=number), today)
            words |= {f"{spec.name}_day": str(day.day), f"{spec.name}_month": str(day.month)}
            words[f"{spec.name}_year"] = str(day.year)
        elif spec.schema["type"] in ("integer", "number"):
            words[spec.name] = str(spec.schema.get("minimum", 1) or 1)
        elif spec.schema["type"] == "boolean":
            words[spec.name] = "on"
        elif "number" in spec.schema.get("format", "") or "[0-9]" in spec.schema.get("pattern", ""):
            words[spec.name] = f"020190{crc32(f'{whose}/{spec.name}'.encode()) % 10**6:06}"
        elif "giay_to" in spec.name:
            # Two people have no paper of one number.
            words[spec.name] = f"Theo giấy tờ kèm theo, số {crc32(f'{whose}/{spec.name}'.encode()) % 10**6:06}"
        else:
            words[spec.name] = {"phone": "0900000001", "email": "nguoi.nop@langson.example"}.get(
                spec.schema.get("format", ""), "Theo giấy tờ kèm theo"
            )
    return words


def content_of(dossier: Dossier, *, on: date) -> Decision | dict[str, Value]:
    """What an official writes: on the result's own form what was declared and what the office knows, else a letter."""
    drafts = drafts_of(dossier, on=on)
    if not drafts:
        said = (
            f"Căn cứ hồ sơ {dossier.code} về việc «{dossier.procedure.name}», sau khi thẩm định, cơ quan giải quyết"
            " theo đề nghị của người có tên dưới đây."
        )
        address = dossier.parties.get(role="HOLDER").address
        facts = {"Họ và tên": dossier.holder_name, "Nơi cư trú": address}
        return Decision(dossier.version.result_name or dossier.procedure.name, (said,), facts)
    written = asked_values(drafts)
    for draft in drafts:
        values = dict(draft.values)
        for table in (fact for fact in draft.template.parsed.facts if fact.kind == Kind.TABLE):
            rows = values.get(table.name, [])
            if isinstance(rows, list):
                written[asked_as(draft.place, table)] = _whole(rows, table, dossier, on=on)
        for fact in draft.missing:
            known = _marked(draft, fact, known_to_office(fact, dossier, on=on))
            values[fact.name] = _in_order(draft, values, fact, known, on=on)
            written[asked_as(draft.place, fact)] = values[fact.name]
    return written | _beside_registers(dossier, drafts, written)


def _whole(rows: Sequence[Sequence[str]], table: Fact, dossier: Dossier, *, on: date) -> list[list[str]]:
    """The rows that were declared, with what the office adds to each: the code of a trade, for example."""
    return [
        [
            text or (str(known_to_office(column, dossier, on=on)) if column.is_required else "")
            for column, text in zip(table.columns, row, strict=True)
        ]
        for row in rows
    ]


def _marked(draft: ResultDraft, fact: Fact, value: Value) -> Value:
    """A table of one row is the row of which there is one: its trade is the main one."""
    for check in draft.template.parsed.checks:
        table, _dot, column = check.fields[0].partition(".")
        if check.kind == "exactly_one" and table == fact.name and isinstance(value, list):
            place = [one.name for one in fact.columns].index(column)
            value = [[*row[:place], check.values[0], *row[place + 1 :]] for row in value]
    return value


def _in_order(draft: ResultDraft, values: Values, fact: Fact, value: Value, *, on: date) -> Value:
    """What stands in a register, on a day that agrees with the others of the paper."""
    if fact.kind not in (*DAYS, Kind.MOMENT):
        return value
    days = map(format_date, BIRTHS) if "sinh" in fact.name else (str(value), *map(format_date, LATER))
    shown = [day[-4:] if fact.kind == Kind.YEAR else day for day in days]
    if fact.kind == Kind.MOMENT:
        shown = [str(value), _moment(on + timedelta(days=3))]
    template = draft.template.parsed
    agree = (day for day in shown if not contradictions(template, {**values, fact.name: day}, today=on))
    return next(agree, value)


def _beside_registers(dossier: Dossier, drafts: Sequence[ResultDraft], content: Values) -> dict[str, Value]:
    """What makes papers of made-up people right who happen to have the number, or name and birth, of another one."""
    papers = [
        (template, {fact.name: content.get(asked_as(draft.place, fact), "") for fact in template.facts})
        for draft in drafts
        for template in (draft.template.parsed,)
    ]
    made_up = _number(crc32(dossier.reference.encode()))
    said = "Đã đối chiếu giấy tờ gốc: không phải việc của người này."
    return {
        conflict.asked if conflict.is_impossible else conflict.key: made_up if conflict.is_impossible else said
        for conflict in conflicts_of(dossier, papers)
    }


def _number(drawn: int) -> str:
    """A personal number that can be: of somebody born in the province in the last century."""
    return f"020{drawn % 2}{drawn // 7 % 100:02}{drawn % 10**6:06}"


def _moment(on: date) -> str:
    return f"08 giờ 30 ngày {format_date(on)}"


def known_to_office(fact: Fact, dossier: Dossier, *, on: date) -> Value:
    """Something that stands in the office's own registers, made up for a dossier that is made up."""
    number = crc32(f"{dossier.reference}/{fact.name}".encode())
    if fact.kind == Kind.TABLE:
        return [[str(known_to_office(column, dossier, on=on)) for column in fact.columns]]
    if fact.choices:
        return fact.choices[number % len(fact.choices)]
    return {
        Kind.IDENTITY: _number(number),
        Kind.PERSONAL_NUMBER: _number(number),
        Kind.NAME: dossier.holder_name,
        Kind.DAY: format_date(on),
        Kind.YEAR: str(on.year),
        Kind.HOUR: "08:30",
        Kind.MOMENT: _moment(on),
        Kind.INTEGER: str(number % 40 + 1),
        Kind.DECIMAL: str(number % 400 + 50),
        Kind.DONG: f"{(number % 90 + 10) * 1_000_000}",
    }.get(fact.kind, f"Theo hồ sơ {dossier.shown_code}")
