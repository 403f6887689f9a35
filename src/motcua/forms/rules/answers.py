"""Answers: which pages they open, what is wrong with them, how they are shown again and summed up."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from motcua.forms.rules.checks import Answers, fails, items_fail, matches
from motcua.forms.rules.days import PARTS, clean_day, parts_of, shown_day
from motcua.forms.rules.definition import CASE, DAYS, OF_ITEMS, Definition, FieldSpec, Page, Widget
from motcua.kernel.glyphs import undrawn, undrawn_words
from motcua.kernel.speech import gettext_noop
from motcua.kernel.speech import say as _
from motcua.kernel.text import visible
from motcua.kernel.values import (
    WrongValue,
    business_number,
    dialled_number,
    flat,
    hour,
    id_number,
    narrow,
    phone_number,
    shaped,
)

EMAIL = re.compile(r"^[^@\s]+@[^@\s.]+(\.[^@\s.]+)+$")


@dataclass(frozen=True)
class Cleaned:
    """What a page gave: good values, a sentence for each bad one, and everything as it was typed."""

    values: dict[str, Any]
    errors: dict[str, str]
    typed: dict[str, str] = field(default_factory=dict)


def is_visible(when: Mapping[str, tuple[str, ...]] | None, answers: Answers) -> bool:
    """Whether the answers fulfil a condition; none is always fulfilled."""
    return when is None or matches(when, answers)


def visible_pages(definition: Definition, answers: Answers) -> list[Page]:
    """The pages this person goes through, in order: an answer counts only when its own page is among them."""
    return _walked(definition, answers)[0]


def _walked(definition: Definition, answers: Answers) -> tuple[list[Page], dict[str, Any]]:
    """The pages gone through, and the answers that count: those of such pages, and about one's case."""
    kept = {name: value for name, value in answers.items() if name.startswith(CASE)}
    pages = []
    for page in definition.pages:
        if not is_visible(page.when, kept):
            continue
        pages.append(page)
        for spec in () if page.repeat else page.fields:
            if spec.name in answers and is_visible(spec.when, kept):
                kept[spec.name] = answers[spec.name]
    return pages, kept


def clean_page(
    definition: Definition, page: Page, raw: Mapping[str, str], *, today: date, answers: Answers | None = None
) -> Cleaned:
    """Check one page as it came from a browser. Never raises: whatever was typed comes back in `typed`.

    Dates come as `<name>_day`, `<name>_month`, `<name>_year` and are kept as ISO text. `answers` are those of the other
    pages, for conditions and checks that look back.
    """
    own = {spec.name for spec in page.fields}
    before = {name: value for name, value in _walked(definition, answers or {})[1].items() if name not in own}
    values: dict[str, Any] = {}
    errors: dict[str, str] = {}
    typed: dict[str, str] = {}
    for spec in page.fields:
        text, parts = _read(spec, raw)
        typed |= parts
        if not is_visible(spec.when, before | values):
            continue
        value, error = _clean(spec, text, today)
        if error:
            errors[spec.name] = error
        elif value is not None:
            values[spec.name] = value
    for check in definition.checks:
        here = [name for name in (*check.when, *check.fields) if name in own and not check.is_caution]
        if not here or errors.keys() & set(check.fields):
            continue
        if fails(check, before | values, today, definition.working_day_from):
            errors[here[-1]] = check.message
    return Cleaned(values, errors, typed)


def _read(spec: FieldSpec, raw: Mapping[str, str]) -> tuple[str, dict[str, str]]:
    if spec.widget not in DAYS.values():
        # What cannot be seen goes first: a blank beside it would stay at the end.
        seen = _plain(raw.get(spec.name, ""))
        return seen.strip() if spec.widget == Widget.TEXTAREA else " ".join(seen.split()), {spec.name: seen}
    parts = {f"{spec.name}_{part}": flat(raw.get(f"{spec.name}_{part}", "")[:50])[:10] for part in PARTS}
    if not any(parts.values()):
        return "", parts
    return "-".join(parts[f"{spec.name}_{part}"] for part in reversed(PARTS)), parts


def _plain(text: str) -> str:
    """At most 20,000 characters, each of which can be seen."""
    return visible(text[:20_000])


def _clean(spec: FieldSpec, text: str, today: date | None = None) -> tuple[Any, str]:
    """The value, or a sentence that says how to mend it."""
    if spec.widget == Widget.CHECKBOX:
        if spec.is_required and not text:
            return None, _("Đánh dấu vào ô «%(label)s» để tiếp tục.") % {"label": spec.label}
        return bool(text), ""
    if not text:
        return None, _missing(spec) if spec.is_required else ""
    if cleaner := _BY_WIDGET.get(spec.widget):
        return cleaner(spec, text)
    if cleaner := _BY_TYPE.get(spec.schema["type"]):
        return cleaner(spec, text)
    if spec.schema.get("format") in _NUMBERS:
        return _clean_number(spec, text, today)
    text = _tight(spec, text)
    # What stands in a line of its own is copied onto the result; what is told at length is read where it was typed.
    if spec.widget == Widget.TEXT and (lost := undrawn(text)):
        return None, undrawn_words(spec.label, lost)
    return _checked(spec, text)


