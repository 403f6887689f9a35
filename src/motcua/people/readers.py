"""Reads a list of officials in a process of its own (`kernel.confined`): rows of text out of what somebody sent."""

import io
from datetime import date, datetime

from python_calamine import CalamineWorkbook

# One list; a province sends several.
MOST_ROWS, MOST_COLUMNS, MOST_TEXT = 301, 20, 1000
# Rows beyond these hold nothing that a list has; a sheet may still pretend to have a million.
LOOKED_AT = 2_000


def rows_of(content: bytes) -> list[list[str]]:
    """The rows of the first sheet that hold something, each cell as text, as many as a list may have and one more."""
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
    found: list[list[str]] = []
    for number, row in enumerate(sheet.iter_rows()):
        if number >= LOOKED_AT or len(found) > MOST_ROWS:
            break
        cells = [_text(cell) for cell in row[:MOST_COLUMNS]]
        found.append(cells if any(cells) else [])
    while found and not found[-1]:
        found.pop()
    return found


def _text(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    if isinstance(cell, datetime | date):
        return cell.strftime("%d/%m/%Y")
    return " ".join(str(cell).split())[:MOST_TEXT]
