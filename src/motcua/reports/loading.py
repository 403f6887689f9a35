"""Reads forms of reports from packs; a form by which somebody has reported may not come to say something else."""

from datetime import date, datetime

from motcua.kernel.packs import Item, LoadReport, Pack, spares
from motcua.reports.models import Report, ReportForm
from motcua.reports.operations import define_forms
from motcua.reports.rules.tables import FormDefinition


def load(pack: Pack, *, at: datetime) -> LoadReport:
    """Put every form that is new or different in force; with one mistake anywhere, none."""
    items, findings = pack.items("reports", FormDefinition)
    report = LoadReport(findings=findings)
    stored = {(row.code, row.valid_from): row for row in ReportForm.objects.order_by("code", "valid_from")}
    used = set(Report.objects.values_list("form_id", flat=True).distinct())
    for item in items:
        row = stored.get(_key(item))
        if row is not None and row.pk in used and not _same_table(row.definition, item.value):
            said = "đã có báo cáo lập theo biểu này: đặt valid_until cho nó và viết biểu mới với valid_from mới"
            report.findings.append(item.finding(said, "columns"))
    if report.findings:
        return report
    written = {_key(item): item.value for item in items}
    gone = [row for key, row in stored.items() if key not in written and row.pk not in used]
    if spares(pack, report, map(str, gone)):
        return report
    fresh = [one for key, one in written.items() if key not in stored or stored[key].definition != one]
    if fresh or gone:
        define_forms(fresh, no_longer=gone, by=None, at=at)
    report.created = sum(_of(one) not in stored for one in fresh)
    report.updated = len(fresh) - report.created
    report.unchanged = len(written) - len(fresh)
    return report


def _key(item: Item[FormDefinition]) -> tuple[str, date]:
    return _of(item.value)


def _of(form: FormDefinition) -> tuple[str, date]:
    return form.code, form.valid_from


def _same_table(one: FormDefinition, other: FormDefinition) -> bool:
    return (one.columns, one.rows, one.subject) == (other.columns, other.rows, other.subject)
