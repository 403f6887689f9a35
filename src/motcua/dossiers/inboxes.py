"""What waits for an official: one list by what falls due, how much there is of each kind, and some of it picked out."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any

from django.db import connection

from motcua.dossiers.queries import agencies_with, units_with
from motcua.kernel.speech import gettext_noop, say
from motcua.organization.models import Post
from motcua.organization.rules import Duty
from motcua.people.models import Account
from motcua.people.queries import posts_of

FAR = datetime(9999, 12, 31, tzinfo=UTC)
# Of each kind and unit so many are counted; what is more is «many», and costs nothing to say.
COUNTED = 200


class Work(StrEnum):
    """The kinds of work in the order in which people think of them: at the counter, at the desk, for others."""

    NEW = "NEW"
    HAND_OVER = "HAND_OVER"
    ANSWERED = "ANSWERED"
    PROPOSAL = "PROPOSAL"
    CHECK = "CHECK"
    PREPARE = "PREPARE"
    APPROVE = "APPROVE"
    SIGN = "SIGN"
    LETTER = "LETTER"
    ISSUE = "ISSUE"
    SEAL = "SEAL"
    CONSULTATION = "CONSULTATION"
    RETURN = "RETURN"


# The kinds that are steps of the internal process, each named as its step is.
STEPS = frozenset({Work.CHECK, Work.PREPARE, Work.APPROVE, Work.SIGN, Work.ISSUE})
# Those whose date is a limit; of the others it is the moment since when they wait.
LIMITED = STEPS | {Work.NEW, Work.CONSULTATION}


@dataclass(frozen=True, order=True)
class Key:
    """Where a page of the inbox ends: what falls due, which kind of work, which row."""

    due_at: datetime
    kind: str
    pk: int


@dataclass(frozen=True)
class InboxItem:
    """One thing an official has to do, with its date."""

    key: Key
    work: Work
    title: str
    dossier_id: int
    shown_code: str
    holder_name: str
    procedure_name: str
    at: datetime | None
    return_reason: str = ""
    is_drafted: bool = False

    @property
    def has_limit(self) -> bool:
        """Whether its date is a limit; else it is the moment since when it waits."""
        return self.work in LIMITED


@dataclass(frozen=True)
class WorkCount:
    """How much of one kind waits, and how much of that is late; never more than is counted."""

    work: Work
    total: int
    late: int

    @property
    def is_many(self) -> bool:
        return self.total >= COUNTED


TITLES = {
    Work.NEW: gettext_noop("Kiểm tra, tiếp nhận hồ sơ mới"),
    Work.HAND_OVER: gettext_noop("Chuyển hồ sơ đến bộ phận xử lý"),
    Work.ANSWERED: gettext_noop("Kiểm tra hồ sơ đã bổ sung"),
    Work.PROPOSAL: gettext_noop("Xử lý đề xuất của bộ phận giải quyết"),
    Work.LETTER: gettext_noop("Ký văn bản gửi người nộp"),
    Work.SEAL: gettext_noop("Ký số cơ quan vào văn bản gửi người nộp"),
    Work.RETURN: gettext_noop("Trả kết quả"),
    Work.CONSULTATION: gettext_noop("Trả lời lấy ý kiến"),
}


@dataclass(frozen=True)
class _Source:
    """Rows that give work, of one unit or agency `s.id`: when each is due, or since when it waits."""

    kind: str
    rows: str
    since: str
    dossier: str = "w.dossier_id"
    work: str = "''"
    # A result may wait for its owner for months: it stands behind all that falls due.
    is_last: bool = False

    @property
    def due(self) -> str:
        return "NULL::timestamptz" if self.is_last else self.since

    def sql(self, scope: str, *, is_continued: bool, more: str = "") -> str:
        """The first rows of each unit or agency, by an index that ends with the due date and the key."""
        beyond = more
        if is_continued:
            beyond += f" AND ({self.due} IS NULL OR {self.due} >= %(due)s)"
            beyond += f" AND (coalesce({self.due}, %(far)s), '{self.kind}', w.id) > (%(due)s, %(kind)s, %(pk)s)"
        return (
            f"(SELECT coalesce(w.due, %(far)s) AS due, '{self.kind}' AS kind, w.id AS row, w.since, w.about"  # noqa: S608
            f" FROM {scope} CROSS JOIN LATERAL (SELECT w.id, {self.due} AS due, {self.since} AS since,"
            f" {self.dossier} AS about FROM {self.rows}{beyond} ORDER BY {self.due}, w.id LIMIT %(most)s) w)"
        )

    def counted(self, scope: str) -> str:
        """How many of each kind of work, up to what is counted, and how many of them late: those are the first."""
        first = "" if self.is_last else f" ORDER BY {self.due}, w.id"
        return (
            f"(SELECT '{self.kind}' AS kind, w.work, count(*) AS total, count(*) FILTER (WHERE w.due < %(at)s) AS late"  # noqa: S608
            f" FROM {scope} CROSS JOIN LATERAL (SELECT {self.due} AS due, {self.work} AS work FROM {self.rows}"
            f"{first} LIMIT %(most)s) w GROUP BY w.work)"
        )


_OF_COUNTER = " JOIN dossiers_dossier d ON d.id = w.dossier_id WHERE d.receiving_unit_id = s.id"
_OF_AGENCY = " JOIN dossiers_dossier d ON d.id = w.dossier_id WHERE d.handling_agency_id = s.id"
_SOURCES = {
    Work.NEW: _Source(
        "1_NEW", "dossiers_dossier w WHERE w.receiving_unit_id = s.id AND w.status = 'NEW'", "w.first_answer_due_at",
        "w.id",
    ),
    Work.HAND_OVER: _Source(
        "2_HAND_OVER", "dossiers_dossier w WHERE w.receiving_unit_id = s.id AND w.status = 'ACCEPTED'", "w.accepted_at",
        "w.id",
    ),
    Work.ANSWERED: _Source(
        "3_ANSWERED", f"dossiers_supplementrequest w{_OF_COUNTER} AND w.state = 'ANSWERED' AND w.stage = 'PROCESSING'",
        "w.answered_at",
    ),
    Work.PROPOSAL: _Source("4_PROPOSAL", f"dossiers_proposal w{_OF_COUNTER} AND w.state = 'OPEN'", "w.proposed_at"),
    Work.LETTER: _Source("5_LETTER", f"dossiers_proposal w{_OF_AGENCY} AND w.state = 'SIGNING'", "w.proposed_at"),
    Work.SEAL: _Source("5_SEAL", f"dossiers_proposal w{_OF_AGENCY} AND w.state = 'SEALING'", "w.proposed_at"),
    Work.CONSULTATION: _Source(
        "7_CONSULTATION", "dossiers_consultation w WHERE w.asked_agency_id = s.id AND w.answered_at IS NULL", "w.due_at"
    ),
    Work.RETURN: _Source(
        "8_RETURN", "dossiers_dossier w WHERE w.receiving_unit_id = s.id AND w.status = 'DONE'", "w.done_at", "w.id",
        is_last=True,
    ),
}  # fmt: skip
_STEP = _Source(
    "6_TASK",
    "dossiers_task w JOIN dossiers_dossier d ON d.id = w.dossier_id WHERE w.unit_id = s.id AND w.duty = s.duty"
    " AND (w.assignee_id IS NULL OR w.assignee_id = %(me)s) AND w.finished_at IS NULL AND d.status = 'IN_PROCESS'",
    "w.due_at",
    work="w.kind",
)
_BY_KIND = {source.kind: work for work, source in _SOURCES.items()}
_INBOX = """SELECT f.due, f.kind, f.row, f.since, d.id, coalesce(d.code, d.reference), d.holder_name, p.name,
        t.kind, t.name, t.return_reason, d.decision <> '{{}}'::jsonb
    FROM ({found} ORDER BY due, kind, row LIMIT %(most)s) f JOIN dossiers_dossier d ON d.id = f.about
    JOIN procedures_procedureversion v ON v.id = d.version_id JOIN procedures_procedure p ON p.id = v.procedure_id
    LEFT JOIN dossiers_task t ON f.kind = '6_TASK' AND t.id = f.row ORDER BY f.due, f.kind, f.row"""


class _Reach:
    """The sources of work within an official's right, each with the units or agencies where it is looked for."""

    def __init__(self, by: Account, posts: Sequence[Post]) -> None:
        rights = sorted({(post.unit_id, duty) for post in posts for duty in post.duties})
        self.values: dict[str, Any] = {
            "receives": units_with(posts, Duty.RECEIVE),
            "returns": units_with(posts, Duty.RETURN_RESULT),
            "asked": agencies_with(posts, Duty.PROCESS),
            "signs": agencies_with(posts, Duty.SIGN),
            "seals": agencies_with(posts, Duty.ISSUE),
            "units": [unit for unit, _duty in rights],
            "duties": [duty for _unit, duty in rights],
            "me": by.pk,
            "far": FAR,
        }

    def sources(self, works: Collection[Work]) -> list[tuple[str, _Source]]:
        """Where to look for these kinds of work."""
        found = []
        others = {Work.RETURN: "returns", Work.CONSULTATION: "asked", Work.LETTER: "signs", Work.SEAL: "seals"}
        for kind, source in _SOURCES.items():
            whose = others.get(kind, "receives")
            if kind in works and self.values[whose]:
                found.append((f"unnest(%({whose})s::bigint[]) AS s(id)", source))
        if STEPS.intersection(works) and self.values["units"]:
            found.append(("unnest(%(units)s::bigint[], %(duties)s::text[]) AS s(id, duty)", _STEP))
        return found


