"""Reads rulebooks from a pack."""

from datetime import date, datetime
from typing import Any, ClassVar, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from motcua.dossiers.models import Rulebook
from motcua.dossiers.operations.rulebooks import publish_rulebook
from motcua.kernel.packs import LoadReport, Pack


class SpanItem(BaseModel):
    """A length of time; where the law does not fix it for all, it says that it is a default and where it comes from."""

    model_config = ConfigDict(extra="forbid")
    amount: int = Field(gt=0)
    unit: str = Field(pattern="^(WORKING_DAY|DAY|WORKING_HOUR|MONTH)$")
    is_default: bool = False
    source: str = ""


class SupplementItem(BaseModel):
    model_config = ConfigDict(extra="forbid")
    policy: str = Field(pattern="^(RESTART|PAUSE|NONE)$")
    notice_within: SpanItem
    max_requests: int = Field(ge=1)


class LateGroupItem(BaseModel):
    """A group of reasons for lateness, chosen beside the words of an apology."""

    model_config = ConfigDict(extra="forbid")
    key: str = Field(pattern=r"^[a-z0-9-]{1,40}$")
    name: str = Field(min_length=1, max_length=100)
    name_en: str = Field(min_length=1, max_length=100)


class ApologyItem(BaseModel):
    model_config = ConfigDict(extra="forbid")
    days_before: int = Field(ge=0)
    max_reappointments: int = Field(ge=0)
    groups: list[LateGroupItem] = []

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        keys = [group.key for group in self.groups]
        if len(set(keys)) < len(keys):
            raise ValueError("hai nhóm lý do trễ cùng một key")
        return self


class ElsewhereItem(BaseModel):
    """A counter receives for agencies of other places too; time counts since then, or since the agency has it."""

    model_config = ConfigDict(extra="forbid")
    counts_from: str = Field(pattern="^(COUNTER|AGENCY)$")
    source: str


class FormItem(BaseModel):
    model_config = ConfigDict(extra="forbid")
    circular: str
    number: str
    title: str
    basis: list[str] = []
    next: str = ""


class RulebookItem(BaseModel):
    """A rulebook as written in a pack."""

    KEY: ClassVar = ("key",)
    model_config = ConfigDict(extra="forbid")
    key: str
    name: str
    valid_from: date
    valid_until: date | None = None
    legal_basis: list[str]
    note: str = ""
    cut_off: str = Field(pattern=r"^\d\d:\d\d$")
    first_day: str = Field(pattern="^(NEXT_DAY|SAME_DAY)$")
    first_answer: dict[str, SpanItem]
    supplement: SupplementItem
    apology: ApologyItem
    elsewhere: ElsewhereItem | None = None
    papers: dict[str, FormItem]


def load(pack: Pack, *, at: datetime) -> LoadReport:
    """Publish every rulebook of the pack that is new or different."""
    items, findings = pack.items("rulebooks", RulebookItem)
    report = LoadReport(findings=findings)
    known = set(Rulebook.objects.values_list("key", flat=True))
    # What is known may have to end earlier before something new can begin.
    for item in sorted(items, key=lambda item: item.value.key not in known):
        value = item.value
        data: dict[str, Any] = value.model_dump(mode="json", exclude={"key", "name", "valid_from", "valid_until"})
        existing = Rulebook.objects.filter(key=value.key).first()
        if existing and (existing.data, existing.name, existing.valid_from, existing.valid_until) == (
            data, value.name, value.valid_from, value.valid_until,
        ):  # fmt: skip
            report.unchanged += 1
            continue
        facts = {"name": value.name, "valid_from": value.valid_from, "valid_until": value.valid_until, "data": data}
        publish_rulebook(key=value.key, facts=facts, by=None, at=at)
        report.created += existing is None
        report.updated += existing is not None
    return report
