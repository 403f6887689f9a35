"""A form's definition: a JSON Schema 2020-12 subset for the values, and a layout of pages for people.

Nothing in a definition is ever evaluated: conditions are tables of allowed values.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Any

from jsonschema import Draft202012Validator

Condition = Mapping[str, Sequence[str]]

SCHEMA_KEYWORDS = {
    "type", "minLength", "maxLength", "pattern", "format", "enum", "minimum", "maximum", "x-labels",
    "x-pattern-message", "x-places", "x-from-year",
}  # fmt: skip
TYPES = {"string", "integer", "number", "boolean"}
# How many digits stand after the comma of a decimal: more would say more than anyone measured.
PLACES = range(1, 7)
FORMATS = {"date", "partial-date", "email", "phone", "personal-number", "former-number", "business-number"}
# What the answers about one's case are called among the others: this and the question's key.
CASE = "case."


class Widget(StrEnum):
    TEXT = "TEXT"
    TEXTAREA = "TEXTAREA"
    DATE = "DATE"
    PARTIAL_DATE = "PARTIAL_DATE"
    RADIOS = "RADIOS"
    SELECT = "SELECT"
    CHECKBOX = "CHECKBOX"
    NUMBER = "NUMBER"
    DECIMAL = "DECIMAL"
    PLACE = "PLACE"


class BadDefinition(ValueError):
    """A definition that must not be used; says where and why."""


@dataclass(frozen=True)
class Rate:
    """What one of the things costs that an answer counts; without a sum the procedure's own fee is for one of them."""

    per: str
    dong: int | None = None


@dataclass(frozen=True)
class FieldSpec:
    """One question: what it is called, how it is asked, what its value must be."""

    name: str
    label: str
    schema: Mapping[str, Any]
    widget: Widget
    hint: str = ""
    is_required: bool = True
    autocomplete: str = ""
    prefill: str = ""
    is_sensitive: bool = False
    when: Mapping[str, tuple[str, ...]] | None = None
    rate: Rate | None = None

    @cached_property
    def validator(self) -> Draft202012Validator:
        """Checks a value against the schema; what is ours in it (`x-…`) and formats are checked in words elsewhere."""
        return Draft202012Validator(
            {key: rule for key, rule in self.schema.items() if not key.startswith("x-") and key != "format"}
        )

    @property
    def is_year(self) -> bool:
        """What can only have four figures is a year."""
        return bool(
            self.schema["type"] == "integer"
            and self.schema.get("minimum", 0) >= 1000
            and self.schema.get("maximum", 10_000) <= 9999
        )

    @property
    def options(self) -> list[tuple[str, str]]:
        """The answers to choose from, with their labels."""
        labels = self.schema.get("x-labels", {})
        return [(value, labels.get(value, value)) for value in self.schema.get("enum", [])]


@dataclass(frozen=True)
class Page:
    """One page: one thing to think about. A page that repeats asks the same for each of several items."""

    key: str
    title: str
    fields: tuple[FieldSpec, ...]
    intro: str = ""
    when: Mapping[str, tuple[str, ...]] | None = None
    repeat: str = ""
    item_name: str = ""
    min_items: int = 0
    max_items: int = 20


@dataclass(frozen=True)
class Check:
    """A rule over several answers (see `motcua.forms.rules.checks`), and the sentence that says what to mend.

    A caution may be a mistake and need not be: it is told before anything is sent, and refuses nothing.
    """

    kind: str
    fields: tuple[str, ...]
    message: str
    number: int = 0
    when: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    values: tuple[str, ...] = ()
    is_caution: bool = False


def as_it_is(day: date) -> date:
    return day


@dataclass(frozen=True)
class Definition:
    """A whole form.

    `working_day_from` is the calendar by which its terms end: the day itself where offices work, else the next on which
    they do. Whoever asks the checks of days hands it in; a form that is only read needs none.
    """

    key: str
    title: str
    pages: tuple[Page, ...]
    checks: tuple[Check, ...] = ()
    summary: str = ""
    working_day_from: Callable[[date], date] = field(default=as_it_is, compare=False)

    @cached_property
    def by_key(self) -> dict[str, Page]:
        return {page.key: page for page in self.pages}


