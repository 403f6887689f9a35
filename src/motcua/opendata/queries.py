"""What is published, for everybody: datasets, their releases and files, single rows. All of it is public."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import BigIntegerField, Count, Q, QuerySet, Sum
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast

from motcua.kernel.text import fold
from motcua.opendata.models import ColumnsChange, DataRow, Dataset, DatasetTheme, FilePiece, Release, ReleaseFile
from motcua.opendata.rules.definitions import Chart, Theme
from motcua.opendata.rules.ranges import Span
from motcua.organization.models import Agency


def found(*, text: str = "", theme: str = "", publisher: str = "", form: str = "") -> QuerySet[Dataset]:
    """Datasets that are published, by words with or without marks, theme, agency and format, in Vietnamese order."""
    rows = Dataset.objects.filter(withdrawn_at=None)
    for word in fold(text).split():
        rows = rows.filter(search_text__contains=word)
    if theme:
        rows = rows.filter(themes__theme=theme)
    if publisher:
        rows = rows.filter(publisher__code=publisher)
    if form:
        with_form = ReleaseFile.objects.filter(format=form).values("release__dataset")
        rows = rows.filter(pk__in=with_form)
    return rows.select_related("publisher").order_by("sort_key", "code")


def page_of(rows: QuerySet[Dataset], *, after: str, limit: int) -> list[Dataset]:
    """So many after the one with this code, and one more where there are more."""
    last = Dataset.objects.filter(code=after).first() if after else None
    if last is not None:
        rows = rows.filter(Q(sort_key__gt=last.sort_key) | Q(sort_key=last.sort_key, code__gt=last.code))
    return list(rows[: limit + 1])


def latest(datasets: Sequence[Dataset]) -> dict[int, Release]:
    """The release that counts of each dataset that has one."""
    rows = Release.objects.filter(dataset__in=datasets).order_by("dataset_id", "-number").distinct("dataset_id")
    return {row.dataset_id: row for row in rows.defer("columns", "proof").prefetch_related("files")}


def themes_in_use() -> list[Theme]:
    """The themes of what is published."""
    used = set(DatasetTheme.objects.filter(dataset__withdrawn_at=None).values_list("theme", flat=True).distinct())
    return [theme for theme in Theme if theme in used]


def publishers() -> list[Agency]:
    """Who publishes something."""
    used = Dataset.objects.filter(withdrawn_at=None).values("publisher")
    return list(Agency.objects.filter(pk__in=used))


def dataset_by_code(code: str) -> Dataset | None:
    """One by its address, withdrawn or not."""
    return Dataset.objects.filter(code=code).select_related("publisher").first()


def releases_of(dataset: Dataset, *, before: int | None = None, limit: int = 10) -> list[Release]:
    """Its releases, the latest first, and one more where there are more."""
    rows = dataset.releases.order_by("-number").prefetch_related("files")
    return list((rows if before is None else rows.filter(number__lt=before))[: limit + 1])


def columns_to_come(dataset: Dataset) -> ColumnsChange | None:
    """The change of columns that is announced and has not taken effect."""
    return dataset.changes.filter(applied_at=None, is_dropped=False).first()


def preview(dataset: Dataset, *, limit: int) -> list[DataRow]:
    """The first rows of the latest release."""
    return list(dataset.rows.order_by("number")[:limit])


def row_of(dataset: Dataset, key: str) -> DataRow | None:
    """One row of the latest release by its key."""
    return dataset.rows.filter(key=key).first() if key else None


def sums_of(dataset: Dataset, chart: Chart, *, limit: int) -> list[tuple[str, int]]:
    """The sum of a column for each of the latest months, the earliest first."""
    rows = (
        dataset.rows.annotate(month=KeyTextTransform(chart.month, "data"))
        .values("month")
        .annotate(total=Sum(Cast(KeyTextTransform(chart.value, "data"), BigIntegerField())))
        .order_by("-month")[:limit]
    )
    return [(row["month"], row["total"] or 0) for row in reversed(rows)]


@dataclass(frozen=True)
class Opened:
    """A file of a release and the pieces that it lies in."""

    file: ReleaseFile
    pieces: Sequence[FilePiece]

    def bytes_of(self, span: Span) -> Iterator[bytes]:
        """The bytes of a span, a piece at a time."""
        for piece in self.pieces:
            start = max(span.start - piece.offset, 0)
            stop = min(span.stop - piece.offset, piece.stored.size)
            if start < stop:
                content = piece.stored.read()
                yield content if (start, stop) == (0, len(content)) else content[start:stop]


def opened(dataset: Dataset, name: str, *, number: int | None = None) -> Opened | None:
    """A file by its name, of one release or of the latest; of what is withdrawn none."""
    if dataset.is_withdrawn:
        return None
    releases: QuerySet[Release, Any] = dataset.releases.order_by("-number")
    release = (releases if number is None else releases.filter(number=number)).only("pk").first()
    file = None if release is None else ReleaseFile.objects.filter(release=release, name=name).first()
    if file is None:
        return None
    return Opened(file, list(file.pieces.select_related("stored").order_by("offset")))


def counts() -> dict[str, int]:
    """How many datasets are published, and how many releases there are of them."""
    return Dataset.objects.filter(withdrawn_at=None).aggregate(
        datasets=Count("pk", distinct=True), releases=Count("releases", distinct=True)
    )
