"""Reads e-forms from a pack."""

from datetime import date, datetime
from typing import Any

from pydantic import BaseModel, ConfigDict

from motcua.forms.models import FormDefinition
from motcua.forms.operations import publish_form
from motcua.kernel.operations import Refused
from motcua.kernel.packs import Finding, LoadReport, Pack


class FormItem(BaseModel):
    """A form as written in a pack; its inside is checked by the form's own rules."""

    model_config = ConfigDict(extra="forbid")
    key: str
    title: str
    valid_from: date
    summary: str = ""
    pages: list[dict[str, Any]]
    checks: list[dict[str, Any]] = []


def load(pack: Pack, *, at: datetime) -> LoadReport:
    """Publish every form of the pack that is new or different."""
    items, findings = pack.items("forms", FormItem)
    report = LoadReport(findings=findings)
    for item in items:
        definition = item.value.model_dump(mode="json", exclude={"valid_from"})
        existing = FormDefinition.objects.filter(key=item.value.key, valid_until=None).first()
        if existing is not None and existing.definition == definition:
            report.unchanged += 1
            continue
        try:
            publish_form(definition=definition, valid_from=item.value.valid_from, by=None, at=at)
        except Refused as refusal:
            report.findings.append(Finding(item.file, item.line, item.value.key, refusal.message))
            continue
        report.created += existing is None
        report.updated += existing is not None
    return report
