"""What a keeper writes down of a decision and a second one confirms: a repeal, its end, a value of the province."""

from datetime import date, datetime

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

from motcua.kernel.conditions import Condition
from motcua.kernel.events import announce
from motcua.kernel.lengths import within
from motcua.kernel.locks import Lock, Rank
from motcua.kernel.operations import Refused, inside_operation, note, operation
from motcua.kernel.text import format_date, local, worded
from motcua.people.models import Account
from motcua.procedures.events import CatalogueChanged
from motcua.procedures.models import Override, Procedure, ProcedureVersion, WaitingDecision
from motcua.procedures.operations.keeping import KEEPER, PROCEDURE, Decision, OwnValue, refuse_decision, tell_writers
from motcua.procedures.rules import Aspect, DecisionKind, DecisionState, VersionStatus

LONGEST_REASON = 500
OVERRIDE = Lock(Override, Rank.SHARED, under=("procedure", PROCEDURE))
WAITING_DECISION = Lock(WaitingDecision, Rank.SHARED, beside=("override",), under=("procedure", PROCEDURE))
IS_WAITING = Condition(
    "a decision that waits",
    lambda waiting: _("Đề nghị này đã được xử lý.") if waiting.state != DecisionState.WAITING else "",
)


@operation(who=KEEPER, journal="procedure.repeal_written", on=PROCEDURE)
def write_repeal(procedure: Procedure, *, decision: Decision, by: Account, at: datetime) -> WaitingDecision:
    """Write down a decision that ends a procedure; it waits for a second keeper (NĐ 63/2010 Đ13, Đ15)."""
    _refuse_repeal(procedure, decision, local(at).date())
    waiting = WaitingDecision(procedure=procedure, kind=DecisionKind.REPEAL, **_facts(decision))
    return _wait(waiting, by=by, at=at)


@operation(who=KEEPER, journal="procedure.value_written", on=PROCEDURE)
def write_own_value(procedure: Procedure, *, value: OwnValue, by: Account, at: datetime) -> WaitingDecision:
    """Write down the province's own fee, time, agency, address or case; it waits for a second keeper.

    NĐ 63/2010 Đ13, Đ15.
    """
    _refuse_value(procedure, value, local(at).date())
    waiting = WaitingDecision(
        procedure=procedure, kind=DecisionKind.OWN_VALUE, aspect=value.aspect, channel=value.channel,
        fee_dong=value.fee_dong, amount=value.amount, unit=value.unit, text=value.text.strip(),
        **_facts(value.decision),
    )  # fmt: skip
    return _wait(waiting, by=by, at=at)


@operation(who=KEEPER, journal="procedure.end_of_value_written", on=OVERRIDE)
def write_end(override: Override, *, by: Account, at: datetime) -> WaitingDecision:
    """Ask that the province's own value ends on the day a second keeper confirms it (NĐ 63/2010 Đ13, Đ15)."""
    today = local(at).date()
    _refuse_ended(override, today)
    waiting = WaitingDecision(
        procedure=override.procedure, kind=DecisionKind.END, override=override, aspect=override.aspect,
        channel=override.channel, valid_from=max(today, override.valid_from),
    )  # fmt: skip
    return _wait(waiting, by=by, at=at)


@operation(who=KEEPER, journal="procedure.keeping_written", on=PROCEDURE)
def write_keeping(procedure: Procedure, *, reason: str, by: Account, at: datetime) -> WaitingDecision:
    """Ask that a repeal to come does not come, and why; it waits for a second keeper (NĐ 63/2010 Đ13, Đ15)."""
    if not worded(reason):
        raise Refused(_("Ghi lý do thôi bãi bỏ."), errors={"reason": _("Ghi vì sao, theo văn bản nào.")})
    repeal = _repeal_to_come(procedure, local(at).date()).repeal_number
    waiting = WaitingDecision(
        procedure=procedure, kind=DecisionKind.KEEP, decision_number=repeal,
        text=within("reason", worded(reason), LONGEST_REASON), valid_from=local(at).date(),
    )  # fmt: skip
    return _wait(waiting, by=by, at=at)


@operation(who=KEEPER, journal="procedure.decision_confirmed", on=WAITING_DECISION, when=IS_WAITING)
def confirm(waiting: WaitingDecision, *, by: Account, at: datetime) -> WaitingDecision:
    """Let what another keeper wrote down hold; from days that have passed nothing does (NĐ 63/2010 Đ13, Đ15)."""
    if by.pk == waiting.written_by_id:
        raise Refused(_("Người ghi không tự xác nhận. Nhờ người thứ hai giữ danh mục xác nhận."))
    today = local(at).date()
    if waiting.kind == DecisionKind.REPEAL:
        _repeal(waiting, today)
        announce(CatalogueChanged(codes=[waiting.procedure.code], at=at))
    elif waiting.kind == DecisionKind.KEEP:
        _keep(waiting, today)
        announce(CatalogueChanged(codes=[waiting.procedure.code], at=at))
    elif waiting.kind == DecisionKind.OWN_VALUE:
        _set(waiting, today, at)
    else:
        _end(waiting, today)
    return _decided(waiting, DecisionState.CONFIRMED, by=by, at=at)


