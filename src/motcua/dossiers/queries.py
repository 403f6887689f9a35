"""Answers about dossiers, each for the person who asks and within their right."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from django.db.models import F, Prefetch, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from motcua.dossiers.models import Consultation, Dossier, HistoryEntry, Proposal, Rulebook, SupplementRequest, Task
from motcua.dossiers.rules import Completion, Status, completion
from motcua.organization.models import AgencyCode, Post, Unit
from motcua.organization.rules import CodeScheme, Duty
from motcua.people.models import Account
from motcua.people.queries import posts_of
from motcua.procedures.queries import Resting

FAR = datetime(9999, 12, 31, tzinfo=UTC)


def unit_code(unit: Unit, *, on: date) -> str:
    """The identification code under which a one-stop unit numbers its dossiers on a day."""
    codes = AgencyCode.objects.on(on).filter(agency_id=unit.agency_id, scheme=CodeScheme.QD_20_2020)
    code = codes.first()
    return code.value if code else unit.agency.code.upper()


def templates_in_use(*, on: date) -> list[Resting]:
    """The statutory forms that dossiers accepted on a day are printed on, with the circulars they rest on."""
    rulebook = Rulebook.objects.on(on).first()
    if rulebook is None:
        return []
    return [
        Resting(form.circular, rulebook.valid_from, template=f"Mẫu số {form.number}: {form.title}")
        for form in rulebook.rules.papers.values()
    ]


@dataclass(frozen=True)
class PublicStatus:
    """All that a person who is not signed in learns about a dossier (TT 01/2018/TT-VPCP Đ16)."""

    code: str
    completion: Completion
    may_get_code: bool


def public_status(code: str) -> PublicStatus | None:
    """Code and level of completion only."""
    dossier = find(code)
    if dossier is None:
        return None
    filer = dossier.parties.filter(role="FILER").first()
    return PublicStatus(
        code=dossier.shown_code,
        completion=completion(dossier.state),
        may_get_code=filer is not None and bool(filer.email or filer.phone),
    )


def find(code: str) -> Dossier | None:
    """The dossier with this code or reference, however it was typed. For operations and public status only."""
    typed = code.strip().upper()
    if not typed or len(typed) > 60:
        return None
    return Dossier.objects.filter(Q(code=typed) | Q(reference=typed)).with_labels().first()


def dossier_of_filer(by: Account, code: str) -> Dossier | None:
    """My own dossier, or nothing."""
    typed = code.strip().upper()
    return Dossier.objects.filed_by(by).filter(Q(code=typed) | Q(reference=typed)).with_labels().first()


def dossiers_of_filer(by: Account, *, before: int | None = None, limit: int = 20) -> list[Dossier]:
    """My dossiers, latest first, continued below the key `before`; one more than `limit` tells of a next page."""
    mine = Dossier.objects.filed_by(by).with_labels().order_by("-id")
    return list((mine.filter(id__lt=before) if before else mine)[: limit + 1])


def matching_dossiers_of_filer(by: Account, text: str, *, limit: int) -> list[Dossier]:
    """My dossiers whose code begins like this, or whose procedure or holder is named so; latest first."""
    typed = text.strip()[:100]
    named = Q(version__procedure__name__icontains=typed) | Q(holder_name__icontains=typed)
    begun = Q(code__istartswith=typed) | Q(reference__istartswith=typed)
    return list(Dossier.objects.filed_by(by).filter(named | begun).with_labels().order_by("-id")[:limit])


def waiting_for_me(by: Account) -> list[Dossier]:
    """My dossiers that wait for a supplement or a payment from me."""
    waiting = [Status.SUPPLEMENT.value, Status.PAYMENT.value]
    return list(Dossier.objects.filed_by(by).filter(status__in=waiting).with_labels().order_by("id")[:20])


def scope_of(by: Account, *, on: date) -> Q:
    """The dossiers an official may see: of the counter, unit or agency of their duties, or asked about."""
    posts = posts_of(by, on=on)
    counters = _units(posts, Duty.RECEIVE, Duty.RETURN_RESULT)
    units = _units(posts, Duty.PROCESS, Duty.APPROVE, Duty.SIGN, Duty.ISSUE)
    agencies = {post.unit.agency_id for post in posts if post.has(Duty.SIGN) or post.has(Duty.SUPERVISE)}
    asked = {post.unit.agency_id for post in posts if post.has(Duty.PROCESS)}
    return (
        Q(receiving_unit__in=counters)
        | Q(handling_unit__in=units)
        | Q(handling_agency__in=agencies)
        | Q(pk__in=Task.objects.filter(unit__in=units).values("dossier"))
        | Q(pk__in=Consultation.objects.filter(asked_agency__in=asked).values("dossier"))
    )


def dossier_for(by: Account, code: str, *, on: date) -> Dossier | None:
    """A dossier within the official's right, or nothing."""
    typed = code.strip().upper()
    mine = Dossier.objects.filter(Q(code=typed) | Q(reference=typed)).filter(scope_of(by, on=on))
    pk = mine.order_by("pk").values_list("pk", flat=True).first()
    if pk is None:
        return None
    # Asked in parts: PostgreSQL thinks longer about ten joined tables than it takes to read the row.
    found = Dossier.objects.select_related("version__procedure", "handling_agency", "receiving_unit__agency")
    return found.prefetch_related("rulebook", "process", "form", "filer_account", "handling_unit").filter(pk=pk).first()


