"""An error in what was written down when a dossier was filed or received is put right, with the papers issued on it."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from motcua.dossiers.corrections import (
    CONTACT,
    Correction,
    Plan,
    as_part,
    day_in,
    numbers_wanted,
    paper_names,
    plan_correction,
    set_terms,
    settling_words,
    what_refuses,
    with_copies_counted,
)
from motcua.dossiers.events import DueCorrected
from motcua.dossiers.models import Dossier, DossierPaper, Party, ReceivedComponent
from motcua.dossiers.operations.clock import recompute
from motcua.dossiers.operations.persons import tell_former_contact
from motcua.dossiers.operations.printing import print_receipt
from motcua.dossiers.operations.redeclaring import keep_earlier
from motcua.dossiers.operations.story import tell_filer, tell_story
from motcua.dossiers.rights import DOSSIER, RECEIVER, in_status
from motcua.dossiers.rules import OPEN, Role, StoryWord, others_key
from motcua.forms.rules import problems_of, told_by
from motcua.kernel.events import announce
from motcua.kernel.lengths import REASON, within
from motcua.kernel.operations import Refused, inside_operation, note, operation
from motcua.kernel.sentences import Sentence
from motcua.kernel.text import local, one_line, worded
from motcua.papers.operations import revoke_paper
from motcua.papers.rules import Receipt
from motcua.people.models import Account
from motcua.people.rules import Proof

REPLACED = gettext_noop("Thay bằng giấy tiếp nhận đã đính chính.")


@operation(who=RECEIVER, journal="dossier.corrected", on=DOSSIER, when=in_status(*sorted(OPEN)))
def correct(dossier: Dossier, *, wanted: Correction, reason: str, by: Account, at: datetime) -> Dossier:
    """Put right what was written down wrongly: people, contacts, return, papers, numbers, case (NĐ 61/2018 Đ17, Đ19).

    Fee and time follow the case; the receipt is issued again in place of the old one; the story tells the old and the
    new, and the filer is told of it, also where they were reached before. A result drafted before is to be looked at
    again. Refused without a reason, when nothing changes, when a name or an answer about the case is missing, when a
    signed result or letter says already what would become different, and when a filer who had proved who they are would
    be somebody else, or reached otherwise, without showing it again.
    """
    reason = within("reason", worded(reason), REASON)
    wanted = with_copies_counted(dossier, wanted)
    plan = plan_correction(dossier, wanted)
    before = dossier.parties.get(role=Role.FILER)
    if errors := what_refuses(dossier, wanted, plan, at=at) | _unreasoned(dossier, plan, reason):
        raise Refused(_("Chưa đính chính được."), errors=errors)
    if dossier.decision and plan.reaches_papers:
        keep_earlier(dossier, people=plan.of_people, by=by, at=at)
    _change(dossier, wanted, plan, at=at)
    _keep_proof(dossier, before, wanted.proof, by=by, at=at)
    note(changed=[change.what for change in plan.changes], reason=reason)
    if plan.moves_day:
        note(due_before=plan.due_before, due_after=plan.due_after)
    if plan.moves_fee:
        note(fee_before=plan.fee_before[0], fee_after=plan.fee_after[0])
    if plan.due_before != plan.due_after:
        agency = dossier.handling_agency_id
        announce(DueCorrected(dossier_id=dossier.pk, agency_id=agency, at=at, by_id=by.pk))
    replace_receipt(dossier, by=by, at=at)
    changes = "; ".join(plan.sentences())
    said = Sentence(
        gettext_noop("Đính chính hồ sơ. %(changes)s. Lý do: %(reason)s"), {"changes": changes, "reason": reason.strip()}
    )
    tell_story(dossier, StoryWord.CORRECTED, by=by, at=at, text=said)
    told: dict[str, Any] = {"due": dossier.due_at} if plan.moves_day else {}
    if plan.moves_fee and (settling := settling_words(plan.paid, plan.fee_after)):
        told["fee"] = settling[0]
        note(fee_paid=plan.paid)
    tell_filer(dossier, "corrected", at=at, **told)
    return dossier


@inside_operation
def _keep_proof(dossier: Dossier, before: Party, proof: Proof, *, by: Account, at: datetime) -> None:
    """What the filer's identity rests on after it was corrected; who was reached before and is not now, is told."""
    filer = dossier.parties.get(role=Role.FILER)
    if proof != Proof.SAID:
        filer.proof, filer.proved_at, filer.proved_by = proof.value, at, by
        filer.save(update_fields=["proof", "proved_at", "proved_by"])
        note(proof=proof)
    changed = [part for part in CONTACT if getattr(before, part) != getattr(filer, part)]
    if changed:
        note(contact_changed=changed)
        unit, account = dossier.receiving_unit, dossier.filer_account
        tell_former_contact(before.email, before.phone, account=account, unit=unit, at=at)


