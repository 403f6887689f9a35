"""The papers of a dossier, filled from its facts; which form they follow is the rulebook's word."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import override

from motcua.calendars.rules import FirstDay
from motcua.calendars.words import duration_words
from motcua.dossiers.models import Dossier, DossierPaper, Party, Proposal, SupplementRequest
from motcua.dossiers.operations.clock import full_since, is_same_day, rule_of
from motcua.dossiers.rules import Outcome, ProposalKind, Role
from motcua.kernel.text import format_phone, local
from motcua.organization.models import Agency
from motcua.organization.rules import AgencyKind, Level
from motcua.papers import rules as papers
from motcua.papers.models import Paper
from motcua.papers.operations import issue, may_seal, seal_paper, sign_paper
from motcua.papers.rendering import render
from motcua.people.models import Account
from motcua.people.queries import posts_of

# A paper is a record under Vietnamese law: it is written in Vietnamese, whoever causes it.
PAPERS_SPEAK = override("vi")
RETURN_WORDS = {
    "ONLINE": "Bản điện tử trong tài khoản của người nộp",
    "COUNTER": "Tại Bộ phận Một cửa",
    "POST": "Qua dịch vụ bưu chính công ích",
}


def _form(dossier: Dossier, key: str) -> papers.FormKey | None:
    form = dossier.rulebook.rules.papers.get(key)
    return papers.FormKey(form.circular, form.number, form.title) if form else None


def _party(dossier: Dossier, role: Role) -> Party:
    return dossier.parties.get(role=role)


def _head(dossier: Dossier, agency: Agency, key: str, at: datetime) -> dict[str, Any]:
    """What every paper of an agency about a dossier begins with."""
    return {
        "agency_name": agency.name,
        "parent_agency_name": agency.parent.name if agency.parent else "",
        "place_name": agency.place.name,
        "at": at,
        "form": _form(dossier, key) if key else None,
        "code": dossier.shown_code,
    }


def _person(dossier: Dossier) -> dict[str, Any]:
    filer = _party(dossier, Role.FILER)
    return {
        "person_name": filer.name,
        "person_address": filer.address,
        "person_phone": format_phone(filer.phone),
        "procedure_name": dossier.procedure.name,
    }


def _issue(
    dossier: Dossier,
    value: papers.PaperValue,
    *,
    agency: Agency,
    by: Account | None,
    at: datetime,
    is_public: bool = True,
) -> Paper:
    paper = issue(value, agency=agency, subject_reference=dossier.reference, by=by, at=at)
    DossierPaper.objects.create(dossier=dossier, kind=paper.kind, paper=paper, is_public=is_public)
    return paper


def _title_of(signer: Account, agency: Agency, at: datetime) -> str:
    """The title of the post in which somebody signs for an agency; of any post where none is there."""
    posts = posts_of(signer, on=local(at).date())
    own = [post for post in posts if post.unit.agency_id == agency.pk] or posts
    return own[0].title if own else ""


def _centre(dossier: Dossier) -> Agency:
    return dossier.receiving_unit.agency


@PAPERS_SPEAK
def print_submission_proof(
    dossier: Dossier, *, filer_name: str, files: Sequence[papers.SubmittedFile], at: datetime
) -> Paper:
    """The proof of an online submission, file by file; it is drawn when somebody opens it."""
    centre = _centre(dossier)
    value = papers.SubmissionProof(
        **_head(dossier, centre, "", at),
        person_name=filer_name,
        procedure_name=dossier.procedure.name,
        submitted_at=dossier.submitted_at,
        files=tuple(files),
        answer_until=dossier.first_answer_due_at,
        contact_phone=centre.phone,
    )
    return _issue(dossier, value, agency=centre, by=None, at=at)


def counting_words(dossier: Dossier) -> str:
    """How the dossier's time is counted, in the words of its receipt; empty when the procedure fixes no time."""
    rule = rule_of(dossier)
    if is_same_day(dossier):
        return f"trong ngày tiếp nhận; tiếp nhận sau {rule.cut_off:%H:%M} thì tính từ ngày làm việc tiếp theo"
    after = "" if rule.first_day == FirstDay.SAME_DAY else " tiếp theo"
    last_day = "ngày cuối là ngày nghỉ thì đến hết ngày làm việc tiếp theo"
    return {
        "WORKING_DAY": f"tính từ ngày làm việc{after} ngày nhận hồ sơ; không tính ngày nghỉ, ngày lễ",
        "DAY": f"tính từ ngày{after} ngày nhận hồ sơ, tính cả ngày nghỉ; {last_day}",
        "MONTH": f"tính từ ngày{after} ngày nhận hồ sơ; {last_day}",
        "WORKING_HOUR": "chỉ tính giờ làm việc",
    }.get(dossier.duration_unit, "")


