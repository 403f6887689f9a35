"""Reads the register of law from a pack: facts, states and relations of documents, each with how it is known."""

from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, field_validator, model_validator

from motcua.kernel.packs import Finding, Item, LoadReport, Pack
from motcua.laws.operations.register import RegisteredDocument, RegisteredRelation, register_documents
from motcua.laws.rules import Certainty, DocumentKind, RelationKind, kind_of_number, may_end, normal_number, slug_of

Fact = Literal["title", "issuer", "issued", "in_effect", "articles"]
# What a relation of these kinds does to its target is an end, wholly or in part: only a peer or a higher rank can.
MAY_ONLY_RANK = (RelationKind.REPLACES, RelationKind.REPEALS, RelationKind.REPEALS_PARTLY)


class Strict(BaseModel):
    """No key that is not known."""

    model_config = ConfigDict(extra="forbid")


class Sourced(Strict):
    """Something that is known from somewhere."""

    certainty: Certainty = Field(alias="from")
    where: str = Field(min_length=5, max_length=300)


class KnownItem(Sourced):
    """Facts of a document that one source gives."""

    facts: list[Fact] = Field(min_length=1)


class InForceItem(Sourced):
    """A source that says the document is in force on a day."""

    on: date


class EndsItem(Sourced):
    """The day from which the document is over by its own words, or by those of a document that gave it a term."""

    on: date


class ActItem(Sourced):
    """What the document does to another, and since when, as far as that is known."""

    kind: RelationKind
    to: str
    on: date | None = None
    part: str = Field(default="", max_length=500)


class DocumentItem(Strict):
    """A document of law as a pack knows it. `unknown` says that its name and days are not known."""

    KEY: ClassVar = ("number",)
    number: str = Field(max_length=100)
    kind: DocumentKind
    issuer: str = Field(default="", max_length=300)
    title: str = ""
    issued: date | None = None
    in_effect: date | None = None
    unknown: bool = False
    note: str = ""
    known: list[KnownItem] = []
    in_force: InForceItem | None = None
    ends: EndsItem | None = None
    does: list[ActItem] = []
    articles: dict[Annotated[str, StringConstraints(pattern=r"^[0-9]{1,4}[a-zđ]{0,2}$")], str] = {}

    @field_validator("number")
    @classmethod
    def _is_spelt_as_in_law(cls, value: str) -> str:
        if normal_number(value) != value or not slug_of(value):
            raise ValueError("số ký hiệu không đúng cách viết trong luật")
        return value

    @model_validator(mode="after")
    def _every_fact_has_a_source(self) -> "DocumentItem":
        given = {name for name in ("title", "issuer", "issued", "in_effect", "articles") if getattr(self, name)}
        sourced = {name for one in self.known for name in one.facts}
        if given != sourced:
            raise ValueError(f"dữ kiện và nguồn không khớp: {', '.join(sorted(given ^ sourced))}")
        is_told = bool(self.title or self.issued or self.in_effect or self.ends)
        if self.unknown == is_told:
            raise ValueError("unknown: true khi và chỉ khi chưa biết tên và ngày nào của văn bản")
        return self

    @model_validator(mode="after")
    def _days_follow_each_other(self) -> "DocumentItem":
        if self.issued and self.in_effect and self.in_effect < self.issued:
            raise ValueError("ngày có hiệu lực trước ngày ban hành")
        if self.in_effect and self.ends and self.ends.on <= self.in_effect:
            raise ValueError("ngày hết hiệu lực không sau ngày có hiệu lực")
        if self.kind not in (kind_of_number(self.number), DocumentKind.CODE, DocumentKind.OTHER):
            raise ValueError("loại văn bản không khớp số ký hiệu")
        return self


def load(pack: Pack, *, at: datetime) -> LoadReport:
    """Take in the pack's register of law; an item that contradicts itself or names an unknown number is a finding."""
    items, findings = pack.items("laws", DocumentItem)
    report = LoadReport(findings=findings)
    if not items and not findings:
        return report
    by_slug: dict[str, Item[DocumentItem]] = {}
    for item in items:
        first = by_slug.setdefault(slug_of(item.value.number), item)
        if first is not item:
            words = f"đã ghi ở {first.file}:{first.line}"
            report.findings.append(Finding(item.file, item.line, item.value.number, words))
    for item in by_slug.values():
        report.findings += _troubles(item, by_slug)
    documents = [_registered(item.value, by_slug) for item in by_slug.values()]
    # What is missing may stand in a part that could not be read.
    may_withdraw = pack.may_withdraw and not report.findings
    done = register_documents(documents=documents, is_whole=may_withdraw, by=None, at=at)
    if done.unstated and not report.findings:
        report.gone.append(f"{done.unstated} quan hệ giữa văn bản")
    report.created, report.updated, report.unchanged = done.created, done.updated, done.unchanged
    return report


def _troubles(item: Item[DocumentItem], by_slug: Mapping[str, Item[DocumentItem]]) -> list[Finding]:
    found = [Finding(item.file, item.line, item.value.number, words) for words in _said_twice(item.value)]
    for act in item.value.does:
        target = by_slug.get(slug_of(act.to))
        if target is None:
            found.append(Finding(item.file, item.line, item.value.number, f"quan hệ với văn bản không có: {act.to}"))
        elif act.kind in MAY_ONLY_RANK and not may_end(item.value.kind, target.value.kind):
            words = f"văn bản cấp dưới không chấm dứt được {act.to}"
            found.append(Finding(item.file, item.line, item.value.number, words))
        elif act.on and item.value.in_effect and act.on < item.value.in_effect:
            words = f"tác động lên {act.to} trước khi có hiệu lực"
            found.append(Finding(item.file, item.line, item.value.number, words))
    return found


def _said_twice(value: DocumentItem) -> list[str]:
    """What a document does to another in the same way on one day; its parts belong into one line."""
    acts = Counter((slug_of(act.to), act.kind, act.on) for act in value.does)
    return [
        f"ghi hai lần cùng một tác động trong một ngày lên {slug}" for (slug, *_), count in acts.items() if count > 1
    ]


def _registered(value: DocumentItem, by_slug: Mapping[str, Item[DocumentItem]]) -> RegisteredDocument:
    facts: dict[str, Any] = {
        "kind": value.kind.value,
        "title": value.title,
        "issuer": value.issuer,
        "signed_on": value.issued,
        "effective_from": value.in_effect,
        "effective_until": value.ends.on if value.ends else None,
        "facts": [one.model_dump(mode="json") for one in value.known],
        "remark": value.note,
        "is_stub": value.unknown,
    }
    if value.ends:
        facts["facts"].append(value.ends.model_dump(mode="json", exclude={"on"}) | {"facts": ["ends"]})
    if value.in_force:
        facts["facts"].append(value.in_force.model_dump(mode="json", exclude={"on"}) | {"facts": ["in_force"]})
    acts = {
        (slug_of(act.to), act.kind, act.on): RegisteredRelation(
            act.kind.value, act.to, act.on, act.part, act.certainty.value, act.where
        )
        for act in value.does
        if slug_of(act.to) in by_slug
    }
    evidence = value.in_force
    return RegisteredDocument(
        value.number, facts, evidence.on if evidence else None, evidence.where if evidence else "", value.articles,
        [*acts.values()],
    )  # fmt: skip
