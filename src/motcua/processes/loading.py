"""Reads processes from a pack and publishes those that changed."""

from datetime import date, datetime
from typing import Annotated, Any, ClassVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from motcua.kernel.operations import Refused
from motcua.kernel.packs import Finding, LoadReport, Pack
from motcua.organization.rules import AgencyKind, Level, UnitKind, duty_of
from motcua.processes.models import ProcessDefinition
from motcua.processes.operations import publish_process
from motcua.processes.rules import StepKind, Whose


class StepItem(BaseModel):
    """One step as written in a pack."""

    model_config = ConfigDict(extra="forbid")
    key: str
    name: str
    kind: StepKind
    unit_kind: UnitKind
    duty: Annotated[str, AfterValidator(duty_of)]
    share: int = Field(gt=0, le=100)
    next: list[str] = []
    is_on_site: bool = False


class ProcessItem(BaseModel):
    """One process as written in a pack."""

    KEY: ClassVar = ("key",)
    model_config = ConfigDict(extra="forbid")
    key: str
    name: str
    valid_from: date
    legal_basis: str = ""
    level: Level | None = None
    agency_kind: AgencyKind | None = None
    steps: list[StepItem]


def _stored(step: StepItem) -> dict[str, Any]:
    """A step as it is kept; only of one on site that it is."""
    return {name: value for name, value in step.model_dump(mode="json").items() if name != "is_on_site" or value}


def load(pack: Pack, *, at: datetime) -> LoadReport:
    """Publish every process of the pack that is new or different; unsound ones are findings."""
    items, findings = pack.items("processes", ProcessItem)
    report = LoadReport(findings=findings)
    for item in items:
        steps = [_stored(step) for step in item.value.steps]
        existing = ProcessDefinition.objects.filter(key=item.value.key, valid_until=None).first()
        whose = Whose(item.value.level or "", item.value.agency_kind or "")
        told = (steps, item.value.name, whose)
        if existing and told == (existing.steps, existing.name, Whose(existing.level, existing.agency_kind)):
            report.unchanged += 1
            continue
        try:
            publish_process(
                key=item.value.key,
                named=(item.value.name, item.value.legal_basis),
                whose=whose,
                steps=steps,
                valid_from=item.value.valid_from,
                by=None,
                at=at,
            )
        except Refused as refusal:
            report.findings.append(Finding(item.file, item.line, item.value.key, refusal.message))
            continue
        if existing:
            report.updated += 1
        else:
            report.created += 1
    return report
