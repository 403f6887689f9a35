"""A petition is answered: drafted, checked by another, given; its author accepts it or opens it again."""

from datetime import datetime

from django.db.models import F
from django.utils.translation import gettext as _

from motcua.feedback.deadlines import NoRule, begin, rule_on
from motcua.feedback.models import Petition, PetitionAnswer, PetitionSupport
from motcua.feedback.operations.handling import reason_of
from motcua.feedback.operations.telling import tell_author, tell_officials, tell_step, tell_who_has_it
from motcua.feedback.rights import AUTHOR, CHECKER, HANDLER, PETITION, SUPPORTER, is_in
from motcua.feedback.rules import ANSWER, OWED, State, Step
from motcua.feedback.rules.marks import marks
from motcua.forms.rules.stamps import bears_secret_stamp
from motcua.kernel.lengths import within
from motcua.kernel.operations import Refused, note, operation
from motcua.kernel.text import local, worded
from motcua.organization.rules import Duty
from motcua.people.models import Account
from motcua.people.rights import posts_of


@operation(who=HANDLER, journal="petition.answer_drafted", on=PETITION, when=is_in(State.FORWARDED, State.ASSIGNED))
def draft(petition: Petition, *, text: str, by: Account, at: datetime) -> PetitionAnswer:
    """Draft the answer and hand it on to be checked (NĐ 20/2008/NĐ-CP)."""
    text = _answer_in("text", text)
    answer = petition.answers.filter(given_at=None).first() or PetitionAnswer(
        petition=petition, round=petition.answers.count() + 1
    )
    answer.text, answer.drafted_by, answer.drafted_at = text, by, at
    answer.save()
    petition.state = State.DRAFTED
    petition.save(update_fields=["state"])
    note(code=petition.code, round=answer.round)
    tell_step(petition, Step.DRAFTED, by=by, at=at)
    tell_officials(petition, "petition_to_check", at=at, but=by)
    return answer


@operation(who=CHECKER, journal="petition.answer_sent_back", on=PETITION, when=is_in(State.DRAFTED))
def send_back(petition: Petition, *, reason: str, by: Account, at: datetime) -> Petition:
    """Give the draft back to who wrote it, with what is to be done (NĐ 20/2008/NĐ-CP)."""
    reason = reason_of("reason", reason, _("Nêu lý do trả lại."))
    petition.answers.filter(given_at=None).update(sent_back=reason)
    petition.state = State.ASSIGNED if petition.unit_id else State.FORWARDED
    petition.save(update_fields=["state"])
    note(code=petition.code, reason=reason)
    tell_step(petition, Step.SENT_BACK, by=by, at=at, text=reason)
    tell_who_has_it(petition, "petition_to_handle", at=at)
    return petition


@operation(who=CHECKER, journal="petition.answered", on=PETITION, when=is_in(State.DRAFTED))
def give(
    petition: Petition, *, text: str, shown: str, is_public: bool, are_marks_seen: bool = False, by: Account,
    at: datetime,
) -> PetitionAnswer:  # fmt: skip
    """Give the checked answer to its author, and publish it where it is public (NĐ 20/2008/NĐ-CP; Luật 91/2025/QH15).

    `text` is what the author reads, `shown` what everybody reads. Refused while something in `shown` looks like
    personal data and nobody said that it was seen and may stand.
    """
    text = _answer_in("text", text)
    shown = _answer_in("shown", shown) if is_public else ""
    if is_public and not petition.is_public:
        raise Refused(_("Phản ánh này không công khai, nên câu trả lời chỉ gửi người gửi."))
    if shown and not are_marks_seen and (left := marks(shown, [petition.name])):
        pieces = ", ".join(dict.fromkeys(f"«{shown[one.start : one.end]}»" for one in left))
        message = _("Còn chỗ giống dữ liệu cá nhân: %s. Che đi, hoặc xác nhận được công khai.") % pieces
        raise Refused(message, errors={"shown": message})
    answer = petition.answers.get(given_at=None)
    answer.text, answer.shown, answer.checked_by, answer.given_at = text, shown, by, at
    answer.is_by_leader, answer.sent_back = _leads(petition, by, at), ""
    answer.save()
    is_late = at > petition.due_at
    petition.state, petition.answered_at = State.ANSWERED, at
    petition.save(update_fields=["state", "answered_at"])
    note(code=petition.code, round=answer.round, is_public=is_public, is_late=is_late)
    tell_step(petition, Step.ANSWERED, by=by, at=at)
    tell_author(petition, "petition_answered", at=at)
    return answer


