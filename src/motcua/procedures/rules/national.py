"""Reads one row of the national catalogue: what it says for certain, and what in it must be looked at.

The row is an export that people typed over many years: numbers without units, fees with three zeros lost, remarks among
the papers. Nothing is guessed here: a doubtful value is left open and becomes a finding with the source's own words.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from motcua.kernel.text import vietnamese
from motcua.kernel.values import flat
from motcua.laws.rules import as_law_writes


class FindingKind(StrEnum):
    """What may be wrong with a row, most serious first in the report."""

    NAME_MISSING = "NAME_MISSING"
    CODE_DUPLICATED = "CODE_DUPLICATED"
    WRONG_TYPE = "WRONG_TYPE"
    AGENCY_MISSING = "AGENCY_MISSING"
    CHANNEL_MISSING = "CHANNEL_MISSING"
    TIME_MISSING = "TIME_MISSING"
    UNIT_MISSING = "UNIT_MISSING"
    TIME_DIFFERS = "TIME_DIFFERS"
    FEE_TOO_SMALL = "FEE_TOO_SMALL"
    FEE_FOREIGN = "FEE_FOREIGN"
    FEE_OF_PROVINCE = "FEE_OF_PROVINCE"
    FEE_CONTRADICTED = "FEE_CONTRADICTED"
    COMPONENTS_MISSING = "COMPONENTS_MISSING"
    COMPONENT_IS_NOTE = "COMPONENT_IS_NOTE"
    COUNT_DOUBTFUL = "COUNT_DOUBTFUL"
    BASIS_MISSING = "BASIS_MISSING"
    BASIS_UNREADABLE = "BASIS_UNREADABLE"
    RESULT_MISSING = "RESULT_MISSING"
    RESULT_CODE_MISSING = "RESULT_CODE_MISSING"
    DECISION_MISSING = "DECISION_MISSING"
    DIFFERS_FROM_PROVINCE = "DIFFERS_FROM_PROVINCE"
    LAW_CHANGED = "LAW_CHANGED"
    CITATION_DEAD = "CITATION_DEAD"


class Unreadable(ValueError):
    """The row cannot become a procedure; the message is for the keeper."""


@dataclass(frozen=True)
class Finding:
    """A doubt about one place of one procedure, with the source's own words."""

    kind: FindingKind
    where: str = ""
    excerpt: str = ""


@dataclass(frozen=True)
class ReadChannel:
    """One way of filing. An empty amount or fee means «not known»."""

    kind: str
    variant: int = 0
    amount: int | None = None
    unit: str = ""
    time_note: str = ""
    fee_dong: int | None = None
    fee_note: str = ""
    is_fee_of_province: bool = False


@dataclass(frozen=True)
class ReadComponent:
    """A paper to bring, or a remark standing among the papers; `when` names the case it belongs to."""

    key: str
    name: str
    originals: int = 0
    copies: int = 0
    note: str = ""
    when: Mapping[str, Sequence[str]] = field(default_factory=dict)
    is_note: bool = False


@dataclass(frozen=True)
class ReadQuestion:
    """A case of the source, asked as a question."""

    key: str
    text: str
    options: Sequence[Mapping[str, str]]


@dataclass(frozen=True)
class ReadProcedure:
    """A row as far as it could be understood, with everything doubtful in `findings`."""

    code: str
    name: str
    field_name: str
    facts: Mapping[str, Any]
    channels: Sequence[ReadChannel]
    components: Sequence[ReadComponent]
    questions: Sequence[ReadQuestion]
    legal_bases: Sequence[str]
    findings: Sequence[Finding]