def _tight(spec: FieldSpec, text: str) -> str:
    """A number or an hour in the shape that is asked for, where only how it was written is in the way."""
    pattern = spec.schema.get("pattern")
    if not pattern or re.search(pattern, text):
        return text
    plain = narrow(text)
    written = [plain, shaped(hour, plain)]
    if re.fullmatch(r"[0-9\s.\-]+", plain):
        written.append(re.sub(r"[\s.\-]", "", plain))
    return next((one for one in written if any(map(str.isdecimal, one)) and re.search(pattern, one)), text)


def _clean_number(spec: FieldSpec, text: str, today: date | None) -> tuple[Any, str]:
    """A number of a known kind, in the one shape in which it is kept."""
    try:
        return _checked(spec, _NUMBERS[spec.schema["format"]](text, today))
    except WrongValue as wrong:
        return None, str(wrong)


def _clean_integer(spec: FieldSpec, text: str) -> tuple[Any, str]:
    text = narrow(text)
    if spec.is_year and re.fullmatch(r"[0-9]{1,3}", text):
        return None, _("%(label)s: viết năm đủ bốn chữ số, ví dụ 1990.") % {"label": spec.label}
    # Dots and spaces only part thousands: 12.5 is no whole number and must not become 125.
    if not re.fullmatch(r"-?([0-9]{1,15}|[0-9]{1,3}([. ][0-9]{3}){1,4})", text):
        said = (
            _("%(label)s phải là năm, ví dụ 1990.")
            if spec.is_year
            else _("%(label)s phải là số nguyên, ví dụ %(example)d.")
        )
        most, least = spec.schema.get("maximum", 1_250_000), spec.schema.get("minimum", 1)
        return None, said % {"label": spec.label, "example": 1_250_000 if most >= 1_250_000 else max(least, 1)}
    return _checked(spec, int(re.sub(r"[. ]", "", text)))


def _clean_decimal(spec: FieldSpec, text: str) -> tuple[Any, str]:
    """«1.250,5» as people write it: a comma before the decimals, dots or spaces between thousands.

    Kept as text with a point («1250.5»), for a binary fraction would not keep what was typed. «12.5» could be read as
    two numbers, so it is asked again.
    """
    match = re.fullmatch(r"(-?(?:[0-9]{1,15}|[0-9]{1,3}(?:[. ][0-9]{3}){1,4}))(?:,([0-9]+))?", narrow(text))
    if match is None:
        return None, _("%(label)s phải là số, phần lẻ viết sau dấu phẩy, ví dụ 12,5.") % {"label": spec.label}
    whole, decimals = re.sub(r"[. ]", "", match[1]), (match[2] or "").rstrip("0")
    places = spec.schema.get("x-places", 2)
    if len(decimals) > places:
        said = _("%(label)s có nhiều nhất %(places)d chữ số sau dấu phẩy.")
        return None, said % {"label": spec.label, "places": places}
    value = Decimal(f"{whole}.{decimals}" if decimals else whole)
    for keyword, is_wrong in (("minimum", Decimal.__lt__), ("maximum", Decimal.__gt__)):
        limit = spec.schema.get(keyword)
        if limit is not None and is_wrong(value, Decimal(str(limit))):
            return None, _sentence(spec, keyword, str(limit).replace(".", ","))
    return str(value), ""


def place_code(value: Any) -> str:
    """The code of a place somebody chose; empty for the text of an earlier answer that has none."""
    return str(value.get("code", "")) if isinstance(value, Mapping) else ""


def _clean_place(spec: FieldSpec, text: str) -> tuple[Any, str]:
    """A place as chosen, «06187|Phường Kỳ Lừa»: its code for rules, its name for people.

    Whether there is such a place the caller checks, who knows the places.
    """
    code, mark, name = text.partition("|")
    if not mark or not re.fullmatch(r"[0-9]{2,5}", code) or not name.strip():
        return None, _not_listed(spec)
    return {"code": code, "name": name.strip()[:200]}, ""


def _missing(spec: FieldSpec) -> str:
    is_choice = spec.widget in (Widget.RADIOS, Widget.SELECT, Widget.PLACE)
    said = _("Chọn %(label)s.") if is_choice else _("Nhập %(label)s.")
    return said % {"label": _within(spec)}


