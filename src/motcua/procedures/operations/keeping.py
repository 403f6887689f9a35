"""What the keepers of the catalogue do: draft, have reviewed by a second person, publish, settle."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db import models
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from motcua.kernel.conditions import Condition
from motcua.kernel.events import announce
from motcua.kernel.locks import Lock, Rank
from motcua.kernel.manifests import offered
from motcua.kernel.operations import Refused, note, operation
from motcua.kernel.text import format_date, local, vietnamese, worded
from motcua.kernel.values import BEFORE_FIRST_DAY, FIRST_DAY
from motcua.laws.rules import as_law_writes
from motcua.organization.rules import Duty
from motcua.people.models import Account
from motcua.people.rights import holding
from motcua.procedures.events import CatalogueChanged, WritingDropped
from motcua.procedures.models import CatalogueTask, Procedure, ProcedureVersion
from motcua.procedures.queries import choices_of, mark_of
from motcua.procedures.rules import PUBLIC_STATUSES, Aspect, NamedPart, Origin, VersionStatus
from motcua.procedures.rules.national import FindingKind

KEEPER = holding(Duty.CATALOGUE)
PROCEDURE = Lock(Procedure, Rank.SHARED)
VERSION = Lock(ProcedureVersion, Rank.SHARED, under=("procedure", PROCEDURE))
CATALOGUE_TASK = Lock(CatalogueTask, Rank.SHARED, beside=("procedure",))
IS_DRAFT = Condition(
    "a version that is not public",
    lambda version: (
        _("Bản này đã công bố, không sửa được. Tạo bản nháp mới.") if version.status in PUBLIC_STATUSES else ""
    ),
)
IS_UNSETTLED = Condition(
    "a task that is open", lambda task: _("Việc này đã được giải quyết.") if task.settled_at is not None else ""
)
LONGEST = 2000
# Ten years, in days.
MOST_TIME = 3660
# So many years ahead a decision takes effect at most.
AHEAD = timedelta(days=3 * 366)
PARTS = ("channels", "questions", "components", "legal_bases")
OWN = {
    "id",
    "status",
    "origin",
    "valid_from",
    "valid_until",
    "author",
    "editors",
    "reviewer",
    "reviewed_at",
    "content_mark",
    "repeal_number",
}


@operation(who=KEEPER, journal="procedure.drafted", on=VERSION)
def start_draft(version: ProcedureVersion, *, by: Account, at: datetime) -> ProcedureVersion:
    """Begin a draft with everything a version says, to be changed and published by a decision (NĐ 63/2010 Đ15)."""
    existing = ProcedureVersion.objects.filter(procedure=version.procedure, origin=Origin.EDITED).exclude(
        status__in=PUBLIC_STATUSES
    )
    if found := existing.first():
        raise Refused(
            _("Thủ tục này đã có một bản nháp do %s soạn. Sửa tiếp bản nháp đó.") % (found.author or _("người khác"))
        )
    draft = ProcedureVersion(
        **{f.attname: getattr(version, f.attname) for f in version._meta.concrete_fields if f.name not in OWN},
        status=VersionStatus.DRAFT,
        origin=Origin.EDITED,
        valid_from=at.date(),
    )
    written_by(draft, by)
    draft.save()
    for name in PARTS:
        _copy_parts(version, draft, name)
    note(code=version.procedure.code, source=version.pk)
    return draft


def written_by(draft: ProcedureVersion, by: Account) -> None:
    """Whoever writes in a draft does not review it, whoever writes after; a review given before is void.

    A national list rewrites its own drafts: one that somebody wrote in is none of them any more.
    """
    if draft.origin == Origin.NATIONAL:
        own = ProcedureVersion.objects.filter(procedure=draft.procedure, origin=Origin.EDITED)
        if not own.exclude(status__in=PUBLIC_STATUSES).exists():
            draft.origin = Origin.EDITED
    draft.editors = sorted({*draft.editors, by.pk})
    draft.status, draft.author, draft.reviewer, draft.reviewed_at = VersionStatus.DRAFT, by, None, None


def refuse_changed(draft: ProcedureVersion, seen: str) -> None:
    """Refuse what rests on another content than the draft has by now; nothing where it is not said."""
    if seen and seen != mark_of(draft):
        who = draft.author.full_name if draft.author else _("người khác")
        raise Refused(_("Bản nháp vừa được %s sửa. Xem lại rồi bấm lần nữa nếu vẫn đúng.") % who)


def _copy_parts(source: ProcedureVersion, target: ProcedureVersion, name: str) -> None:
    rows: list[models.Model] = list(getattr(source, name).all())
    for row in rows:
        row.pk = None
        row.version = target  # type: ignore[attr-defined]
    getattr(target, name).bulk_create(rows)


@dataclass(frozen=True)
class DraftFacts:
    """What a keeper typed: the version's own fields, and its parts in order."""

    facts: Mapping[str, Any]
    channels: Sequence[Mapping[str, Any]]
    components: Sequence[Mapping[str, Any]]
    questions: Sequence[Mapping[str, Any]] = field(default=())
    legal_bases: Sequence[str] = field(default=())


