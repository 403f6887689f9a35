"""Reads e-forms from a pack, what they share, and the map from what the law wants declared to their fields."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, ClassVar, Literal

from django.conf import settings
from pydantic import BaseModel, ConfigDict, Field, model_validator

from motcua.forms.models import FormDefinition
from motcua.forms.operations import publish_form
from motcua.forms.rules import Definition, parse
from motcua.forms.rules.declared import Content, gaps, without_purpose
from motcua.forms.rules.shared import NotShared, Shared, expanded
from motcua.kernel.operations import Refused
from motcua.kernel.packs import Finding, Item, LoadReport, Pack


class FormItem(BaseModel):
    """A form as written in a pack; its inside is checked by the form's own rules."""

    KEY: ClassVar = ("key",)
    model_config = ConfigDict(extra="forbid")
    key: str
    title: str
    valid_from: date
    summary: str = ""
    pages: list[dict[str, Any]]
    checks: list[dict[str, Any]] = []


class OtherItem(BaseModel):
    """The option for whom no other fits, and the field that then asks which."""

    model_config = ConfigDict(extra="forbid")
    value: str
    label: str


class ListItem(BaseModel):
    """A list to choose from, shared by forms."""

    KEY: ClassVar = ("key",)
    model_config = ConfigDict(extra="forbid")
    key: str
    values: list[str] = Field(min_length=1)
    labels: dict[str, str] = Field(default={}, alias="x-labels")
    other: OtherItem | None = None

    @model_validator(mode="after")
    def names_its_own(self) -> "ListItem":
        named = {*self.labels, *([self.other.value] if self.other else [])}
        if strange := named - set(self.values):
            raise ValueError(f"không có lựa chọn {', '.join(sorted(strange))}")
        if len(set(self.values)) < len(self.values):
            raise ValueError("có lựa chọn ghi hai lần")
        return self


class GroupItem(BaseModel):
    """Fields that forms ask about a person, and the checks that go with them."""

    KEY: ClassVar = ("key",)
    model_config = ConfigDict(extra="forbid")
    key: str
    fields: list[dict[str, Any]] = Field(min_length=1)
    checks: list[dict[str, Any]] = []


class ContentItem(BaseModel):
    """One thing the law wants declared (or that serves another purpose): which fields ask it, or why none does."""

    model_config = ConfigDict(extra="forbid")
    what: str
    law: str = ""
    purpose: str = ""
    sure: Literal["confirmed", "secondary", "high", "medium", "low"]
    fields: list[str] = []
    not_asked: str = ""
    if_any: bool = False

    @model_validator(mode="after")
    def is_asked_or_says_why_not(self) -> "ContentItem":
        if bool(self.fields) is bool(self.not_asked):
            raise ValueError("nêu mục hỏi nội dung này (fields), hoặc vì sao không hỏi (not_asked)")
        if bool(self.law) is bool(self.purpose):
            raise ValueError("nêu căn cứ (law), hoặc hỏi để làm gì (purpose)")
        return self

    def content(self) -> Content:
        return Content(self.what, tuple(self.fields), is_required=bool(self.law) and not self.if_any)


class DeclarationItem(BaseModel):
    """What must be declared in procedures that share a form."""

    KEY: ClassVar = ("form",)
    model_config = ConfigDict(extra="forbid")
    form: str
    procedures: list[str]
    contents: list[ContentItem] = Field(min_length=1)


def shared_of(packs: list[Pack]) -> Shared:
    """The lists and groups of all packs; what cannot be read is told when its own pack is loaded."""
    lists = [item.value for pack in packs for item in pack.items("lists", ListItem)[0]]
    groups = [item.value for pack in packs for item in pack.items("field_groups", GroupItem)[0]]
    return Shared(
        {one.key: one.model_dump(by_alias=True) for one in lists}, {one.key: one.model_dump() for one in groups}
    )


def load(pack: Pack, *, at: datetime) -> LoadReport:
    """Publish every form of the pack that is new or different."""
    items, findings = pack.items("forms", FormItem)
    report = LoadReport(findings=findings)
    report.findings += pack.items("lists", ListItem)[1] + pack.items("field_groups", GroupItem)[1]
    shared = shared_of([Pack(path) for path in settings.PACKS])
    good: dict[str, tuple[Item[FormItem], Definition]] = {}
    for item in items:
        try:
            definition = expanded(item.value.model_dump(mode="json", exclude={"valid_from"}), shared)
        except NotShared as problem:
            report.findings.append(item.finding(str(problem), *problem.path))
            continue
        existing = FormDefinition.objects.filter(key=item.value.key, valid_until=None).first()
        if existing is not None and existing.definition == definition:
            report.unchanged += 1
        else:
            try:
                publish_form(definition=definition, valid_from=item.value.valid_from, by=None, at=at)
            except Refused as refusal:
                report.findings.append(Finding(item.file, item.line, item.value.key, refusal.message))
                continue
            report.created += existing is None
            report.updated += existing is not None
        good[item.value.key] = item, parse(definition)
    report.findings += _undeclared(pack, good)
    return report


def _undeclared(pack: Pack, forms: dict[str, tuple[Item[FormItem], Definition]]) -> Iterator[Finding]:
    """What the law wants declared and no form asks, and what a form asks for no purpose."""
    declarations, findings = pack.items("declarations", DeclarationItem)
    yield from findings
    contents: dict[str, list[Content]] = {key: [] for key in forms}
    for item in declarations:
        if item.value.form not in forms:
            yield item.finding(f"không có biểu mẫu {item.value.form}", "form")
            continue
        own = [one.content() for one in item.value.contents]
        contents[item.value.form] += own
        for number, message in gaps(forms[item.value.form][1], own):
            yield item.finding(message, "contents", number)
    for key, (form, definition) in forms.items():
        if idle := without_purpose(definition, contents[key]):
            yield form.finding(f"chưa nói hỏi để làm gì: {', '.join(idle)}")