@PAPERS_SPEAK
def print_receipt(dossier: Dossier, *, by: Account, at: datetime) -> Paper:
    """The receipt with the dossier's code, its appointment and its QR (NĐ 118/2025 Đ17)."""
    centre, filer, holder = _centre(dossier), _party(dossier, Role.FILER), _party(dossier, Role.HOLDER)
    files = [
        papers.ReceiptComponent(file.component_name or file.name, is_electronic=True, note=file.name)
        for file in dossier.files.order_by("pk")
    ]
    handed_in = [
        papers.ReceiptComponent(part.name, part.originals, part.copies, part.is_electronic)
        for part in dossier.components.order_by("pk")
        if part.originals or part.copies
    ]
    value = papers.Receipt(
        **_head(dossier, centre, "receipt", at),
        unit_name=dossier.receiving_unit.name,
        filer_name=filer.name,
        filer_address=filer.address,
        filer_phone=format_phone(filer.phone),
        filer_email=filer.email,
        filer_id_number=filer.id_number,
        holder_name=holder.name,
        holder_address=holder.address,
        procedure_name=dossier.procedure.name,
        received_at=full_since(dossier) or at,
        due_at=dossier.due_at,
        components=tuple(handed_in + files),
        processing_time=duration_words(dossier.duration_amount, dossier.duration_unit),
        counting_rule=counting_words(dossier),
        return_place=": ".join(filter(None, [RETURN_WORDS[dossier.return_method], dossier.return_address])),
        fee_dong=dossier.fee_dong,
        signer_name=by.full_name,
        signer_title=_title_of(by, centre, at),
        contact_phone=centre.phone,
    )
    return _issue(dossier, value, agency=centre, by=by, at=at)


@PAPERS_SPEAK
def print_supplement_request(
    dossier: Dossier, request: SupplementRequest, *, remark: str = "", by: Account, at: datetime
) -> Paper:
    """The written, complete request for supplements (NĐ 118/2025 Đ17); `remark`: what an answer did not give."""
    centre = _centre(dossier)
    value = papers.SupplementRequest(
        **_head(dossier, centre, "supplement_request", at),
        **_person(dossier),
        unit_name=dossier.receiving_unit.name,
        items=tuple(papers.SupplementItem(item.what, item.why) for item in request.items.all()),
        received_at=dossier.accepted_at or dossier.submitted_at,
        remark=remark,
        reply_until=request.answer_due_on,
        signer_name=by.full_name,
        signer_title=_title_of(by, centre, at),
        contact_name=by.full_name,
        contact_phone=centre.phone,
    )
    return _issue(dossier, value, agency=centre, by=by, at=at)


@PAPERS_SPEAK
def print_intake_refusal(dossier: Dossier, *, reason: str, by: Account, at: datetime) -> Paper:
    """The refusal to receive the dossier, with its reason (NĐ 118/2025 Đ17)."""
    centre = _centre(dossier)
    value = papers.IntakeRefusal(
        **_head(dossier, centre, "intake_refusal", at),
        **_person(dossier),
        unit_name=dossier.receiving_unit.name,
        reasons=_lines(reason),
        received_at=dossier.accepted_at or dossier.submitted_at,
        signer_name=by.full_name,
        signer_title=_title_of(by, centre, at),
        contact_phone=centre.phone,
    )
    return _issue(dossier, value, agency=centre, by=by, at=at)


@PAPERS_SPEAK
def write_letter(proposal: Proposal, *, signer: Account, at: datetime) -> Paper:
    """The handling agency's letter to the filer, signed by its leader, not yet sent.

    A refusal to grant what was asked (NĐ 61/2018 Đ19.8), an apology with the reason and the new date (Đ19.9), or the
    notice that processing stops (TT 03/2025/TT-VPCP mẫu 05).
    """
    dossier = proposal.dossier
    agency = dossier.handling_agency
    received_at = dossier.accepted_at or dossier.submitted_at
    person = _person(dossier)
    signed: dict[str, Any] = {
        "signed_for": _signed_for(agency),
        "signer_name": signer.full_name,
        "signer_title": _title_of(signer, agency, at),
        "contact_phone": _centre(dossier).phone,
        "received_at": received_at,
    }
    value: papers.PaperValue
    if proposal.kind == ProposalKind.REFUSAL:
        head = _head(dossier, agency, "intake_refusal", at)
        value = papers.IntakeRefusal(**head, **person, **signed, reasons=_lines(proposal.reason), is_at_intake=False)
    elif proposal.kind == ProposalKind.APOLOGY:
        value = papers.Apology(
            **_head(dossier, agency, "apology", at),
            **person,
            **signed,
            old_due_at=dossier.due_at or received_at,
            new_due_at=proposal.new_due_at,
            reason=proposal.reason,
        )
    else:
        head = _head(dossier, agency, "stop_notice", at)
        value = papers.StopNotice(**head, **person, **signed, reason=proposal.reason)
    paper = _issue(dossier, value, agency=agency, by=signer, at=at, is_public=False)
    return sign_paper(paper, by=signer, at=at)


