"""The result of a dossier as it stands: the page that will be signed, and what the law still wants on it."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from motcua.dossiers.models import Dossier
from motcua.dossiers.paperwork import (
    PAPERS_SPEAK,
    authority_for,
    centre_of,
    contact_phone,
    head_of,
    lines_of,
    next_in,
    party_of,
    person_of,
)
from motcua.dossiers.rules import Decision, Outcome, Role, Upload
from motcua.forms.rules import told_by, unsaid
from motcua.handling.models import Proposal
from motcua.handling.rules import ProposalKind
from motcua.kernel.text import local
from motcua.organization.models import Agency, Post, SigningAuthority
from motcua.organization.rules import Duty, signing_lines, symbol_of
from motcua.papers import rules as papers
from motcua.people.models import Account
from motcua.people.rights import own_posts_of
from motcua.results.queries import Draft, drafts_of, grounds_of, refusal_of
from motcua.results.registers import Conflict, conflicts_of
from motcua.results.rules import (
    Competence,
    Filled,
    ResultDocument,
    Template,
    Values,
    blocks_of,
    cautions_of,
    line_of,
    subject_of,
)
from motcua.results.rules.template import BESIDE_NUMBER, Originals


def signed_by(
    signer: Account | None,
    agency: Agency,
    at: datetime,
    *,
    in_own_name: bool = False,
    authority: SigningAuthority | None = None,
) -> dict[str, Any]:
    """Who signs for an agency, in which mode and title, as papers show it; of nobody yet, its head (NĐ 30/2020 Đ8).

    Under an `authority` it is the post that was authorised, unless somebody charged with signing does it (Đ13.4).
    """
    posts = Post.objects.on(local(at).date()).filter(unit__agency=agency, duties__contains=[Duty.SIGN.value])
    head_title = posts.order_by("unit_id", "pk").values_list("title", flat=True).first() or ""
    post = _post_of(signer, agency, at) if signer is not None else None
    is_authorised = authority is not None and (post is None or not post.has(Duty.SIGN))
    signing = authority.post if authority is not None and is_authorised else post
    lines = signing_lines(
        signing.title if signing is not None else head_title,
        head_title=head_title,
        kind=agency.kind,
        unit=signing.unit.name if signing is not None else "",
        in_own_name=in_own_name,
        is_authorised=is_authorised,
    )
    return {
        "signed_for": "\n".join(lines.over),
        "signer_name": signer.full_name if signer is not None else "",
        "signer_title": lines.title,
    }


def _post_of(signer: Account, agency: Agency, at: datetime) -> Post | None:
    """The post in which somebody signs for an agency: one charged with signing, where they hold one."""
    posts = [post for post in own_posts_of(signer, on=local(at).date()) if post.unit.agency_id == agency.pk]
    return next(iter([post for post in posts if post.has(Duty.SIGN)] or posts), None)


def unsaid_of(dossier: Dossier) -> list[str]:
    """The statements that the law wants of who declares, and that the declaration typed so far does not make."""
    if dossier.form is None or not dossier.is_half_declared:
        return []
    words = _("lời khai «%s» (Bộ phận Một cửa nhập)")
    return [
        words % label for label in unsaid(dossier.form.parsed, {**dossier.answers, **told_by(dossier.case_answers)})
    ]


@dataclass(frozen=True)
class Result:
    """What was decided, and with templates of its own the facts of each of its papers."""

    dossier: Dossier
    decision: Decision
    drafts: tuple[Draft, ...]
    on: date

    @property
    def titles(self) -> list[str]:
        """How its papers are called, in their order."""
        return [draft.template.title for draft in self.drafts] or [self.decision.title]

    def upload(self, place: int) -> Upload | None:
        """The file made elsewhere that is the paper at a place, from 0."""
        is_drafted = not self.decision.is_letter and place < len(self.decision.papers)
        return self.decision.papers[place].upload if is_drafted else None

    @property
    def rewritten(self) -> list[Filled]:
        """The facts that somebody wrote otherwise than the dossier says; the day of signing may come later."""
        return [fact for fact in self._changed if fact.source != "day" and not fact.is_copied]

    @property
    def unlike_register(self) -> list[Filled]:
        """The facts of a copy that somebody wrote otherwise than the entry says."""
        return [fact for fact in self._changed if fact.is_copied]

    @property
    def _changed(self) -> list[Filled]:
        return [fact for draft in self.drafts for fact in draft.facts if fact.is_changed]

    @property
    def cautions(self) -> list[str]:
        """What on its papers may be a mistake and need not be."""
        drafts = [(draft.template.parsed, draft.values) for draft in self.drafts]
        return [caution for template, values in drafts for caution in cautions_of(template, values, today=self.on)]

    @property
    def filled(self) -> list[tuple[Template, Values]]:
        """Its papers on forms of their own, each with the facts as they were written."""
        return [(draft.template.parsed, draft.values) for draft in self.drafts]

    @cached_property
    def conflicts(self) -> list[Conflict]:
        """What registers say by now against its papers."""
        return conflicts_of(self.dossier, self.filled)

    @property
    def originals(self) -> list[tuple[str, Originals]]:
        """Of which papers the law says how many originals are handed out."""
        templates = [draft.template.parsed for draft in self.drafts]
        return [(template.title, template.originals) for template in templates if template.originals is not None]

    @cached_property
    def missing(self) -> list[str]:
        """The labels of what the law wants and nobody has written; of several papers, with the name of theirs."""
        if not self.drafts:
            return []
        # Without a declaration nobody knows which of its facts there must be.
        is_refused = self.dossier.outcome == Outcome.REFUSED
        is_declared = is_refused or bool(self.dossier.answers) or not self.dossier.version.form_key
        undeclared = [] if is_declared else [_("tờ khai của người nộp (Bộ phận Một cửa nhập)")]
        is_one = len(self.drafts) == 1
        unsaid = [] if is_refused else unsaid_of(self.dossier)
        return [*undeclared, *unsaid] + [
            fact.label if is_one else f"{fact.label} ({draft.template.title})"
            for draft in self.drafts
            for fact in draft.missing
        ]

    @PAPERS_SPEAK
    def paper(
        self, signer: Account | None, *, at: datetime, place: int = 0, beside: str = "", is_proof: bool = False
    ) -> papers.PaperValue:
        """The paper at a place, from 0; `beside`: the number of the first in its register, for those that name it.

        `is_proof`: to look at, before it has a number and a signature.
        """
        agency = self.dossier.handling_agency
        head = head_of(self.dossier, agency, "", at)
        if (upload := self.upload(place)) is not None:
            signing = signed_by(signer, agency, at, authority=authority_for(self.dossier, at=at))
            return papers.UploadedResult(
                **head,
                **signing,
                heading=self.titles[place],
                digest=upload.digest,
                number=upload.number,
                is_proof=is_proof,
                about=self._subject(place),
            )
        if self.drafts:
            return self._document(self.drafts[place], head | {"is_proof": is_proof}, signer, at, beside)
        return papers.ResultCertificate(
            **head,
            **signed_by(signer, agency, at, authority=authority_for(self.dossier, at=at)),
            heading=self.decision.title,
            addressee=party_of(self.dossier, Role.HOLDER).name,
            paragraphs=self.decision.paragraphs,
            facts=tuple(self.decision.facts.items()),
            is_proof=is_proof,
            declaration=self.decision.declaration,
        )

    def _document(
        self, draft: Draft, head: dict[str, Any], signer: Account | None, at: datetime, beside: str
    ) -> ResultDocument:
        template = draft.template.parsed
        agency = self.dossier.handling_agency
        known = {**draft.known, BESIDE_NUMBER: beside}
        own_name = template.competence == Competence.HEAD
        return ResultDocument(
            **head,
            **signed_by(signer, agency, at, in_own_name=own_name, authority=authority_for(self.dossier, at=at)),
            symbol=symbol_of(template.numbering.symbol, kind=agency.kind),
            heading=template.title,
            family=template.family,
            blocks=blocks_of(template, draft.values, draft.told, known),
            subtitle=line_of(template, template.subtitle, draft.values, known),
            subject=line_of(template, template.subject, draft.values, known),
            validity=template.validity,
            recipients=template.recipients,
            book=template.numbering.book,
            declaration=self.decision.declaration,
            about=subject_of(template, draft.values, self.dossier.holder_name),
        )

    def _subject(self, place: int) -> str:
        """Whom a paper made elsewhere is about, as far as its facts say it."""
        holder = self.dossier.holder_name
        draft = self.drafts[place] if place < len(self.drafts) else None
        return subject_of(draft.template.parsed, draft.values, holder) if draft is not None else holder


@PAPERS_SPEAK
def result_of(dossier: Dossier, *, at: datetime) -> Result | None:
    """The result as it was drafted; none before anybody drafted it."""
    decision = Decision.read(dossier.decision)
    if decision is None:
        return None
    on = local(at).date()
    if dossier.outcome == Outcome.REFUSED:
        return Result(dossier, decision, (refusal_of(dossier, decision, on=on),), on)
    drafts = () if decision.is_letter else drafts_of(dossier, on=on, as_drafted=True)
    return Result(dossier, decision, drafts, on)


@PAPERS_SPEAK
def letter_of(proposal: Proposal, signer: Account | None, *, at: datetime, is_proof: bool = False) -> papers.PaperValue:
    """The letter to the filer that a proposal leads to, as its leader would sign it.

    A refusal to grant what was asked (NĐ 61/2018 Đ19.8), an apology with the reason and the new date (Đ19.9), or the
    notice that processing stops (TT 03/2025/TT-VPCP mẫu 05).
    """
    dossier = proposal.dossier
    agency = dossier.handling_agency
    received_at = dossier.accepted_at or dossier.submitted_at
    common: dict[str, Any] = {
        **person_of(dossier),
        **signed_by(signer, agency, at),
        "contact_phone": contact_phone(centre_of(dossier)),
        "received_at": received_at,
        "is_proof": is_proof,
        "recipients": ("Như trên", "Bộ phận Một cửa (gửi người nộp)", "Lưu: VT, hồ sơ"),
    }
    said: dict[str, Any] = {
        "legal_basis": "\n".join(proposal.terms.grounds or grounds_of(dossier, on=local(at).date())),
        "what_next": next_in(dossier, "intake_refusal", agency),
    }
    if proposal.kind == ProposalKind.REFUSAL:
        head = head_of(dossier, agency, "intake_refusal", at)
        return papers.IntakeRefusal(**head, **common, **said, reasons=lines_of(proposal.reason), is_at_intake=False)
    if proposal.kind == ProposalKind.APOLOGY:
        return papers.Apology(
            **head_of(dossier, agency, "apology", at),
            **common,
            old_due_at=dossier.due_at or received_at,
            new_due_at=proposal.terms.new_due_at or at,
            reason=proposal.reason,
        )
    head = head_of(dossier, agency, "stop_notice", at)
    symbol = symbol_of("TB-UBND", kind=agency.kind)
    return papers.StopNotice(**head, **common, **said, symbol=symbol, reason=proposal.reason)
