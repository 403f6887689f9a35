"""What waits for an official: one list by what falls due, how much there is of each kind, and some of it picked out."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Any

from django.db import connection

from motcua.dossiers.models import Dossier
from motcua.dossiers.queries import IS_ANSWERED
from motcua.handling.filters import Filters, Sort, When, value_in
from motcua.handling.models import Consultation, Task
from motcua.handling.rights import DOES, WORK, OfTask, Waiting
from motcua.handling.rules import LIMITED, STEPS, Work
from motcua.kernel.speech import gettext_noop, say
from motcua.organization.models import Post
from motcua.people.models import Account
from motcua.people.rights import Right, in_hands_of, posts_of

NONE = "NULL::timestamptz"
FAR = datetime(9999, 12, 31, tzinfo=UTC)
# Of each kind and unit so many are counted; what is more is «many», and costs nothing to say.
COUNTED = 200


@dataclass(frozen=True, order=True)
class Key:
    """Where a page of the inbox ends: what falls due, which kind of work, which row; the value it is sorted by else."""

    due_at: datetime
    kind: str
    pk: int
    value: str = ""


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
    # Its limit, or the moment since when it waits.
    at: datetime | None
    has_limit: bool = False
    received_at: datetime | None = None
    channel: str = ""
    return_reason: str = ""
    is_drafted: bool = False
    is_undeclared: bool = False
    is_half_declared: bool = False
    # Who has it in hand and is absent.
    in_place_of: str = ""


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
    Work.ENQUIRY: gettext_noop("Trả lời câu hỏi của người nộp"),
    Work.COUNTER_ENQUIRY: gettext_noop("Trả lời câu hỏi của người nộp"),
    Work.UNIT_OPINION: gettext_noop("Trả lời lấy ý kiến trong cơ quan"),
}
# Before it is accepted its filer was asked for something, and has given it.
CAME_BACK = gettext_noop("Kiểm tra phần bổ sung, tiếp nhận hồ sơ")


@dataclass(frozen=True)
class _Source:
    """Rows that give work: where it is looked for, in which state they wait, when each is due or since when it waits.

    Right and state are those of the operations that do the work (`handling.rights.WORK`).
    """

    kind: str
    waiting: Waiting
    since: str
    # By when it should be done, where something fixes that: only then it can be late.
    limit: str = NONE
    work: str = "''"
    # A result may wait for its owner for months: it stands behind all that falls due.
    is_last: bool = False

    @property
    def due(self) -> str:
        return NONE if self.is_last else self.shown

    @property
    def shown(self) -> str:
        """Its limit, or since when it waits."""
        is_one = self.limit in (self.since, NONE)
        return self.since if is_one else f"coalesce({self.limit}, {self.since})"

    @property
    def is_step(self) -> bool:
        return self.waiting.model is Task

    @property
    def scope(self) -> str:
        """The units or agencies in which the reader has the right."""
        if self.is_step:
            return "unnest(%(units)s::bigint[], %(duties)s::text[], %(own)s::boolean[]) AS s(id, duty, is_own)"
        return f"unnest(%({self.kind})s::bigint[]) AS s(id)"

    @property
    def rows(self) -> str:
        """The rows of one of them, `s.id`, that wait."""
        table, right = self.waiting.model._meta.db_table, self.waiting.right
        if self.waiting.model is Dossier:
            state = self.waiting.when.sql.replace("d.", "w.")
            return f"{table} w WHERE w.{_column(right)} = s.id AND {state}"
        mine = right.sql if isinstance(right, OfTask) else ""
        if not mine:
            # What belongs to a dossier is found through it, but for what is asked of an agency.
            mine = f"{'w' if self.waiting.model is Consultation else 'd'}.{_column(right)} = s.id"
        with_dossier = "" if self.waiting.model is Consultation else " JOIN dossiers_dossier d ON d.id = w.dossier_id"
        return f"{table} w{with_dossier} WHERE {mine} AND {self.waiting.when.sql}"

    @property
    def dossier(self) -> str:
        return "w.id" if self.waiting.model is Dossier else "w.dossier_id"

    @property
    def columns(self) -> str:
        limit = f"{self.limit} IS NOT NULL AS is_limit"
        return f"{self.due} AS due, {self.shown} AS since, {limit}, {self.dossier} AS about"

    def all(self, more: str) -> str:
        """All rows of each unit or agency: no more than its open work."""
        return (
            f"(SELECT coalesce(w.due, %(far)s) AS due, '{self.kind}' AS kind, w.id AS row, w.since, w.is_limit,"  # noqa: S608
            f" w.about FROM {self.scope} CROSS JOIN LATERAL (SELECT w.id, {self.columns} FROM {self.rows}{more}) w)"
        )

    def sql(self, *, is_continued: bool, more: str = "") -> str:
        """The first rows of each unit or agency, by an index that ends with the due date and the key."""
        beyond = more
        if is_continued:
            beyond += f" AND ({self.due} IS NULL OR {self.due} >= %(due)s)"
            beyond += f" AND (coalesce({self.due}, %(far)s), '{self.kind}', w.id) > (%(due)s, %(kind)s, %(pk)s)"
        return (
            f"(SELECT coalesce(w.due, %(far)s) AS due, '{self.kind}' AS kind, w.id AS row, w.since, w.is_limit,"  # noqa: S608
            f" w.about FROM {self.scope} CROSS JOIN LATERAL (SELECT w.id, {self.columns} FROM {self.rows}{beyond}"
            f" ORDER BY {self.due}, w.id LIMIT %(most)s) w)"
        )

    def counted(self) -> str:
        """How many of each kind of work, up to what is counted, and how many of them late: those are the first."""
        first = "" if self.is_last else f" ORDER BY {self.due}, w.id"
        return (
            f"(SELECT '{self.kind}' AS kind, w.work, count(*) AS total, count(*) FILTER (WHERE w.lim < %(at)s) AS late"  # noqa: S608
            f" FROM {self.scope} CROSS JOIN LATERAL (SELECT {self.limit} AS lim, {self.work} AS work FROM {self.rows}"
            f"{first} LIMIT %(most)s) w GROUP BY w.work)"
        )


def _column(right: Right | OfTask) -> str:
    return right.relation.column if isinstance(right, Right) else "unit_id"


def _source(kind: str, work: Work, since: str, *, limit: str = "", is_last: bool = False) -> tuple[Work, _Source]:
    return work, _Source(kind, WORK[work], since, limit or NONE, is_last=is_last)


_SOURCES = dict(
    [
        _source("1_NEW", Work.NEW, "w.first_answer_due_at", limit="w.first_answer_due_at"),
        _source("2_HAND_OVER", Work.HAND_OVER, "w.accepted_at"),
        _source("3_ANSWERED", Work.ANSWERED, "w.answered_at"),
        _source("4_PROPOSAL", Work.PROPOSAL, "w.proposed_at", limit="w.due_at"),
        _source("5_LETTER", Work.LETTER, "w.proposed_at", limit="w.due_at"),
        _source("5_SEAL", Work.SEAL, "w.proposed_at", limit="w.due_at"),
        _source("7_CONSULTATION", Work.CONSULTATION, "w.due_at", limit="w.due_at"),
        # Nobody promised a day.
        _source("7_ENQUIRY", Work.ENQUIRY, "w.asked_at", is_last=True),
        _source("7_ENQUIRY_COUNTER", Work.COUNTER_ENQUIRY, "w.asked_at", is_last=True),
        _source("7_UNIT_OPINION", Work.UNIT_OPINION, "w.due_at", limit="w.due_at"),
        _source("8_RETURN", Work.RETURN, "w.done_at", is_last=True),
    ]
)
_STEP = _Source("6_TASK", WORK[Work.CHECK], "w.due_at", "w.due_at", work="w.kind")
_BY_KIND = {source.kind: work for work, source in _SOURCES.items()}
_SHOWN = f"""f.kind, f.row, f.since, f.is_limit, d.id, coalesce(d.code, d.reference), d.holder_name, p.name,
        coalesce(d.accepted_at, d.submitted_at), d.channel, t.kind, t.name, t.return_reason,
        d.decision <> '{{{{}}}}'::jsonb, d.is_undeclared, d.is_undeclared AND d.answers <> '{{{{}}}}'::jsonb,
        h.full_name, {IS_ANSWERED}"""
_JOINED = """JOIN dossiers_dossier d ON d.id = f.about
    JOIN procedures_procedureversion v ON v.id = d.version_id JOIN procedures_procedure p ON p.id = v.procedure_id
    LEFT JOIN handling_task t ON f.kind = '6_TASK' AND t.id = f.row
    LEFT JOIN people_account h ON h.id = t.assignee_id AND h.id <> %(me)s"""
_INBOX = f"""SELECT '', f.due, {_SHOWN} FROM ({{found}} ORDER BY due, kind, row LIMIT %(most)s) f {_JOINED}
    ORDER BY f.due, f.kind, f.row"""  # noqa: S608 - names of our own
# Sorted otherwise: all that waits, which is bounded by the open work of the units.
_SORTED = f"""SELECT {{by}}::text, f.due, {_SHOWN} FROM ({{found}}) f {_JOINED}
    WHERE {{beyond}} ORDER BY {{by}} {{down}}, f.kind {{down}}, f.row {{down}} LIMIT %(most)s"""  # noqa: S608
_BY = {
    Sort.NEWEST: ("d.id", "bigint", "DESC"),
    Sort.OLDEST: ("d.id", "bigint", ""),
    Sort.HOLDER: ("d.holder_key", "text", ""),
    Sort.PROCEDURE: ("p.sort_key", "text", ""),
}


class _Reach:
    """The sources of work within an official's right, with the units or agencies where each is looked for."""

    def __init__(self, by: Account, posts: Sequence[Post]) -> None:
        steps = DOES.places(posts)
        self.values: dict[str, Any] = {
            "units": [unit for unit, _duty, _is_own in steps],
            "duties": [duty for _unit, duty, _is_own in steps],
            "own": [is_own for _unit, _duty, is_own in steps],
            "hands": sorted(in_hands_of(by, posts)),
            "me": by.pk,
            "far": FAR,
        }
        for source in _SOURCES.values():
            if isinstance(source.waiting.right, Right):
                self.values[source.kind] = source.waiting.right.places(posts)

    def sources(self, works: Collection[Work]) -> list[_Source]:
        """Where to look for these kinds of work."""
        found = [source for work, source in _SOURCES.items() if work in works and self.values[source.kind]]
        if STEPS.intersection(works) and self.values["units"]:
            found.append(_STEP)
        return found