def _leads(petition: Petition, by: Account, at: datetime) -> bool:
    return any(
        post.unit.agency_id == petition.agency_id and (post.has(Duty.SIGN) or post.has(Duty.SUPERVISE))
        for post in posts_of(by, on=local(at).date())
    )


def _answer_in(field: str, text: str) -> str:
    text = within(field, text.strip(), ANSWER)
    message = ""
    if not worded(text):
        message = _("Ghi nội dung trả lời.")
    elif bears_secret_stamp(text):
        message = _("Nội dung có dấu chỉ độ mật: không trả lời trên hệ thống nối mạng.")
    if message:
        raise Refused(message, errors={field: message})
    return text


@operation(who=AUTHOR, journal="petition.reopened", on=PETITION, when=is_in(State.ANSWERED))
def reopen(petition: Petition, *, why: str, by: Account | None, at: datetime) -> Petition:
    """Its author says that it is not solved: it is handled anew, with a new time (NĐ 20/2008/NĐ-CP)."""
    why = reason_of("why", why, _("Ghi điều gì chưa được giải quyết."))
    answer = petition.answers.order_by("round").last()
    if answer is not None:
        answer.unsolved = why
        answer.save(update_fields=["unsolved"])
    petition.state = State.ASSIGNED if petition.unit_id else State.FORWARDED
    petition.answered_at = None
    begin(petition, "answer_days", at=at)
    petition.save(update_fields=["state", "answered_at", "due_at", "due_since", "due_days"])
    note(code=petition.code)
    tell_step(petition, Step.REOPENED, by=by, at=at)
    tell_who_has_it(petition, "petition_to_handle", at=at)
    return petition


@operation(who=AUTHOR, journal="petition.closed", on=PETITION, when=is_in(State.ANSWERED))
def close(petition: Petition, *, by: Account | None, at: datetime) -> Petition:
    """Its author accepts the answer; nobody else closes it (NĐ 20/2008/NĐ-CP)."""
    petition.state, petition.closed_at = State.CLOSED, at
    petition.save(update_fields=["state", "closed_at"])
    note(code=petition.code)
    tell_step(petition, Step.CLOSED, by=by, at=at)
    return petition


@operation(who=SUPPORTER, journal="petition.supported", on=PETITION, when=is_in(*OWED))
def support(petition: Petition, *, by: Account, at: datetime) -> Petition:
    """Say that one meets the same; with enough of them a leader owes the answer (NĐ 20/2008/NĐ-CP).

    Refused for its author and for what is not public. Said twice it counts once.
    """
    if not petition.is_public:
        raise Refused(_("Phản ánh này không công khai."))
    if petition.author_id == by.pk:
        raise Refused(_("Đây là phản ánh của bạn."))
    _support, is_new = PetitionSupport.objects.get_or_create(petition=petition, account=by, defaults={"at": at})
    note(code=petition.code, again=not is_new)
    if not is_new:
        return petition
    Petition.objects.filter(pk=petition.pk).update(supporters=F("supporters") + 1)
    petition.supporters += 1
    if petition.leader_owes_since is None and petition.supporters >= _enough(at):
        petition.leader_owes_since = at
        petition.save(update_fields=["leader_owes_since"])
        tell_step(petition, Step.OWED_BY_LEADER, by=None, at=at)
        tell_officials(petition, "petition_owed_by_leader", at=at)
    return petition


def _enough(at: datetime) -> float:
    try:
        return rule_on("leader_supporters", on=local(at).date()).number or float("inf")
    except NoRule:
        return float("inf")
