"""The papers that the one-stop unit issues about a dossier; which form they follow is the rulebook's word."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from django.utils.translation import gettext as _

from motcua.dossiers.books import book_of
from motcua.dossiers.corrections import terms_in
from motcua.dossiers.deadlines import counted_since, length_words
from motcua.dossiers.models import Dossier, DossierFile, DossierPaper, SupplementItem, SupplementRequest
from motcua.dossiers.paperwork import (
    KEPT_BY_COUNTER,
    PAPERS_SPEAK,
    centre_of,
    contact_phone,
    counting_words,
    form_of,
    head_of,
    lines_of,
    party_of,
    person_of,
    rate_of_fee,
    rate_words,
    reduction_words,
    return_place,
    said_in,
    title_of,
)
from motcua.dossiers.rules import Outcome, Role
from motcua.forms.queries import came_as
from motcua.kernel.glyphs import drawn_name
from motcua.kernel.models import StoredFile
from motcua.kernel.operations import inside_operation
from motcua.kernel.speech import say
from motcua.kernel.text import format_phone, local
from motcua.organization.models import Agency
from motcua.organization.rules import symbol_of
from motcua.papers import rules as papers
from motcua.papers.models import Paper
from motcua.papers.operations import issue
from motcua.people.models import Account
from motcua.people.rules import AccountKind


@inside_operation
def issue_about(
    dossier: Dossier,
    value: papers.PaperValue,
    *,
    agency: Agency,
    by: Account | None,
    at: datetime,
    is_public: bool = True,
) -> Paper:
    """Issue a paper about the dossier; `is_public`: whether its filer sees it from now on."""
    paper = issue(value, agency=agency, subject_reference=dossier.reference, by=by, at=at)
    DossierPaper.objects.create(dossier=dossier, kind=paper.kind, paper=paper, is_public=is_public)
    return paper


class Handed(Protocol):
    """A file that was handed in, for a dossier to come or one that is there."""

    @property
    def name(self) -> str: ...
    @property
    def component_name(self) -> str: ...
    @property
    def stored(self) -> StoredFile: ...


def submitted(files: Iterable[Handed], came: Mapping[str, str]) -> tuple[papers.SubmittedFile, ...]:
    """The files as a proof names them: by the sum of what came, and of what is kept where that is another."""
    return tuple(
        papers.SubmittedFile(
            drawn_name(one.name),
            one.stored.size,
            came.get(one.stored.digest, one.stored.digest),
            one.component_name,
            kept=one.stored.digest if one.stored.digest in came else "",
        )
        for one in files
    )


@PAPERS_SPEAK
@inside_operation
def print_submission_proof(
    dossier: Dossier, *, filer_name: str, files: Sequence[papers.SubmittedFile], at: datetime
) -> Paper:
    """The proof of an online submission, file by file; it is drawn when somebody opens it."""
    centre = centre_of(dossier)
    value = papers.SubmissionProof(
        **head_of(dossier, centre, "", at),
        person_name=filer_name,
        procedure_name=dossier.procedure.name,
        submitted_at=dossier.submitted_at,
        files=tuple(files),
        answer_until=dossier.first_answer_due_at,
        contact_phone=contact_phone(centre),
    )
    return issue_about(dossier, value, agency=centre, by=None, at=at)


@PAPERS_SPEAK
@inside_operation
def print_answer_proof(
    dossier: Dossier,
    request: SupplementRequest,
    *,
    changes: Sequence[str],
    scans: Mapping[str, int],
    taken_by: Account | None,
    at: datetime,
) -> Paper:
    """The proof that an answer to a request arrived: its files, its words, and which declaration stands from now on.

    `taken_by`: who took it at the counter. Then it says what was brought, paper by paper, each with its `scans`.
    """
    centre, items = centre_of(dossier), list(request.items.all())
    files = submitted(request.files.select_related("stored").order_by("pk"), came_as(request)) if not taken_by else ()
    papers_asked = [item for item in items if taken_by and not item.facts.is_answer]
    value = papers.SubmissionProof(
        **head_of(dossier, centre, "", at),
        person_name=party_of(dossier, Role.FILER).name,
        procedure_name=dossier.procedure.name,
        submitted_at=at,
        files=files,
        contact_phone=contact_phone(centre),
        supplement_number=request.number,
        declaration_number=dossier.earlier_declarations.count() + 1 if changes else 0,
        changes=tuple(changes),
        answers=tuple(f"{item.what}: {item.answer}" for item in items if item.answer and item not in papers_asked),
        taken_by=taken_by.full_name if taken_by else "",
        brought=tuple(_brought(item, scans.get(f"item_{item.pk}", 0)) for item in papers_asked),
    )
    return issue_about(dossier, value, agency=centre, by=None, at=at)


def _brought(item: SupplementItem, scans: int) -> str:
    """A paper that was asked for, with what of it was scanned and written down at the counter."""
    came = ", ".join(filter(None, (f"{scans} tệp quét" if scans else "", item.answer)))
    return ": ".join(filter(None, (item.what, came)))


@PAPERS_SPEAK
@inside_operation
def print_receipt(dossier: Dossier, *, signer: Account | None = None, by: Account, at: datetime) -> Paper:
    """The receipt with the dossier's code, its appointment and its QR (NĐ 118/2025 Đ17).

    `signer`: who received the dossier, where somebody else has it printed anew.
    """
    centre, filer, holder = centre_of(dossier), party_of(dossier, Role.FILER), party_of(dossier, Role.HOLDER)
    signer = signer or by
    recipient = party_of(dossier, Role.RECIPIENT)
    is_another = (recipient.name, recipient.id_number) != (filer.name, filer.id_number)
    value = papers.Receipt(
        **head_of(dossier, centre, "receipt", at),
        unit_name=dossier.receiving_unit.name,
        filer_name=filer.name,
        filer_address=filer.address,
        filer_phone=format_phone(filer.phone),
        filer_email=filer.email,
        filer_id_number=filer.id_number,
        holder_name=holder.name,
        holder_address=holder.address,
        procedure_name=dossier.procedure.name,
        **_receiving(dossier, at),
        due_at=dossier.due_at,
        components=_handed_in(dossier),
        filer_authorisation=filer.authorisation,
        recipient_name=recipient.name if is_another else "",
        recipient_authorisation=recipient.authorisation if is_another else "",
        not_received=_not_handed_in(dossier),
        processing_time=length_words(dossier),
        counting_rule=counting_words(dossier),
        return_place=return_place(dossier, at),
        fee_dong=dossier.fee_dong,
        fee_per=dossier.fee_per,
        fee_note=_("Do Hội đồng nhân dân tỉnh quy định") if dossier.is_fee_of_province else "",
        fee_rate=rate_of_fee(dossier),
        fee_reduction=_reduction_in(dossier),
        copies=tuple(rate_words(one) for one in dossier.copies),
        total_dong=dossier.total_dong,
        besides_dong=dossier.besides_dong or None,
        paid_dong=dossier.fee_paid_dong,
        signer_name=signer.full_name,
        signer_title=title_of(signer, centre, at),
        contact_phone=contact_phone(centre),
        book_number=_book_of(dossier),
        book_line=str(dossier.book_line or ""),
    )
    return issue_about(dossier, value, agency=centre, by=by, at=at)


def _reduction_in(dossier: Dossier) -> str:
    """What the law took off the fee as it stands; nothing once another sum was asked for."""
    terms = None if dossier.is_fee_asked else terms_in(dossier, dossier.case_answers)
    return reduction_words(terms.fee.reduction) if terms and terms.fee.reduction else ""


def _book_of(dossier: Dossier) -> str:
    """Which book of the unit has its line; none of those accepted before lines were given at once."""
    is_booked = dossier.book_line is not None and dossier.accepted_at is not None
    return book_of(local(dossier.accepted_at).year) if is_booked and dossier.accepted_at else ""


def _handed_in(dossier: Dossier) -> tuple[papers.ReceiptComponent, ...]:
    """Every paper once: one that was handed in on paper and scanned is that paper, and says of its scans."""
    files: dict[str, list[DossierFile]] = {}
    for file in dossier.files.order_by("pk"):
        files.setdefault(file.component_key, []).append(file)
    rows = []
    for part in dossier.components.order_by("pk"):
        if part.originals or part.copies:
            scans = [] if part.is_electronic else files.pop(part.key, [])
            note = _("Đã quét: %s") % ", ".join(drawn_name(file.name) for file in scans) if scans else ""
            rows.append(papers.ReceiptComponent(part.name, part.originals, part.copies, part.is_electronic, note))
    electronic = [
        papers.ReceiptComponent(file.component_name or name, is_electronic=True, note=name)
        for kept in files.values()
        for file in kept
        for name in [drawn_name(file.name)]
    ]
    return (*rows, *electronic)


def _not_handed_in(dossier: Dossier) -> tuple[str, ...]:
    """The required papers of which nobody handed in anything; a declaration that was typed with us is there."""
    asked = {one.key: one for one in dossier.version.components.all() if one.is_to_hand_in}
    scanned = set(dossier.files.values_list("component_key", flat=True))
    none = dossier.components.filter(originals=0, copies=0, key__in=asked.keys() - scanned).order_by("pk")
    return tuple(one.name for one in none if dossier.is_undeclared or not asked[one.key].is_made_by_form)


@PAPERS_SPEAK
@inside_operation
def print_return_proof(
    dossier: Dossier, *, name: str, id_number: str, authorisation: str, by: Account, at: datetime
) -> Paper:
    """What is signed by whoever takes the result at the counter (NĐ 118/2025 Đ22): for the office, with the number."""
    centre = centre_of(dossier)
    # Whose dossier was refused is given the letter that says why.
    kinds = [papers.IntakeRefusal.kind] if dossier.outcome == Outcome.REFUSED else papers.result_kinds()
    results = dossier.papers.filter(kind__in=kinds, paper__revoked_at=None).select_related("paper")
    named = [f"{entry.paper.title}, số {entry.paper.number}".removesuffix(", số ") for entry in results.order_by("pk")]
    value = papers.ReturnProof(
        **head_of(dossier, centre, "", at),
        unit_name=dossier.receiving_unit.name,
        procedure_name=dossier.procedure.name,
        holder_name=dossier.holder_name,
        returned_at=at,
        papers=tuple(named + [f"{one.number} {say(one.per)}" for one in dossier.ordered]),
        person_name=name,
        person_id_number=id_number,
        authorisation=authorisation,
        signer_name=by.full_name,
        signer_title=title_of(by, centre, at),
    )
    return issue_about(dossier, value, agency=centre, by=by, at=at, is_public=False)


def _receiving(dossier: Dossier, at: datetime) -> dict[str, Any]:
    """When it was received; and for whom, where the agency of another place handles it."""
    since = counted_since(dossier) or at
    if not dossier.is_forwarded:
        return {"received_at": since}
    counted_from = since if dossier.rulebook.rules.counts_from_agency else None
    return {
        "received_at": dossier.accepted_at or at, "handled_by": dossier.handling_agency.name,
        "counted_from": counted_from,
    }  # fmt: skip


@PAPERS_SPEAK
@inside_operation
def print_supplement_request(
    dossier: Dossier, request: SupplementRequest, *, remark: str = "", by: Account, at: datetime
) -> Paper:
    """The written, complete request for supplements (NĐ 118/2025 Đ17); `remark`: what an answer did not give."""
    centre = centre_of(dossier)
    value = papers.SupplementRequest(
        **head_of(dossier, centre, "supplement_request", at),
        **person_of(dossier),
        unit_name=dossier.receiving_unit.name,
        items=tuple(papers.SupplementItem(item.what, item.why) for item in request.items.all()),
        received_at=dossier.accepted_at or dossier.submitted_at,
        remark=remark,
        reason=_reason_besides(request),
        reply_until=request.answer_due_on,
        signer_name=by.full_name,
        signer_title=title_of(by, centre, at),
        contact_name=by.full_name,
        contact_phone=contact_phone(centre),
    )
    return issue_about(dossier, value, agency=centre, by=by, at=at)


def _reason_besides(request: SupplementRequest) -> str:
    """Why all of it is asked for, where that says more than the reasons of its items."""
    reason = request.reason.strip()
    return "" if reason in {item.why.strip() for item in request.items.all()} else reason


@PAPERS_SPEAK
@inside_operation
def print_intake_refusal(dossier: Dossier, *, reason: str, by: Account, at: datetime) -> Paper:
    """The refusal to receive the dossier, with its reason (NĐ 118/2025 Đ17)."""
    centre = centre_of(dossier)
    value = papers.IntakeRefusal(
        **head_of(dossier, centre, "intake_refusal", at),
        **person_of(dossier),
        unit_name=dossier.receiving_unit.name,
        reasons=lines_of(reason),
        received_at=dossier.accepted_at or dossier.submitted_at,
        signer_name=by.full_name,
        signer_title=title_of(by, centre, at),
        contact_phone=contact_phone(centre),
        **said_in(dossier, "intake_refusal", centre),
        recipients=KEPT_BY_COUNTER,
    )
    return issue_about(dossier, value, agency=centre, by=by, at=at)


@PAPERS_SPEAK
@inside_operation
def print_stop(dossier: Dossier, *, reason: str, by: Account, at: datetime) -> Paper | None:
    """The notice that processing stops because the filer wants it (NĐ 118/2025 Đ21; TT 03/2025/TT-VPCP Đ7, mẫu 05).

    The one-stop unit's when an official was told, the portal's and unsigned when the filer did it. None under a
    rulebook that has no such form.
    """
    if form_of(dossier, "stop_notice") is None:
        return None
    centre, is_official = centre_of(dossier), by.kind == AccountKind.OFFICIAL and by.pk != dossier.filer_account_id
    signing: dict[str, Any] = (
        {"signer_name": by.full_name, "signer_title": title_of(by, centre, at)} if is_official else {}
    )
    value = papers.StopNotice(
        **head_of(dossier, centre, "stop_notice", at),
        **person_of(dossier),
        **signing,
        unit_name=dossier.receiving_unit.name,
        symbol=symbol_of("TB-UBND", kind=centre.kind),
        received_at=dossier.accepted_at or dossier.submitted_at,
        asked_at=at,
        reason=reason,
        paid_dong=dossier.fee_paid_dong,
        contact_phone=contact_phone(centre),
        **said_in(dossier, "stop_notice", centre),
        recipients=KEPT_BY_COUNTER,
    )
    return issue_about(dossier, value, agency=centre, by=by if is_official else None, at=at)


@inside_operation
def publish_result(dossier: Dossier) -> None:
    """Let the filer see the result once it is issued."""
    results = papers.result_kinds()
    DossierPaper.objects.filter(dossier=dossier, kind__in=results, paper__revoked_at=None).update(is_public=True)


@inside_operation
def publish(paper: Paper) -> None:
    """Let the filer see a paper about their dossier."""
    DossierPaper.objects.filter(paper=paper).update(is_public=True)
