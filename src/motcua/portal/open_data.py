"""Open data: what there is, what one dataset holds and means, one row of it. Nobody is asked who they are."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from motcua.kernel.addresses import number_in
from motcua.kernel.text import format_date, format_number, local
from motcua.laws.queries import known_slugs
from motcua.opendata import queries
from motcua.opendata.models import DataRow, Dataset, Release
from motcua.opendata.rules.definitions import Column, Theme, is_late
from motcua.people.visitor import Visitor, visited
from motcua.ui.charts import Month, Months
from motcua.ui.words import words

PAGE = 20
RELEASES = 10
PREVIEW = 5
MONTHS = 24
# A cell that is longer is cut in the preview; its row has all of it.
LONG_CELL = 60


def tongue(vietnamese: str, english: str) -> str:
    """Of two texts of a pack, that in the reader's language."""
    return english if get_language() == "en" else vietnamese


@dataclass(frozen=True)
class Told:
    """A dataset in the reader's language, with its latest release."""

    dataset: Dataset
    release: Release | None = None

    @cached_property
    def title(self) -> str:
        return tongue(self.dataset.definition.title, self.dataset.definition.title_en)

    @cached_property
    def description(self) -> str:
        return tongue(self.dataset.definition.description, self.dataset.definition.description_en)

    @cached_property
    def keywords(self) -> Sequence[str]:
        one = self.dataset.definition
        return one.keywords_en if get_language() == "en" else one.keywords

    @property
    def address(self) -> str:
        return reverse("portal:dataset", args=[self.dataset.code])