def _not_listed(spec: FieldSpec) -> str:
    return _("Chọn %(label)s trong danh sách.") % {"label": _within(spec)}


def _within(spec: FieldSpec) -> str:
    """The label as it stands within a sentence; of a question, the question itself."""
    return f"«{spec.label}»" if spec.label.endswith("?") else f"{spec.label[:1].lower()}{spec.label[1:]}"


_BY_WIDGET = {Widget.DATE: clean_day, Widget.PARTIAL_DATE: clean_day, Widget.PLACE: _clean_place}
_NUMBERS: Mapping[str, Callable[[str, date | None], str]] = {
    "phone": lambda text, today: dialled_number(phone_number(text)),
    "personal-number": lambda text, today: id_number(text, on=today),
    "former-number": lambda text, today: id_number(text, on=today, is_former_taken=True),
    "business-number": lambda text, today: business_number(text),
}
_BY_TYPE = {"integer": _clean_integer, "number": _clean_decimal}


def _checked(spec: FieldSpec, value: Any) -> tuple[Any, str]:
    """The value against its schema; the first mistake in words."""
    for error in spec.validator.iter_errors(value):
        return None, _sentence(spec, str(error.validator), error.validator_value)
    if spec.schema.get("format") == "email" and not EMAIL.match(value):
        return None, _("%(label)s phải có dạng ten@vidu.vn.") % {"label": spec.label}
    return value, ""


def _sentence(spec: FieldSpec, keyword: str, limit: Any) -> str:
    if keyword == "enum":
        return _not_listed(spec)
    if keyword not in _LIMITS:
        return spec.schema.get("x-pattern-message") or _("%(label)s chưa đúng.") % {"label": spec.label}
    return _(_LIMITS[keyword]) % {"label": spec.label, "limit": limit}


_LIMITS = {
    "minLength": gettext_noop("%(label)s phải có ít nhất %(limit)s ký tự."),
    "maxLength": gettext_noop("%(label)s không được dài quá %(limit)s ký tự."),
    "minimum": gettext_noop("%(label)s không được nhỏ hơn %(limit)s."),
    "maximum": gettext_noop("%(label)s không được lớn hơn %(limit)s."),
}


def prefill(definition: Definition, known: Mapping[str, Any]) -> dict[str, Any]:
    """Answers already known (`account.full_name` → value), as far as they would pass their own check."""
    found: dict[str, Any] = {}
    for page in definition.pages:
        for spec in () if page.repeat else page.fields:
            value = known.get(spec.prefill) if spec.prefill else None
            if value in (None, ""):
                continue
            raw = _as_raw(spec, value)
            cleaned, error = _clean(spec, _read(spec, raw)[0])
            if not error and cleaned is not None:
                found[spec.name] = cleaned
    return found


def told(definition: Definition, answers: Answers) -> dict[str, Any]:
    """What the answers say under the paths that forms are prefilled from: the way back of `prefill`."""
    specs = [spec for page in definition.pages if not page.repeat for spec in page.fields if spec.prefill]
    return {spec.prefill: answers[spec.name] for spec in specs if answers.get(spec.name) not in (None, "")}


def _as_raw(spec: FieldSpec, value: Any) -> dict[str, str]:
    """A stored value as a browser would send it."""
    if spec.widget in DAYS.values():
        return parts_of(spec.name, value)
    if isinstance(value, bool):
        return {spec.name: "yes" if value else ""}
    if isinstance(value, Mapping):
        return {spec.name: f"{value.get('code', '')}|{value.get('name', '')}"}
    if spec.schema["type"] == "number":
        return {spec.name: str(value).replace(".", ",")}
    return {spec.name: str(value)}


def typed_of(page: Page, values: Answers) -> dict[str, str]:
    """Stored values of a page as text for its inputs."""
    typed: dict[str, str] = {}
    for spec in page.fields:
        if spec.name in values:
            typed |= _as_raw(spec, values[spec.name])
    return typed


def item_pages(definition: Definition) -> list[Page]:
    """The pages that repeat."""
    return [page for page in definition.pages if page.repeat]


def page_problem(definition: Definition, page: Page, answers: Answers, *, today: date) -> str:
    """Why a page is not finished, or an empty string."""
    if page.repeat:
        items: Sequence[Answers] = answers.get(page.repeat, [])
        if len(items) < page.min_items:
            name = page.item_name or _("mục")
            wanted = {"count": page.min_items, "item": name[:1].lower() + name[1:]}
            return _("Thêm ít nhất %(count)d %(item)s.") % wanted
        for number, item in enumerate(items, start=1):
            if errors := clean_page(definition, page, typed_of(page, item), today=today, answers=answers).errors:
                return f"{page.item_name or page.title} {number}: {next(iter(errors.values()))}"
        own = {spec.name for spec in page.fields}
        over_items = [one for one in definition.checks if one.kind in OF_ITEMS and own.issuperset(one.fields)]
        return next((one.message for one in over_items if items and items_fail(one, items)), "")
    errors = clean_page(definition, page, typed_of(page, answers), today=today, answers=answers).errors
    return next(iter(errors.values()), "")