@dataclass(frozen=True)
class Asked:
    """Which part of an inbox: some kinds of work or one, only these rows of it, what comes after a key.

    Whoever knows of which kinds something waits says so: each kind that is looked for costs a plan.
    """

    works: Collection[Work] = tuple(Work)
    rows: Sequence[int] | None = None
    after: Key | None = None
    filters: Filters = field(default_factory=Filters)
    sort: Sort = Sort.DUE
    at: datetime | None = None
    soon: datetime | None = None

    @property
    def narrows(self) -> tuple[str, dict[str, Any]]:
        """Which rows `w` of a source are meant, as SQL beginning with AND, and its values."""
        # How work stands against its time is asked of the work; all else of its dossier.
        more, values = replace(self.filters, when=None, due_on=None).condition()
        found = f" AND EXISTS (SELECT FROM dossiers_dossier d WHERE d.id = {{dossier}}{more})" if more else ""
        if self.filters.when is When.LATE:
            found += " AND {limit} < %(at)s"
        elif self.filters.when is When.SOON:
            found += " AND {limit} BETWEEN %(at)s AND %(soon)s"
        elif self.filters.when is When.REST:
            found += " AND ({limit} IS NULL OR {limit} > %(soon)s)"
        if self.filters.due_on is not None:
            found += " AND {limit} >= %(due_from)s AND {limit} < %(due_to)s"
        if self.rows is not None:
            found += " AND w.id = ANY(%(rows)s::bigint[])"
        return found, values | {"rows": self.rows, "at": self.at, "soon": self.soon, **self.filters.due_values}


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
    }
    more, narrowed = asked.narrows
    values |= narrowed
    asked = _readable(asked)
    some_steps = "" if STEPS.issubset(asked.works) else " AND w.kind = ANY(%(steps)s::text[])"
    if after := asked.after:
        values |= {"due": after.due_at, "kind": after.kind, "pk": after.pk, "value": after.value}
    is_sorted = asked.sort is not Sort.DUE
    wanted = []
    for source in reach.sources(asked.works):
        those = more.format(dossier=source.dossier, limit=source.limit) + (some_steps if source.is_step else "")
        whole = source.all(those) if is_sorted else source.sql(is_continued=after is not None, more=those)
        wanted.append(whole)
    if not wanted:
        return []
    found = " UNION ALL ".join(wanted)
    with connection.cursor() as cursor:
        cursor.execute(_sorted(found, asked) if is_sorted else _INBOX.format(found=found), values)
        return [_item(row) for row in cursor.fetchall()]


