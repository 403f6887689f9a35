"""A financial duty that must be fulfilled before work goes on; these leave for a room of their own."""

from collections.abc import Mapping
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from motcua.dossiers.corrections import set_fee, terms_in
from motcua.dossiers.events import FilerDidTheirPart, TimeGivenBack
from motcua.dossiers.models import Dossier
from motcua.dossiers.operations.clock import pause_clock, resume_clock
from motcua.dossiers.operations.story import move, tell_filer, tell_story
from motcua.dossiers.rights import DOSSIER, IS_OWED_AFTER, IS_UNSETTLED, RECEIVER, in_status
from motcua.dossiers.rules import Status, StoryWord, SupplementPolicy
from motcua.kernel.events import announce
from motcua.kernel.lengths import REASON, within
from motcua.kernel.operations import Refused, inside_operation, note, operation
from motcua.kernel.sentences import Dong, Sentence
from motcua.kernel.speech import say
from motcua.kernel.text import format_dong, local, recorded_dong, worded
from motcua.people.models import Account

PAID = gettext_noop("Đã nộp %(amount)s. Biên lai số %(number)s.")
PAID_MORE = gettext_noop("Đã thu thêm %(amount)s theo phí, lệ phí đã sửa. Biên lai số %(number)s.")
RECALLED = gettext_noop("Rút yêu cầu nộp %(amount)s. Lý do: %(reason)s")
STILL_OWED = gettext_noop("Còn phải nộp %(amount)s tại Bộ phận Một cửa đã nhận hồ sơ.")
PAID_BACK = gettext_noop("Đã trả lại %(amount)s nộp thừa. Chứng từ số %(number)s.")


@operation(who=RECEIVER, journal="payment.requested", on=DOSSIER, when=in_status(Status.IN_PROCESS, to=Status.PAYMENT))
def request_payment(
    dossier: Dossier,
    *,
    amount_dong: int | None = None,
    reason: str,
    numbers: Mapping[str, int] | None = None,
    difference: str = "",
    by: Account,
    at: datetime,
) -> Dossier:
    """Ask for a financial duty to be fulfilled before work goes on; its time is not counted (NĐ 61/2018 Đ22).

    The first sum is the fee; what is asked for after one was paid stands beside it. `numbers`: how many there are of
    what the fee is for one, as counted now. Without an amount the sum is as reckoned by the rate; another sum than that
    is refused without saying why in `difference`, which the filer is told.
    """
    reason = within("reason", worded(reason), REASON)
    difference = within("difference", difference.strip(), REASON)
    if numbers is not None:
        dossier.fee_numbers = {name: number for name, number in numbers.items() if number > 0}
    reckoned = dossier.due_dong
    asked = reckoned or 0 if amount_dong is None else amount_dong
    if errors := _errors(dossier, asked, reckoned, reason, difference):
        raise Refused(_("Chưa gửi được yêu cầu."), errors=errors)
    amount_dong, why = asked, reason.strip()
    if reckoned and reckoned != asked:
        facts = {"sum": recorded_dong(reckoned), "reason": difference.strip()}
        note(reckoned_dong=reckoned, difference=difference)
        why = f"{why} ({_('khác số tính theo mức thu, %(sum)s: %(reason)s') % facts})"
    move(dossier, Status.PAYMENT)
    dossier.asked_dong = amount_dong
    if dossier.fee_paid_dong is None:
        dossier.fee_dong, dossier.fee_per, dossier.is_fee_of_province = amount_dong, "", False
    else:
        dossier.besides_dong += amount_dong
    pause_clock(dossier, at=at, why=gettext_noop("Chờ thực hiện nghĩa vụ tài chính"))
    dossier.save()
    note(amount_dong=amount_dong)
    text = f"{why}: {recorded_dong(amount_dong)}"
    tell_story(dossier, StoryWord.PAYMENT_REQUESTED, by=by, at=at, text=text)
    tell_filer(dossier, "payment_requested", at=at, amount=amount_dong, reason=reason.strip())
    return dossier


def _errors(dossier: Dossier, asked: int, reckoned: int | None, reason: str, difference: str) -> dict[str, str]:
    errors = {}
    if asked <= 0:
        errors["amount"] = _("Ghi số tiền lớn hơn 0, tính bằng đồng.")
    if not worded(reason):
        errors["reason"] = _("Ghi nội dung khoản phải nộp.")
    if difference.strip() or dossier.fee_paid_dong is not None:
        return errors
    missing = [name for name in dossier.numbers_to_count if name not in dossier.numbers]
    if missing and dossier.tariff.dong:
        said = _("Ghi số %s để tính, hoặc ghi vì sao thu số khác.") % ", ".join(say(name) for name in missing)
        errors["difference"] = said
    elif reckoned and reckoned != asked and asked > 0:
        said = _("Tính theo mức thu là %s. Thu số khác thì ghi vì sao.") % format_dong(reckoned)
        errors["difference"] = said
    return errors