CODE = re.compile(r"[0-9]\.[0-9]{6}")
# 123/2015/NĐ-CP, 66.7/2025/NQ-CP, 163/QĐ-BTP, 60/2014/QH13; a year may be missing, a number may have a part.
NUMBER = re.compile(r"\d{1,5}[a-zđ]?(\.\d{1,3})?/((19|20)\d\d/)?[A-ZĐƯ][A-ZĐƯa-zđư0-9]*(-[A-ZĐƯa-zđư0-9&]+)*")
RESULT_CODE = re.compile(r"KQ\.[GH]\d{2}\.\d{5,6}")
LEVELS = {"cấp bộ": "CENTRAL", "cấp tỉnh": "PROVINCE", "cấp huyện": "DISTRICT", "cấp xã": "COMMUNE"}
CHANNELS = {"online": "ONLINE", "counter": "COUNTER", "post": "POST"}
UNITS = {"working_day": "WORKING_DAY", "day": "DAY", "hour": "WORKING_HOUR", "month": "MONTH"}
PERSONS = ("công dân", "người nước ngoài", "định cư ở nước ngoài", "cán bộ", "đảng viên")
BUSINESS = ("doanh nghiệp", "hợp tác xã", "hộ kinh doanh")
SMALLEST_FEE = 1000
LONGEST_TIME = 3660
MOST_COPIES = 50
MOST_CASES = 8
NOTHING = {"", "--", "-", "không", "không có", "không quy định", "không có thông tin", "."}
OF_PROVINCE = re.compile(r"hội đồng nhân dân|hđnd", re.IGNORECASE)
MONEY = re.compile(r"\d[\d.]*\s*(đồng|đ/|đ\b|vnđ|vnd)", re.IGNORECASE)
TIME = re.compile(r"\d+\s*(\(\w+\)\s*)?(ngày|giờ|tháng)", re.IGNORECASE)
CASE = re.compile(r"trường hợp|đối với|nếu |khi ", re.IGNORECASE)


def text_of(value: Any) -> str:
    """A cell as text: trimmed, line ends alike, and without what no text may hold."""
    if value is None or isinstance(value, Mapping | list):
        return ""
    return vietnamese(str(value)).strip()


def is_nothing(text: str) -> bool:
    """Whether a cell only says that there is nothing to say."""
    return text.lower().rstrip(". ") in NOTHING


def read(row: Mapping[str, Any]) -> ReadProcedure:
    """Understand one row; raises `Unreadable` when it has no code or name (NĐ 63/2010 Đ8)."""
    code = flat(text_of(row.get("code")))
    if not CODE.fullmatch(code):
        raise Unreadable(f"mã thủ tục không đúng dạng 9.999999: {code[:60] or 'trống'}")
    name = " ".join(text_of(row.get("name")).split())
    if not name:
        raise Unreadable("thiếu tên thủ tục")
    findings = list(_wrong_types(row))
    channels, doubts = _channels(_rows(row, "channels"))
    findings += doubts
    components, questions, doubts = _components(_rows(row, "components"))
    findings += doubts
    bases, doubts = _bases(row.get("legal_basis"))
    findings += doubts
    results, doubts = _results(_rows(row, "results"))
    findings += doubts
    facts = _facts(row, results, {channel.kind for channel in channels})
    findings += _missing(facts, channels)
    return ReadProcedure(
        code, name, " ".join(text_of(row.get("field")).split()) or "Chưa phân lĩnh vực", facts, channels, components,
        questions, bases, findings,
    )  # fmt: skip


def _rows(row: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    value = row.get(key)
    return [one for one in value if isinstance(one, Mapping)] if isinstance(value, list) else []


def _wrong_types(row: Mapping[str, Any]) -> Iterator[Finding]:
    """Cells of another shape than the format has; they are kept as they came and read as empty."""
    for key in ("channels", "components", "results"):
        value = row.get(key)
        if value is not None and not (isinstance(value, list) and all(isinstance(one, Mapping) for one in value)):
            yield Finding(FindingKind.WRONG_TYPE, key, repr(value)[:500])
    for key in ("name", "field", "agency", "competent", "coordinating", "steps", "conditions", "decision", "audience"):
        if isinstance(row.get(key), Mapping | list):
            yield Finding(FindingKind.WRONG_TYPE, key, repr(row[key])[:500])


def _whole(value: Any) -> int | None:
    """A whole number of a cell, or None when it is something else."""
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, float):
        return int(value) if value.is_integer() and 0 <= value < 1e15 else None
    text = str(value).strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else None


def _channels(rows: Sequence[Mapping[str, Any]]) -> tuple[list[ReadChannel], list[Finding]]:
    channels: list[ReadChannel] = []
    findings: list[Finding] = []
    seen: dict[str, int] = {}
    for number, row in enumerate(rows, start=1):
        where = f"cách thức {number}"
        kind = CHANNELS.get(text_of(row.get("channel")))
        if kind is None:
            findings.append(Finding(FindingKind.WRONG_TYPE, where, repr(dict(row))[:500]))
            continue
        channel, doubts = _channel(row, where)
        channels.append(replace(channel, kind=kind, variant=seen.get(kind, 0)))
        seen[kind] = seen.get(kind, 0) + 1
        findings += doubts
    times = {(c.amount, c.unit) for c in channels if c.variant == 0 and c.amount is not None}
    if len(times) > 1:
        findings.append(Finding(FindingKind.TIME_DIFFERS, "thời hạn", ", ".join(f"{a} {u}" for a, u in sorted(times))))
    return channels, findings


