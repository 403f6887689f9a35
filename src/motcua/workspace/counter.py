"""The counter: register who stands there in under a minute, by keyboard."""

import uuid
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from motcua.dossiers.models import Dossier
from motcua.dossiers.operations import filing, intake
from motcua.dossiers.operations.drafts import look_at_draft, take_over
from motcua.dossiers.operations.filing import Filing
from motcua.dossiers.operations.persons import KnownPerson, look_up_person
from motcua.dossiers.queries import counts_from_agency, receives_elsewhere, usual_procedures
from motcua.dossiers.rules import Channel, ReturnMethod
from motcua.forms.models import Draft
from motcua.forms.queries import form_in_force
from motcua.forms.rules.rates import uncounted
from motcua.kernel.attempts import Attempt
from motcua.kernel.operations import Refused
from motcua.kernel.speech import gettext_noop, say
from motcua.kernel.text import format_datetime, format_dong
from motcua.organization.models import Unit
from motcua.organization.queries import Naming, outdated_names_in
from motcua.organization.rules import Duty, Level
from motcua.people.desk import Desk, context, official_page
from motcua.people.rules import read_card
from motcua.procedures.models import ProcedureVersion
from motcua.procedures.queries import (
    Office,
    offered,
    offices_of,
    reception_at,
    takes_paper,
    terms_of,
    version_in_force,
)
from motcua.procedures.rules.terms import Terms
from motcua.procedures.words import number_words
from motcua.search.answers import answering
from motcua.search.queries import procedures_for
from motcua.ui.uploads import Uploads
from motcua.workspace import drafts
from motcua.workspace.counting import numbers_in, numbers_typed
from motcua.workspace.dossiers import PRINT
from motcua.workspace.former_names import tell_former_names
from motcua.workspace.forms import return_methods
from motcua.workspace.reviewing import confirmed_in, refuse_uncounted, refuse_without, reviewed
from motcua.workspace.scanning import own_sheet, scans_of
from motcua.workspace.typed_filing import channel_typed, components_of, filing_typed, handed_over_at

ADDRESSES = {
    "address": gettext_noop("Địa chỉ"),
    "holder_address": gettext_noop("Địa chỉ của chủ hồ sơ"),
    "return_address": gettext_noop("Địa chỉ nhận kết quả"),
}


def _unit(desk: Desk) -> Unit:
    units = desk.units_with(Duty.RECEIVE)
    if not units:
        raise PermissionDenied
    return units[0]


