"""Five years of a province in the tables that figures are read from: copies of told dossiers, moved in time and place.

Dossiers themselves are there too, so that lists open; what hangs on a finished one (parties, marks, papers) is not:
no figure reads it. Facts, steps and sums of days are what triggers would have written of the originals, moved along.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import psycopg

from benchmarks.pages import COPIED, UNIT, _copy_rows, _one
from benchmarks.province import Province

Cursor = psycopg.Cursor[Any]
# Of a thousand dossiers so many are under way; the others ended, in any of so many weeks.
OPEN_OF_1000, WEEKS = 5, 5 * 52
# What a copy has of its own: another place's unit of the same kind, another procedure, earlier weeks.
COPIES = """
CREATE TEMP TABLE copies AS
SELECT o.id AS old_id, k, (k * 7 + o.id) %% %(places)s AS n, o.is_over,
    CASE WHEN o.is_over THEN (k * 37 + o.id) %% %(weeks)s ELSE 0 END * interval '7 days' AS back,
    1 + (k * 13 + o.id * 5) %% %(procedures)s AS procedure,
    nextval('dossiers_dossier_id_seq') AS new_id
FROM generate_series(1, %(rounds)s) k CROSS JOIN LATERAL (
    SELECT id, is_over FROM originals o
    WHERE o.is_over OR k <= %(open_rounds)s
) o
"""
ORIGINALS = """
CREATE TEMP TABLE originals AS
SELECT d.id, f.finished_at IS NOT NULL AS is_over FROM dossiers_dossier d JOIN indicators_dossierfact f ON f.dossier_id = d.id
WHERE f.accepted_at IS NOT NULL;
CREATE TEMP TABLE other_procedure AS
SELECT row_number() OVER (ORDER BY p.code) AS n, p.id, p.field_id, max(v.id) AS version_id
FROM procedures_procedure p JOIN procedures_procedureversion v ON v.procedure_id = p.id GROUP BY p.id;
"""
OF_UNIT = "JOIN same_unit {name} ON {name}.old_id = t.{column} AND {name}.n = c.n"


def fill(province: Province, wanted: int) -> None:
    """Copy until there are about so many; then everything is summed and PostgreSQL is let finish."""
    with province.connect() as connection:
        cursor = connection.cursor()
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("SET work_mem = '256MB'; SET maintenance_work_mem = '1GB'; SET synchronous_commit = off")
        cursor.execute(UNIT)
        cursor.execute(ORIGINALS)
        _choose(cursor, wanted)
        _copy_dossiers(cursor)
        for name, units in COPIED.items():
            _copy_rows(cursor, name, units, copies="open_copies")
        _copy_facts(cursor)
        _copy_steps(cursor)
        _sum_days(cursor)
        cursor.execute("SELECT motcua_recount_boards()")
    with psycopg.connect(province.server.address, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")
        connection.execute("CHECKPOINT")


def _choose(cursor: Cursor, wanted: int) -> None:
    over = _one(cursor, "SELECT count(*) FROM originals WHERE is_over")
    running = _one(cursor, "SELECT count(*) FROM originals WHERE NOT is_over")
    cursor.execute(
        COPIES,
        {
            "places": _one(cursor, "SELECT count(DISTINCT n) FROM same_unit"),
            "weeks": WEEKS,
            "procedures": _one(cursor, "SELECT count(*) FROM other_procedure"),
            "rounds": wanted // over,
            "open_rounds": max(1, wanted * OPEN_OF_1000 // 1000 // running),
        },
    )
    cursor.execute("CREATE UNIQUE INDEX ON copies (new_id); CREATE INDEX ON copies (old_id)")
    cursor.execute("CREATE TEMP TABLE open_copies AS SELECT * FROM copies WHERE NOT is_over")
    cursor.execute("CREATE INDEX ON open_copies (old_id); ANALYZE copies; ANALYZE open_copies")


def _copy_dossiers(cursor: Cursor) -> None:
    own = {
        "id": "c.new_id",
        "public_id": "gen_random_uuid()",
        "submission_key": "gen_random_uuid()",
        "reference": "'NT' || upper(lpad(to_hex(c.new_id), 10, '0'))",
        "code": "CASE WHEN t.code IS NULL THEN NULL ELSE t.code || '-' || c.new_id END",
        "version_id": "p.version_id",
        "receiving_unit_id": "r.new_id",
        "handling_unit_id": "h.new_id",
        "handling_agency_id": "h.new_agency",
    }
    joins = [_unit("r", "receiving_unit_id"), _unit("h", "handling_unit_id")]
    _copy(cursor, "dossiers_dossier", own, "t.id = c.old_id", joins)


def _copy_facts(cursor: Cursor) -> None:
    own = {
        "dossier_id": "c.new_id",
        "agency_id": "h.new_agency",
        "unit_id": "h.new_id",
        "receiving_agency_id": "r.new_agency",
        "receiving_unit_id": "r.new_id",
        "place_id": "(SELECT a.place_id FROM organization_agency a WHERE a.id = r.new_agency)",
        "procedure_id": "p.id",
        "field_id": "p.field_id",
    }
    joins = [_unit("r", "receiving_unit_id"), _unit("h", "unit_id")]
    _copy(cursor, "indicators_dossierfact", own, "t.dossier_id = c.old_id", joins)


def _copy_steps(cursor: Cursor) -> None:
    """Of what is under way each step has its task; an official is known only where they are."""
    own = {
        "task_id": "coalesce(k.id, nextval('handling_task_id_seq'))",
        "dossier_id": "c.new_id",
        "agency_id": "u.new_agency",
        "unit_id": "u.new_id",
        "procedure_id": "p.id",
        "official_id": "CASE WHEN u.new_id = t.unit_id THEN t.official_id END",
    }
    task = (
        "LEFT JOIN handling_task k ON NOT c.is_over AND k.dossier_id = c.new_id AND k.step_key = t.step_key"
        " AND k.round = t.round AND k.opened_at = t.begun_at"
    )
    _copy(cursor, "indicators_stepfact", own, "t.dossier_id = c.old_id", [_unit("u", "unit_id"), task])


def _unit(name: str, column: str) -> str:
    return OF_UNIT.format(name=name, column=column)


def _copy(cursor: Cursor, table: str, own: Mapping[str, str], same: str, joins: list[str]) -> None:
    columns = cursor.execute(
        "SELECT column_name, data_type FROM information_schema.columns WHERE table_name = %s"
        " AND table_schema = 'public' AND is_generated = 'NEVER'",
        [table],
    ).fetchall()
    values = [own.get(name) or (f"t.{name} - c.back" if "timestamp" in kind else f"t.{name}") for name, kind in columns]
    with _without_indexes(cursor, table):
        cursor.execute(
            f"INSERT INTO {table} ({', '.join(name for name, _kind in columns)})"  # noqa: S608 - our own names
            f" SELECT {', '.join(values)} FROM copies c JOIN {table} t ON {same}"
            f" JOIN other_procedure p ON p.n = c.procedure {' '.join(joins)} ORDER BY c.back DESC, c.new_id"
        )
    cursor.execute(f"ANALYZE {table}")


@contextmanager
def _without_indexes(cursor: Cursor, table: str) -> Iterator[None]:
    """Indexes that no constraint needs are made anew afterwards, which is quicker."""
    found = cursor.execute(
        "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename = %s AND NOT EXISTS ("
        "SELECT FROM pg_constraint WHERE conname = indexname)",
        [table],
    ).fetchall()
    for name, _definition in found:
        cursor.execute(f'DROP INDEX "{name}"')
    yield
    for _name, definition in found:
        cursor.execute(definition)


def _sum_days(cursor: Cursor) -> None:
    """All sums anew, as `motcua_fold_days` leaves them."""
    cursor.execute("TRUNCATE indicators_keptday")
    with _without_indexes(cursor, "indicators_keptday"):
        cursor.execute(
            "INSERT INTO indicators_keptday (agency_id, field_id, channel, day, name, number, is_folded)"
            " SELECT f.agency_id, f.field_id, f.channel, c.day, c.name, sum(c.number), true"
            " FROM indicators_dossierfact f CROSS JOIN LATERAL motcua_days_of(f) c GROUP BY 1, 2, 3, 4, 5"
        )
