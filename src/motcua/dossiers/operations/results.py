"""The result: signed, issued, returned, rated; and the dossier's other ends."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from motcua.dossiers.events import DossierDone, DossierRated, DossierReturned, DossierWithdrawn
from motcua.dossiers.models import Dossier, Rating, Task
from motcua.dossiers.operations.clock import pause_clock, resume_clock
from motcua.dossiers.operations.printing import print_result, publish_result, seal_results
from motcua.dossiers.operations.story import expect, locked, move, tell_filer, tell_story
from motcua.dossiers.operations.tasks import end_work, give_time_more, lapse_stop
from motcua.dossiers.policies import FILER, FILER_OR_RECEIVER, RECEIVER, RETURNER_OR_SYSTEM
from motcua.dossiers.rules import ReturnMethod, Status, SupplementPolicy
from motcua.kernel.events import announce
from motcua.kernel.operations import Refused, note, operation
from motcua.kernel.sentences import Sentence
from motcua.kernel.text import format_dong
from motcua.people.models import Account


def sign_result(dossier: Dossier, *, signer: Account, at: datetime) -> None:
    """Number the result and put the signer's signature on it; called by finishing the step that signs."""
    print_result(dossier, signer=signer, at=at)


HAS_RESULT = Sentence(gettext_noop("Đã có kết quả."))


def finish_dossier(dossier: Dossier, *, by: Account, at: datetime, text: Sentence = HAS_RESULT) -> None:
    """The dossier has its result (status 9): judged here for being on time; called by finishing the last step."""
    move(dossier, Status.DONE)
    dossier.done_at = at
    dossier.save(update_fields=["status", "done_at"])
    Task.objects.filter(dossier=dossier, finished_at=None).update(finished_at=at, finished_by=by, is_cancelled=True)
    seal_results(dossier, by=by, at=at)
    publish_result(dossier)
    tell_story(dossier, "done", by=by, at=at, text=text)
    tell_filer(dossier, "decided", at=at)
    announce(DossierDone(dossier_id=dossier.pk, agency_id=dossier.handling_agency_id, at=at, due_at=dossier.due_at))
    if dossier.return_method == ReturnMethod.ONLINE:
        return_result(dossier, by=None, at=at)


@operation(who=RETURNER_OR_SYSTEM, journal="dossier.returned")
def return_result(dossier: Dossier, *, receiver_name: str = "", by: Account | None, at: datetime) -> Dossier:
    """Return the result to the person (status 10), at the counter, by post or in the account (NĐ 118/2025 Đ22)."""
    dossier = locked(dossier)
    move(dossier, Status.RETURNED)
    if by is not None and dossier.return_method == ReturnMethod.COUNTER and not receiver_name.strip():
        raise Refused(_("Ghi họ tên người nhận kết quả."), errors={"receiver_name": _("Ghi họ tên người nhận.")})
    dossier.returned_at = dossier.ended_at = at
    dossier.save(update_fields=["status", "returned_at", "ended_at"])
    said = Sentence(gettext_noop("Đã trả kết quả."))
    if receiver_name.strip():
        said = Sentence(gettext_noop("Đã trả kết quả cho %(name)s."), {"name": receiver_name.strip()})
    tell_story(dossier, "returned", by=by, at=at, text=said)
    tell_filer(dossier, "returned", at=at)
    announce(DossierReturned(dossier_id=dossier.pk, agency_id=dossier.handling_agency_id, at=at))
    return dossier


@operation(who=FILER_OR_RECEIVER, journal="dossier.withdrawn")
def withdraw(dossier: Dossier, *, reason: str, by: Account, at: datetime) -> Dossier:
    """Withdraw a dossier that has no result yet, at the wish of its filer (NĐ 118/2025)."""
    dossier = locked(dossier)
    was_accepted = dossier.accepted_at is not None
    if not reason.strip():
        raise Refused(_("Ghi lý do rút hồ sơ."), errors={"reason": _("Ghi ngắn gọn vì sao rút hồ sơ.")})
    move(dossier, Status.WITHDRAWN)
    dossier.ended_at = at
    dossier.save(update_fields=["status", "ended_at"])
    end_work(dossier, by=by, at=at)
    note(reason=reason.strip())
    tell_story(dossier, "withdrawn", by=by, at=at, text=reason.strip())
    tell_filer(dossier, "withdrawn", at=at)
    announce(
        DossierWithdrawn(dossier_id=dossier.pk, agency_id=dossier.handling_agency_id, at=at, was_accepted=was_accepted)
    )
    return dossier