def dossiers_for(
    by: Account, *, on: date, status: Status | None = None, text: str = "", before: int | None = None, limit: int = 30
) -> list[Dossier]:
    """Dossiers within the official's right, latest first, by status and by code or holder; one more than `limit`."""
    found = Dossier.objects.filter(scope_of(by, on=on)).for_official_lists().order_by("-id")
    if status is not None:
        found = found.filter(status=status)
    if text.strip():
        typed = text.strip()
        found = found.filter(
            Q(code__istartswith=typed) | Q(reference__istartswith=typed) | Q(holder_name__icontains=typed)
        )
    if before:
        found = found.filter(id__lt=before)
    return list(found[: limit + 1])


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
    kind: str
    title: str
    dossier: Dossier
    due_at: datetime | None
    task: Task | None = None


TITLES = {
    "1_NEW": "Kiểm tra, tiếp nhận hồ sơ mới",
    "2_HAND_OVER": "Chuyển hồ sơ đến bộ phận xử lý",
    "3_ANSWERED": "Kiểm tra hồ sơ đã bổ sung",
    "4_PROPOSAL": "Xử lý đề xuất của bộ phận giải quyết",
    "5_RETURN": "Trả kết quả",
    "7_CONSULTATION": "Trả lời lấy ý kiến",
}


def inbox_of(by: Account, *, on: date, after: Key | None = None, limit: int = 30) -> list[InboxItem]:
    """All that waits for the official, earliest due first: one list, whatever the work. One more than `limit`."""
    posts = posts_of(by, on=on)
    kinds = [
        *_counter_work(_units(posts, Duty.RECEIVE)),
        *_return_work(_units(posts, Duty.RETURN_RESULT)),
        *_task_work(by, posts),
        *_consultation_work(posts),
    ]
    if not kinds:
        return []
    first, *others = [_page(work, after, limit) for work in kinds]
    rows = first.union(*others, all=True).order_by("due", "work", "row") if others else first
    return _items(list(rows[: limit + 1]))


def _units(posts: Iterable[Post], *duties: Duty) -> set[int]:
    return {post.unit_id for post in posts if any(post.has(duty) for duty in duties)}


@dataclass(frozen=True)
class _Work:
    """One kind of work: its rows, the field that says when each is due, and the field that names its dossier."""

    kind: str
    rows: QuerySet[Any]
    due: str
    dossier: str = "dossier_id"


