"""What the handling agency writes: its letters to the filer and the result, signed and sealed."""

from dataclasses import replace
from datetime import datetime

from django.utils.translation import gettext as _

from motcua.dossiers.models import Dossier, DossierPaper
from motcua.dossiers.operations.printing import issue_about
from motcua.dossiers.paperwork import PAPERS_SPEAK
from motcua.handling.models import Proposal
from motcua.handling.paperwork import letter_of, result_of
from motcua.kernel.operations import Refused, inside_operation
from motcua.kernel.text import local
from motcua.papers import rules as papers
from motcua.papers.models import Paper
from motcua.papers.operations import seal_paper, sign_paper
from motcua.papers.rights import may_seal
from motcua.people.models import Account
from motcua.people.rights import posts_of
from motcua.results.operations import enter, hold_people, number_in_register
from motcua.results.registers import refuse_conflicts
from motcua.results.rules import ResultDocument


@inside_operation
def write_letter(proposal: Proposal, *, signer: Account, at: datetime) -> Paper:
    """The handling agency's letter to the filer, signed by its leader, not yet sent (NĐ 61/2018 Đ19.8, Đ19.9)."""
    value, dossier = letter_of(proposal, signer, at=at), proposal.dossier
    paper = issue_about(dossier, value, agency=dossier.handling_agency, by=signer, at=at, is_public=False)
    return sign_paper(paper, by=signer, at=at)


@PAPERS_SPEAK
@inside_operation
def print_result(dossier: Dossier, *, signer: Account, at: datetime) -> None:
    """The result, each paper numbered, signed, entered in its register (NĐ 30/2020 Đ5; NĐ 118/2025 Đ22).

    The signer is who is charged with it. Refused when nothing was drafted, or while something the law wants is missing
    on any paper, or registers speak against one and nobody said why it is right.
    """
    result = result_of(dossier, at=at)
    if result is None:
        raise Refused(_("Chưa có nội dung kết quả. Soạn kết quả trước khi ký."))
    if result.missing:
        raise Refused(missing_words(result.missing))
    hold_people(result.filled)
    refuse_conflicts(result.conflicts, result.decision.answered, posts_of(signer, on=local(at).date()))
    agency, beside = dossier.handling_agency, ""
    for place in range(len(result.titles)):
        value = result.paper(signer, at=at, place=place, beside=beside)
        if isinstance(value, ResultDocument) and value.book:
            value = replace(value, number=number_in_register(value, agency=agency, at=at))
        paper = issue_about(dossier, value, agency=agency, by=signer, at=at, is_public=False)
        if result.drafts:
            enter(dossier, result.drafts[place].template, paper, result.drafts[place].values, at=at)
        if not beside:
            beside = (
                replace(value, number=paper.number).entry_number if isinstance(value, ResultDocument) else paper.number
            )
        sign_paper(paper, by=signer, at=at)


def missing_words(labels: list[str]) -> str:
    """That the law wants more on the result than there is, by name."""
    return _("Kết quả còn thiếu nội dung pháp luật bắt buộc: %s.") % "; ".join(labels)


@inside_operation
def seal_results(dossier: Dossier, *, by: Account, at: datetime) -> None:
    """Put the agency's own signature on the signed results when its clerk in charge issues them (NĐ 30/2020 Đ13)."""
    results = papers.result_kinds()
    held = DossierPaper.objects.filter(dossier=dossier, kind__in=results, paper__revoked_at=None)
    unsealed = held.filter(paper__sealed_at=None).exclude(paper__signed_at=None)
    for entry in unsealed.select_related("paper__agency").order_by("paper_id"):
        if may_seal(entry.paper, by=by, at=at):
            seal_paper(entry.paper, by=by, at=at)