@operation(who=RECEIVER, journal="payment.confirmed", on=DOSSIER, when=in_status(Status.PAYMENT, to=Status.IN_PROCESS))
def confirm_payment(dossier: Dossier, *, receipt_number: str, by: Account, at: datetime) -> Dossier:
    """Confirm that the financial duty was fulfilled; the clock goes on where it stopped (NĐ 61/2018 Đ22)."""
    if not receipt_number.strip():
        raise Refused(_("Ghi số biên lai."), errors={"receipt_number": _("Ghi số biên lai hoặc chứng từ.")})
    move(dossier, Status.IN_PROCESS)
    paid_dong = dossier.asked_dong or 0
    dossier.fee_paid_at, dossier.fee_paid_dong = at, (dossier.fee_paid_dong or 0) + paid_dong
    dossier.asked_dong = None
    announce(FilerDidTheirPart(dossier_id=dossier.pk, agency_id=dossier.handling_agency_id, at=at, by_id=by.pk))
    _go_on(dossier, at=at)
    note(receipt_number=receipt_number.strip(), amount_dong=paid_dong)
    facts = {"amount": Dong(paid_dong), "number": receipt_number.strip()}
    tell_story(dossier, StoryWord.PAYMENT_CONFIRMED, by=by, at=at, text=Sentence(PAID, facts))
    return dossier


@operation(who=RECEIVER, journal="payment.recalled", on=DOSSIER, when=in_status(Status.PAYMENT, to=Status.IN_PROCESS))
def recall_payment(dossier: Dossier, *, reason: str, by: Account, at: datetime) -> Dossier:
    """Take back a sum that was asked for wrongly, before it is paid; the filer is told (NĐ 61/2018 Đ17, Đ22).

    The fee is that of the case again, or what was paid before stays; the clock goes on where it stopped. Refused
    without a reason.
    """
    reason = within("reason", worded(reason), REASON)
    if not reason:
        raise Refused(_("Ghi lý do rút yêu cầu."), errors={"reason": _("Ghi lý do rút yêu cầu.")})
    asked_dong = dossier.asked_dong or 0
    move(dossier, Status.IN_PROCESS)
    dossier.asked_dong = None
    if dossier.fee_paid_dong is not None:
        dossier.besides_dong -= asked_dong
    elif terms := terms_in(dossier, dossier.case_answers):
        set_fee(dossier, terms)
    _go_on(dossier, at=at)
    note(amount_dong=asked_dong, reason=reason)
    facts = {"amount": Dong(asked_dong), "reason": reason.strip()}
    tell_story(dossier, StoryWord.PAYMENT_RECALLED, by=by, at=at, text=Sentence(RECALLED, facts))
    # The reason is on the page of the dossier: what somebody wrote of a person leaves in no letter.
    tell_filer(dossier, "payment_recalled", at=at, amount=asked_dong)
    return dossier


@inside_operation
def _go_on(dossier: Dossier, *, at: datetime) -> None:
    """The wait for a payment is over: neither the dossier's time nor that of its steps was running in it."""
    asked_at = dossier.clock_marks.filter(kind="PAUSED").latest("pk").at
    resume_clock(dossier, policy=SupplementPolicy.PAUSE, at=at)
    dossier.save()
    announce(
        TimeGivenBack(
            dossier_id=dossier.pk,
            agency_id=dossier.handling_agency_id,
            at=at,
            is_anew=False,
            since=asked_at,
            until=at,
            late_before=asked_at,
        )
    )


@operation(who=RECEIVER, journal="payment.settled", on=DOSSIER, when=IS_UNSETTLED)
def settle_fee(dossier: Dossier, *, receipt_number: str, by: Account, at: datetime) -> Dossier:
    """Confirm that the fee, or the rest of it, was paid, or what was paid too much returned (NĐ 61/2018 Đ22).

    So is receipted what was not asked for before the work was done. Refused without the number of the receipt.
    """
    if not receipt_number.strip():
        raise Refused(_("Ghi số biên lai."), errors={"receipt_number": _("Ghi số biên lai hoặc chứng từ.")})
    difference = dossier.unsettled_dong
    note(receipt_number=receipt_number.strip(), difference=difference)
    told = PAID_MORE if difference > 0 else PAID_BACK
    if dossier.fee_paid_dong is None:
        # The first sum is the fee with all that it is for, as where it is asked for.
        dossier.fee_dong, dossier.fee_per, told = difference, "", PAID
    dossier.fee_paid_at, dossier.fee_paid_dong = at, (dossier.fee_paid_dong or 0) + difference
    dossier.save(update_fields=["fee_dong", "fee_per", "fee_paid_at", "fee_paid_dong"])
    facts = {"amount": Dong(abs(difference)), "number": receipt_number.strip()}
    tell_story(dossier, StoryWord.PAYMENT_CONFIRMED, by=by, at=at, text=Sentence(told, facts))
    return dossier


@operation(who=RECEIVER, journal="payment.reminded", on=DOSSIER, when=IS_OWED_AFTER)
def remind_fee(dossier: Dossier, *, by: Account, at: datetime) -> Dossier:
    """Tell the filer what is still to be paid of a dossier whose work is done (NĐ 61/2018 Đ22).

    No time is counted any more, so none stops. Refused where they were told on the same day.
    """
    last = dossier.history.filter(word=StoryWord.PAYMENT_REQUESTED).order_by("-pk").first()
    if last is not None and local(last.at).date() == local(at).date():
        raise Refused(_("Hôm nay đã báo người nộp số tiền còn phải nộp."))
    owed_dong = dossier.unsettled_dong
    note(amount_dong=owed_dong)
    said = Sentence(STILL_OWED, {"amount": Dong(owed_dong)})
    tell_story(dossier, StoryWord.PAYMENT_REQUESTED, by=by, at=at, text=said)
    tell_filer(dossier, "payment_requested", at=at, amount=owed_dong)
    return dossier