def _readable(asked: Asked) -> Asked:
    """After a key of another sorting begins this one."""
    if asked.after is None or asked.sort is Sort.DUE:
        return asked
    _by, cast, _down = _BY[asked.sort]
    return asked if value_in(cast, asked.after.value) is not None else replace(asked, after=None)


def _sorted(found: str, asked: Asked) -> str:
    by, cast, down = _BY[asked.sort]
    sign = "<" if down else ">"
    beyond = f"({by}, f.kind, f.row) {sign} (%(value)s::{cast}, %(kind)s, %(pk)s)" if asked.after else "true"
    return _SORTED.format(found=found, by=by, beyond=beyond, down=down)


def counts_of(by: Account, *, at: datetime, posts: Sequence[Post]) -> list[WorkCount]:
    """How much of each kind waits for the official; kinds of which nothing waits are left out."""
    reach = _Reach(by, posts)
    wanted = [source.counted() for source in reach.sources(tuple(Work))]
    if not wanted:
        return []
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(wanted), {**reach.values, "at": at, "most": COUNTED})
        found = {_BY_KIND.get(kind) or Work(step): (total, late) for kind, step, total, late in cursor.fetchall()}
    return [WorkCount(work, *found[work]) for work in Work if work in found]


def _item(row: Sequence[Any]) -> InboxItem:
    value, due, kind, pk, since, is_limit, dossier_id, code, holder, procedure, received, channel, *states = row
    step_kind, step, reason, is_drafted, is_undeclared, is_half_declared, absent, is_answered = states
    work = _BY_KIND.get(kind) or Work(step_kind)
    return InboxItem(
        key=Key(due, kind, pk, value),
        work=work,
        title=step or say(CAME_BACK if work is Work.NEW and is_answered else TITLES[work]),
        dossier_id=dossier_id,
        shown_code=code,
        holder_name=holder,
        procedure_name=procedure,
        at=since,
        has_limit=is_limit or work in LIMITED,
        received_at=received,
        channel=channel,
        return_reason=reason or "",
        is_drafted=is_drafted,
        is_undeclared=is_undeclared,
        is_half_declared=is_half_declared,
        in_place_of=absent or "",
    )