def send_letter(proposal: Proposal) -> None:
    """Let the filer see the letter."""
    DossierPaper.objects.filter(paper=proposal.letter_id).update(is_public=True)


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def _signed_for(agency: Agency) -> str:
    """The line over the signer's title: who signs for a committee signs in its name (NĐ 30/2020 Phụ lục I)."""
    is_committee = agency.kind == AgencyKind.PEOPLES_COMMITTEE and agency.level == Level.COMMUNE
    return "TM. ỦY BAN NHÂN DÂN" if is_committee else ""


@PAPERS_SPEAK
def print_result(dossier: Dossier, *, signer: Account, at: datetime) -> Paper:
    """The result, numbered and signed by who is charged with it (NĐ 30/2020 Đ5; NĐ 118/2025 Đ22)."""
    agency = dossier.handling_agency
    decision: Mapping[str, Any] = dossier.decision
    refused = dossier.outcome == Outcome.REFUSED
    value = papers.ResultCertificate(
        **_head(dossier, agency, "", at),
        heading=decision["title"] if not refused else f"Thông báo không giải quyết: {decision['title']}",
        addressee=_party(dossier, Role.HOLDER).name,
        paragraphs=tuple(decision["paragraphs"]),
        facts=tuple(decision["facts"].items()),
        signed_for=_signed_for(agency),
        signer_name=signer.full_name,
        signer_title=_title_of(signer, agency, at),
    )
    paper = _issue(dossier, value, agency=agency, by=signer, at=at, is_public=False)
    return sign_paper(paper, by=signer, at=at)


def seal_results(dossier: Dossier, *, by: Account, at: datetime) -> None:
    """Put the agency's own signature on the signed results when its clerk in charge issues them (NĐ 30/2020 Đ13)."""
    results = [kind.value for kind in papers.RESULTS]
    held = DossierPaper.objects.filter(dossier=dossier, kind__in=results, paper__revoked_at=None)
    for one in held.filter(paper__sealed_at=None).exclude(paper__signed_at=None).select_related("paper__agency"):
        if may_seal(one.paper, by=by, at=at):
            seal_paper(one.paper, by=by, at=at)


def publish_result(dossier: Dossier) -> None:
    """Let the filer see the result once it is issued."""
    results = [kind.value for kind in papers.RESULTS]
    DossierPaper.objects.filter(dossier=dossier, kind__in=results, paper__revoked_at=None).update(is_public=True)


@PAPERS_SPEAK
def control_sheet(dossier: Dossier, *, at: datetime) -> bytes:
    """The control sheet as it stands now: a row for each hand-over (NĐ 61/2018 Đ18)."""
    rows = []
    before, before_name = dossier.receiving_unit.name, dossier.accepted_by.full_name if dossier.accepted_by else ""
    for task in dossier.tasks.select_related("unit", "finished_by", "assignee").order_by("pk"):
        done, due = task.finished_at, task.due_at
        outcome = papers.outcome_of(done, due)
        person = task.finished_by or task.assignee
        rows.append(
            papers.HandOver(
                from_unit=before,
                from_name=before_name,
                to_unit=task.unit.name,
                to_name=person.full_name if person else "",
                at=task.opened_at,
                due_at=due,
                outcome=outcome,
                note="Trả lại làm lại" if task.is_cancelled else task.name,
            )
        )
        before, before_name = task.unit.name, person.full_name if person else ""
    agency = dossier.handling_agency
    return render(
        papers.ControlSheet(
            **_head(dossier, agency, "control_sheet", at),
            procedure_name=dossier.procedure.name,
            received_at=full_since(dossier) or dossier.submitted_at,
            due_at=dossier.due_at,
            holder_name=dossier.holder_name,
            rows=tuple(rows),
        )
    )