@official_page
def choose(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Which procedure: type a few letters, press Enter; the only hit goes straight on when it is surely meant.

    Or the code of a draft that somebody brings: the registration opens with what they filled in.
    """
    unit, attempt = _unit(desk), Attempt(request)
    if attempt.is_sent:
        with attempt:
            draft = look_at_draft(code=request.POST.get("ma", ""), unit=unit, by=desk.by, at=desk.at)
            return _begun(attempt, desk, unit, draft)
    text = request.GET.get("q", "").replace("\x00", "")[:100]
    level, elsewhere = unit.agency.level, []
    if text.strip():
        found = [hit.procedure for hit in procedures_for(text, on=desk.on, limit=20, level=level, is_offered=True)]
        if receives_elsewhere(on=desk.on):
            anywhere = procedures_for(text, on=desk.on, limit=20, is_offered=True)
            elsewhere = [hit.procedure for hit in anywhere if hit.procedure not in found]
    else:
        found = list(offered(on=desk.on, level=level)[:200])
    if text.strip() and len(found) == 1 and answering(text, on=desk.on).codes == [found[0].code]:
        return redirect("workspace:register", procedure_code=found[0].code)
    often = [] if text.strip() else usual_procedures(unit, on=desk.on)
    values = context(
        desk, found=found, elsewhere=elsewhere, often=often, text=text, unit=unit, code=request.POST.get("ma", "")[:40]
    )
    return attempt.page("workspace/counter.html", values)


def _begun(attempt: Attempt, desk: Desk, unit: Unit, draft: Draft) -> HttpResponse:
    """The registration as its filer began it online."""
    version = version_in_force(draft.procedure_code, on=desk.on)
    if version is None:
        raise Http404
    page = _Registration(desk, unit, version, drafts.registration(draft), draft)
    return page.shown(attempt, Uploads(desk.by, drafts.files(draft, version)))


@dataclass(frozen=True)
class _Registration:
    """The one page on which somebody is registered: what is typed on it, and the draft it was begun from."""

    desk: Desk
    unit: Unit
    version: ProcedureVersion
    data: dict[str, str]
    draft: Draft | None = None

    @cached_property
    def answers(self) -> dict[str, str]:
        """The answers about the case."""
        asked = self.version.questions.all()
        return {q.key: self.data[q.key] for q in asked if self.data.get(q.key) in {o["value"] for o in q.options}}

    @cached_property
    def offices_here(self) -> list[Office]:
        """The agencies for which this counter is the usual one: its own commune's, or those of the province."""
        agency = self.unit.agency
        offices = offices_of(self.version, on=self.desk.on, level=agency.level)
        if agency.level == Level.COMMUNE:
            offices = [office for office in offices if office.code == agency.place.code]
        return offices

    @cached_property
    def offices(self) -> list[Office]:
        """All for which it may be received here, the usual ones first."""
        if not receives_elsewhere(on=self.desk.on):
            return self.offices_here
        everywhere = offices_of(self.version, on=self.desk.on)
        return [*self.offices_here, *(office for office in everywhere if office not in self.offices_here)]

    @property
    def is_for_here(self) -> bool:
        """Whether it goes where everything goes that is received at this counter: nobody has to choose."""
        return [office.code for office in self.offices_here] == [self.data.get("place")]

    @property
    def sent_to(self) -> Office | None:
        """The agency elsewhere to which it goes from this counter, once it is known which."""
        elsewhere = (office for office in self.offices if office not in self.offices_here)
        return next((office for office in elsewhere if office.code == self.data.get("place")), None)

    @property
    def terms(self) -> Terms | None:
        """Time and fee of what is being registered; None until it is known who handles it."""
        place, on = self.data.get("place", ""), self.desk.on
        level = next((office.level for office in self.offices if office.code == place), self.unit.agency.level)
        reception = reception_at(self.version, level=level, place_code=place, on=on)
        return (
            terms_of(self.version, channel_typed(self.data), reception, on=on, answers=self.answers)
            if reception
            else None
        )

    @cached_property
    def wanted_numbers(self) -> list[str]:
        """The numbers that its fee depends on and that no declaration asks for."""
        form = form_in_force(self.version.form_key, on=self.desk.on) if self.version.form_key else None
        return uncounted(form.parsed if form else None, self.terms.fee.tariff.wanted) if self.terms else []

    @property
    def numbers(self) -> dict[str, int]:
        return numbers_in(self.wanted_numbers, self.data)

    @property
    def sum_words(self) -> str:
        """What the fee comes to and how, once its numbers are there."""
        if self.terms is None or not self.wanted_numbers:
            return ""
        tariff, typed = self.terms.fee.tariff, numbers_typed(self.wanted_numbers, self.data)
        numbers = {name: number for name, number in typed.items() if number}
        whole = tariff.sum_of(numbers)
        return "" if whole is None else f"{number_words(tariff, numbers)} = {format_dong(whole)}"

    @property
    def rows(self) -> list[dict[str, Any]]:
        return components_of(self.version, self.answers, self.data, self.wanted_numbers)

    def refuse_unseen(self) -> None:
        """Nothing is received that the page did not ask about: another case may want papers that nobody counted yet."""
        if "papers_shown" not in self.data:
            return
        shown = self.data["papers_shown"].split()
        rows = [row for row in self.rows if not row["is_counted"]]
        unseen = [say(row["component"].name) for row in rows if row["component"].key not in shown]
        if unseen:
            raise Refused(_("Trường hợp này có thêm giấy tờ: %s. Ghi số bản đã nhận rồi bấm lại.") % "; ".join(unseen))

    def filing(self, scans: Uploads) -> Filing:
        """What is registered. Refused where something is missing or cannot be: before the summary and after it."""
        self.refuse_unseen()
        facts = replace(filing_typed(self.version, self.data, self.answers, self.numbers, self.rows), files=scans.files)
        facts = replace(facts, handed_over_at=handed_over_at(self.data))
        at = self.desk.at
        filing.refuse_unready(facts, filed_at=facts.filed_at(at), at=at)
        if self.data.get("then") != "later":
            refuse_uncounted(facts)
        return facts

    @property
    def promised(self) -> dict[str, Any]:
        """What the law promises of it, for the summary."""
        office = next((one for one in self.offices if one.code == self.data.get("place")), None)
        return {"terms": self.terms, "sum_words": self.sum_words, "office": office, "outdated": self.outdated}

    @property
    def papers(self) -> dict[str, str]:
        """What may be scanned: key and name."""
        return {row["component"].key: row["component"].name for row in self.rows} | own_sheet(self.version)

    @property
    def outdated(self) -> list[tuple[str, Naming]]:
        """The addresses that were typed under the name of a commune that is another one now."""
        typed = ((say(label), self.data.get(name, "")) for name, label in ADDRESSES.items())
        return outdated_names_in(typed, on=self.desk.on)

    def shown(
        self, attempt: Attempt, scans: Uploads, found: str = "", known: KnownPerson | None = None
    ) -> HttpResponse:
        """The page with what was typed, scanned and found; and beside it what the draft says."""
        data, version = self.data, self.version
        questions = [
            (q, [(o["value"], o["label"]) for o in q.options], self.answers.get(q.key, ""))
            for q in version.questions.all()
        ]
        components = [
            {
                **row,
                "scans": scans.of(row["component"].key),
                "error": attempt.errors.get(f"scan_{row['component'].key}", ""),
                "wrong": attempt.errors.get(f"originals_{row['component'].key}", ""),
            }
            for row in self.rows
        ]
        return attempt.page(
            "workspace/register.html",
            context(
                self.desk,
                version=version,
                procedure=version.procedure,
                questions=questions,
                components=components,
                sheets=[
                    (key, name, scans.of(key), attempt.errors.get(f"scan_{key}", ""))
                    for key, name in own_sheet(version).items()
                ],
                data=data,
                key=data.get("submission_key") or str(uuid.uuid4()),
                found=found,
                known=known,
                return_methods=return_methods(version, now=ReturnMethod.ONLINE if self.draft else ReturnMethod.COUNTER),
                terms=self.terms,
                takes_post=any(channel.kind == Channel.POST for channel in version.channels.all()),
                numbers=[
                    (f"number_{place}", name, data.get(f"number_{place}", ""))
                    for place, name in enumerate(self.wanted_numbers)
                ],
                sum_words=self.sum_words,
                offices=[(office.code, office.name) for office in self.offices] if len(self.offices) > 1 else [],
                is_for_here=self.is_for_here,
                sent_to=self.sent_to,
                counts_there=self.sent_to is not None and counts_from_agency(on=self.desk.on),
                outdated=self.outdated,
                may_be_elsewhere=len(self.offices) > len(self.offices_here),
                draft=drafts.shown(self.draft, data, self.answers, on=self.desk.on) if self.draft else None,
            ),
        )


def _opened(desk: Desk, unit: Unit, procedure_code: str, data: dict[str, str]) -> _Registration:
    """The page of a procedure that may be received here; where only one agency can be meant, it is chosen."""
    version = version_in_force(procedure_code, on=desk.on)
    if version is None or not version.process_key:
        raise Http404
    page = _Registration(desk, unit, version, data)
    if not page.offices:
        raise Http404
    usual = page.offices_here or page.offices
    if not data.get("place") and len(usual) == 1:
        data["place"] = usual[0].code
    return page


@official_page
def register(request: HttpRequest, desk: Desk, procedure_code: str) -> HttpResponse:
    """One page: who, which case, what was handed in; then accept, or register and decide later."""
    unit = _unit(desk)
    page = _opened(desk, unit, procedure_code, (request.POST if request.method == "POST" else request.GET).dict())
    if not takes_paper(page.version):
        messages.warning(request, _("Thủ tục này chỉ nộp trực tuyến. Hướng dẫn người nộp nộp trên trang này."))
        return redirect("portal:procedure", code=procedure_code)
    return _registered(request, desk, unit, page)


def _registered(request: HttpRequest, desk: Desk, unit: Unit, page: _Registration) -> HttpResponse:
    attempt, scans, found = Attempt(request), Uploads(desk.by), ""
    known: KnownPerson | None = None
    if attempt.is_sent:
        scans = scans_of(attempt, desk, unit, page.papers)
        if attempt.is_refused:
            attempt.refuse(_("Có tệp không nhận được."))
        wanted, facts = _wanted(page.data), None
        despite = confirmed_in(request.POST)
        with attempt:
            if wanted == "find":
                known = _find(desk, unit, page.data)
                found = "yes" if known else "no"
            elif wanted in ("review", "register") and not attempt.is_refused:
                facts = page.filing(scans)
                if wanted == "register":
                    refuse_without(facts, request.POST)
                    dossier = _register(desk, unit, facts, page.data, despite)
                    tell_former_names(request, page.outdated)
                    return _done(attempt, dossier)
        if facts and (not attempt.is_refused or {"despite", "without"} & set(attempt.errors)):
            return reviewed(attempt, desk, unit, facts, scans, page.promised)
    if attempt.is_sent and page.data.get("draft_code"):
        with attempt:
            draft = look_at_draft(code=page.data["draft_code"], unit=unit, by=desk.by, at=desk.at)
            page = replace(page, draft=draft)
    return page.shown(attempt, scans, found, known)


def _done(attempt: Attempt, dossier: Dossier) -> HttpResponse:
    """Lead to the dossier; of one that was accepted the receipt stands there ready to be printed."""
    done = attempt.done(_said(dossier), "workspace:dossier", code=dossier.shown_code)
    if dossier.code is not None:
        done["Location"] += f"?{PRINT}=1"
    return done


def _said(dossier: Dossier) -> str:
    if dossier.code is None:
        return _("Đã đăng ký hồ sơ %s.") % dossier.shown_code
    if dossier.due_at is None:
        return _("Đã tiếp nhận hồ sơ %s.") % dossier.code
    facts = {"code": dossier.code, "due": format_datetime(dossier.due_at)}
    return _("Đã tiếp nhận hồ sơ %(code)s. Hẹn trả %(due)s.") % facts


def _wanted(data: dict[str, str]) -> str:
    """What was pressed: look the person up, show the papers of the case again, what will be kept, or register."""
    wanted = data.get("then", "")
    # Enter after a number or a scanned card asks who it is; with a name there it shows what will be kept.
    card = read_card(data.get("id_number", ""))
    asks = card.name or (card.id_number and not data.get("filer_name", "").strip())
    if wanted == "find" or (wanted == "enter" and asks):
        return "find"
    if wanted in ("enter", "review"):
        return "review"
    return "papers" if wanted == "papers" else "register"


def _find(desk: Desk, unit: Unit, data: dict[str, str]) -> KnownPerson | None:
    """Fill in what was proved of the person; what the official typed already stays.

    A scanned card was seen: the mark for it is set, and stays with its number. On a page begun from a draft it was the
    filer who typed: there the card goes before, and what was proved before.
    """
    card = read_card(data.get("id_number", ""))
    data["id_number"] = card.id_number
    if card.name:
        data |= {"scanned": card.id_number, "card": "yes"}
    known = look_up_person(id_number=card.id_number, unit=unit, by=desk.by, at=desk.at)
    facts = {"filer_name": card.name, "address": card.address}
    if known is not None:
        facts = {
            "filer_name": card.name or known.name, "phone": known.phone, "email": known.email,
            "address": card.address or known.address,
        }  # fmt: skip
    is_declared = bool(data.get("draft_code"))
    for name, value in facts.items():
        typed = data.get(name, "").strip()
        data[name] = value or typed if is_declared else typed or value
    return known


def _register(desk: Desk, unit: Unit, facts: Filing, data: dict[str, str], despite: list[str]) -> Dossier:
    try:
        key = uuid.UUID(data.get("submission_key", ""))
    except ValueError as error:
        raise Refused(_("Trang đã cũ. Tải lại trang rồi nhập lại.")) from error
    if code := data.get("draft_code", ""):
        seen = data.get("draft_seen", "")
        dossier = take_over(code=code, seen=seen, filing=facts, unit=unit, despite=despite, by=desk.by, at=desk.at)
    else:
        dossier = filing.register_at_counter(
            filing=facts, unit=unit, submission_key=key, despite=despite, by=desk.by, at=desk.at
        )
    if data.get("then") != "later" and dossier.state == "NEW":
        try:
            return intake.accept(dossier, components=facts.components, despite=despite, by=desk.by, at=desk.at)
        except Refused:
            dossier.refresh_from_db()
            # Pressed twice: the other press has accepted it meanwhile.
            if dossier.accepted_at is None:
                raise
    return dossier