@dataclass(frozen=True)
class Asked:
    """Which part of an inbox: some kinds of work or one, only these rows of it, what comes after a key.

    Whoever knows of which kinds something waits says so: each kind that is looked for costs a plan.
    """

    works: Collection[Work] = tuple(Work)
    rows: Sequence[int] | None = None
    after: Key | None = None


def inbox_of(
    by: Account, *, on: date, asked: Asked | None = None, posts: Sequence[Post] | None = None, limit: int = 30
) -> list[InboxItem]:
    """All that waits for the official, earliest due first: one list, whatever the work. One more than `limit`."""
    asked = asked or Asked()
    reach = _Reach(by, posts_of(by, on=on) if posts is None else posts)
    values: dict[str, Any] = {
        **reach.values,
        "most": limit + 1,
        "steps": sorted(STEPS.intersection(asked.works)),
        "rows": asked.rows,
    }
    after, more = asked.after, ""
    some_steps = "" if STEPS.issubset(asked.works) else " AND w.kind = ANY(%(steps)s::text[])"
    if asked.rows is not None:
        more += " AND w.id = ANY(%(rows)s::bigint[])"
    if after is not None:
        values |= {"due": after.due_at, "kind": after.kind, "pk": after.pk}
    wanted = [
        source.sql(scope, is_continued=after is not None, more=more + (some_steps if source is _STEP else ""))
        for scope, source in reach.sources(asked.works)
    ]
    if not wanted:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_INBOX.format(found=" UNION ALL ".join(wanted)), values)
        return [_item(row) for row in cursor.fetchall()]


def counts_of(by: Account, *, at: datetime, posts: Sequence[Post]) -> list[WorkCount]:
    """How much of each kind waits for the official; kinds of which nothing waits are left out."""
    reach = _Reach(by, posts)
    wanted = [source.counted(scope) for scope, source in reach.sources(tuple(Work))]
    if not wanted:
        return []
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(wanted), {**reach.values, "at": at, "most": COUNTED})
        found = {_BY_KIND.get(kind) or Work(step): (total, late) for kind, step, total, late in cursor.fetchall()}
    return [WorkCount(work, *found[work]) for work in Work if work in found]


def _item(row: Sequence[Any]) -> InboxItem:
    due, kind, pk, since, dossier_id, code, holder, procedure, step_kind, step, reason, is_drafted = row
    work = _BY_KIND.get(kind) or Work(step_kind)
    return InboxItem(
        key=Key(due, kind, pk),
        work=work,
        title=step or say(TITLES[work]),
        dossier_id=dossier_id,
        shown_code=code,
        holder_name=holder,
        procedure_name=procedure,
        at=since,
        return_reason=reason or "",
        is_drafted=is_drafted,
    )