@operation(who=KEEPER, journal="procedure.decision_dropped", on=WAITING_DECISION, when=IS_WAITING)
def drop(waiting: WaitingDecision, *, reason: str = "", by: Account, at: datetime) -> WaitingDecision:
    """Let nothing come of it; who wrote it may take it back so, or is told by whom and finds why (NĐ 63/2010 Đ15)."""
    reason = within("reason", worded(reason), LONGEST_REASON)
    if by.pk != waiting.written_by_id and not reason:
        raise Refused(_("Ghi lý do: người đề nghị sẽ được báo."), errors={"reason": _("Ghi lý do không xác nhận.")})
    waiting.remark = reason
    tell_writers(waiting.procedure, [waiting.written_by_id], is_decision=True, by=by, at=at)
    return _decided(waiting, DecisionState.DROPPED, by=by, at=at)


def _facts(decision: Decision) -> dict[str, object]:
    return {
        "decision_number": decision.number.strip(), "decided_on": decision.decided_on,
        "valid_from": decision.valid_from,
    }  # fmt: skip


@inside_operation
def _wait(waiting: WaitingDecision, *, by: Account, at: datetime) -> WaitingDecision:
    same = WaitingDecision.objects.filter(procedure=waiting.procedure, kind=waiting.kind, state=DecisionState.WAITING)
    if same.filter(aspect=waiting.aspect, channel=waiting.channel).exists():
        raise Refused(_("Một đề nghị như vậy đang chờ người thứ hai. Xác nhận hoặc bỏ nó trước."))
    waiting.written_by, waiting.written_at = by, at
    waiting.save()
    note(code=waiting.procedure.code, aspect=waiting.aspect, decision=waiting.decision_number)
    return waiting


@inside_operation
def _decided(waiting: WaitingDecision, state: DecisionState, *, by: Account, at: datetime) -> WaitingDecision:
    waiting.state, waiting.decided_by, waiting.decided_at = state, by, at
    waiting.save()
    note(
        code=waiting.procedure.code, kind=waiting.kind, aspect=waiting.aspect, decision=waiting.decision_number,
        written_by=waiting.written_by_id,
    )  # fmt: skip
    return waiting


@inside_operation
def _repeal(waiting: WaitingDecision, today: date) -> None:
    decision = _decision_of(waiting)
    version = _refuse_repeal(waiting.procedure, decision, today)
    version.valid_until, version.repeal_number = decision.valid_from, decision.number
    version.save()


@inside_operation
def _keep(waiting: WaitingDecision, today: date) -> None:
    version = _repeal_to_come(waiting.procedure, today)
    if version.repeal_number != waiting.decision_number:
        raise Refused(_("Thủ tục này nay bãi bỏ theo quyết định khác. Bỏ đề nghị này."))
    # Published meanwhile for a day after the repeal's: that ends it then.
    later = ProcedureVersion.objects.filter(
        procedure=waiting.procedure, status=VersionStatus.PUBLISHED, valid_from__gte=version.valid_until
    )
    version.valid_until = later.order_by("valid_from").values_list("valid_from", flat=True).first()
    version.repeal_number = ""
    version.save()


@inside_operation
def _set(waiting: WaitingDecision, today: date, at: datetime) -> None:
    value = OwnValue(
        Aspect(waiting.aspect), _decision_of(waiting), waiting.channel, waiting.fee_dong, waiting.amount, waiting.unit,
        waiting.text,
    )  # fmt: skip
    _refuse_value(waiting.procedure, value, today)
    start = waiting.valid_from
    same = _same(waiting.procedure, value)
    same.filter(Q(valid_until=None) | Q(valid_until__gt=start)).update(valid_until=start)
    copied = ("procedure", "aspect", "channel", "fee_dong", "amount", "unit", "text", "decision_number")
    Override.objects.create(
        **{name: getattr(waiting, name) for name in copied}, decided_on=value.decision.decided_on, valid_from=start,
        author=waiting.written_by, created_at=at,
    )  # fmt: skip


@inside_operation
def _end(waiting: WaitingDecision, today: date) -> None:
    override = waiting.override
    if override is None:
        raise Refused(_("Giá trị này đã kết thúc."))
    _refuse_ended(override, today)
    # What began today, or has yet to begin, never was: its day stands open to another.
    override.valid_until = max(today, override.valid_from)
    override.save()


