"""The only code that defines datasets, releases them and withdraws them."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from motcua.kernel.editions import current
from motcua.kernel.files import store
from motcua.kernel.operations import SYSTEM, Refused, inside_operation, made, note, operation
from motcua.kernel.text import fold, format_date, local, sort_key, worded
from motcua.opendata.making import Made, WrittenFile
from motcua.opendata.models import ColumnsChange, Dataset, DatasetTheme, FilePiece, Release, ReleaseFile
from motcua.opendata.rights import DATASET, IS_PUBLISHED
from motcua.opendata.rules.definitions import DatasetDefinition, shape
from motcua.opendata.rules.guard import Unsafe
from motcua.organization.models import Agency

# A piece of a file: what a download reads at once.
PIECE = 4 * 1024 * 1024


@operation(who=SYSTEM, journal="dataset.defined")
def define(definition: DatasetDefinition, *, publisher: Agency, by: None, at: datetime) -> Dataset:
    """Publish a dataset under its address, or say it in other words (NĐ 47/2020/NĐ-CP Đ17, Đ20).

    Columns other than those of the last release are announced, and stand from the day on which they may. One that was
    withdrawn comes back.
    """
    known = Dataset.objects.select_for_update(no_key=True).filter(code=definition.code).first()
    dataset = known or Dataset(code=definition.code, made_at=at)
    last = latest_of(dataset)
    waits = last is not None and shape(definition.columns) != shape(last.dictionary)
    if not waits:
        _write(dataset, definition, publisher)
    dataset.withdrawn_at, dataset.withdrawn_why = None, ""
    dataset.save()
    dataset.changes.filter(applied_at=None).update(is_dropped=True)
    if waits:
        _announce(dataset, definition, publisher, at)
    else:
        _write_themes(dataset, definition)
    note(code=dataset.code, is_new=known is None, waits=waits)
    return dataset


def _write(dataset: Dataset, definition: DatasetDefinition, publisher: Agency) -> None:
    dataset.data = definition.model_dump(mode="json")
    dataset.__dict__.pop("definition", None)
    dataset.publisher = publisher
    dataset.search_text = fold(" ".join([*definition.texts, publisher.name]))
    dataset.sort_key = sort_key(definition.title)
    # It is made anew as soon as somebody looks.
    dataset.looked_at = None


def _write_themes(dataset: Dataset, definition: DatasetDefinition) -> None:
    dataset.themes.exclude(theme__in=definition.themes).delete()
    themes = [DatasetTheme(dataset=dataset, theme=theme) for theme in definition.themes]
    DatasetTheme.objects.bulk_create(themes, ignore_conflicts=True)


def _announce(dataset: Dataset, definition: DatasetDefinition, publisher: Agency, at: datetime) -> None:
    day = local(at).date() + timedelta(days=definition.notice_days)
    ColumnsChange.objects.create(
        dataset=dataset,
        data=definition.model_dump(mode="json"),
        publisher=publisher,
        announced_at=at,
        takes_effect_on=day,
    )
    note(columns_from=day.isoformat())


@operation(who=SYSTEM, journal="dataset.columns_changed", on=DATASET, when=IS_PUBLISHED)
def change_columns(dataset: Dataset, *, by: None, at: datetime) -> Dataset:
    """Let announced columns take effect on their day (NĐ 47/2020/NĐ-CP Đ17). Refused before it."""
    coming = dataset.changes.filter(applied_at=None, is_dropped=False).first()
    if coming is None:
        raise Refused(_("Không có thay đổi cột nào đã được báo trước."))
    if local(at).date() < coming.takes_effect_on:
        raise Refused(_("Cột mới có hiệu lực từ ngày %s.") % format_date(coming.takes_effect_on))
    _write(dataset, coming.definition, coming.publisher)
    dataset.save()
    _write_themes(dataset, coming.definition)
    coming.applied_at = at
    coming.save(update_fields=["applied_at"])
    note(columns=[one.name for one in coming.definition.columns])
    return dataset


@operation(who=SYSTEM, journal="dataset.withdrawn", on=DATASET, when=IS_PUBLISHED)
def withdraw(dataset: Dataset, *, why: str, by: None, at: datetime) -> Dataset:
    """Take a dataset down: its address stays and says why, its files are given to nobody (NĐ 47/2020/NĐ-CP Đ17)."""
    if not worded(why):
        raise Refused(_("Hãy nêu lý do gỡ bộ dữ liệu."))
    dataset.withdrawn_at, dataset.withdrawn_why = at, why.strip()
    dataset.save(update_fields=["withdrawn_at", "withdrawn_why"])
    note(code=dataset.code, why=dataset.withdrawn_why)
    return dataset


def latest_of(dataset: Dataset) -> Release | None:
    """The release that counts."""
    return None if dataset.pk is None else dataset.releases.order_by("-number").first()


@operation(who=SYSTEM, journal="dataset.released", on=DATASET, when=IS_PUBLISHED)
def release(dataset: Dataset, *, content: Made, by: None, at: datetime) -> Release | None:
    """Publish what was made as the next release, which never changes (NĐ 47/2020/NĐ-CP Đ17).

    The same content makes none. Refused with columns that were not announced in time. For tables about people the
    journal keeps what the guard did.
    """
    last = latest_of(dataset)
    _looked(dataset, at)
    if last is not None and last.mark == content.mark:
        note(code=dataset.code, number=last.number, is_same=True)
        return None
    if last is not None:
        _refuse_unannounced(dataset, last, content, at)
    row = made(
        Release.objects.create(
            dataset=dataset,
            number=last.number + 1 if last else 1,
            made_at=at,
            rows=content.rows,
            period=content.period,
            columns=[one.model_dump(mode="json") for one in content.columns],
            quality=content.quality,
            proof=content.proof,
            mark=content.mark,
        )
    )
    for file in content.files:
        _keep(row, file, at)
    _replace_rows(dataset, content)
    digests = {file.name: file.digest for file in content.files}
    note(code=dataset.code, number=row.number, rows=row.rows, files=digests, guard=content.proof)
    return row


def _refuse_unannounced(dataset: Dataset, last: Release, content: Made, at: datetime) -> None:
    if shape(content.columns) == shape(last.dictionary):
        return
    announced = dataset.changes.exclude(applied_at=None).first()
    is_told = announced is not None and shape(announced.definition.columns) == shape(content.columns)
    if announced is None or not is_told or announced.takes_effect_on > local(at).date():
        raise Refused(_("Cột của bộ dữ liệu đã khác bản trước mà chưa được báo trước đủ số ngày."))


@inside_operation
def _looked(dataset: Dataset, at: datetime) -> None:
    dataset.looked_at, dataset.edition, dataset.refusal = at, current().name, None
    dataset.save(update_fields=["looked_at", "edition", "refusal"])


@operation(who=SYSTEM, journal="dataset.looked_at", on=DATASET, when=IS_PUBLISHED)
def note_unchanged(dataset: Dataset, *, by: None, at: datetime) -> Dataset:
    """Note that there is nothing new to tell (NĐ 47/2020/NĐ-CP Đ20)."""
    _looked(dataset, at)
    note(code=dataset.code)
    return dataset


@operation(who=SYSTEM, journal="dataset.release_refused", on=DATASET, when=IS_PUBLISHED)
def note_unsafe(dataset: Dataset, *, why: Unsafe, block: str, by: None, at: datetime) -> Dataset:
    """Note that a release would have pointed to people, by which columns and in how many rows (Luật 91/2025/QH15)."""
    _looked(dataset, at)
    dataset.refusal = {
        "block": block, "columns": list(why.columns), "rows": why.rows, "steps": list(why.steps), "at": at.isoformat(),
    }  # fmt: skip
    dataset.save(update_fields=["refusal"])
    note(code=dataset.code, **dataset.refusal)
    return dataset


def _keep(row: Release, file: WrittenFile, at: datetime) -> None:
    kept = ReleaseFile.objects.create(
        release=row,
        format=file.format,
        name=file.name,
        media_type=file.media_type,
        size=file.size,
        digest=file.digest,
    )
    offset = 0
    with file.path.open("rb") as stream:
        while content := stream.read(PIECE):
            stored = store(content, media_type="application/octet-stream", at=at, scanned_at=at)
            FilePiece.objects.create(file=kept, offset=offset, stored=stored)
            offset += len(content)


_COPY = "COPY opendata_datarow (dataset_id, number, key, block, data) FROM STDIN"


def _replace_rows(dataset: Dataset, content: Made) -> None:
    """The rows of the latest release alone, streamed: there may be a million."""
    dataset.rows.all().delete()
    with connection.cursor() as cursor, cursor.copy(_COPY) as copy:
        for values in _numbered(dataset.pk, content.lines()):
            copy.write_row(values)


def _numbered(pk: int, lines: Iterable[tuple[str, str, str]]) -> Iterator[tuple[Any, ...]]:
    for number, (block, key, data) in enumerate(lines, 1):
        yield pk, number, key, block, data
