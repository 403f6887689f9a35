"""What is published at `/minh-bach/` beside an SQL of its own over the dossiers themselves: every number, or named."""

import csv
import io
from collections.abc import Iterator
from datetime import UTC, date, datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

import psycopg
from psycopg.rows import dict_row

from benchmarks.province import Province
from benchmarks.results import table, verdict, write

SQL = Path(__file__).with_name("published.sql").read_text(encoding="utf-8")
DOSSIERS, LEAST = 2_000, 30
Row = dict[str, Any]


def share(part: str, whole: str, cases: str = "") -> Any:
    """A share as it is published: of at least so many cases, in hundredths."""
    return lambda row: (_share(row[part], row[whole]), row[cases or whole], row[whole])


def _share(part: int, whole: int) -> Fraction | None:
    return Fraction(100 * part, whole) if whole else None


def minutes(column: str, cases: str = "measured") -> Any:
    return lambda row: (Fraction(row[column]) if row[column] is not None else None, row[cases], row[cases])


def _on_time(row: Row) -> tuple[Fraction | None, int, int]:
    whole = row["early"] + row["on_day"] + row["late"]
    return _share(row["early"] + row["on_day"], whole), whole, whole


def _apologised(row: Row) -> tuple[Fraction | None, int, int]:
    whole = row["apologised"] + row["silent"]
    return _share(row["apologised"], whole), whole, whole


# Each published code, and how it is counted from the columns of the SQL: number, cases, the least that is divided by.
FIGURES: dict[str, Any] = {
    "qd766.dung_han": share("progress_on_time", "progress"),
    "qd766.ho_so_truc_tuyen": share("online_digital", "received"),
    "qd766.ket_qua_dien_tu": share("done_digital", "done"),
    "qd766.so_hoa_giay_to": share("papers_digital", "papers"),
    "qd766.hai_long_thu_tuc": share("satisfied", "rated", "progress"),
    "chung_minh.dung_han": _on_time,
    "chung_minh.thoi_gian": minutes("half"),
    "chung_minh.khong_di_lai": share("never_asked", "done"),
    "chung_minh.tra_loi_dau": share("answers_in_time", "answers_due"),
    "chung_minh.xin_loi": _apologised,
    "chung_minh.truc_tuyen": share("received_online", "received"),
    "chung_minh.ket_qua_dien_tu": share("done_digital", "done"),
    "chung_minh.hai_long": share("satisfied", "rated"),
    "nd224.ho_so_truc_tuyen": share("received_online", "received"),
    "nd224.thoi_gian": minutes("half"),
    "nd224.thoi_gian_chin_phan_muoi": minutes("nine"),
    "nd224.thoi_gian_buoc": minutes("step_half", "steps"),
    "nd224.dung_han": _on_time,
    "nd224.hai_long": share("satisfied", "rated"),
}


def run() -> dict[str, Any]:
    """A year of a province as the demonstration fills it; every figure of the list read as CSV and counted by SQL."""
    with Province() as province:
        province.python("-c", f"from motcua.cli import running; running.year({DOSSIERS}, 0, 1)")
        province.python("-m", "motcua.cli", "figures", "recount")
        province.start("web")
        with province.connect() as connection:
            browser = province.browser()
            found = compare(connection, lambda path: browser.get(path).body.decode())
    _write(found)
    return found


def compare(connection: psycopg.Connection[Any], fetch: Any) -> dict[str, Any]:
    """Every published number of the list over this year, its quarters and its months, of the province and of agencies."""
    now = datetime.now(UTC)  # noqa: TID251 - the measurement's clock
    # Of agencies of one name the living one has the dossiers of those it took over.
    names = "SELECT name, code FROM organization_agency ORDER BY valid_until NULLS LAST"
    agencies = dict(connection.execute(names).fetchall())
    figures: dict[str, Any] = {"compared": 0, "numbers": 0, "codes": len(FIGURES), "different": []}
    counted: dict[tuple[str, str], Row] = {}
    for span, since, until in _spans(now.year):
        for code, figure in FIGURES.items():
            for whose, value, cases in _published(fetch(f"/minh-bach/chi-so/{code}.csv?ky={span}")):
                agency = agencies.get(whose, "")
                row = counted.get((span, agency)) or _counted(connection, since, until, agency, now)
                counted[span, agency] = row
                expected = _expected(figure(row), is_minutes="thoi_gian" in code)
                figures["compared"] += 1
                figures["numbers"] += bool(value)
                if (value, cases) != expected:
                    figures["different"].append([code, span, whose, [value, cases], list(expected)])
    return figures


def _spans(year: int) -> Iterator[tuple[str, date, date]]:
    firsts = [date(year, month, 1) for month in range(1, 13)] + [date(year + 1, 1, 1)]
    yield str(year), firsts[0], firsts[12]
    for number in range(4):
        yield f"{year}-q{number + 1}", firsts[3 * number], firsts[3 * number + 3]
    for number in range(12):
        yield f"{year}-{number + 1:02}", firsts[number], firsts[number + 1]


def _published(text: str) -> Iterator[tuple[str, str, str]]:
    """Whose, value and cases of the asked span; the months that stand beside it are asked for themselves."""
    rows = csv.reader(io.StringIO(text.lstrip("\N{ZERO WIDTH NO-BREAK SPACE}")))
    next(rows)
    asked = ""
    for whose, span, value, cases, _note, _as_of in rows:
        asked = asked or span
        if span == asked:
            yield whose, value, "" if cases == "0" else cases


def _counted(connection: psycopg.Connection[Any], since: date, until: date, agency: str, now: datetime) -> Row:
    values = {"since": since, "until": until, "agency": agency or None, "now": now}
    with connection.cursor(row_factory=dict_row) as cursor:
        [found] = cursor.execute(SQL, values).fetchall()
    return found


def _expected(counted: tuple[Fraction | None, int, int], *, is_minutes: bool) -> tuple[str, str]:
    """As the file should say it: a share in hundredths, minutes as they are; nothing of fewer cases than are told."""
    value, cases, least = counted
    if value is None or min(cases, least) < LEAST:
        return "", str(cases or "")
    exact = float(value)
    return str(round(exact, 4) if is_minutes else _hundredths(exact)), str(cases)


def _hundredths(exact: float) -> float:
    """To one place; what is not all is not said to be, nor what is something nothing."""
    if 99.9 < exact < 100:
        return 99.9
    return max(round(exact, 1), 0.1) if exact > 0 else 0.0


def _write(figures: dict[str, Any]) -> None:
    lines = [
        f"A year of {DOSSIERS:,} dossiers as the demonstration fills it. `benchmarks/published.sql` counts {figures['codes']} published"
        " figures from the dossiers' own tables, written from the words of the definitions and not from the code; the files of"
        " `/minh-bach/chi-so/` of the year, its quarters and months, of the province and of every agency, are read over HTTP.",
        "",
        f"{figures['compared']:,} lines compared, {figures['numbers']:,} with a number (the others say how many cases, fewer than {LEAST}),"
        f" {len(figures['different'])} different. Goal none: {verdict(not figures['different'])}.",
    ]
    if figures["different"]:
        rows = [[code, span, whose, *map(str, both)] for code, span, whose, *both in figures["different"][:20]]
        lines += ["", *table(["figure", "span", "whose", "published", "by SQL"], rows)]
    write("published", "Published figures, counted once more", lines, "django", "psycopg")