def _decision_of(waiting: WaitingDecision) -> Decision:
    return Decision(waiting.decision_number, waiting.decided_on or waiting.valid_from, waiting.valid_from)


def _refuse_passed(decision: Decision, today: date) -> None:
    """Dossiers were taken in on days that have passed, by what stood then."""
    refuse_decision(decision, today)
    if decision.valid_from < today:
        raise Refused(
            _("Ngày có hiệu lực đã qua: hồ sơ đã nhận theo quy định lúc đó. Chọn từ hôm nay trở đi."),
            errors={"valid_from": _("Chọn từ hôm nay trở đi.")},
        )


def _refuse_repeal(procedure: Procedure, decision: Decision, today: date) -> ProcedureVersion:
    """The version that a repeal ends, where it can."""
    _refuse_passed(decision, today)
    public = ProcedureVersion.objects.filter(procedure=procedure, status=VersionStatus.PUBLISHED)
    if later := public.filter(valid_from__gte=decision.valid_from).order_by("valid_from").first():
        raise Refused(
            _("Đã công bố bản có hiệu lực từ %s. Chọn ngày sau ngày đó.") % format_date(later.valid_from),
            errors={"valid_from": _("Chọn ngày sau %s.") % format_date(later.valid_from)},
        )
    found = public.select_for_update().filter(Q(valid_until=None) | Q(valid_until__gt=decision.valid_from)).first()
    if found is None:
        raise Refused(_("Thủ tục này không có bản nào còn hiệu lực vào ngày đó."))
    return found


def _repeal_to_come(procedure: Procedure, today: date) -> ProcedureVersion:
    """The version that is in force and is to end without a successor; from the day itself there is none any more."""
    public = ProcedureVersion.objects.filter(procedure=procedure, status=VersionStatus.PUBLISHED)
    found = public.select_for_update().filter(valid_until__gt=today).exclude(repeal_number="").first()
    if found is None:
        raise Refused(_("Thủ tục này không có bãi bỏ nào sắp đến. Đã bãi bỏ rồi thì soạn, công bố bản mới."))
    return found


def _same(procedure: Procedure, value: OwnValue) -> QuerySet[Override]:
    """What the province has set of this already, without what never held for a day."""
    rows = Override.objects.filter(procedure=procedure, aspect=value.aspect, channel=value.channel)
    return rows.exclude(valid_until=F("valid_from"))


def _refuse_value(procedure: Procedure, value: OwnValue, today: date) -> None:
    _refuse_passed(value.decision, today)
    if errors := _value_errors(value):
        raise Refused(_("Chưa ghi: sửa các ô được đánh dấu."), errors=errors)
    public = ProcedureVersion.objects.filter(procedure=procedure, status=VersionStatus.PUBLISHED)
    if not public.filter(Q(valid_until=None) | Q(valid_until__gt=value.decision.valid_from)).exists():
        raise Refused(
            _("Thủ tục này không có bản nào còn hiệu lực vào ngày đó."),
            errors={"valid_from": _("Thủ tục đã bãi bỏ thì công bố bản mới trước.")},
        )
    if _same(procedure, value).filter(valid_from__gte=value.decision.valid_from).exists():
        raise Refused(
            _("Đã có giá trị khác từ ngày đó hoặc sau đó. Chọn ngày khác."),
            errors={"valid_from": _("Chọn ngày sau ngày của giá trị đang có.")},
        )


def _value_errors(value: OwnValue) -> dict[str, str]:
    # What another aspect would say is neither taken nor dropped: it may be the aspect that is wrong.
    if value.aspect != Aspect.FEE and value.fee_dong is not None:
        return {"fee_dong": _("Nội dung đã chọn không phải phí: để trống ô này, hoặc chọn lại nội dung.")}
    if value.aspect != Aspect.TIME and (value.amount is not None or value.unit):
        return {"amount": _("Nội dung đã chọn không phải thời hạn: để trống ô này, hoặc chọn lại nội dung.")}
    if value.aspect == Aspect.FEE and value.fee_dong is None:
        return {"fee_dong": _("Ghi mức phí bằng đồng; không thu thì ghi 0.")}
    if value.aspect == Aspect.FEE and value.fee_dong is not None and 0 < value.fee_dong < 1000:
        return {"fee_dong": _("Phí dưới 1.000 đồng: kiểm tra lại đơn vị tính.")}
    if value.aspect == Aspect.TIME and (value.amount is None or not value.unit):
        return {"amount": _("Ghi thời hạn: số và đơn vị.")}
    if value.aspect not in (Aspect.FEE, Aspect.TIME) and not value.text.strip():
        return {"text": _("Ghi nội dung.")}
    return {}


def _refuse_ended(override: Override, today: date) -> None:
    if override.valid_until is not None and override.valid_until <= max(today, override.valid_from):
        raise Refused(_("Giá trị này đã kết thúc."))