@operation(who=KEEPER, journal="procedure.draft_saved", on=VERSION, when=IS_DRAFT)
def save_draft(
    draft: ProcedureVersion, *, content: DraftFacts, seen: str = "", by: Account, at: datetime
) -> ProcedureVersion:
    """Write what a keeper typed into a draft; a review given before is void, for it was of other words.

    What a procedure consists of: NĐ 63/2010 Đ8. `seen`: the `mark_of` what it was changed from; another is refused.
    """
    refuse_changed(draft, seen)
    errors = _errors(content)
    if errors:
        raise Refused(_("Bản nháp chưa lưu: sửa các ô được đánh dấu."), errors=errors)
    for name, value in content.facts.items():
        setattr(draft, name, value)
    written_by(draft, by)
    draft.save()
    # The form knows bases by their numbers only; what else is known of one that stays, stays.
    known = {basis.number: (basis.title, basis.articles) for basis in draft.legal_bases.all()}
    channels = [{**_kept_of_channel(draft, one), **one} for one in content.channels]
    hints = {one.key: one.hint for one in draft.questions.all()}
    questions = [{"hint": hints.get(one["key"], ""), **one} for one in content.questions]
    counts = {one.key: one.counted_by for one in draft.components.all()}
    components = [{"counted_by": counts.get(one["key"], ""), **one} for one in content.components]
    for name in PARTS:
        getattr(draft, name).all().delete()
    draft.channels.bulk_create([draft.channels.model(version=draft, **one) for one in channels])
    for name, parts in (("questions", questions), ("components", components)):
        manager = getattr(draft, name)
        manager.bulk_create([manager.model(version=draft, order=n, **one) for n, one in enumerate(parts, start=1)])
    draft.legal_bases.bulk_create(
        [
            draft.legal_bases.model(version=draft, order=n, number=number, title=title, articles=articles)
            for n, number in enumerate(dict.fromkeys(content.legal_bases), start=1)
            for title, articles in [known.get(number, ("", []))]
        ]
    )
    note(code=draft.procedure.code)
    return draft


def _kept_of_channel(draft: ProcedureVersion, typed: Mapping[str, Any]) -> dict[str, Any]:
    """What the form has no field for and still holds of what was typed: tiers of the fee, a unit that is a guess."""
    before = draft.channels.filter(kind=typed["kind"], variant=typed.get("variant", 0)).first()
    if before is None:
        return {}
    is_timed_alike = (before.amount, before.unit) == (typed.get("amount"), typed.get("unit", ""))
    return {
        "fee_scale": before.fee_scale if before.fee_per == typed.get("fee_per", "") else {},
        "is_unit_assumed": before.is_unit_assumed and is_timed_alike,
    }


def _errors(content: DraftFacts) -> dict[str, str]:
    errors = {}
    if not content.channels:
        errors["channels"] = _("Ghi ít nhất một cách thức nộp.")
    for number, one in enumerate(content.channels):
        if one.get("fee_dong") is not None and 0 < one["fee_dong"] < 1000:
            errors[f"channel_{number}_fee"] = _("Phí dưới 1.000 đồng: kiểm tra lại đơn vị tính.")
        if (one.get("amount") or 0) > MOST_TIME:
            errors[f"channel_{number}_amount"] = _("Thời hạn lớn nhất là %d.") % MOST_TIME
        if (one.get("amount") is None) != (not one.get("unit")):
            errors[f"channel_{number}_amount"] = _("Thời hạn phải có cả số và đơn vị, hoặc để trống cả hai.")
    return errors | _condition_errors(content)


