"""Reads procedures, life events and plain words from a pack."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from motcua.kernel.operations import Refused
from motcua.kernel.packs import Finding, LoadReport, Pack
from motcua.laws.rules import citations
from motcua.procedures.models import LifeEvent, PlainWords, ProcedureVersion
from motcua.procedures.operations import (
    Naming,
    VersionFacts,
    publish_life_event,
    publish_plain_words,
    publish_version,
)
from motcua.procedures.rules import PUBLIC_STATUSES
from motcua.procedures.rules.tariffs import Scale


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


Kind = Literal["ONLINE", "COUNTER", "POST"]
When = dict[str, list[str]]


class ChannelItem(Strict):
    """A way of filing; one of the same kind again, with `when`, gives the time of some cases."""

    kind: Kind
    when: When = {}
    amount: int | None = Field(default=None, ge=0)
    unit: Literal["", "WORKING_DAY", "DAY", "WORKING_HOUR", "MONTH"] = ""
    is_unit_assumed: bool = False
    time_note: str = ""
    is_only_when_down: bool = False

    @model_validator(mode="after")
    def _time_has_a_unit(self) -> "ChannelItem":
        if (self.amount is None) != (self.unit == ""):
            raise ValueError("thời gian phải có cả số và đơn vị")
        return self


class TierItem(Strict):
    first: int = Field(ge=2)
    dong: int = Field(ge=0)


class FeeItem(Strict):
    """What is to be paid: by everybody, or where one files in these ways, or in the cases that fulfil a condition.

    The first that names cases and fits stands before one for all cases; one that names ways before one for all ways.
    """

    channels: list[Kind] = []
    when: When = {}
    dong: int | None = Field(default=None, ge=0)
    per: str = Field(default="", max_length=60)
    tiers: list[TierItem] = []
    at_most: int | None = Field(default=None, ge=0)
    each: str = Field(default="", max_length=60)
    is_of_province: bool = False
    basis: str = Field(default="", max_length=200)
    note: str = ""

    @model_validator(mode="after")
    def _amount_is_one_that_can_be(self) -> "FeeItem":
        if self.dong is not None and 0 < self.dong < 1000:
            raise ValueError("phí dưới 1.000 đồng: kiểm tra lại đơn vị tính")
        if self.is_of_province and self.dong is not None:
            raise ValueError("mức đã biết thì ghi dong, không ghi is_of_province")
        return self

    @model_validator(mode="after")
    def _scale_is_of_one_of_something(self) -> "FeeItem":
        if self.scale and (self.dong is None or not self.per):
            raise ValueError("tiers, at_most, each chỉ ghi cùng dong và per")
        firsts = [tier.first for tier in self.tiers]
        if firsts != sorted(set(firsts)):
            raise ValueError("tiers xếp từ nhỏ đến lớn")
        return self

    @property
    def scale(self) -> Scale:
        return Scale(tuple((tier.first, tier.dong) for tier in self.tiers), self.at_most, self.each)


class ReductionItem(Strict):
    """What the law takes off the fee; with `whom` it is told only, for the platform does not know who files."""

    whom: str = ""
    channels: list[Kind] = []
    dong: int | None = Field(default=None, ge=0)
    percent: int = Field(default=0, ge=0, lt=100)
    basis: str = Field(min_length=1)
    valid_from: date | None = None
    valid_until: date | None = None

    @model_validator(mode="after")
    def _one_amount(self) -> "ReductionItem":
        if (self.dong is None) == (self.percent == 0):
            raise ValueError("ghi số còn phải nộp (dong) hoặc tỷ lệ được giảm (percent)")
        return self


class OptionItem(Strict):
    value: str
    label: str


class QuestionItem(Strict):
    key: str
    text: str
    hint: str = ""
    options: list[OptionItem] = Field(min_length=2)


class ComponentItem(Strict):
    key: str
    name: str
    originals: int = Field(default=0, ge=0)
    copies: int = Field(default=0, ge=0)
    note: str = ""
    when: dict[str, list[str]] = {}
    is_required: bool = True
    is_made_by_form: bool = False
    is_in_database: bool = False
    is_shown_only: bool = False
    counted_by: str = ""


class BasisItem(Strict):
    number: str
    title: str = ""
    articles: list[Annotated[str, Field(pattern=r"^\d{1,4}[a-zđ]?$")]] = []


class TermsItem(Strict):
    amount: int | None = Field(default=None, ge=0)
    unit: Literal["", "WORKING_DAY", "DAY", "WORKING_HOUR", "MONTH"] = ""
    time_note: str = ""
    fee_dong: int | None = Field(default=None, ge=0)
    fee_note: str = ""

    @model_validator(mode="after")
    def _time_has_a_unit(self) -> "TermsItem":
        if (self.amount is None) != (self.unit == ""):
            raise ValueError("thời gian phải có cả số và đơn vị")
        return self


class ReceptionItem(Strict):
    """A level or agency that receives the procedure, with what differs there."""

    level: Literal["PROVINCE", "COMMUNE"]
    agency_kind: Literal["", "POLICE", "PEOPLES_COMMITTEE", "DEPARTMENT"] = ""
    agency_code: str = ""
    unit_code: str = ""
    process_key: str
    note: str = ""
    channels: dict[Literal["ONLINE", "COUNTER", "POST"], TermsItem] = {}

    @model_validator(mode="after")
    def _an_agency_is_named(self) -> "ReceptionItem":
        if not (self.agency_code or self.agency_kind):
            raise ValueError("nơi tiếp nhận phải có agency_code hoặc agency_kind")
        if self.level == "COMMUNE" and self.agency_code:
            raise ValueError("nơi tiếp nhận cấp xã chỉ ghi agency_kind; cơ quan theo xã, phường đã chọn")
        return self


class ProcedureItem(Strict):
    """One version of one procedure as written in a pack."""

    KEY: ClassVar = ("code", "valid_from")
    code: str = Field(pattern=r"^\d\.\d{6}$")
    name: str
    name_en: str = ""
    field: str
    keywords: str = ""
    valid_from: date
    decision_number: str = ""
    levels: list[Literal["PROVINCE", "COMMUNE"]] = Field(min_length=1)
    audiences: list[Literal["CITIZEN", "BUSINESS"]] = Field(min_length=1)
    summary: str = ""
    steps: list[str] = []
    conditions: list[str] = []
    is_full_online: bool = False
    partial_reason: str = ""
    comes_in_person: bool = False
    is_same_day: bool = False
    supplement_policies: dict[Literal["intake", "processing"], Literal["RESTART", "PAUSE", "NONE"]] = {}
    close_after_days: int | None = Field(default=None, gt=0)
    agency_kind: Literal["", "POLICE", "PEOPLES_COMMITTEE"] = ""
    agency_code: str = ""
    unit_code: str = ""
    process_key: str
    receptions: list[ReceptionItem] = []
    has_one_case: bool = False
    form_key: str = ""
    result_name: str
    notes: list[str] = []
    channels: list[ChannelItem] = Field(min_length=1)
    fees: list[FeeItem] = []
    reductions: list[ReductionItem] = []
    questions: list[QuestionItem] = []
    components: list[ComponentItem] = []
    legal_bases: list[BasisItem] = []

    @model_validator(mode="after")
    def _times_of_cases_say_which(self) -> "ProcedureItem":
        for number, channel in enumerate(self.channels, start=1):
            ordinary = next(one for one in self.channels if one.kind == channel.kind)
            if (channel is not ordinary) != bool(channel.when):
                raise ValueError(f"cách nộp thứ {number}: trường hợp riêng đứng sau, có when")
        return self

    @model_validator(mode="after")
    def _fees_rest_on_the_legal_bases(self) -> "ProcedureItem":
        kinds, bases = {one.kind for one in self.channels}, {one.number for one in self.legal_bases}
        paid: list[FeeItem | ReductionItem] = [*self.fees, *self.reductions]
        for fee in paid:
            if not set(fee.channels) <= kinds:
                raise ValueError(f"phí: không có cách nộp {', '.join(sorted(set(fee.channels) - kinds))}")
            cited = {one.number for one in citations(fee.basis)}
            if fee.basis and not (cited and cited <= bases):
                raise ValueError(f"căn cứ của phí phải dẫn một văn bản trong legal_bases: {fee.basis}")
        return self

    @model_validator(mode="after")
    def _conditions_name_known_answers(self) -> "ProcedureItem":
        known = {question.key: {option.value for option in question.options} for question in self.questions}
        conditions = [(f"cách nộp thứ {number}", one.when) for number, one in enumerate(self.channels, start=1)]
        conditions += [(f"phí thứ {number}", one.when) for number, one in enumerate(self.fees, start=1)]
        conditions += [(f"thành phần {one.key}", one.when) for one in self.components]
        for name, when in conditions:
            for question, values in when.items():
                if not set(values) <= known.get(question, set()):
                    raise ValueError(f"{name}: câu hỏi hoặc câu trả lời không tồn tại ({question})")
        if self.has_one_case and self.questions:
            raise ValueError("thủ tục chỉ có một trường hợp thì không có câu hỏi")
        if not self.is_full_online and not self.partial_reason:
            raise ValueError("dịch vụ công một phần phải ghi lý do (NĐ 224/2026 Đ14)")
        if self.comes_in_person and not self.partial_reason:
            raise ValueError("phải đến nhận thì ghi lý do ở partial_reason")
        received = {one.level for one in self.receptions} or set(self.levels[:1])
        if received != set(self.levels):
            raise ValueError("receptions phải nêu đủ nơi tiếp nhận của mọi cấp trong levels")
        return self


class LifeEventStep(Strict):
    code: str = Field(pattern=r"^\d\.\d{6}$")
    note: str = Field(default="", max_length=300)


class LifeEventItem(Strict):
    KEY: ClassVar = ("key",)
    key: str
    audience: Literal["CITIZEN", "BUSINESS"] = "CITIZEN"
    name: str
    hint: str = ""
    text: str = ""
    icon: str = ""
    group: str = Field(default="", max_length=60)
    ask: str = Field(default="", max_length=80)
    months: list[Annotated[int, Field(ge=1, le=12)]] = []
    steps: list[LifeEventStep] = Field(min_length=1)


class PlainItem(Strict):
    """At most five sentences that somebody who reads slowly takes in, each of at most fifteen words."""

    KEY: ClassVar = ("code", "valid_from")
    code: str = Field(pattern=r"^\d\.\d{6}$")
    valid_from: date
    sentences: list[Annotated[str, Field(pattern=r"^\S+( \S+){0,14}[.!?]$", max_length=120)]] = Field(
        min_length=1, max_length=5
    )


FACTS = {
    "decision_number", "levels", "audiences", "summary", "steps", "conditions", "is_full_online", "partial_reason",
    "is_same_day", "comes_in_person", "supplement_policies", "close_after_days", "agency_kind", "agency_code",
    "unit_code", "process_key", "receptions", "has_one_case", "form_key", "result_name", "notes", "reductions",
}  # fmt: skip


def load(pack: Pack, *, at: datetime) -> LoadReport:
    """Publish every procedure, life event and plain words of the pack that are new or different."""
    report = _load_procedures(pack, at)
    report.add(_load_life_events(pack, at))
    report.add(_load_plain_words(pack, at))
    return report


def _load_procedures(pack: Pack, at: datetime) -> LoadReport:
    items, findings = pack.items("procedures", ProcedureItem)
    report = LoadReport(findings=findings)
    known = {
        (version.procedure.code, version.valid_from): version
        for version in ProcedureVersion.objects.filter(status__in=PUBLIC_STATUSES).select_related("procedure__field")
    }
    # The latest first: while an earlier one stood alone, its law would be looked at as if it were in force.
    for item in sorted(items, key=lambda item: item.value.valid_from, reverse=True):
        value = item.value
        found = known.get((value.code, value.valid_from))
        mark = _mark(value)
        if found is not None and found.content_mark == mark:
            report.unchanged += 1
            continue
        facts: dict[str, Any] = value.model_dump(mode="json", include=FACTS)
        facts["content_mark"] = mark
        facts["receptions"] = [one.model_dump(mode="json", exclude_unset=True) for one in value.receptions]
        version = VersionFacts(
            facts=facts,
            channels=[
                row
                for kind in dict.fromkeys(channel.kind for channel in value.channels)
                for row in ways_of(value, kind)
            ],
            questions=[question.model_dump() for question in value.questions],
            components=[component.model_dump() for component in value.components],
            legal_bases=[basis.model_dump() for basis in value.legal_bases],
        )
        try:
            publish_version(
                code=value.code,
                naming=Naming(value.name, value.field, value.keywords, value.name_en),
                valid_from=value.valid_from,
                version=version,
                by=None,
                at=at,
            )
        except Refused as refusal:
            report.findings.append(Finding(item.file, item.line, value.code, refusal.message))
            continue
        report.created += found is None
        report.updated += found is not None
    return report


def ways_of(value: ProcedureItem, kind: Kind) -> Iterator[dict[str, Any]]:
    """The rows of one way of filing: the ordinary one, then every case of a time or a fee of its own.

    The first that fits a case stands for it, so the more particular come before.
    """
    times = [one for one in value.channels if one.kind == kind]
    fees = sorted((one for one in value.fees if kind in (one.channels or [kind])), key=lambda one: not one.channels)
    fee = next((one for one in fees if not one.when), FeeItem())
    of_cases = [one for one in fees if one.when]
    pairs = [
        (times[0], fee),
        *((t, f) for t in times[1:] for f in (*of_cases, fee)),
        *((times[0], f) for f in of_cases),
    ]
    rows = [(t, f, when) for t, f in pairs if (when := _both(t.when, f.when)) is not None]
    for variant, (time, paid, when) in enumerate(rows):
        yield time.model_dump(exclude={"when"}) | {
            "variant": variant,
            "when": when,
            "fee_dong": paid.dong,
            "fee_per": paid.per,
            "fee_scale": paid.scale.stored(),
            "fee_note": paid.note,
            "fee_basis": paid.basis,
            "is_fee_of_province": paid.is_of_province,
        }


def _both(one: Mapping[str, Sequence[str]], other: Mapping[str, Sequence[str]]) -> dict[str, list[str]] | None:
    """The condition that fulfils both; None where nothing does."""
    when = {
        key: [value for value in one.get(key, other.get(key, ())) if value in other.get(key, one.get(key, ()))]
        for key in (*one, *other)
    }
    return when if all(when.values()) else None


def _mark(value: ProcedureItem) -> str:
    """A mark of the whole item, so that a second load changes nothing."""
    return hashlib.sha256(json.dumps(value.model_dump(mode="json"), sort_keys=True).encode()).hexdigest()[:16]


def _load_life_events(pack: Pack, at: datetime) -> LoadReport:
    items, findings = pack.items("life_events", LifeEventItem)
    report = LoadReport(findings=findings)
    for order, item in enumerate(items, start=1):
        facts = {**item.value.model_dump(exclude={"key"}), "order": order}
        if LifeEvent.objects.filter(key=item.value.key, **facts).exists():
            report.unchanged += 1
            continue
        publish_life_event(key=item.value.key, facts=facts, by=None, at=at)
        report.created += 1
    return report


def _load_plain_words(pack: Pack, at: datetime) -> LoadReport:
    items, findings = pack.items("plain_words", PlainItem)
    report = LoadReport(findings=findings)
    for item in items:
        value = item.value
        of_one = {"code": value.code, "valid_from": value.valid_from}
        if not ProcedureVersion.objects.filter(procedure__code=value.code, valid_from=value.valid_from).exists():
            said = f"không có phiên bản bắt đầu ngày {value.valid_from:%d/%m/%Y}"
            report.findings.append(Finding(item.file, item.line, value.code, said))
        elif PlainWords.objects.filter(**of_one, sentences=value.sentences).exists():
            report.unchanged += 1
        else:
            publish_plain_words(code=value.code, valid_from=value.valid_from, sentences=value.sentences, by=None, at=at)
            report.created += 1
    return report
