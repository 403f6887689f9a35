"""What becomes of an accepted dossier that belongs under another procedure, told before it is received anew."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from motcua.dossiers.corrections import day_words, fee_of, fee_words, set_terms, settling_words
from motcua.dossiers.deadlines import beginning, deadline_of
from motcua.dossiers.models import ClockMark, Dossier, DossierFile, ReceivedComponent, Rulebook
from motcua.dossiers.queries import may_receive
from motcua.forms.models import FormDefinition
from motcua.forms.queries import form_in_force
from motcua.forms.rules import told_by
from motcua.forms.rules.sheets import clean_sheet, typed_sheet
from motcua.kernel.text import fold, local
from motcua.organization.rules import Level
from motcua.procedures.models import Component, ProcedureVersion
from motcua.procedures.queries import Route, route_of, terms_of
from motcua.procedures.rules import of_my_case
from motcua.procedures.rules.terms import Terms

# A paper that was handed in and is none of the other procedure's keeps its name under a key of its own.
KEPT = "da-nop-"


@dataclass(frozen=True)
class Anew:
    """As what the dossier should have been received: another procedure, its case, how many of its papers."""

    version: ProcedureVersion
    case_answers: Mapping[str, str]
    # None: as many as fit of what was received.
    papers: Mapping[str, tuple[int, int]] | None = None


@dataclass(frozen=True)
class AnewPlan:
    """What is carried along, what is missing, what it costs, when it is due."""

    old: Dossier
    wanted: Anew
    route: Route | None
    terms: Terms | None
    form: FormDefinition | None
    answers: Mapping[str, Any]
    unfit: int
    missing_answers: int
    papers: Sequence[tuple[str, str, int, int]]
    missing_papers: Sequence[str]
    files: Sequence[tuple[DossierFile, str, str]]
    due_after: datetime | None
    is_from_filing: bool
    is_received_here: bool

    @property
    def place_code(self) -> str:
        return place_of(self.old)

    @property
    def carried(self) -> list[str]:
        """The papers that were handed in and count for the new one."""
        return [name for _key, name, originals, copies in self.papers if originals or copies]

    @property
    def fee(self) -> tuple[int | None, str]:
        """The fee of the new one, with the copies that what was paid is for too."""
        if self.terms is None:
            return None, ""
        new = Dossier(
            form=self.form, answers=self.answers, case_answers=dict(self.wanted.case_answers),
            fee_numbers=self.old.fee_numbers, fee_paid_dong=self.old.fee_paid_dong, besides_dong=self.old.besides_dong,
        )  # fmt: skip
        return fee_of(new, self.terms)

    def sentences(self) -> list[str]:
        """What would become of it, as the story tells it; a record is written in Vietnamese."""
        labels = {
            question.text: option["label"]
            for question in self.wanted.version.questions.all()
            for option in question.options
            if option["value"] == self.wanted.case_answers.get(question.key)
        }
        said = [
            f"Thủ tục: «{self.old.procedure.name}» thành «{self.wanted.version.procedure.name}»",
            *(f"{question} «{label}»" for question, label in labels.items()),
            f"Ngày nộp giữ nguyên: {day_words(self.old.submitted_at)}",
            f"Hẹn trả: {day_words(self.old.due_at)} thành {day_words(self.due_after)}, {self._counted()}",
            f"Phí, lệ phí: {fee_words((self.old.fee_dong, self.old.fee_per))} thành {fee_words(self.fee)}",
            *self._paid(),
            f"Giấy tờ chuyển sang hồ sơ mới: {len(self.carried)}, tệp: {len(self.files)}",
        ]
        if self.missing_papers:
            said.append(f"Giấy tờ thủ tục mới cần mà chưa nhận: {'; '.join(self.missing_papers)}")
        if self.old.answers or self.form is not None:
            said.append(self._declared())
        return said

    def _counted(self) -> str:
        if self.is_from_filing:
            return "tính từ khi hồ sơ cũ bắt đầu tính"
        return "tính từ hôm nay vì tính từ ngày tiếp nhận cũ thì đã hết thời hạn"

    def _paid(self) -> list[str]:
        if self.old.paid_of_fee is None:
            return []
        return [*(settling_words(self.old.paid_of_fee, self.fee) or ["Khoản đã nộp chuyển sang hồ sơ mới"])]

    def _declared(self) -> str:
        kept = f"Tờ khai: giữ {len(self.answers)} mục"
        if self.unfit:
            kept += f", {self.unfit} mục không có trong tờ khai mới (còn ở hồ sơ cũ)"
        return kept + (f", {self.missing_answers} mục phải nhập" if self.missing_answers else "")


def plan_anew(old: Dossier, wanted: Anew, *, at: datetime) -> AnewPlan:
    """What receiving it anew at a moment would bring; the dossier itself stays as it is."""
    version, day = wanted.version, local(at).date()
    route = route_of(version, place_code=place_of(old), on=day)
    terms = terms_of(version, old.channel, route.reception, on=day, answers=wanted.case_answers) if route else None
    form = form_in_force(version.form_key, on=day) if version.form_key else None
    cleaned = None
    if form is not None:
        typed = typed_sheet(old.form.parsed, old.answers) if old.form else {}
        cleaned = clean_sheet(form.parsed, typed, case=told_by(wanted.case_answers, old.filed_on), today=day)
    needed = of_my_case(version.components.all(), wanted.case_answers)
    papers = _papers(old, wanted, needed)
    counted = {key for key, _name, originals, copies in papers if originals or copies}
    rulebook = Rulebook.objects.on(day).first()
    due_after, is_from_filing = _due(old, wanted, terms, rulebook, at)
    return AnewPlan(
        old=old,
        wanted=wanted,
        route=route,
        terms=terms,
        form=form,
        answers=cleaned.values if cleaned else {},
        unfit=len([name for name in old.answers if cleaned is None or name not in cleaned.values]),
        missing_answers=len(cleaned.errors) if cleaned else 0,
        papers=papers,
        missing_papers=[one.name for one in needed if _must(one) and one.key not in counted],
        files=_files(old, needed),
        due_after=due_after,
        is_from_filing=is_from_filing,
        is_received_here=route is not None
        and rulebook is not None
        and may_receive(old.receiving_unit, route, rulebook),
    )


def place_of(old: Dossier) -> str:
    """Where it was filed, as routes name it: the commune, or the agency of the province."""
    agency = old.handling_agency
    return agency.place.code if agency.level == Level.COMMUNE else agency.code


def _must(component: Component) -> bool:
    return component.is_required and not (component.is_in_database or component.is_shown_only)


def _match(key: str, name: str, needed: Sequence[Component]) -> Component | None:
    """Which paper of the other procedure one that was handed in is; the sheet of another form is none."""
    fitting = (one for one in needed if one.key == key or fold(one.name) == fold(name))
    return next((one for one in fitting if not one.is_made_by_form), None)


def _papers(old: Dossier, wanted: Anew, needed: Sequence[Component]) -> list[tuple[str, str, int, int]]:
    """The papers of the new dossier: those of its procedure, and what was handed in besides."""
    received: list[ReceivedComponent] = list(old.components.order_by("pk"))
    kept: dict[str, tuple[str, int, int]] = {one.key: (one.name, 0, 0) for one in needed if not one.is_shown_only}
    for part in received:
        fitting = _match(part.key, part.name, needed)
        key, name = (fitting.key, fitting.name) if fitting else (f"{KEPT}{part.key}"[:80], part.name)
        kept[key] = (name, part.originals, part.copies)
    for key, counts in (wanted.papers or {}).items():
        if key in kept:
            kept[key] = (kept[key][0], *counts)
    return [(key, *rest) for key, rest in kept.items()]


def _files(old: Dossier, needed: Sequence[Component]) -> list[tuple[DossierFile, str, str]]:
    """The files with the paper of the new procedure that each belongs to, or its old name."""
    found = []
    for file in old.files.select_related("stored").order_by("pk"):
        fitting = _match(file.component_key, file.component_name, needed)
        key, name = (
            (fitting.key, fitting.name) if fitting else (f"{KEPT}{file.component_key}"[:80], file.component_name)
        )
        found.append((file, key, name))
    return found


def _due(
    old: Dossier, wanted: Anew, terms: Terms | None, rulebook: Rulebook | None, at: datetime
) -> tuple[datetime | None, bool]:
    """When the new one would be due, and whether its time counts since the old one's did."""
    if terms is None or rulebook is None:
        return None, True
    new = Dossier(
        version=wanted.version, rulebook=rulebook, handling_agency=old.handling_agency, channel=old.channel,
        receiving_unit=old.receiving_unit,
        accepted_at=at, submitted_at=old.submitted_at, in_place_of=old,
    )  # fmt: skip
    set_terms(new, terms)
    marks: list[ClockMark] = beginning(new, at)
    deadline = deadline_of(new, marks=marks)
    return (deadline.due_at if deadline else None), marks[0].at < at
