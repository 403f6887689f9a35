"""An accepted dossier that belongs under another procedure is refused and received anew in one press."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from motcua.dossiers.anew import Anew, AnewPlan, plan_anew
from motcua.dossiers.corrections import settling_words
from motcua.dossiers.events import DossierEnded
from motcua.dossiers.models import Dossier
from motcua.dossiers.operations.correcting import revoke_receipts
from motcua.dossiers.operations.filing import (
    ComponentFacts,
    FileFacts,
    Filing,
    file_anew,
)
from motcua.dossiers.operations.intake import accept
from motcua.dossiers.operations.printing import print_intake_refusal
from motcua.dossiers.operations.results import close_requests
from motcua.dossiers.operations.story import move, tell_filer, tell_story
from motcua.dossiers.queries import has_signed_result, returns_of
from motcua.dossiers.rights import DOSSIER, RECEIVER, in_status
from motcua.dossiers.rules import Channel, PartyFacts, Returning, ReturnMethod, Role, Status, StoryWord
from motcua.kernel.events import announce
from motcua.kernel.operations import Refused, inside_operation, locked, note, operation
from motcua.kernel.sentences import Sentence
from motcua.kernel.text import worded
from motcua.papers.models import Paper
from motcua.papers.rights import PAPER
from motcua.people.models import Account
from motcua.people.rules import Proof
from motcua.procedures.rules import unanswered

REPLACED = gettext_noop("Thay bằng giấy tiếp nhận của hồ sơ được tiếp nhận lại theo đúng thủ tục.")
SUMS = ("fee_paid_at", "fee_paid_dong", "besides_dong")
PARTS = ("name", "id_number", "born_on", "phone", "email", "address", "authorisation", "proved_at", "proved_by_id")


@operation(
    who=RECEIVER, journal="dossier.received_anew", on=DOSSIER, when=in_status(Status.ACCEPTED, Status.IN_PROCESS)
)
def receive_anew(dossier: Dossier, *, wanted: Anew, reason: str, by: Account, at: datetime) -> Dossier:
    """Refuse a dossier accepted under the wrong procedure, receive it under another (NĐ 118/2025 Đ17; NĐ 61/2018 Đ17).

    Its day of filing, people, papers, files and what of its declaration fits go along; the new one has the version, fee
    and time of its own procedure, counted since the old one counted; what was paid counts for it. Both know of each
    other, the old receipt is void, the filer is told.
    It is one filing, counted when it was filed. Refused without a reason, for the same procedure, while a
    question of the case is open, when a result was signed, and where this unit does not receive the procedure.
    """
    plan = plan_anew(dossier, wanted, at=at)
    if errors := _errors(dossier, plan, reason):
        raise Refused(next(iter(errors.values())), errors=errors)
    # In one order, whatever lets go of them below.
    for paper in Paper.objects.filter(pk__in=dossier.papers.values("paper")).order_by("pk"):
        locked(PAPER, paper)
    new = file_anew(dossier, _filing(dossier, plan), at=at)
    _end(dossier, by=by, at=at)
    said = Sentence(gettext_noop("Tiếp nhận lại thay hồ sơ %(code)s, ngày nộp giữ nguyên."), {"code": dossier.code})
    tell_story(new, StoryWord.REGISTERED, by=by, at=at, text=said)
    for sum_paid in SUMS:
        setattr(new, sum_paid, getattr(dossier, sum_paid))
    new.save(update_fields=SUMS)
    new = accept(new, components=_components(plan), by=by, at=at)
    _tell_both(dossier, new, plan, reason.strip(), by=by, at=at)
    return new


def _errors(dossier: Dossier, plan: AnewPlan, reason: str) -> dict[str, str]:
    errors = {}
    if plan.wanted.version.procedure_id == dossier.version.procedure_id:
        errors["procedure"] = _("Chọn thủ tục khác với thủ tục của hồ sơ. Sai trường hợp thì đính chính trường hợp.")
    elif not plan.is_received_here:
        errors["procedure"] = _("Bộ phận này không tiếp nhận thủ tục «%s».") % plan.wanted.version.procedure.name
    for question in unanswered(plan.wanted.version.questions.all(), plan.wanted.case_answers):
        errors[f"case_{question.key}"] = _("Chọn một câu trả lời.")
    if not errors and plan.terms is None:
        errors["procedure"] = _("Thủ tục này không nộp được theo cách này trong trường hợp ấy.")
    if not worded(reason):
        errors["reason"] = _("Ghi lý do tiếp nhận lại.")
    if has_signed_result(dossier):
        errors["procedure"] = _("Hồ sơ đã có kết quả được ký nên không tiếp nhận lại theo thủ tục khác được.")
    return errors


def _filing(dossier: Dossier, plan: AnewPlan) -> Filing:
    parties = [
        PartyFacts(Role(party.role), proof=Proof(party.proof), **{part: getattr(party, part) for part in PARTS})
        for party in dossier.parties.order_by("pk")
    ]
    method = ReturnMethod(dossier.return_method)
    if method not in returns_of(plan.wanted.version):
        method = ReturnMethod.COUNTER
    return Filing(
        version=plan.wanted.version,
        place_code=plan.place_code,
        channel=Channel(dossier.channel),
        parties=parties,
        returning=Returning(method, dossier.return_address),
        case_answers=dict(plan.wanted.case_answers),
        answers=plan.answers,
        files=[FileFacts(file.name, file.stored, key, name) for file, key, name in plan.files],
        fee_numbers=dossier.fee_numbers,
        form=plan.form,
    )


def _components(plan: AnewPlan) -> list[ComponentFacts]:
    papers = plan.papers
    return [
        ComponentFacts(key, name, originals, copies) for key, name, originals, copies in papers if originals or copies
    ]


@inside_operation
def _end(dossier: Dossier, *, by: Account, at: datetime) -> None:
    """The old one waits for nobody any more; its receipt is void (NĐ 30/2020 Đ18)."""
    revoke_receipts(dossier, reason=REPLACED, by=by, at=at)
    move(dossier, Status.NOT_ACCEPTED)
    dossier.ended_at = at
    close_requests(dossier, at=at)
    dossier.save(update_fields=["status", "ended_at"])
    announce(DossierEnded(dossier_id=dossier.pk, agency_id=dossier.handling_agency_id, at=at, by_id=by.pk))


@inside_operation
def _tell_both(dossier: Dossier, new: Dossier, plan: AnewPlan, reason: str, *, by: Account, at: datetime) -> None:
    """Journal, story, paper and notice say what became of what."""
    note(new=new.code, before=dossier.procedure.code, after=new.procedure.code, reason=reason)
    note(due_before=dossier.due_at, due_after=new.due_at, fee_paid=dossier.fee_paid_dong)
    facts = {"code": new.code, "changes": "; ".join(plan.sentences()), "reason": reason}
    said = gettext_noop("Từ chối, tiếp nhận lại thành hồ sơ %(code)s. %(changes)s. Lý do: %(reason)s")
    tell_story(dossier, StoryWord.RECEIVED_ANEW, by=by, at=at, text=Sentence(said, facts))
    said = gettext_noop("Nội dung chuyển từ hồ sơ %(code)s. %(changes)s. Lý do: %(reason)s")
    tell_story(new, StoryWord.RECEIVED_ANEW, by=by, at=at, text=Sentence(said, {**facts, "code": dossier.code}))
    lines = f"{reason}\nHồ sơ đã được tiếp nhận lại theo thủ tục «{new.procedure.name}», mã {new.code}."
    print_intake_refusal(dossier, reason=lines, by=by, at=at)
    settling = settling_words(new.paid_of_fee, (new.fee_dong, new.fee_per))
    told: dict[str, Any] = {"fee": settling[0]} if settling else {}
    tell_filer(
        dossier, "received_anew", at=at, new_code=new.code, new_procedure=new.procedure.name,
        due=new.due_at or Sentence(gettext_noop("theo từng vụ việc")), **told,
    )  # fmt: skip
