"""What the law takes off a fee because of who somebody is: applied by who saw the paper that shows it."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from motcua.dossiers.corrections import reduction_given, reductions_for, set_fee, terms_in
from motcua.dossiers.models import Dossier, FeeReduction
from motcua.dossiers.operations.correcting import replace_receipt
from motcua.dossiers.operations.story import tell_filer, tell_story
from motcua.dossiers.paperwork import reduction_words
from motcua.dossiers.rights import DOSSIER, RECEIVER, in_status
from motcua.dossiers.rules import OPEN, StoryWord
from motcua.kernel.lengths import within
from motcua.kernel.operations import Refused, note, operation
from motcua.kernel.sentences import Sentence
from motcua.kernel.text import visible
from motcua.people.models import Account
from motcua.procedures.rules.terms import Reduction

LONGEST = 500
GIVEN = gettext_noop("Áp dụng miễn, giảm phí, lệ phí: %(what)s. Giấy tờ đã xem: %(proof)s")
TAKEN_BACK = gettext_noop("Bỏ miễn, giảm phí, lệ phí: %(what)s. Lý do: %(proof)s")


@operation(
    who=RECEIVER,
    journal="fee.reduced",
    on=DOSSIER,
    when=in_status(*sorted(OPEN)),
)
def reduce_fee(dossier: Dossier, *, whom: str, proof: str, by: Account, at: datetime) -> Dossier:
    """Apply what the law takes off the fee for `whom`, one of those the procedure names; none takes it back.

    It rests on what the version of the procedure cites (NĐ 61/2018 Đ22; Luật Hộ tịch Đ11.1a). The receipt is issued
    again with the reason, the filer is told, and a later correction of the case keeps it. Refused without the paper
    that was seen (or why it is taken back), for a group that the procedure does not name for this way of filing and
    day, where nothing is to be paid, and once a sum was asked for or paid.
    """
    proof, before = visible(proof).strip(), reduction_given(dossier)
    chosen = next((one for one in reductions_for(dossier) if one.whom == whom), None)
    if errors := _errors(dossier, whom, proof, chosen, before):
        raise Refused(next(iter(errors.values())), errors=errors)
    within("proof", proof, LONGEST)
    stored = next((one for one in dossier.version.reductions if chosen and one["whom"] == chosen.whom), None)
    FeeReduction.objects.filter(dossier=dossier).delete()
    if stored:
        FeeReduction.objects.create(dossier=dossier, reduction=stored, proof=proof, given_at=at, given_by=by)
    before_dong, told = dossier.fee_dong, chosen or before
    if terms := terms_in(dossier, dossier.case_answers):
        set_fee(dossier, terms)
    dossier.save()
    note(whom=whom, basis=chosen.basis if chosen else "", fee_before=before_dong, fee_after=dossier.fee_dong)
    replace_receipt(dossier, by=by, at=at)
    facts = {"what": reduction_words(told) if told else "", "proof": proof}
    # Who follows a dossier by its code alone need not know who is poor or disabled.
    said = Sentence(GIVEN if chosen else TAKEN_BACK, facts)
    tell_story(dossier, StoryWord.CORRECTED, by=by, at=at, is_public=False, text=said)
    tell_filer(dossier, "corrected", at=at)
    return dossier


def _errors(
    dossier: Dossier, whom: str, proof: str, chosen: Reduction | None, before: Reduction | None
) -> dict[str, str]:
    errors = {}
    if whom and chosen is None:
        errors["whom"] = _("Chọn một diện mà thủ tục này được miễn, giảm.")
    elif chosen == before:
        errors["whom"] = _("Hồ sơ đang áp dụng như vậy rồi.")
    elif before is None and dossier.fee_dong == 0:
        errors["whom"] = _("Hồ sơ này không phải nộp gì.")
    if not proof:
        errors["proof"] = _("Ghi giấy tờ đã xem, hoặc vì sao không áp dụng nữa.")
    if dossier.is_fee_asked:
        errors["whom"] = _("Đã yêu cầu nộp hoặc đã nộp tiền: rút yêu cầu trước, hoặc trả lại phần nộp thừa.")
    return errors
