"""What the worker does again and again: look at each dataset, and release what has become other than it was."""

from datetime import datetime, timedelta

import structlog

from motcua.kernel.editions import current
from motcua.kernel.models import JournalEntry
from motcua.kernel.text import local
from motcua.opendata.makers.figures import SETTLED
from motcua.opendata.making import UnsafeBlock, is_anything_new, making
from motcua.opendata.models import ColumnsChange, Dataset, Release
from motcua.opendata.operations import change_columns, note_unchanged, note_unsafe, release
from motcua.opendata.rules.definitions import About, Schedule

log = structlog.get_logger()
# So many entries of the journal are looked at, and so long must nobody have written into the past.
LATEST = 500
STILL = timedelta(minutes=20)


def release_due(*, at: datetime) -> None:
    """Each dataset once a day, and what tells of shared things as soon as one of them changed.

    Each is made and released by itself, so what was cut off goes on at the next time; what fails leaves the others be.
    """
    failed: list[str] = []
    edition = current().name
    for dataset in Dataset.objects.filter(withdrawn_at=None).order_by("looked_at", "pk"):
        if not _is_due(dataset, edition, at):
            continue
        try:
            look_at(dataset, at=at)
        except Exception:
            log.exception("dataset_not_made", dataset=dataset.code)
            failed.append(dataset.code)
    if failed:
        raise RuntimeError(f"not made: {', '.join(failed)}")


def _is_due(dataset: Dataset, edition: str, at: datetime) -> bool:
    if dataset.looked_at is None or local(dataset.looked_at).date() < local(at).date():
        return True
    return dataset.definition.schedule is Schedule.ON_CHANGE and dataset.edition != edition


def look_at(dataset: Dataset, *, at: datetime) -> Release | None:
    """Make one dataset now and release it where it tells something new; what points to people is refused and noted.

    What tells of people waits while somebody writes into the past, as who takes over the dossiers of an older system:
    a month is told once, so not before it is whole.
    """
    if dataset.definition.about is not About.THINGS and _is_past_written(at):
        return None
    if _columns_are_due(dataset, at):
        dataset = change_columns(dataset, by=None, at=at)
    if not is_anything_new(dataset, at=at):
        note_unchanged(dataset, by=None, at=at)
        return None
    try:
        with making(dataset, at=at) as content:
            is_first = not dataset.releases.exists()
            if is_first and not content.rows:
                note_unchanged(dataset, by=None, at=at)
                return None
            return release(dataset, content=content, by=None, at=at)
    except UnsafeBlock as unsafe:
        note_unsafe(dataset, why=unsafe.why, block=unsafe.block, by=None, at=at)
        return None


def _is_past_written(at: datetime) -> bool:
    """Whether something was written down of dossiers a moment ago that happened so long ago that it may be told."""
    latest = JournalEntry.objects.order_by("-number").values_list("word", "at", "recorded_at")[:LATEST]
    return any(
        word.startswith("dossier.") and recorded_at - happened_at > SETTLED and abs(at - recorded_at) < STILL
        for word, happened_at, recorded_at in latest
    )


def _columns_are_due(dataset: Dataset, at: datetime) -> bool:
    return ColumnsChange.objects.filter(
        dataset=dataset, applied_at=None, is_dropped=False, takes_effect_on__lte=local(at).date()
    ).exists()
