"""Reads sets of indicators from packs: all of them are well written and agree, or nothing is put in force."""

from datetime import datetime

from motcua.indicators.rules.agreement import disagreements
from motcua.indicators.rules.definitions import IndicatorSet
from motcua.indicators.sets.models import DefinedSet
from motcua.indicators.sets.operations import define_sets
from motcua.kernel.packs import LoadReport, Pack, spares


def load(pack: Pack, *, at: datetime) -> LoadReport:
    """Put every set that is new or different in force; with one mistake anywhere, none."""
    items, findings = pack.items("indicators", IndicatorSet)
    report = LoadReport(findings=findings)
    if not findings:
        wrong = disagreements([item.value for item in items])
        report.findings += [items[one.place].finding(one.message, *one.path) for one in wrong]
    if report.findings:
        return report
    stored = {(row.code, row.valid_from): row for row in DefinedSet.objects.order_by("code", "valid_from")}
    written = {(item.value.code, item.value.valid_from): item.value for item in items}
    gone = [row for key, row in stored.items() if key not in written]
    if spares(pack, report, map(str, gone)):
        return report
    fresh = [one for key, one in written.items() if key not in stored or stored[key].data != one.as_data()]
    if fresh or gone:
        define_sets(fresh, no_longer=gone, by=None, at=at)
    report.created = sum((one.code, one.valid_from) not in stored for one in fresh)
    report.updated = len(fresh) - report.created
    report.unchanged = len(written) - len(fresh)
    return report