def _channel(row: Mapping[str, Any], where: str) -> tuple[ReadChannel, list[Finding]]:
    findings = []
    note = text_of(row.get("note"))
    note = "" if is_nothing(note) else note
    amount, unit = _whole(row.get("time")), UNITS.get(text_of(row.get("unit")), "")
    if not amount or amount > LONGEST_TIME:
        amount, unit = None, ""
        if not TIME.search(note):
            findings.append(Finding(FindingKind.TIME_MISSING, where, note[:500]))
    elif not unit:
        findings.append(Finding(FindingKind.UNIT_MISSING, where, f"{amount}"))
    fee, fee_words, doubt = _fee(row, note)
    if doubt is not None:
        findings.append(replace(doubt, where=where))
    is_about_time = bool(TIME.search(note)) and not MONEY.search(note) and "phí" not in note.lower()
    channel = ReadChannel(
        kind="", amount=amount, unit=unit, fee_dong=fee,
        time_note=note if is_about_time else "",
        fee_note=fee_words if is_about_time else " ".join(filter(None, [fee_words, note])),
        is_fee_of_province=doubt is not None and doubt.kind == FindingKind.FEE_OF_PROVINCE,
    )  # fmt: skip
    return channel, findings


def _fee(row: Mapping[str, Any], note: str) -> tuple[int | None, str, Finding | None]:
    """The fee in đồng where it is certain, words for it where it is not, and the doubt."""
    raw, currency = row.get("fee"), text_of(row.get("currency")) or "VND"
    fee = _whole(raw)
    if fee is None:
        return None, "", Finding(FindingKind.WRONG_TYPE, "", repr(raw)[:200]) if raw is not None else None
    if currency != "VND":
        return None, f"{fee} {currency}.", Finding(FindingKind.FEE_FOREIGN, "", f"{fee} {currency}")
    if 0 < fee < SMALLEST_FEE:
        return None, "", Finding(FindingKind.FEE_TOO_SMALL, "", f"{fee} | {note[:400]}")
    if fee == 0 and OF_PROVINCE.search(note):
        return None, "", Finding(FindingKind.FEE_OF_PROVINCE, "", note[:500])
    if fee == 0 and any(_is_money(found.group()) for found in MONEY.finditer(note)):
        return None, "", Finding(FindingKind.FEE_CONTRADICTED, "", note[:500])
    return fee, "", None


def _is_money(text: str) -> bool:
    return any(digit in text for digit in "123456789")


def _count(value: Any) -> tuple[int, bool]:
    """How many copies, and whether the number can be believed."""
    number = _whole(value)
    if number is None:
        return 0, value is None
    return (number, True) if number <= MOST_COPIES else (1, False)


def _components(
    rows: Sequence[Mapping[str, Any]],
) -> tuple[list[ReadComponent], list[ReadQuestion], list[Finding]]:
    components: list[ReadComponent] = []
    findings: list[Finding] = []
    cases = _cases(rows)
    for number, row in enumerate(rows, start=1):
        name = text_of(row.get("name"))
        if not name:
            continue
        (originals, is_sure), (copies, is_too) = _count(row.get("originals")), _count(row.get("copies"))
        case = text_of(row.get("case"))
        case = "" if is_nothing(case) else case
        where = f"thành phần {number}"
        notes = [] if not case or case in cases else [case.lstrip("*- ")]
        if not (is_sure and is_too):
            written = f"bản chính {row.get('originals')}, bản sao {row.get('copies')}"
            findings.append(Finding(FindingKind.COUNT_DOUBTFUL, where, f"{written} | {name[:300]}"))
            notes.append(f"Số lượng trong nguồn không rõ ({written}).")
        is_note = originals == 0 and copies == 0 and is_sure and is_too
        if is_note:
            findings.append(Finding(FindingKind.COMPONENT_IS_NOTE, where, name[:500]))
        components.append(
            ReadComponent(
                key=f"tp-{number}",
                name=name,
                originals=originals,
                copies=copies,
                note=" ".join(notes),
                when={cases[case]: ["co"]} if case in cases else {},
                is_note=is_note,
            )
        )
    if not any(not one.is_note for one in components):
        findings.append(Finding(FindingKind.COMPONENTS_MISSING, "thành phần hồ sơ", ""))
    options = [{"value": "co", "label": "Có"}, {"value": "khong", "label": "Không"}]
    questions = [ReadQuestion(key, case.lstrip("*- ").rstrip(":;. "), options) for case, key in cases.items()]
    return components, questions, findings


