"""Reads a list of officials in a process of its own (`kernel.confined`): rows of text out of what somebody sent."""

import io
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from itertools import chain
from typing import Any

from python_calamine import CalamineWorkbook

from motcua.kernel.sheets import is_xlsx, uncounted

# One list; a province sends several.
MOST_ROWS, MOST_COLUMNS, MOST_TEXT = 301, 20, 1000
# Stands for what a formula came to where that is not in the file; nobody types it.
UNCOUNTED = "\0"


def rows_of(content: bytes) -> list[list[str]]:
    """The rows of the first sheet down to the last that holds something, each cell as text.

    No more that hold something than a list may have and one; what holds nothing between them is an empty row. Where
    cells were merged, each of them holds what the whole shows: one agency beside the lines of its posts. A formula
    whose value is not in the file is `UNCOUNTED`: whoever wrote it meant something else than nothing. What is no
    .xlsx is refused: there an error cannot be told from an empty cell.
    """
    if not is_xlsx(io.BytesIO(content)):
        raise ValueError("no .xlsx")
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
    found: list[list[str]] = []
    filled = 0
    merged = _merged(sheet.merged_cell_ranges or ())
    missing = _uncounted(content, sheet.name)
    below: Iterator[list[Any]] = ([] for _row in range((sheet.end or (-1, -1))[0] + 1, max(missing, default=-1) + 1))
    shown: dict[tuple[int, int], str] = {}
    for number, row in enumerate(chain(sheet.iter_rows(), below)):
        cells = [_text(cell) for cell in row[:MOST_COLUMNS]]
        for column in missing.get(number, ()):
            cells += [""] * (column + 1 - len(cells))
            cells[column] = UNCOUNTED
        for column in range(len(cells) if number in merged else 0):
            if (begun := merged[number].get(column)) is not None:
                cells[column] = shown.setdefault((begun, column), cells[column])
        found.append(cells if any(cells) else [])
        filled += any(cells)
        if filled > MOST_ROWS:
            break
    while found and not found[-1]:
        found.pop()
    return found


def _uncounted(content: bytes, sheet: str) -> dict[int, list[int]]:
    """Of each row, the columns of formulas without a value."""
    rows: dict[int, list[int]] = {}
    for row, column in uncounted(io.BytesIO(content), sheet, most=MOST_ROWS * MOST_COLUMNS, columns=MOST_COLUMNS):
        rows.setdefault(row, []).append(column)
    return rows


def _merged(ranges: Iterable[tuple[tuple[int, int], tuple[int, int]]]) -> dict[int, dict[int, int]]:
    """Of each row, the columns merged with what is above, and the row where each begins."""
    rows: dict[int, dict[int, int]] = {}
    for (top, left), (bottom, right) in ranges:
        if left == right < MOST_COLUMNS:
            for number in range(top, min(bottom, top + MOST_ROWS) + 1):
                rows.setdefault(number, {})[left] = top
    return rows


def _text(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    if isinstance(cell, bool):
        # As the sheet shows it.
        return str(cell).upper()
    if isinstance(cell, datetime | date):
        return cell.strftime("%d/%m/%Y")
    return " ".join(str(cell).split())[:MOST_TEXT]