@login_not_required
@require_GET
@visited
def datasets(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """What is published: found by words with or without marks, by theme, agency and format."""
    text = request.GET.get("q", "").replace("\x00", "")[:200]
    asked = {name: request.GET.get(name, "").replace("\x00", "")[:80] for name in ("chu-de", "co-quan", "dinh-dang")}
    themes, agencies = queries.themes_in_use(), queries.publishers()
    theme = asked["chu-de"] if asked["chu-de"] in Theme.__members__ else ""
    form = asked["dinh-dang"] if asked["dinh-dang"] in words("data_format") else ""
    rows = queries.found(text=text, theme=theme, publisher=asked["co-quan"], form=form)
    found = queries.page_of(rows, after=request.GET.get("sau", "")[:60], limit=PAGE)
    latest = queries.latest(found[:PAGE])
    return render(
        request,
        "portal/datasets.html",
        {
            "text": text,
            "theme": theme,
            "agency": asked["co-quan"],
            "form": form,
            "themes": [(one.value, words("data_theme")[one.value]) for one in themes],
            "agencies": [(one.code, one.name) for one in agencies],
            "forms": words("data_format").items(),
            "datasets": [Told(one, latest.get(one.pk)) for one in found[:PAGE]],
            "following": found[PAGE - 1].code if len(found) > PAGE else "",
        },
    )


def _found(code: str) -> Dataset:
    found = queries.dataset_by_code(code)
    if found is None:
        raise Http404
    return found


def _gone(request: HttpRequest, dataset: Dataset) -> HttpResponse:
    return render(request, "portal/dataset_gone.html", {"told": Told(dataset)}, status=410)


@login_not_required
@require_GET
@visited
def dataset(request: HttpRequest, visitor: Visitor, code: str) -> HttpResponse:
    """One dataset: what it is, its columns, its first rows, its releases, how good it is, how to cite it."""
    one = _found(code)
    if one.is_withdrawn:
        return _gone(request, one)
    definition = one.definition
    releases = queries.releases_of(one, before=number_in(request.GET.get("truoc", "")), limit=RELEASES)
    latest = next(iter(queries.releases_of(one, limit=1)), None)
    columns = latest.dictionary if latest else definition.columns
    slugs = known_slugs(definition.legislation)
    return render(
        request,
        "portal/dataset.html",
        {
            "told": Told(one, latest),
            "definition": definition,
            "columns": [_column(column) for column in columns],
            "preview": [_line(one, columns, row) for row in queries.preview(one, limit=PREVIEW)],
            "chart": _chart(one),
            "quality": _quality(one, latest, visitor.on) if latest else None,
            "coming": queries.columns_to_come(one),
            "coming_columns": _differences(one, columns),
            "releases": releases[:RELEASES],
            "following": releases[RELEASES - 1].number if len(releases) > RELEASES else "",
            "laws": [(number, slugs.get(number)) for number in definition.legislation],
            "cited": _cited(one, latest, visitor.on),
            "refusal": one.refusal,
        },
    )


def _column(column: Column) -> dict[str, Any]:
    return {
        "name": column.name,
        "title": tongue(column.title, column.title_en),
        "type": column.type.value,
        "unit": column.unit,
        "meaning": tongue(column.meaning, column.meaning_en),
        "is_quasi": column.is_quasi,
    }


def _cell(value: Any) -> str:
    """A value as people read it; what is not known is a dash."""
    if value is None:
        return "–"
    if isinstance(value, bool):
        return _("đúng") if value else _("sai")
    if isinstance(value, int):
        return format_number(value)
    return str(value)


def _line(one: Dataset, columns: Sequence[Column], row: DataRow) -> dict[str, Any]:
    cells = [(column.name, _cell(row.data.get(column.name))) for column in columns]
    cut = [(name, text if len(text) <= LONG_CELL else f"{text[:LONG_CELL].rstrip()}…") for name, text in cells]
    address = reverse("portal:dataset_row", args=[one.code, row.key]) if row.key else ""
    return {"number": row.number, "cells": cut, "address": address}


def _chart(one: Dataset) -> Months | None:
    chart = one.definition.chart
    if chart is None:
        return None
    sums = queries.sums_of(one, chart, limit=MONTHS)
    if not sums:
        return None
    column = next(column for column in one.definition.columns if column.name == chart.value)
    title = tongue(column.title, column.title_en)
    return Months(
        title=_("%s theo tháng") % title,
        note=_("Cộng từ các dòng của bản mới nhất."),
        csv=reverse("portal:dataset_file", args=[one.code, f"{one.code}.csv"]),
        months=[Month(f"T{int(month[5:7])}", f"{month[5:7]}/{month[:4]}", total) for month, total in sums],
        series=title,
    )


def _quality(one: Dataset, release: Release, today: date) -> dict[str, Any]:
    """How many cells are empty or doubtful, by column, and whether a newer release should be there."""
    empty, doubtful = release.quality["empty"], release.quality["doubtful"]
    cells = release.rows * len(release.dictionary)
    columns = [
        {"title": tongue(column.title, column.title_en), "empty": empty.get(column.name, 0),
         "doubtful": doubtful.get(column.name, 0)}
        for column in release.dictionary
        if empty.get(column.name) or doubtful.get(column.name)
    ]  # fmt: skip
    return {
        "empty": sum(empty.values()),
        "doubtful": sum(doubtful.values()),
        "cells": cells,
        "columns": columns,
        "repeated": release.quality["repeated_keys"],
        "is_late": is_late(one.definition.schedule, local(release.made_at).date(), today),
    }


def _differences(one: Dataset, columns: Sequence[Column]) -> dict[str, list[str]]:
    """Which columns come and which go by the change that is announced."""
    coming = queries.columns_to_come(one)
    if coming is None:
        return {}
    before, after = [column.name for column in columns], [column.name for column in coming.definition.columns]
    return {
        "added": [name for name in after if name not in before],
        "removed": [name for name in before if name not in after],
    }


def _cited(one: Dataset, release: Release | None, today: date) -> str:
    """How to name it in a text: who, what, which release, where, when it was looked at."""
    address = f"{settings.PUBLIC_ADDRESS.rstrip('/')}{reverse('portal:dataset', args=[one.code])}"
    number = _("bản %d") % release.number if release else ""
    parts = [one.publisher.name, Told(one).title, number, address, _("xem ngày %s") % format_date(today)]
    return ", ".join(part for part in parts if part) + "."


@login_not_required
@require_GET
@visited
def row(request: HttpRequest, visitor: Visitor, code: str, key: str) -> HttpResponse:
    """One row of the latest release under an address of its own."""
    one = _found(code)
    if one.is_withdrawn:
        return _gone(request, one)
    found = queries.row_of(one, key.replace("\x00", "")[:200])
    if found is None:
        raise Http404
    latest = next(iter(queries.releases_of(one, limit=1)))
    facts = [(_column(column), _cell(found.data.get(column.name))) for column in latest.dictionary]
    return render(request, "portal/dataset_row.html", {"told": Told(one, latest), "row": found, "facts": facts})
