"""The result comes to its recipient and is rated; and a dossier's other ends."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from motcua.dossiers.deadlines import judged_due
from motcua.dossiers.events import (
    DossierDone,
    DossierEnded,
    DossierRated,
    DossierReturned,
    DossierStopped,
    DossierWithdrawn,
)
from motcua.dossiers.models import AnswerDraft, Dossier, EarlierDeclaration, Rating, SupplementRequest
from motcua.dossiers.operations.printing import print_return_proof, print_stop, publish_result
from motcua.dossiers.operations.story import move, tell_filer, tell_story
from motcua.dossiers.rights import DOSSIER, FILER, FILER_OR_RECEIVER, IS_NOT_RECALLED, RETURNER_OR_SYSTEM, in_status
from motcua.dossiers.rules import OPEN, Decision, Outcome, ReturnMethod, Status, StoryWord
from motcua.kernel.events import announce
from motcua.kernel.glyphs import wrong_signs
from motcua.kernel.lengths import within
from motcua.kernel.operations import Refused, inside_operation, note, operation
from motcua.kernel.sentences import Sentence
from motcua.kernel.text import fold, worded
from motcua.kernel.values import document_number, person_name, shaped, wrong
from motcua.people.models import Account
from motcua.people.rules import names_somebody

# What a filer may write of why, and of how the service was.
LONGEST = 2_000
HAS_RESULT = Sentence(gettext_noop("Đã có kết quả."))


@dataclass(frozen=True)
class Receiver:
    """Who took the result at the counter: also somebody the dossier does not name, by a paper or a relation."""

    name: str = ""
    id_number: str = ""
    authorisation: str = ""


NOBODY = Receiver()


def _refuse_stranger(dossier: Dossier, receiver: Receiver) -> None:
    name, paper = receiver.name.strip(), receiver.authorisation.strip()
    errors = {}
    if not names_somebody(name):
        errors["receiver_name"] = _("Ghi họ tên người nhận.")
    else:
        errors |= wrong("receiver_name", person_name, name)
    errors |= wrong_signs("receiver_name", _("Họ tên người nhận"), name)
    errors |= wrong_signs("authorisation", _("Giấy ủy quyền hoặc quan hệ"), paper)
    errors |= wrong("receiver_id_number", document_number, receiver.id_number)
    if not names_somebody(paper) and not errors:
        errors |= _unlike_those_named(dossier, name, receiver.id_number)
    if errors:
        raise Refused(next(iter(errors.values())), errors=errors)


def _unlike_those_named(dossier: Dossier, name: str, number: str) -> dict[str, str]:
    """What speaks against this being somebody whom the dossier names: another name, or the same with another number."""
    named = [party for party in dossier.parties.all() if fold(party.name) == fold(name)]
    if not named:
        return {"authorisation": _("Người này không có tên trong hồ sơ: ghi giấy ủy quyền (số, ngày) hoặc quan hệ.")}
    known = {shaped(document_number, party.id_number) for party in named if party.id_number}
    if number.strip() and known and shaped(document_number, number) not in known:
        return {
            "receiver_id_number": _(
                "Số này khác số của người cùng tên trong hồ sơ. Xem lại giấy tờ của người nhận; nếu là người khác "
                "thì ghi giấy ủy quyền (số, ngày) hoặc quan hệ."
            )
        }
    return {}


@inside_operation
def keep_decision(dossier: Dossier, decision: Decision, *, outcome: Outcome) -> None:
    """Keep what the result will say, by the declaration as it is now."""
    EarlierDeclaration.objects.filter(dossier=dossier, outdates_draft=True).update(outdates_draft=False)
    dossier.outcome, dossier.decision = outcome, decision.kept()
    dossier.save(update_fields=["outcome", "decision"])
    note(outcome=outcome)


@inside_operation
def conclude(dossier: Dossier, *, by: Account, at: datetime, text: Sentence = HAS_RESULT) -> None:
    """The dossier has its result (status 9): judged here for being on time; returned at once where it is electronic.

    Paper copies that were ordered with it wait for the counter, which makes them and hands them over.
    """
    move(dossier, Status.DONE)
    dossier.done_at = at
    dossier.save(update_fields=["status", "outcome", "done_at"])
    publish_result(dossier)
    tell_story(dossier, StoryWord.DONE, by=by, at=at, text=text)
    tell_filer(dossier, "decided", at=at)
    due_at = judged_due(dossier)
    announce(DossierDone(dossier_id=dossier.pk, agency_id=dossier.handling_agency_id, at=at, due_at=due_at))
    if dossier.return_method == ReturnMethod.ONLINE and not dossier.ordered:
        return_result(dossier, by=None, at=at)


@inside_operation
def stop(dossier: Dossier, *, reason: str, by: Account, at: datetime) -> None:
    """Processing stops without a result; its filer is told why (TT 03/2025/TT-VPCP mẫu 05)."""
    _end(dossier, Status.STOPPED, by=by, at=at)
    tell_story(dossier, StoryWord.STOPPED, by=by, at=at, text=reason)
    tell_filer(dossier, "stopped", at=at, reason=reason)
    announce(DossierStopped(dossier_id=dossier.pk, agency_id=dossier.handling_agency_id, at=at))


@inside_operation
def close_requests(dossier: Dossier, *, at: datetime) -> None:
    """Nobody waits for an answer to what was asked, or looks at one, any more."""
    asked = SupplementRequest.objects.filter(dossier=dossier).exclude(state=SupplementRequest.State.CLOSED)
    AnswerDraft.objects.filter(request__in=asked).delete()
    asked.update(state=SupplementRequest.State.CLOSED, closed_at=at)


def _end(dossier: Dossier, status: Status, *, by: Account, at: datetime) -> None:
    move(dossier, status)
    dossier.ended_at = at
    dossier.save(update_fields=["status", "ended_at"])
    close_requests(dossier, at=at)
    announce(DossierEnded(dossier_id=dossier.pk, agency_id=dossier.handling_agency_id, at=at, by_id=by.pk))


@operation(
    who=RETURNER_OR_SYSTEM,
    journal="dossier.returned",
    on=DOSSIER,
    when=in_status(Status.DONE, to=Status.RETURNED) & IS_NOT_RECALLED,
)
def return_result(dossier: Dossier, *, receiver: Receiver = NOBODY, by: Account | None, at: datetime) -> Dossier:
    """Return the result to the person (status 10), at the counter, by post or in the account (NĐ 118/2025 Đ22).

    At the counter refused without a name, and without the paper or the relation by which somebody receives it who is
    not named in the dossier, or named there with another number. What they sign is printed: all of it can be drawn.
    """
    move(dossier, Status.RETURNED)
    if by is not None and dossier.return_method != ReturnMethod.POST:
        _refuse_stranger(dossier, receiver)
    dossier.returned_at = dossier.ended_at = at
    dossier.save(update_fields=["status", "returned_at", "ended_at"])
    said = Sentence(gettext_noop("Đã trả kết quả."))
    if receiver.name.strip():
        said = Sentence(gettext_noop("Đã trả kết quả cho %(name)s."), {"name": receiver.name.strip()})
    if receiver.name.strip() and receiver.authorisation.strip():
        facts = {"name": receiver.name.strip(), "paper": receiver.authorisation.strip()}
        said = Sentence(gettext_noop("Đã trả kết quả cho %(name)s (%(paper)s)."), facts)
    tell_story(dossier, StoryWord.RETURNED, by=by, at=at, text=said)
    if by is not None and receiver.name.strip():
        print_return_proof(
            dossier,
            name=receiver.name.strip(),
            id_number=shaped(document_number, receiver.id_number.strip()),
            authorisation=receiver.authorisation.strip(),
            by=by,
            at=at,
        )
    if receiver.id_number.strip():
        # For the office alone: whoever follows the dossier by its code need not know the number.
        number = Sentence(
            gettext_noop("Số định danh người nhận: %(number)s."),
            {"number": shaped(document_number, receiver.id_number)},
        )
        tell_story(dossier, StoryWord.RETURNED, by=by, at=at, is_public=False, text=number)
    tell_filer(dossier, "returned", at=at)
    announce(DossierReturned(dossier_id=dossier.pk, agency_id=dossier.handling_agency_id, at=at))
    return dossier


@operation(who=FILER_OR_RECEIVER, journal="dossier.withdrawn", on=DOSSIER, when=in_status(*OPEN, to=Status.WITHDRAWN))
def withdraw(dossier: Dossier, *, reason: str, by: Account, at: datetime) -> Dossier:
    """Withdraw a dossier that has no result yet, at the wish of its filer (NĐ 118/2025 Đ21).

    Of one that was received the notice that processing stops is issued (TT 03/2025/TT-VPCP Đ7).
    """
    was_accepted = dossier.accepted_at is not None
    if not worded(reason):
        raise Refused(_("Ghi lý do rút hồ sơ."), errors={"reason": _("Ghi ngắn gọn vì sao rút hồ sơ.")})
    within("reason", reason.strip(), LONGEST)
    _end(dossier, Status.WITHDRAWN, by=by, at=at)
    note(reason=reason.strip())
    tell_story(dossier, StoryWord.WITHDRAWN, by=by, at=at, text=reason.strip())
    tell_filer(dossier, "withdrawn", at=at)
    announce(
        DossierWithdrawn(dossier_id=dossier.pk, agency_id=dossier.handling_agency_id, at=at, was_accepted=was_accepted)
    )
    # Last, since its number is taken: a letter that was being signed is void before that.
    if was_accepted:
        print_stop(dossier, reason=reason.strip(), by=by, at=at)
    return dossier


@operation(
    who=FILER,
    journal="dossier.rated",
    on=DOSSIER,
    when=in_status(Status.DONE, Status.RETURNED, Status.NOT_ACCEPTED, Status.STOPPED),
)
def rate(dossier: Dossier, *, stars: int, comment: str, by: Account, at: datetime) -> Rating:
    """Rate the service once, from 1 to 5, after the result came (NĐ 61/2018 Đ27)."""
    if not 1 <= stars <= 5:
        raise Refused(_("Chọn mức đánh giá."), errors={"stars": _("Chọn từ 1 đến 5.")})
    if Rating.objects.filter(dossier=dossier).exists():
        raise Refused(_("Bạn đã đánh giá hồ sơ này. Cảm ơn bạn."))
    within("comment", comment.strip(), LONGEST)
    note(stars=stars)
    announce(DossierRated(dossier_id=dossier.pk, agency_id=dossier.handling_agency_id, at=at, stars=stars))
    return Rating.objects.create(dossier=dossier, stars=stars, comment=comment.strip(), at=at)
