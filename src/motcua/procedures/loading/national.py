"""Reads the files in which national lists come: JSON Lines, and the spreadsheets ministries send out."""

import json
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence, Set
from datetime import date, datetime
from itertools import chain
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from motcua.kernel.sheets import uncounted
from motcua.kernel.text import DASHES, fold, vietnamese
from motcua.laws.rules.encodings import Encoding, convert, recognise
from motcua.procedures.operations.importing import SourceRow

LARGEST_FILE = 512 * 1024 * 1024
LARGEST_LINE = 4 * 1024 * 1024
# A spreadsheet unpacks to a few times its size; a bomb to thousands.
LARGEST_UNPACKED = 400 * 1024 * 1024
MOST_RATIO = 200
HEADER_WITHIN = 20
# So many bytes, or rows of a sheet, show in what a list is written.
SAMPLE, MOST_SAMPLED = 200_000, 200
# Formulas without what they came to: whoever sent so many has to save the file anew, however many more there are.
MOST_UNCOUNTED = 100_000
UNCOUNTED = "ô công thức chưa có giá trị hoặc báo lỗi: mở tệp bằng phần mềm bảng tính, sửa rồi lưu lại"

# The words that head the columns of official lists, without marks, and the cell of a row each one fills.
COLUMNS = {
    "code": ("ma thu tuc", "ma tthc", "ma so tthc", "ma so", "ma ho so tthc"),
    "name": ("ten thu tuc hanh chinh", "ten thu tuc", "ten tthc", "thu tuc hanh chinh"),
    "field": ("linh vuc",),
    "levels": ("cap thuc hien", "cap giai quyet"),
    "agency": ("co quan thuc hien", "co quan giai quyet", "don vi thuc hien", "noi thuc hien"),
    "competent": ("co quan co tham quyen",),
    "coordinating": ("co quan phoi hop",),
    "decision": ("quyet dinh cong bo", "so quyet dinh cong bo", "so quyet dinh"),
    "audience": ("doi tuong thuc hien", "doi tuong"),
    "steps": ("trinh tu thuc hien",),
    "conditions": ("yeu cau dieu kien", "yeu cau, dieu kien thuc hien", "yeu cau, dieu kien", "dieu kien"),
    "time": ("thoi han giai quyet", "thoi gian giai quyet", "thoi han"),
    "fee": ("phi, le phi", "phi le phi", "phi, le phi (neu co)", "phi/le phi", "le phi"),
    "channels": ("cach thuc thuc hien",),
    "components": ("thanh phan ho so",),
    "legal_basis": ("can cu phap ly", "can cu phap li"),
    "results": ("ket qua thuc hien", "ket qua", "ket qua giai quyet"),
    "url": ("duong dan", "url", "lien ket"),
}
DURATION = re.compile(r"(\d+)\s*(?:\([^)]*\)\s*)?(ngay lam viec|ngay|gio|thang)")
UNITS = {"ngay lam viec": "working_day", "ngay": "day", "gio": "hour", "thang": "month"}
TO_HYPHEN = str.maketrans(dict.fromkeys(DASHES, "-"))
NUMBER_IN_TEXT = re.compile(r"\d+(?:\.\d+)?/(?:\d{4}/)?[A-ZĐƯ][A-ZĐƯa-zđư0-9-]*")


class BadFile(ValueError):
    """The file as a whole cannot be read; the message says what to do."""


def rows_of(path: Path) -> Iterator[SourceRow]:
    """The rows of a list, each with its line and words. Raises `BadFile` for what is no such file."""
    if not path.is_file():
        raise BadFile(f"Không có tệp {path}.")
    if path.stat().st_size > LARGEST_FILE:
        raise BadFile(f"Tệp {path.name} lớn hơn {LARGEST_FILE // 1024 // 1024} MB. Chia nhỏ tệp rồi nạp từng phần.")
    with path.open("rb") as stream:
        start = stream.read(4)
    if start.startswith(b"PK"):
        return _sheet(path)
    if path.suffix.lower() in (".xlsx", ".xlsm", ".ods"):
        raise BadFile(f"Tệp {path.name} không phải bảng tính .xlsx nguyên vẹn.")
    return _lines(path)