def in_words(definition: Definition, say: Callable[[str], str]) -> Definition:
    """The same form with every word people read said anew: what is asked and what is valid stays."""

    def spoken(text: str) -> str:
        return say(text) if text else ""

    def asked(spec: FieldSpec) -> FieldSpec:
        schema = dict(spec.schema)
        if labels := schema.get("x-labels"):
            schema["x-labels"] = {value: spoken(label) for value, label in labels.items()}
        if message := schema.get("x-pattern-message"):
            schema["x-pattern-message"] = spoken(message)
        return replace(spec, label=spoken(spec.label), hint=spoken(spec.hint), schema=schema)

    def page_of(page: Page) -> Page:
        return replace(
            page,
            title=spoken(page.title),
            intro=spoken(page.intro),
            item_name=spoken(page.item_name),
            fields=tuple(asked(spec) for spec in page.fields),
        )

    return replace(
        definition,
        title=spoken(definition.title),
        summary=spoken(definition.summary),
        pages=tuple(page_of(page) for page in definition.pages),
        checks=tuple(replace(check, message=spoken(check.message)) for check in definition.checks),
    )


# Each kind of check with the number of fields it names; none where it has a table of answers instead. A check of days
# may have both: it is asked only where the table holds.
OF_DAYS = {
    "not_future": 1, "not_after": 2, "before": 2, "age_at_least": 1, "within_years": 2, "years_older": 2,
    "age_under": 1, "days_at_most": 1, "days_over": 1, "days_ahead": 1,
}  # fmt: skip
OF_ITEMS = {"distinct": 1, "exactly_one": 0}
OF_NUMBERS = {"number_of_day": 2, "number_of_sex": 2}
OF_SIZES = {"not_more": 2}
# Of three or more numbers the last is what the others make together.
OF_SUMS = {"adds_up"}
OF_VALUES = {"different": 2, "same": 2, "only": 1, "number_is_of": 1}
# Which name the answers that they allow.
WITH_VALUES = {"only", "number_is_of"}
# Named by one or more fields.
OF_PLACES = {"elsewhere"}
CHECKS = OF_DAYS | OF_ITEMS | OF_NUMBERS | OF_SIZES | OF_VALUES | {"contradiction": 0}
# What may be asked only where a table of answers holds.
WITH_TABLE = {*OF_DAYS, *OF_NUMBERS, *OF_PLACES, *OF_SIZES, *OF_SUMS, *OF_VALUES}
_FORM = {"key", "title", "pages", "checks", "summary"}
_PAGE = {"key", "title", "intro", "when", "fields", "repeat", "item_name", "min_items", "max_items"}
_FIELD = {
    "name", "label", "hint", "schema", "widget", "required", "autocomplete", "prefill", "sensitive", "when",
    "rate",
}  # fmt: skip
_CHECK = {"kind", "fields", "message", "number", "values", "when", "order", "caution"}


def parse(raw: Mapping[str, Any]) -> Definition:
    """Read a definition; raises `BadDefinition` with the path of the first mistake."""
    try:
        return _parse(raw)
    except KeyError as error:
        raise BadDefinition(f"thiếu khóa {error}") from error
    except (TypeError, AttributeError) as error:
        raise BadDefinition(str(error)) from error


def _parse(raw: Mapping[str, Any]) -> Definition:
    _known(raw, _FORM, "form")
    pages = tuple(_page(page, f"pages[{n}]") for n, page in enumerate(raw.get("pages", [])))
    if not pages:
        raise BadDefinition("pages: biểu mẫu chưa có trang nào")
    _unique([page.key for page in pages], "pages")
    plain = [field.name for page in pages if not page.repeat for field in page.fields]
    _unique(plain + [page.repeat for page in pages if page.repeat], "fields")
    checks = tuple(_check(check, pages, f"checks[{n}]") for n, check in enumerate(raw.get("checks", [])))
    definition = Definition(raw["key"], raw["title"], pages, checks, raw.get("summary", ""))
    _conditions_look_back(definition)
    return definition