def problems_of(definition: Definition, answers: Answers, *, today: date) -> dict[str, str]:
    """For each visible page that is not finished, its key and the first thing to mend."""
    found = {}
    for page in visible_pages(definition, answers):
        if problem := page_problem(definition, page, answers, today=today):
            found[page.key] = problem
    return found


def unsaid(definition: Definition, answers: Answers) -> list[str]:
    """The statements that a declaration has to make and nobody made: boxes to be ticked, by their labels."""
    pages, counting = _walked(definition, answers)
    asked = [spec for page in pages for spec in (() if page.repeat else page.fields) if spec.widget == Widget.CHECKBOX]
    open_ = [spec for spec in asked if spec.is_required and is_visible(spec.when, counting)]
    return [spec.label for spec in open_ if not counting.get(spec.name)]


def cautions_of(definition: Definition, answers: Answers, *, today: date) -> list[str]:
    """What was answered that may be a mistake and need not be, each with the title of its page."""
    asked = [check for check in definition.checks if check.is_caution]
    pages, counting = _walked(definition, answers)
    told = []
    for page in pages:
        own = {spec.name for spec in page.fields}
        items: Sequence[Answers] = answers.get(page.repeat, []) if page.repeat else [{}]
        for number, item in enumerate(items, start=1):
            title = f"{page.item_name or page.title} {number}" if page.repeat else page.title
            told += [
                f"{title}: {check.message}"
                for check in asked
                if check.fields[-1] in own and fails(check, {**counting, **item}, today, definition.working_day_from)
            ]
    return list(dict.fromkeys(told))


def complete_answers(definition: Definition, answers: Answers, *, today: date) -> dict[str, Any]:
    """The answers that count at submission: of visible pages and fields only, each as it passed its check."""
    pages, counting = _walked(definition, answers)
    kept = {name: value for name, value in counting.items() if name.startswith(CASE)}
    for page in pages:
        if page.repeat:
            kept[page.repeat] = [
                clean_page(definition, page, typed_of(page, item), today=today, answers=kept).values
                for item in answers.get(page.repeat, [])
            ]
        else:
            kept |= clean_page(definition, page, typed_of(page, answers), today=today, answers=kept).values
    return {name: value for name, value in kept.items() if not name.startswith(CASE)}


@dataclass(frozen=True)
class Line:
    """One line of a summary."""

    label: str
    text: str
    is_sensitive: bool = False
    # What the answer is called among all of the declaration, also where a page repeats.
    name: str = field(default="", compare=False)


@dataclass(frozen=True)
class Section:
    """One page of a summary."""

    page: Page
    title: str
    lines: tuple[Line, ...]


def filed(definition: Definition, answers: Answers) -> list[Section]:
    """What was declared with a dossier, page by page; a page on which nothing was said is left out.

    The form may ask more by now than when it was filed.
    """
    return [section for section in summary(definition, answers) if section.lines]


def summary(definition: Definition, answers: Answers) -> list[Section]:
    """Every answer under its label, page by page, as people read it."""
    sections = []
    for page in visible_pages(definition, answers):
        groups: Sequence[Answers] = answers.get(page.repeat, []) if page.repeat else [answers]
        for number, group in enumerate(groups, start=1):
            title = f"{page.item_name or page.title} {number}" if page.repeat else page.title
            prefix = f"{page.repeat}-{number - 1}-" if page.repeat else ""
            lines = tuple(
                Line(spec.label, shown(spec, group[spec.name]), spec.is_sensitive, prefix + spec.name)
                for spec in page.fields
                if spec.name in group
            )
            sections.append(Section(page, title, lines))
    return sections


def shown(spec: FieldSpec, value: Any) -> str:
    """A value as people read it: a label, 23/11/1990, Có."""
    if isinstance(value, bool):
        return _("Có") if value else _("Không")
    if spec.widget in DAYS.values():
        return shown_day(value)
    if spec.schema["type"] == "integer":
        return str(int(value)) if spec.is_year else f"{int(value):,}".replace(",", ".")
    if spec.schema["type"] == "number":
        # Answers from before this type existed were kept as typed, with their comma.
        whole, _point, decimals = str(value).replace(",", ".").partition(".")
        return f"{int(whole):,}".replace(",", ".") + (f",{decimals}" if decimals else "")
    if isinstance(value, Mapping):
        return str(value.get("name", ""))
    return dict(spec.options).get(str(value), str(value))