def _encoding_of_lines(start: bytes) -> tuple[str, Encoding]:
    """How to read the bytes of a list, and what the characters then stand for: old lists come in TCVN3 or VNI."""
    try:
        return "utf-8", recognise(start.decode())
    except UnicodeDecodeError as error:
        if error.start > len(start) - 4:
            # The sample ends inside a letter.
            return "utf-8", recognise(start[: error.start].decode())
    encoding = recognise(start.decode("latin-1"))
    # Single bad lines do not make a file an old one: they are reported where they stand.
    return ("utf-8" if encoding == Encoding.UTF8 else "latin-1"), encoding


def _encoding_of_table(table: Sequence[Sequence[Any]]) -> Encoding:
    return recognise("\n".join(cell for row in table[:MOST_SAMPLED] for cell in row if isinstance(cell, str)))


def _in_unicode(value: Any, encoding: Encoding) -> Any:
    """The same value with its texts in Unicode."""
    if isinstance(value, str):
        return convert(value, encoding)
    if isinstance(value, Mapping):
        return {key: _in_unicode(one, encoding) for key, one in value.items()}
    return [_in_unicode(one, encoding) for one in value] if isinstance(value, list) else value


def _lines(path: Path) -> Iterator[SourceRow]:
    with path.open("rb") as stream:
        codec, encoding = _encoding_of_lines(stream.read(SAMPLE))
        stream.seek(0)
        number = 0
        while line := stream.readline(LARGEST_LINE + 1):
            number += 1
            if len(line) > LARGEST_LINE:
                while line and not line.endswith(b"\n"):
                    line = stream.readline(LARGEST_LINE)
                yield SourceRow(number, "", None, "dòng dài quá 4 MB, không đọc")
            elif line.strip(b"\xef\xbb\xbf \t\r\n"):
                yield _line(number, line, codec, encoding)


def _line(number: int, line: bytes, codec: str, encoding: Encoding) -> SourceRow:
    try:
        text = line.decode(codec).removeprefix("\ufeff").strip()
    except UnicodeDecodeError:
        return SourceRow(number, line.decode("utf-8", "backslashreplace"), None, "dòng không phải UTF-8")
    try:
        cells = json.loads(text)
    except (ValueError, RecursionError):
        return SourceRow(number, text, None, "dòng không phải JSON đúng dạng")
    if not isinstance(cells, dict):
        return SourceRow(number, text, None, "dòng không phải một đối tượng JSON")
    return SourceRow(number, text, _in_unicode(_clean(cells), encoding))


def _clean(value: Any) -> Any:
    """The same value without the one character that a database text cannot hold."""
    if isinstance(value, str):
        return value.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, Mapping):
        return {_clean(key): _clean(one) for key, one in value.items()}
    return [_clean(one) for one in value] if isinstance(value, list) else value


def _sheet(path: Path) -> Iterator[SourceRow]:
    for name, stored in _tables(path):
        table = _in_unicode(stored, _encoding_of_table(stored))
        found = _header(table)
        if found is not None:
            start, columns = found
            return _sheet_rows(table, start, columns, _uncounted(path, name, columns))
    raise BadFile(
        f"Không thấy dòng tiêu đề trong {path.name}: cần ít nhất cột «Mã thủ tục» và «Tên thủ tục hành chính»."
    )


def _tables(path: Path) -> list[tuple[str, list[list[Any]]]]:
    _refuse_bomb(path)
    try:
        book = CalamineWorkbook.from_path(path)
        return [(name, book.get_sheet_by_name(name).to_python(skip_empty_area=False)) for name in book.sheet_names]
    except (CalamineError, ValueError, OSError) as error:
        raise BadFile(f"Không đọc được bảng tính {path.name}: {error}") from error


def _uncounted(path: Path, sheet: str, columns: Mapping[str, int]) -> set[int]:
    """The rows in which a column that is read holds a formula whose value is not in the file."""
    used = set(columns.values())
    try:
        cells = uncounted(path, sheet, most=MOST_UNCOUNTED, columns=max(used) + 1)
    except (ValueError, OSError) as error:
        raise BadFile(f"Không đọc được bảng tính {path.name}: {error}") from error
    return {row for row, column in cells if column in used}