@operation(who=RECEIVER, journal="payment.requested")
def request_payment(dossier: Dossier, *, amount_dong: int, reason: str, by: Account, at: datetime) -> Dossier:
    """Ask for a financial duty to be fulfilled before work goes on; its time is not counted (NĐ 61/2018 Đ22)."""
    dossier = locked(dossier)
    errors = {}
    if amount_dong <= 0:
        errors["amount"] = _("Ghi số tiền lớn hơn 0, tính bằng đồng.")
    if not reason.strip():
        errors["reason"] = _("Ghi nội dung khoản phải nộp.")
    if errors:
        raise Refused(_("Chưa gửi được yêu cầu."), errors=errors)
    move(dossier, Status.PAYMENT)
    dossier.fee_dong, dossier.fee_paid_at = amount_dong, None
    pause_clock(dossier, at=at, why=gettext_noop("Chờ thực hiện nghĩa vụ tài chính"))
    dossier.save()
    note(amount_dong=amount_dong)
    tell_story(dossier, "payment_requested", by=by, at=at, text=f"{reason.strip()}: {format_dong(amount_dong)}")
    tell_filer(dossier, "payment_requested", at=at, amount=format_dong(amount_dong), reason=reason.strip())
    return dossier


@operation(who=RECEIVER, journal="payment.confirmed")
def confirm_payment(dossier: Dossier, *, receipt_number: str, by: Account, at: datetime) -> Dossier:
    """Confirm that the financial duty was fulfilled; the clock goes on where it stopped (NĐ 61/2018 Đ22)."""
    dossier = locked(dossier)
    expect(dossier, Status.PAYMENT)
    if not receipt_number.strip():
        raise Refused(_("Ghi số biên lai."), errors={"receipt_number": _("Ghi số biên lai hoặc chứng từ.")})
    move(dossier, Status.IN_PROCESS)
    dossier.fee_paid_at = at
    lapse_stop(dossier, by=by, at=at)
    resume_clock(dossier, policy=SupplementPolicy.PAUSE, at=at)
    dossier.save()
    asked_at = dossier.clock_marks.filter(kind="PAUSED").latest("pk").at
    give_time_more(dossier, since=asked_at, until=at, at=asked_at)
    note(receipt_number=receipt_number.strip())
    said = Sentence(gettext_noop("Biên lai số %(number)s."), {"number": receipt_number.strip()})
    tell_story(dossier, "payment_confirmed", by=by, at=at, text=said)
    return dossier


@operation(who=FILER, journal="dossier.rated")
def rate(dossier: Dossier, *, stars: int, comment: str, by: Account, at: datetime) -> Rating:
    """Rate the service once, from 1 to 5, after the result came (NĐ 61/2018 Đ27)."""
    dossier = locked(dossier)
    if dossier.state not in (Status.DONE, Status.RETURNED, Status.NOT_ACCEPTED, Status.STOPPED):
        raise Refused(_("Bạn đánh giá được khi hồ sơ đã có kết quả."))
    if not 1 <= stars <= 5:
        raise Refused(_("Chọn mức đánh giá."), errors={"stars": _("Chọn từ 1 đến 5.")})
    if Rating.objects.filter(dossier=dossier).exists():
        raise Refused(_("Bạn đã đánh giá hồ sơ này. Cảm ơn bạn."))
    note(stars=stars)
    announce(DossierRated(dossier_id=dossier.pk, agency_id=dossier.handling_agency_id, at=at, stars=stars))
    return Rating.objects.create(dossier=dossier, stars=stars, comment=comment.strip()[:2000], at=at)