def _condition_errors(content: DraftFacts) -> dict[str, str]:
    errors = {}
    known = {one["key"]: {option["value"] for option in one["options"]} for one in content.questions}
    for kind, parts in (("component", content.components), ("channel", content.channels)):
        for number, one in enumerate(parts):
            for key, values in one.get("when", {}).items():
                if key not in known or not set(values) <= known[key]:
                    errors[f"{kind}_{number}_when"] = _("Không có câu hỏi hoặc câu trả lời này: %s") % key
    return errors


@operation(who=KEEPER, journal="procedure.reviewed", on=VERSION, when=IS_DRAFT)
def review(draft: ProcedureVersion, *, seen: str = "", by: Account, at: datetime) -> ProcedureVersion:
    """A second person confirms that a draft is right, as it was `seen` (NĐ 63/2010 Đ15)."""
    refuse_changed(draft, seen)
    if draft.status == VersionStatus.REVIEWED:
        raise Refused(_("Bản nháp này đã được duyệt."))
    if by.pk in draft.editors or draft.author_id == by.pk:
        raise Refused(_("Người soạn không tự duyệt. Nhờ người thứ hai giữ danh mục duyệt."))
    draft.status, draft.reviewer, draft.reviewed_at = VersionStatus.REVIEWED, by, at
    draft.save()
    note(code=draft.procedure.code)
    return draft


@dataclass(frozen=True)
class Decision:
    """The decision of publication or repeal."""

    number: str
    decided_on: date
    valid_from: date

    def __post_init__(self) -> None:
        object.__setattr__(self, "number", as_law_writes(vietnamese(self.number).strip()))


@operation(who=KEEPER, journal="procedure.published_by_decision", on=VERSION, when=IS_DRAFT)
def publish_draft(draft: ProcedureVersion, *, decision: Decision, by: Account, at: datetime) -> ProcedureVersion:
    """Publish a reviewed draft from a day on; the version before it ends that day (NĐ 63/2010 Đ13, Đ15).

    Dossiers accepted before keep the version of their day. One that began that very day gives way. What was published
    by a decision here is the province's own: a national list makes a draft beside it and no more.
    """
    if draft.status != VersionStatus.REVIEWED:
        raise Refused(_("Bản nháp phải được người thứ hai duyệt trước khi công bố."))
    refuse_decision(decision, local(at).date())
    public = ProcedureVersion.objects.select_for_update().filter(procedure=draft.procedure, status__in=PUBLIC_STATUSES)
    later = public.filter(valid_from__gt=decision.valid_from).order_by("valid_from").first()
    if later is not None:
        raise Refused(
            _("Đã có bản có hiệu lực từ %s. Chọn ngày sau ngày đó.") % format_date(later.valid_from),
            errors={"valid_from": _("Chọn ngày sau %s.") % format_date(later.valid_from)},
        )
    _refuse_unready(draft, decision.valid_from)
    replaced = public.filter(Q(valid_until=None) | Q(valid_until__gt=decision.valid_from))
    # A repeal that was to come later ends nothing any more: the new version does.
    replaced.update(valid_until=decision.valid_from, repeal_number="")
    draft.status, draft.valid_from, draft.valid_until = VersionStatus.PUBLISHED, decision.valid_from, None
    draft.repeal_number = ""
    draft.decision_number, draft.decided_on = decision.number.strip(), decision.decided_on
    draft.origin = Origin.EDITED
    draft.save()
    announce(CatalogueChanged(codes=[draft.procedure.code], at=at))
    note(code=draft.procedure.code, decision=draft.decision_number, valid_from=draft.valid_from)
    return draft


def _refuse_unready(draft: ProcedureVersion, on: date) -> None:
    """What it names in other rooms must be in force on the day from which it is received."""
    for part in offered(NamedPart).values():
        named = {getattr(draft, part.key)}
        if part.key == "process_key":
            named |= {one.process_key for one in draft.received}
        if missing := sorted(named - {""} - choices_of(part, on=on).keys()):
            said = _("%(part)s «%(key)s» không có hiệu lực ngày %(day)s. Sửa ở «Tiếp nhận trên hệ thống».")
            raise Refused(said % {"part": _(part.label), "key": missing[0], "day": format_date(on)})