def _refuse_bomb(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
    except (zipfile.BadZipFile, OSError) as error:
        raise BadFile(f"Tệp {path.name} không phải bảng tính .xlsx nguyên vẹn.") from error
    if unpacked > LARGEST_UNPACKED or unpacked > max(path.stat().st_size, 1) * MOST_RATIO:
        raise BadFile(f"Tệp {path.name} bung ra lớn bất thường ({unpacked // 1024 // 1024} MB); không mở.")


def _header(table: Sequence[Sequence[Any]]) -> tuple[int, dict[str, int]] | None:
    """The line of the column heads within the first lines, and which column holds what."""
    words = {word: key for key, options in COLUMNS.items() for word in options}
    for number, row in enumerate(table[:HEADER_WITHIN]):
        columns: dict[str, int] = {}
        for place, cell in enumerate(row):
            key = words.get(" ".join(fold(str(cell)).split()).strip(" :*"))
            if key:
                columns.setdefault(key, place)
        if {"code", "name"} <= columns.keys():
            return number, columns
    return None


def _sheet_rows(
    table: Sequence[Sequence[Any]], start: int, columns: Mapping[str, int], uncounted_in: Set[int]
) -> Iterator[SourceRow]:
    below: Iterator[Sequence[Any]] = ([] for _row in range(len(table), max(uncounted_in, default=0) + 1))
    for number, row in enumerate(chain(table[start + 1 :], below), start=start + 2):
        if number - 1 in uncounted_in:
            yield SourceRow(number, json.dumps([_cell(cell) for cell in row], ensure_ascii=False), None, UNCOUNTED)
            continue
        cells = {key: _cell(row[place]) if place < len(row) else "" for key, place in columns.items()}
        cells["code"] = _code(row[columns["code"]]) if columns["code"] < len(row) else ""
        if not any(str(cell).strip() for cell in row):
            continue
        raw = json.dumps([_cell(cell) for cell in row], ensure_ascii=False)
        yield SourceRow(number, raw, _as_record(cells))


def _cell(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value).replace("\x00", "").strip()


def _code(value: Any) -> str:
    """The code of a procedure; a sheet that took it for a number lost the noughts at its end: 1.00452 is 1.004520."""
    return f"{value:.6f}" if isinstance(value, float) else _cell(value)


def _as_record(cells: Mapping[str, str]) -> dict[str, Any]:
    """The cells of a sheet in the shape of the national export."""
    texts = ("name", "field", "agency", "competent", "coordinating", "decision", "audience", "steps", "conditions")
    record: dict[str, Any] = {key: cells.get(key) or None for key in texts}
    record["code"] = cells.get("code", "")
    record["url"] = cells.get("url", "")
    record["levels"] = [
        f"Cấp {word}" for word in ("bộ", "tỉnh", "huyện", "xã") if word in cells.get("levels", "").lower()
    ]
    record["channels"] = _channels(cells)
    record["components"] = [
        {"case": None, "name": line.strip(" -+•"), "originals": 1, "copies": 0}
        for line in cells.get("components", "").splitlines()
        if line.strip(" -+•")
    ]
    record["legal_basis"] = NUMBER_IN_TEXT.findall(vietnamese(cells.get("legal_basis", "")).translate(TO_HYPHEN))
    record["results"] = [{"name": cells["results"], "code": ""}] if cells.get("results") else []
    record["cells"] = dict(cells)
    return record


def _channels(cells: Mapping[str, str]) -> list[dict[str, Any]]:
    """One column says how to file, one how long, one how much: together they are the channels."""
    way = fold(cells.get("channels", ""))
    kinds = [
        kind
        for kind, words in {"online": ("truc tuyen",), "counter": ("truc tiep",), "post": ("buu chinh",)}.items()
        if any(word in way for word in words)
    ] or ["counter"]
    found = DURATION.search(fold(cells.get("time", "")))
    fee = cells.get("fee", "")
    digits = fee.replace(".", "").replace(" ", "")
    return [
        {
            "channel": kind,
            "time": int(found.group(1)) if found else None,
            "unit": UNITS[found.group(2)] if found else None,
            "fee": int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 16 else None,
            "currency": "VND",
            "note": "; ".join(text for text in (cells.get("time", "") if not found else "", fee) if text) or None,
        }
        for kind in kinds
    ]