def _unreasoned(dossier: Dossier, plan: Plan, reason: str) -> dict[str, str]:
    said = "" if worded(reason) else _("Ghi lý do đính chính.")
    if not plan.changes:
        said = said or _("Chưa có nội dung nào khác với hồ sơ.")
    return {"reason": said} if said else {}


@inside_operation
def _change(dossier: Dossier, wanted: Correction, plan: Plan, *, at: datetime) -> None:
    for party in dossier.parties.all():
        parts = wanted.parties.get(Role(party.role), {})
        for part, value in parts.items():
            setattr(party, part, day_in(value) if part == "born_on" else as_part(part, one_line(value)))
        party.save(update_fields=list(parts) or None)
    holder = dossier.parties.get(role=Role.HOLDER)
    dossier.holder_name = holder.name
    dossier.filer_key = others_key(holder.name, *dossier.parties.exclude(pk=holder.pk).values_list("name", flat=True))
    dossier.summary = f"{dossier.procedure.name} – {holder.name}"[:300]
    dossier.return_method, dossier.return_address = wanted.return_method, wanted.return_address
    dossier.case_answers = dict(wanted.case_answers)
    if dossier.is_half_declared and dossier.form is not None:
        # What was wrong in the declaration may have been the case alone.
        told = {**dossier.answers, **told_by(dossier.case_answers, dossier.filed_on)}
        dossier.is_undeclared = bool(problems_of(dossier.form.parsed, told, today=local(at).date()))
    names = paper_names(dossier)
    for key, (originals, copies) in wanted.papers.items():
        if key in names:
            ReceivedComponent.objects.update_or_create(
                dossier=dossier, key=key, defaults={"name": names[key], "originals": originals, "copies": copies}
            )
    dossier.fee_numbers = numbers_wanted(dossier, wanted)
    if plan.terms is not None:
        set_terms(dossier, plan.terms)
        recompute(dossier)
    else:
        dossier.fee_dong, dossier.fee_per = plan.fee_after
    dossier.save()


@inside_operation
def replace_receipt(dossier: Dossier, *, signer: Account | None = None, by: Account, at: datetime) -> None:
    """The receipt says what is right; the one before it is void and says by what it was replaced (NĐ 30/2020 Đ18).

    `signer`: who received the dossier, where it is replaced for what an official of another agency wrote.
    """
    if dossier.accepted_at is not None:
        revoke_receipts(dossier, reason=REPLACED, by=by if signer is None else None, at=at)
        print_receipt(dossier, signer=signer, by=by, at=at)


@inside_operation
def revoke_receipts(dossier: Dossier, *, reason: str, by: Account | None, at: datetime) -> None:
    """No receipt of the dossier stands any more."""
    issued = DossierPaper.objects.filter(dossier=dossier, kind=Receipt.kind, paper__revoked_at=None)
    for entry in issued.select_related("paper").order_by("paper_id"):
        revoke_paper(entry.paper, reason=reason, by=by, at=at)