def _page(work: _Work, after: Key | None, limit: int) -> QuerySet[Any, Any]:
    """Due date, kind, key and dossier of a kind of work, continued after the last item of the page before."""
    rows, field = work.rows, work.due
    if after is not None:
        beyond = Q(**{f"{field}__gt": after.due_at})
        if work.kind >= after.kind:
            beyond |= Q(**{field: after.due_at, "pk__gt": after.pk if work.kind == after.kind else 0})
        if field == "due_at":
            beyond |= Q(due_at=None) if (FAR, work.kind) >= (after.due_at, after.kind) else Q(pk=None)
        rows = rows.filter(beyond)
    found: QuerySet[Any, Any] = (
        rows.order_by(field, "pk")
        .annotate(due=Coalesce(F(field), Value(FAR)), work=Value(work.kind), row=F("pk"), about=F(work.dossier))
        .values_list("due", "work", "row", "about")[: limit + 1]
    )
    return found


def _items(rows: Sequence[tuple[datetime, str, int, int]]) -> list[InboxItem]:
    """The rows with their dossiers and tasks: two questions, however many kinds of work there are."""
    dossiers = Dossier.objects.for_official_lists().in_bulk({about for _due, _kind, _row, about in rows})
    tasks = Task.objects.in_bulk({row for _due, kind, row, _about in rows if kind == "6_TASK"})
    found = []
    for due, kind, row, about in rows:
        task = tasks[row] if kind == "6_TASK" else None
        found.append(
            InboxItem(
                key=Key(due, kind, row),
                kind=kind,
                title=task.name if task else TITLES[kind],
                dossier=dossiers[about],
                due_at=due if due < FAR else None,
                task=task,
            )
        )
    return found


def _counter_work(counters: set[int]) -> list[_Work]:
    if not counters:
        return []
    here = Dossier.objects.filter(receiving_unit__in=counters)
    answered = SupplementRequest.objects.filter(
        state=SupplementRequest.State.ANSWERED, stage="PROCESSING", dossier__receiving_unit__in=counters
    )
    proposals = Proposal.objects.filter(state=Proposal.State.OPEN, dossier__receiving_unit__in=counters)
    return [
        _Work("1_NEW", here.filter(status=Status.NEW), "first_answer_due_at", "pk"),
        _Work("2_HAND_OVER", here.filter(status=Status.ACCEPTED), "accepted_at", "pk"),
        _Work("3_ANSWERED", answered, "answered_at"),
        _Work("4_PROPOSAL", proposals, "proposed_at"),
    ]


def _return_work(units: set[int]) -> list[_Work]:
    done = Dossier.objects.filter(receiving_unit__in=units, status=Status.DONE)
    return [_Work("5_RETURN", done, "done_at", "pk")] if units else []


def _task_work(by: Account, posts: Sequence[Post]) -> list[_Work]:
    rights = Q(pk=None)
    for post in posts:
        rights |= Q(unit=post.unit_id, duty__in=post.duties)
    tasks = Task.objects.filter(
        rights, Q(assignee=None) | Q(assignee=by), finished_at=None, dossier__status=Status.IN_PROCESS
    )
    return [_Work("6_TASK", tasks, "due_at")] if posts else []


def _consultation_work(posts: Sequence[Post]) -> list[_Work]:
    agencies = {post.unit.agency_id for post in posts if post.has(Duty.PROCESS)}
    asked = Consultation.objects.filter(asked_agency__in=agencies, answered_at=None)
    return [_Work("7_CONSULTATION", asked, "due_at")] if agencies else []


def story_of(dossier: Dossier, *, is_public_only: bool) -> list[HistoryEntry]:
    """The dossier's story in order; the filer sees its public lines."""
    lines = dossier.history.select_related("by").order_by("pk")
    return list(lines.filter(is_public=True) if is_public_only else lines)


def supplements_of(dossier: Dossier) -> list[SupplementRequest]:
    """The dossier's supplement requests with their items and files."""
    return list(dossier.supplements.prefetch_related("items", Prefetch("files")).order_by("number"))
