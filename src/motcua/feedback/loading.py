"""Reads the rules of petitions from packs."""

from datetime import datetime

from motcua.feedback.models import PetitionRule
from motcua.feedback.operations.ruling import define_rules
from motcua.feedback.rules import RuleItem
from motcua.kernel.packs import LoadReport, Pack, spares


def load(pack: Pack, *, at: datetime) -> LoadReport:
    """Put every rule that is new or different in force; with one mistake anywhere, none."""
    items, findings = pack.items("feedback", RuleItem)
    report = LoadReport(findings=findings)
    if findings:
        return report
    stored = {(row.code, row.valid_from): row for row in PetitionRule.objects.order_by("code", "valid_from")}
    written = {(item.value.code, item.value.valid_from): item.value for item in items}
    gone = [row for key, row in stored.items() if key not in written]
    if spares(pack, report, map(str, gone)):
        gone = []
    fresh = [rule for key, rule in written.items() if key not in stored or not _is_same(stored[key], rule)]
    if fresh or gone:
        define_rules(fresh, no_longer=gone, by=None, at=at)
    report.created = sum((one.code, one.valid_from) not in stored for one in fresh)
    report.updated = len(fresh) - report.created
    report.unchanged = len(written) - len(fresh)
    return report


def _is_same(row: PetitionRule, rule: RuleItem) -> bool:
    return all(getattr(row, name) == value for name, value in rule.model_dump().items())
