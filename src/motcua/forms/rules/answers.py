"""Answers: which pages they open, what is wrong with them, how they are shown again and summed up."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from motcua.forms.rules.definition import Check, Definition, FieldSpec, Page, Widget
from motcua.kernel.speech import gettext_noop
from motcua.kernel.speech import say as _

Answers = Mapping[str, Any]
EMAIL = re.compile(r"^[^@\s]+@[^@\s.]+(\.[^@\s.]+)+$")
PHONE = re.compile(r"^(0|\+84)\d{8,10}$")


@dataclass(frozen=True)
class Cleaned:
    """What a page gave: good values, a sentence for each bad one, and everything as it was typed."""

    values: dict[str, Any]
    errors: dict[str, str]
    typed: dict[str, str] = field(default_factory=dict)


def is_visible(when: Mapping[str, tuple[str, ...]] | None, answers: Answers) -> bool:
    """Whether the answers fulfil a condition; none is always fulfilled."""
    return when is None or all(_as_text(answers.get(name)) in values for name, values in when.items())


def _as_text(value: Any) -> str:
    if isinstance(value, Mapping):
        return place_code(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)


def visible_pages(definition: Definition, answers: Answers) -> list[Page]:
    """The pages this person goes through, in order: an answer counts only when its own page is among them."""
    kept: dict[str, Any] = {}
    pages = []
    for page in definition.pages:
        if not is_visible(page.when, kept):
            continue
        pages.append(page)
        for spec in () if page.repeat else page.fields:
            if spec.name in answers and is_visible(spec.when, kept):
                kept[spec.name] = answers[spec.name]
    return pages


def clean_page(
    definition: Definition, page: Page, raw: Mapping[str, str], *, today: date, answers: Answers | None = None
) -> Cleaned:
    """Check one page as it came from a browser. Never raises: whatever was typed comes back in `typed`.

    Dates come as `<name>_day`, `<name>_month`, `<name>_year` and are kept as ISO text. `answers` are those of the other
    pages, for conditions and checks that look back.
    """
    own = {spec.name for spec in page.fields}
    before = {name: value for name, value in (answers or {}).items() if name not in own}
    values: dict[str, Any] = {}
    errors: dict[str, str] = {}
    typed: dict[str, str] = {}
    for spec in page.fields:
        text, parts = _read(spec, raw)
        typed |= parts
        if not is_visible(spec.when, before | values):
            continue
        value, error = _clean(spec, text)
        if error:
            errors[spec.name] = error
        elif value is not None:
            values[spec.name] = value
    if not page.repeat:
        for check in definition.checks:
            here = [name for name in check.fields if name in own]
            if here and not errors.keys() & set(check.fields) and _fails(check, before | values, today):
                errors[here[-1]] = check.message
    return Cleaned(values, errors, typed)


def _read(spec: FieldSpec, raw: Mapping[str, str]) -> tuple[str, dict[str, str]]:
    if spec.widget != Widget.DATE:
        text = (
            " ".join(raw.get(spec.name, "").split())
            if spec.widget != Widget.TEXTAREA
            else raw.get(spec.name, "").strip()
        )
        return _plain(text), {spec.name: _plain(raw.get(spec.name, ""))}
    parts = {
        f"{spec.name}_{part}": _plain(raw.get(f"{spec.name}_{part}", "").strip())[:10]
        for part in ("day", "month", "year")
    }
    if not any(parts.values()):
        return "", parts
    return "-".join(parts[f"{spec.name}_{part}"] for part in ("year", "month", "day")), parts


def _plain(text: str) -> str:
    """At most 20,000 characters, without the one that no database keeps."""
    return text.replace("\x00", "")[:20_000]


def _clean(spec: FieldSpec, text: str) -> tuple[Any, str]:
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
    if spec.schema.get("format") == "phone":
        text = re.sub(r"[\s.\-()]", "", text)
    return _checked(spec, text)


def _clean_integer(spec: FieldSpec, text: str) -> tuple[Any, str]:
    # Dots and spaces only part thousands: 12.5 is no whole number and must not become 125.
    if not re.fullmatch(r"-?([0-9]{1,15}|[0-9]{1,3}([. ][0-9]{3}){1,4})", text):
        return None, _("%(label)s phải là số nguyên, ví dụ 1250000.") % {"label": spec.label}
    return _checked(spec, int(re.sub(r"[. ]", "", text)))


def _clean_decimal(spec: FieldSpec, text: str) -> tuple[Any, str]:
    """«1.250,5» as people write it: a comma before the decimals, dots or spaces between thousands.

    Kept as text with a point («1250.5»), for a binary fraction would not keep what was typed. «12.5» could be read as
    two numbers, so it is asked again.
    """
    match = re.fullmatch(r"(-?(?:[0-9]{1,15}|[0-9]{1,3}(?:[. ][0-9]{3}){1,4}))(?:,([0-9]+))?", text)
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
    """The label as it stands within a sentence."""
    return f"{spec.label[:1].lower()}{spec.label[1:]}"


def _clean_date(spec: FieldSpec, text: str) -> tuple[Any, str]:
    match = re.fullmatch(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})", text)
    try:
        day = date(*(int(part) for part in match.groups())) if match else None
    except ValueError:
        day = None
    if day is None or day.year < 1900:
        return None, _("%(label)s phải là ngày có thật, ví dụ 23/11/1990.") % {"label": spec.label}
    return day.isoformat(), ""


_BY_WIDGET = {Widget.DATE: _clean_date, Widget.PLACE: _clean_place}
_BY_TYPE = {"integer": _clean_integer, "number": _clean_decimal}


def _checked(spec: FieldSpec, value: Any) -> tuple[Any, str]:
    """The value against its schema; the first mistake in words."""
    for error in spec.validator.iter_errors(value):
        return None, _sentence(spec, str(error.validator), error.validator_value)
    if spec.schema.get("format") == "email" and not EMAIL.match(value):
        return None, _("%(label)s phải có dạng ten@vidu.vn.") % {"label": spec.label}
    if spec.schema.get("format") == "phone" and not PHONE.match(value):
        return None, _("%(label)s phải là số điện thoại, ví dụ 0912345678.") % {"label": spec.label}
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


def _fails(check: Check, values: Answers, today: date) -> bool:
    found = [values.get(name) for name in check.fields]
    if any(value is None for value in found):
        return False
    if check.kind == "different":
        return bool(str(found[0]).casefold() == str(found[1]).casefold())
    try:
        days = [date.fromisoformat(str(value)) for value in found]
    except ValueError:
        return False
    if check.kind == "not_future":
        return days[0] > today
    if check.kind == "not_after":
        return days[0] > days[1]
    if check.kind == "before":
        return days[0] >= days[1]
    born = days[0]
    age = today.year - born.year - ((today.month, today.day) < (born.month, born.day))
    return age < check.number


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
    if spec.widget == Widget.DATE:
        try:
            day = date.fromisoformat(str(value))
        except ValueError:
            return {}
        return {
            f"{spec.name}_day": str(day.day),
            f"{spec.name}_month": str(day.month),
            f"{spec.name}_year": str(day.year),
        }
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
            wanted = {"count": page.min_items, "item": page.item_name or _("mục")}
            return _("Thêm ít nhất %(count)d %(item)s.") % wanted
        for item in items:
            if errors := clean_page(definition, page, typed_of(page, item), today=today, answers=answers).errors:
                return next(iter(errors.values()))
        return ""
    errors = clean_page(definition, page, typed_of(page, answers), today=today, answers=answers).errors
    return next(iter(errors.values()), "")


def problems_of(definition: Definition, answers: Answers, *, today: date) -> dict[str, str]:
    """For each visible page that is not finished, its key and the first thing to mend."""
    found = {}
    for page in visible_pages(definition, answers):
        if problem := page_problem(definition, page, answers, today=today):
            found[page.key] = problem
    return found


def complete_answers(definition: Definition, answers: Answers, *, today: date) -> dict[str, Any]:
    """The answers that count at submission: of visible pages and fields only, each as it passed its check."""
    kept: dict[str, Any] = {}
    for page in visible_pages(definition, answers):
        if page.repeat:
            kept[page.repeat] = [
                clean_page(definition, page, typed_of(page, item), today=today, answers=kept).values
                for item in answers.get(page.repeat, [])
            ]
        else:
            kept |= clean_page(definition, page, typed_of(page, answers), today=today, answers=kept).values
    return kept


@dataclass(frozen=True)
class Line:
    """One line of a summary."""

    label: str
    text: str
    is_sensitive: bool = False


@dataclass(frozen=True)
class Section:
    """One page of a summary."""

    page: Page
    title: str
    lines: tuple[Line, ...]


def summary(definition: Definition, answers: Answers) -> list[Section]:
    """Every answer under its label, page by page, as people read it."""
    sections = []
    for page in visible_pages(definition, answers):
        groups: Sequence[Answers] = answers.get(page.repeat, []) if page.repeat else [answers]
        for number, group in enumerate(groups, start=1):
            title = f"{page.item_name or page.title} {number}" if page.repeat else page.title
            lines = tuple(
                Line(spec.label, shown(spec, group[spec.name]), spec.is_sensitive)
                for spec in page.fields
                if spec.name in group
            )
            sections.append(Section(page, title, lines))
    return sections


def shown(spec: FieldSpec, value: Any) -> str:
    """A value as people read it: a label, 23/11/1990, Có."""
    if isinstance(value, bool):
        return _("Có") if value else _("Không")
    if spec.widget == Widget.DATE:
        year, month, day = str(value).split("-")
        return f"{day}/{month}/{year}"
    if spec.schema["type"] == "integer":
        # What can only have four figures is a year.
        is_year = spec.schema.get("minimum", 0) >= 1000 and spec.schema.get("maximum", 10_000) <= 9999
        return str(int(value)) if is_year else f"{int(value):,}".replace(",", ".")
    if spec.schema["type"] == "number":
        # Answers from before this type existed were kept as typed, with their comma.
        whole, _point, decimals = str(value).replace(",", ".").partition(".")
        return f"{int(whole):,}".replace(",", ".") + (f",{decimals}" if decimals else "")
    if isinstance(value, Mapping):
        return str(value.get("name", ""))
    return dict(spec.options).get(str(value), str(value))