def _cases(rows: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """The headings that name a case of the applicant, in order, each with the key of its question.

    Cases of the source do not exclude each other («trường hợp ủy quyền» comes on top of others), so each is asked by
    itself. Too many would be an interrogation: then they stay headings.
    """
    found: dict[str, str] = {}
    for row in rows:
        case = text_of(row.get("case"))
        if CASE.search(case) and not is_nothing(case):
            found.setdefault(case, f"truong-hop-{len(found) + 1}")
    return found if len(found) <= MOST_CASES else {}


def _bases(value: Any) -> tuple[list[str], list[Finding]]:
    if value is not None and not isinstance(value, list):
        return [], [Finding(FindingKind.WRONG_TYPE, "căn cứ pháp lý", repr(value)[:500])]
    numbers: list[str] = []
    findings = []
    for one in value or []:
        number = as_law_writes(text_of(one))
        if NUMBER.fullmatch(number) and len(number) <= 60:
            numbers.append(number)
        elif number:
            findings.append(Finding(FindingKind.BASIS_UNREADABLE, "căn cứ pháp lý", number[:500]))
    if not numbers:
        findings.append(Finding(FindingKind.BASIS_MISSING, "căn cứ pháp lý", ""))
    return list(dict.fromkeys(numbers)), findings


def _results(rows: Sequence[Mapping[str, Any]]) -> tuple[list[dict[str, str]], list[Finding]]:
    results, findings = [], []
    for row in rows:
        name, code = " ".join(text_of(row.get("name")).split()), text_of(row.get("code"))
        if not RESULT_CODE.fullmatch(code):
            written = f"{code or 'không có mã'} | {name[:300]}"
            findings.append(Finding(FindingKind.RESULT_CODE_MISSING, "kết quả", written))
            code = ""
        if name or code:
            results.append({"name": name, "code": code})
    if not results:
        findings.append(Finding(FindingKind.RESULT_MISSING, "kết quả", ""))
    return results, findings


def _facts(row: Mapping[str, Any], results: Sequence[Mapping[str, str]], kinds: set[str]) -> dict[str, Any]:
    """What the version itself holds, under the names of its fields."""
    levels, conditions = row.get("levels"), text_of(row.get("conditions"))
    names = [text_of(one).lower() for one in levels] if isinstance(levels, list) else []
    audience = text_of(row.get("audience")).lower()
    audiences = []
    if any(word in audience for word in PERSONS):
        audiences.append("CITIZEN")
    if any(word in audience for word in (*BUSINESS, "tổ chức")):
        audiences.append("BUSINESS")
    return {
        "levels": list(dict.fromkeys(LEVELS.get(name, "OTHER") for name in names)),
        "audiences": audiences,
        "decision_number": text_of(row.get("decision"))[:100],
        "agency_name": text_of(row.get("agency")),
        "competent_name": text_of(row.get("competent")),
        "coordinating_name": text_of(row.get("coordinating")),
        "steps": [line.strip() for line in text_of(row.get("steps")).split("\n") if line.strip()],
        "conditions": [line for line in map(str.strip, conditions.split("\n")) if not is_nothing(line)],
        "result_name": results[0]["name"] if results else "",
        "results": list(results),
        "source_url": text_of(row.get("url"))[:500],
        "is_full_online": False,
        "partial_reason": "" if "ONLINE" in kinds else "Nguồn quốc gia không ghi cách nộp trực tuyến.",
    }


def _missing(facts: Mapping[str, Any], channels: Sequence[ReadChannel]) -> Iterator[Finding]:
    if not facts["agency_name"]:
        yield Finding(FindingKind.AGENCY_MISSING, "cơ quan thực hiện", facts["competent_name"][:300])
    if not facts["decision_number"]:
        yield Finding(FindingKind.DECISION_MISSING, "quyết định công bố", "")
    if not channels:
        yield Finding(FindingKind.CHANNEL_MISSING, "cách thức thực hiện", "")
