"""Answers about dossiers, each for the person who asks and within their right."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from django.db.models import Prefetch, Q, QuerySet

from motcua.dossiers.models import Consultation, Dossier, HistoryEntry, Proposal, SupplementRequest, Task
from motcua.dossiers.rules import Completion, Status, completion
from motcua.organization.models import AgencyCode, Post, Unit
from motcua.organization.rules import CodeScheme, Duty
from motcua.people.models import Account
from motcua.people.queries import posts_of

FAR = datetime(9999, 12, 31, tzinfo=UTC)


def unit_code(unit: Unit, *, on: date) -> str:
    """The identification code under which a one-stop unit numbers its dossiers on a day."""
    codes = AgencyCode.objects.on(on).filter(agency_id=unit.agency_id, scheme=CodeScheme.QD_20_2020)
    code = codes.first()
    return code.value if code else unit.agency.code.upper()


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
    return (
        Dossier.objects.filter(Q(code=typed) | Q(reference=typed))
        .filter(scope_of(by, on=on))
        .with_labels()
        .select_related("rulebook", "process", "form", "filer_account", "handling_unit", "receiving_unit__agency")
        .first()
    )


def dossiers_for(
    by: Account, *, on: date, status: Status | None = None, text: str = "", before: int | None = None, limit: int = 30
) -> list[Dossier]:
    """Dossiers within the official's right, latest first, by status and by code or holder; one more than `limit`."""
    found = Dossier.objects.filter(scope_of(by, on=on)).with_labels().order_by("-id")
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


def inbox_of(by: Account, *, on: date, after: Key | None = None, limit: int = 30) -> list[InboxItem]:
    """All that waits for the official, earliest due first: one list, whatever the work. One more than `limit`."""
    posts = posts_of(by, on=on)
    counters = _units(posts, Duty.RECEIVE)
    items: list[InboxItem] = []
    if counters:
        items += _counter_items(counters, after, limit)
    if returning := _units(posts, Duty.RETURN_RESULT):
        items += _return_items(returning, after, limit)
    items += _task_items(by, posts, after, limit)
    items += _consultation_items(posts, after, limit)
    return sorted(items, key=lambda item: item.key)[: limit + 1]


def _units(posts: Iterable[Post], *duties: Duty) -> set[int]:
    return {post.unit_id for post in posts if any(post.has(duty) for duty in duties)}


def _page(rows: QuerySet[Any], field: str, kind: str, after: Key | None, limit: int) -> Sequence[Any]:
    """Rows by due date and key, continued after the last item of the page before."""
    if after is not None:
        beyond = Q(**{f"{field}__gt": after.due_at})
        if kind >= after.kind:
            beyond |= Q(**{field: after.due_at, "pk__gt": after.pk if kind == after.kind else 0})
        if field == "due_at":
            beyond |= Q(due_at=None) if (FAR, kind) >= (after.due_at, after.kind) else Q(pk=None)
        rows = rows.filter(beyond)
    return list(rows.order_by(field, "pk")[: limit + 1])


def _items(
    rows: Iterable[Any], kind: str, title: Callable[[Any], str], due: Callable[[Any], datetime | None]
) -> list[InboxItem]:
    found = []
    for row in rows:
        dossier = row if isinstance(row, Dossier) else row.dossier
        due_at = due(row)
        found.append(
            InboxItem(
                key=Key(due_at or FAR, kind, row.pk),
                kind=kind,
                title=title(row),
                dossier=dossier,
                due_at=due_at,
                task=row if isinstance(row, Task) else None,
            )
        )
    return found


def _counter_items(counters: set[int], after: Key | None, limit: int) -> list[InboxItem]:
    new = Dossier.objects.filter(receiving_unit__in=counters, status=Status.NEW).with_labels()
    accepted = Dossier.objects.filter(receiving_unit__in=counters, status=Status.ACCEPTED).with_labels()
    answered = SupplementRequest.objects.filter(
        state=SupplementRequest.State.ANSWERED, stage="PROCESSING", dossier__receiving_unit__in=counters
    ).select_related("dossier__version__procedure", "dossier__handling_agency", "dossier__receiving_unit")
    proposals = Proposal.objects.filter(state=Proposal.State.OPEN, dossier__receiving_unit__in=counters)
    proposals = proposals.select_related(
        "dossier__version__procedure", "dossier__handling_agency", "dossier__receiving_unit"
    )
    return [
        *_items(
            _page(new, "first_answer_due_at", "1_NEW", after, limit), "1_NEW",
            lambda row: "Kiểm tra, tiếp nhận hồ sơ mới", lambda row: row.first_answer_due_at,
        ),
        *_items(
            _page(accepted, "accepted_at", "2_HAND_OVER", after, limit), "2_HAND_OVER",
            lambda row: "Chuyển hồ sơ đến bộ phận xử lý", lambda row: row.accepted_at,
        ),
        *_items(
            _page(answered, "answered_at", "3_ANSWERED", after, limit), "3_ANSWERED",
            lambda row: "Kiểm tra hồ sơ đã bổ sung", lambda row: row.answered_at,
        ),
        *_items(
            _page(proposals, "proposed_at", "4_PROPOSAL", after, limit), "4_PROPOSAL",
            lambda row: "Xử lý đề xuất của bộ phận giải quyết", lambda row: row.proposed_at,
        ),
    ]  # fmt: skip


def _return_items(units: set[int], after: Key | None, limit: int) -> list[InboxItem]:
    done = Dossier.objects.filter(receiving_unit__in=units, status=Status.DONE).with_labels()
    return _items(
        _page(done, "done_at", "5_RETURN", after, limit), "5_RETURN", lambda row: "Trả kết quả", lambda row: row.done_at
    )  # fmt: skip


def _task_items(by: Account, posts: Sequence[Post], after: Key | None, limit: int) -> list[InboxItem]:
    rights = Q(pk=None)
    for post in posts:
        rights |= Q(unit=post.unit_id, duty__in=post.duties)
    tasks = Task.objects.filter(
        rights, Q(assignee=None) | Q(assignee=by), finished_at=None, dossier__status=Status.IN_PROCESS
    ).select_related("dossier__version__procedure", "dossier__handling_agency", "dossier__receiving_unit")
    return _items(
        _page(tasks, "due_at", "6_TASK", after, limit), "6_TASK", lambda row: row.name, lambda row: row.due_at
    )


def _consultation_items(posts: Sequence[Post], after: Key | None, limit: int) -> list[InboxItem]:
    agencies = {post.unit.agency_id for post in posts if post.has(Duty.PROCESS)}
    asked = Consultation.objects.filter(asked_agency__in=agencies, answered_at=None).select_related(
        "dossier__version__procedure", "dossier__handling_agency", "dossier__receiving_unit"
    )
    return _items(
        _page(asked, "due_at", "7_CONSULTATION", after, limit), "7_CONSULTATION",
        lambda row: "Trả lời lấy ý kiến", lambda row: row.due_at,
    )  # fmt: skip


def story_of(dossier: Dossier, *, is_public_only: bool) -> list[HistoryEntry]:
    """The dossier's story in order; the filer sees its public lines."""
    lines = dossier.history.select_related("by").order_by("pk")
    return list(lines.filter(is_public=True) if is_public_only else lines)


def supplements_of(dossier: Dossier) -> list[SupplementRequest]:
    """The dossier's supplement requests with their items and files."""
    return list(dossier.supplements.prefetch_related("items", Prefetch("files")).order_by("number"))
