"""Reads the datasets that packs define."""

from datetime import datetime

from motcua.kernel.packs import Item, LoadReport, Pack, spares
from motcua.opendata.makers import MAKERS
from motcua.opendata.models import ColumnsChange, Dataset
from motcua.opendata.operations import define, withdraw
from motcua.opendata.rules.definitions import DatasetDefinition
from motcua.organization.models import Agency
from motcua.organization.rules import AgencyKind, Level

NO_LONGER = "Gói dữ liệu không còn định nghĩa bộ dữ liệu này."
PROVINCE = (Level.PROVINCE.value, AgencyKind.PEOPLES_COMMITTEE.value)


def load(pack: Pack, *, at: datetime) -> LoadReport:
    """Define every dataset that is new or different; one that the packs no longer say is withdrawn, where that may be.

    With one mistake anywhere, nothing.
    """
    items, findings = pack.items("opendata", DatasetDefinition)
    report = LoadReport(findings=findings)
    agencies = _agencies()
    for item in items:
        _check(item, agencies, report)
    if report.findings:
        return report
    stored = {one.code: one for one in Dataset.objects.select_related("publisher").order_by("pk")}
    codes = {item.value.code for item in items}
    gone = [one for code, one in stored.items() if code not in codes and not one.is_withdrawn]
    if spares(pack, report, [one.code for one in gone]):
        return report
    for dataset in gone:
        withdraw(dataset, why=NO_LONGER, by=None, at=at)
    for item in items:
        known = stored.get(item.value.code)
        if known is not None and not known.is_withdrawn and item.value == _said(known):
            report.unchanged += 1
            continue
        define(item.value, publisher=agencies[item.value.publisher], by=None, at=at)
        report.created += known is None
        report.updated += known is not None
    return report


def _agencies() -> dict[str, Agency]:
    """Every agency by its code; under no code that of the province."""
    agencies = {one.code: one for one in Agency.objects.order_by("pk")}
    own = [one for one in agencies.values() if (one.level, one.kind) == PROVINCE and one.valid_until is None]
    return {"": own[0], **agencies} if own else agencies


def _said(dataset: Dataset) -> DatasetDefinition:
    """What the packs said last: what is announced, else what stands."""
    coming = ColumnsChange.objects.filter(dataset=dataset, applied_at=None, is_dropped=False).first()
    return (coming or dataset).definition


def _check(item: Item[DatasetDefinition], agencies: dict[str, Agency], report: LoadReport) -> None:
    one = item.value
    if one.publisher not in agencies:
        report.findings.append(item.finding(f"không có cơ quan {one.publisher}".strip(), "publisher"))
    maker = MAKERS.get(one.maker)
    if maker is None:
        report.findings.append(item.finding(f"không có nguồn {one.maker}", "maker"))
        return
    for number, column in enumerate(one.columns):
        if column.name not in maker.columns:
            report.findings.append(item.finding(f"nguồn {one.maker} không có cột này", "columns", number, "name"))
    if maker.about is not one.about:
        report.findings.append(item.finding(f"nguồn {one.maker} là {maker.about}", "about"))