def _known(raw: Mapping[str, Any], allowed: set[str], path: str) -> None:
    if not isinstance(raw, Mapping):
        raise BadDefinition(f"{path}: phải là một nhóm khóa và giá trị")
    if unknown := set(raw) - allowed:
        raise BadDefinition(f"{path}: không có từ khóa {', '.join(sorted(unknown))}")


def _unique(names: Sequence[str], path: str) -> None:
    if double := sorted({name for name in names if names.count(name) > 1}):
        raise BadDefinition(f"{path}: trùng tên {', '.join(double)}")


def _page(raw: Mapping[str, Any], path: str) -> Page:
    _known(raw, _PAGE, path)
    fields = tuple(_field(field, f"{path}.fields[{n}]") for n, field in enumerate(raw.get("fields", [])))
    if not fields:
        raise BadDefinition(f"{path}: trang chưa có mục nào")
    _unique([field.name for field in fields], path)
    return Page(
        key=raw["key"],
        title=raw["title"],
        fields=fields,
        intro=raw.get("intro", ""),
        when=_when(raw.get("when"), path),
        repeat=raw.get("repeat", ""),
        item_name=raw.get("item_name", ""),
        min_items=raw.get("min_items", 0),
        max_items=raw.get("max_items", 20),
    )


def _field(raw: Mapping[str, Any], path: str) -> FieldSpec:
    _known(raw, _FIELD, path)
    schema = raw.get("schema", {"type": "string", "maxLength": 200})
    _schema(schema, path)
    return FieldSpec(
        name=raw["name"],
        label=raw["label"],
        schema=schema,
        widget=_named_widget(raw["widget"], path) if "widget" in raw else _widget(schema),
        hint=raw.get("hint", ""),
        is_required=raw.get("required", True),
        autocomplete=raw.get("autocomplete", ""),
        prefill=raw.get("prefill", ""),
        is_sensitive=raw.get("sensitive", False),
        when=_when(raw.get("when"), path),
        rate=_rate(raw.get("rate"), schema, path),
    )


def _rate(raw: Any, schema: Mapping[str, Any], path: str) -> Rate | None:
    if raw is None:
        return None
    _known(raw, {"per", "dong"}, f"{path}.rate")
    if schema["type"] != "integer" or not isinstance(raw.get("dong", 0), int):
        raise BadDefinition(f"{path}.rate: mức là số đồng cho một trong những thứ mà mục này đếm")
    return Rate(raw["per"], raw.get("dong"))


def _schema(schema: Mapping[str, Any], path: str) -> None:
    _known(schema, SCHEMA_KEYWORDS, f"{path}.schema")
    if schema.get("type") not in TYPES:
        raise BadDefinition(f"{path}.schema: kiểu phải là {', '.join(sorted(TYPES))}")
    try:
        re.compile(schema.get("pattern", ""))
    except re.error as error:
        raise BadDefinition(f"{path}.schema.pattern: {error}") from error
    if schema.get("x-places", 1) not in PLACES:
        raise BadDefinition(f"{path}.schema.x-places: số chữ số sau dấu phẩy từ 1 đến 6")
    if schema.get("format") not in FORMATS | {None}:
        raise BadDefinition(f"{path}.schema: không có định dạng {schema['format']}")


def _named_widget(name: str, path: str) -> Widget:
    if name not in Widget.__members__:
        raise BadDefinition(f"{path}.widget: không có kiểu {name}")
    return Widget(name)


DAYS = {"date": Widget.DATE, "partial-date": Widget.PARTIAL_DATE}


def _widget(schema: Mapping[str, Any]) -> Widget:
    if schema.get("format") in DAYS:
        return DAYS[schema["format"]]
    if "enum" in schema:
        return Widget.RADIOS if len(schema["enum"]) <= 6 else Widget.SELECT
    return {"integer": Widget.NUMBER, "number": Widget.DECIMAL, "boolean": Widget.CHECKBOX}.get(
        schema["type"], Widget.TEXT
    )


def _when(raw: Any, path: str) -> Mapping[str, tuple[str, ...]] | None:
    if raw is None:
        return None
    if not isinstance(raw, Mapping) or not all(
        isinstance(values, list) and all(isinstance(value, str) for value in values) for values in raw.values()
    ):
        raise BadDefinition(f"{path}.when: điều kiện là bảng «mục: [các giá trị bằng chữ]»")
    return {name: tuple(values) for name, values in raw.items()}


