"""Reads from a pack how long things are kept."""

from datetime import date, datetime
from typing import ClassVar

from pydantic import BaseModel, ConfigDict, Field

from motcua.kernel.manifests import Kept, offered
from motcua.kernel.models import RetentionRule
from motcua.kernel.packs import LoadReport, Pack
from motcua.kernel.retention import rule_retention


class RetentionItem(BaseModel):
    """How long one kind of thing is kept, as written in a pack."""

    KEY: ClassVar = ("key", "valid_from")
    model_config = ConfigDict(extra="forbid")
    key: str = Field(max_length=50)
    name: str = Field(max_length=200)
    valid_from: date
    valid_until: date | None = None
    days: int | None = Field(default=None, ge=0)
    since: str = Field(default="", max_length=200)
    basis: RetentionRule.Basis
    law: str = Field(default="", max_length=200)
    why: str = Field(min_length=1)


def load(pack: Pack, *, at: datetime) -> LoadReport:
    """Put in force what is new or different; what no room keeps is a finding."""
    items, findings = pack.items("retention", RetentionItem)
    report = LoadReport(findings=findings)
    for item in items:
        facts = item.value.model_dump(exclude={"key", "valid_from"})
        if item.value.key not in offered(Kept):
            report.findings.append(item.finding("không phòng nào giữ loại này", "key"))
            continue
        known = RetentionRule.objects.filter(key=item.value.key, valid_from=item.value.valid_from)
        if known.filter(**facts).exists():
            report.unchanged += 1
            continue
        is_new = not known.exists()
        rule_retention(key=item.value.key, valid_from=item.value.valid_from, facts=facts, by=None, at=at)
        report.created += is_new
        report.updated += not is_new
    return report