def refuse_decision(decision: Decision, today: date) -> None:
    """Refuse one without a number, signed before the state was or not yet, in force before its day, or too far on."""
    if not decision.number.strip():
        raise Refused(_("Ghi số quyết định công bố."), errors={"number": _("Ghi số quyết định, ví dụ 1234/QĐ-UBND.")})
    if decision.decided_on < FIRST_DAY:
        raise Refused(_("Ngày ký quyết định chưa đúng."), errors={"decided_on": _(BEFORE_FIRST_DAY)})
    if decision.decided_on > today:
        raise Refused(_("Quyết định chưa được ký."), errors={"decided_on": _("Ngày ký không thể sau hôm nay.")})
    if decision.valid_from > today + AHEAD:
        raise Refused(_("Ngày có hiệu lực quá xa."), errors={"valid_from": _("Chọn ngày trong ba năm tới.")})
    if decision.decided_on > decision.valid_from:
        raise Refused(
            _("Quyết định không thể có hiệu lực trước ngày ký."),
            errors={"valid_from": _("Chọn ngày từ ngày ký trở đi.")},
        )


def tell_writers(
    procedure: Procedure, writers: Iterable[int], *, is_decision: bool = False, by: Account, at: datetime
) -> None:
    """Tell who wrote what was dropped, unless it was they who did."""
    ids = sorted(set(writers) - {by.pk})
    if ids:
        who = by.full_name
        announce(WritingDropped(code=procedure.code, account_ids=ids, who=who, is_decision=is_decision, at=at))


@operation(who=KEEPER, journal="procedure.draft_dropped", on=VERSION, when=IS_DRAFT)
def drop_draft(draft: ProcedureVersion, *, by: Account, at: datetime) -> Procedure:
    """Throw a draft away; what is published stays as it is, and who wrote in it is told (NĐ 63/2010 Đ15)."""
    procedure = draft.procedure
    note(code=procedure.code, origin=draft.origin, editors=draft.editors)
    writers = [*draft.editors, *([draft.author_id] if draft.author_id else [])]
    draft.delete()
    tell_writers(procedure, writers, by=by, at=at)
    return procedure


@dataclass(frozen=True)
class OwnValue:
    """What the province sets for itself, and by which decision."""

    aspect: Aspect
    decision: Decision
    channel: str = ""
    fee_dong: int | None = None
    amount: int | None = None
    unit: str = ""
    text: str = ""


def _refuse_long(answer: str) -> None:
    if len(answer.strip()) > LONGEST:
        said = _("Viết ngắn hơn: nhiều nhất %d ký tự.") % LONGEST
        raise Refused(said, errors={"answer": said})


@operation(who=KEEPER, journal="catalogue.tasks_settled")
def settle_together(
    tasks: QuerySet[CatalogueTask], *, kind: FindingKind, answer: str, by: Account, at: datetime
) -> int:
    """Close doubts of one kind with what was found out of all of them (NĐ 63/2010 Đ24); how many were still open."""
    if not worded(answer):
        raise Refused(_("Ghi kết quả kiểm tra."), errors={"answer": _("Ghi kết quả kiểm tra.")})
    _refuse_long(answer)
    still = CatalogueTask.objects.filter(pk__in=tasks.values("pk"), kind=kind, settled_at=None).order_by("pk")
    chosen = list(still.select_for_update(of=("self",)).values_list("pk", "procedure__code"))
    if not chosen:
        raise Refused(_("Các việc này đã được giải quyết."))
    for start in range(0, len(chosen), 1000):
        some = [pk for pk, _code in chosen[start : start + 1000]]
        CatalogueTask.objects.filter(pk__in=some).update(settled_at=at, settled_by=by, answer=answer.strip())
    note(kind=kind, tasks=len(chosen), codes=[code for _pk, code in chosen[:50]])
    return len(chosen)


@operation(who=KEEPER, journal="catalogue.task_settled", on=CATALOGUE_TASK, when=IS_UNSETTLED)
def settle(task: CatalogueTask, *, answer: str, by: Account, at: datetime) -> CatalogueTask:
    """Close a doubt with what was found out, so that the same doubt does not come back (NĐ 63/2010 Đ24)."""
    if not worded(answer):
        raise Refused(_("Ghi kết quả kiểm tra."), errors={"answer": _("Ghi kết quả kiểm tra.")})
    _refuse_long(answer)
    task.settled_at, task.settled_by, task.answer = at, by, answer.strip()
    task.save()
    note(code=task.procedure.code if task.procedure else task.where, kind=task.kind)
    return task