def _order(raw: Mapping[str, Any], told: tuple[str, ...], path: str) -> tuple[str, ...]:
    """The answers that contradict one another in the order in which they were written (see `shared.expanded`)."""
    order = tuple(raw.get("order", told))
    if sorted(order) != sorted(told):
        raise BadDefinition(f"{path}: «order» xếp lại các mục của «when», không thêm không bớt")
    return order


def _check(raw: Mapping[str, Any], pages: Sequence[Page], path: str) -> Check:
    _known(raw, _CHECK, path)
    when = _when(raw.get("when"), path) or {}
    told = tuple(name for name in when if not name.startswith(CASE))
    check = Check(
        raw["kind"],
        tuple(raw.get("fields", _order(raw, told, path))),
        raw["message"],
        raw.get("number", 0),
        when,
        tuple(raw.get("values", ())),
        is_caution=raw.get("caution", False),
    )
    count, may_have_both = CHECKS.get(check.kind), check.kind in WITH_TABLE
    if check.kind in OF_PLACES or (check.kind in OF_SUMS and len(check.fields) > 2):
        count = len(check.fields)
    is_whole = bool(check.fields) and (may_have_both or bool(when) is not bool(count))
    if (check.kind in WITH_VALUES) != bool(check.values):
        raise BadDefinition(f"{path}: «values» là những câu trả lời mà kiểm tra «only», «number_is_of» chấp nhận")
    if check.kind in OF_PLACES and not check.is_caution:
        raise BadDefinition(f"{path}: nơi được nêu trong lời thì chỉ nhắc (caution), không từ chối")
    if count is None or len(raw.get("fields", [])) != count or not is_whole:
        raise BadDefinition(f"{path}: không có kiểm tra «{check.kind}» với {len(raw.get('fields', []))} mục")
    specs = _named(check, pages, path)
    if unknown := set(told) - {spec.name for page in pages for spec in page.fields}:
        raise BadDefinition(f"{path}: không có mục {', '.join(sorted(unknown))}")
    if check.kind in OF_DAYS and (wrong := [spec.name for spec in specs if not _is_day(spec)]):
        raise BadDefinition(f"kiểm tra {check.kind}: {', '.join(wrong)} không phải là ngày")
    if check.kind in {*OF_SIZES, *OF_SUMS} and (wrong := [spec.name for spec in specs if spec.widget not in SIZES]):
        raise BadDefinition(f"kiểm tra {check.kind}: {', '.join(wrong)} không phải là số")
    return check


SIZES = (Widget.NUMBER, Widget.DECIMAL)


def _is_day(spec: FieldSpec) -> bool:
    return spec.widget in (Widget.DATE, Widget.PARTIAL_DATE) or spec.is_year


def _named(check: Check, pages: Sequence[Page], path: str) -> list[FieldSpec]:
    """The fields a check names: each in one place only, and items of at most one page among them."""
    specs, repeating = [], set()
    for name in check.fields:
        asked = [(page, spec) for page in pages for spec in page.fields if spec.name == name]
        if len(asked) != 1:
            raise BadDefinition(f"{path}: {'không có' if not asked else 'có nhiều'} mục {name}")
        page, spec = asked[0]
        specs.append(spec)
        repeating.add(page.repeat)
    if len(repeating - {""}) > 1 or (check.kind in OF_ITEMS and "" in repeating):
        raise BadDefinition(f"{path}: kiểm tra {check.kind} phải nêu mục của cùng một trang lặp")
    return specs


def _conditions_look_back(definition: Definition) -> None:
    """A condition may rest only on what was asked before, so that pages can be walked once, in order."""
    seen: set[str] = set()
    for page in definition.pages:
        for when in (page.when, *(spec.when for spec in page.fields)):
            allowed = seen | {spec.name for spec in page.fields if when is not page.when}
            unknown = {name for name in when or () if name not in allowed and not name.startswith(CASE)}
            if unknown:
                raise BadDefinition(f"trang {page.key}: điều kiện dựa vào mục chưa hỏi ({', '.join(sorted(unknown))})")
        if not page.repeat:
            seen |= {spec.name for spec in page.fields}
