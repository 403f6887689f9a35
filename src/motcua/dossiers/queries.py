"""Answers about dossiers, each for the person who asks and within their right."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar
from uuid import UUID
from zlib import crc32

from django.conf import settings
from django.db.models import Exists, F, Model, OuterRef, Prefetch, Q

from motcua.dossiers.models import (
    Dossier,
    DossierFile,
    EarlierDeclaration,
    HistoryEntry,
    Party,
    Rulebook,
    SupplementRequest,
)
from motcua.dossiers.rights import is_filers_own
from motcua.dossiers.rules import OPEN, WAITING, Completion, ReturnMethod, Status, StoryWord, completion
from motcua.forms.models import FormDefinition
from motcua.forms.rules import told_by
from motcua.forms.rules.amending import Difference, differences
from motcua.forms.rules.definition import CASE
from motcua.kernel import editions
from motcua.kernel.folding import Folded
from motcua.kernel.speech import say
from motcua.kernel.text import fold
from motcua.kernel.values import dossier_code
from motcua.notices.queries import sends_short_messages
from motcua.organization.models import Agency, AgencyCode, Unit
from motcua.organization.rules import CodeScheme, Level
from motcua.papers.rules import result_kinds
from motcua.people.models import Account
from motcua.people.rules import Proof, mask_email, mask_phone
from motcua.procedures.models import Procedure, ProcedureVersion, Question
from motcua.procedures.queries import Resting, Route, offered
from motcua.processes.models import ProcessDefinition

T = TypeVar("T", bound=Model)
# A code is pasted with the words around it.
MOST_TYPED = 200
# Whether the filer has answered a supplement that the office has not looked at yet.
HAS_ANSWER = Exists(SupplementRequest.objects.filter(dossier=OuterRef("pk"), state=SupplementRequest.State.ANSWERED))


def unit_code(unit: Unit, *, on: date) -> str:
    """The identification code under which a one-stop unit numbers its dossiers on a day; none while it has none.

    Codes that were made up count in a demonstration alone, where an agency without any goes by its name in the packs.
    """
    codes = AgencyCode.objects.on(on).filter(agency_id=unit.agency_id, scheme=CodeScheme.QD_20_2020)
    code = (codes if settings.DEMONSTRATION_DATA else codes.filter(is_demonstration=False)).first()
    if code is None:
        return unit.agency.code.upper() if settings.DEMONSTRATION_DATA else ""
    return code.value


def are_open_at(unit_id: int) -> bool:
    """Whether dossiers that a one-stop unit received are still to be answered or handed over."""
    here = Dossier.objects.filter(receiving_unit_id=unit_id)
    return here.filter(Q(status__in=OPEN) | Q(status=Status.DONE, returned_at=None)).exists()


def are_to_be_handled_by(unit_id: int) -> bool:
    """Whether dossiers that are filed and not resolved go to a unit, or to an agency that has no other of its kind."""
    unit = Unit.objects.get(pk=unit_id)
    ours = Dossier.objects.filter(status__in=OPEN, handling_agency_id=unit.agency_id)
    if Unit.objects.filter(agency_id=unit.agency_id, kind=unit.kind, valid_until=None).exclude(pk=unit_id).exists():
        ours = ours.filter(handling_unit_id=unit_id)
    return ours.exists()


def receives_elsewhere(*, on: date) -> bool:
    """Whether every counter of the province receives for agencies of other places on a day (NĐ 118/2025 Đ14)."""
    rulebook = Rulebook.objects.on(on).first()
    return rulebook is not None and rulebook.rules.receives_elsewhere


def counts_from_agency(*, on: date) -> bool:
    """Whether the time of what another counter received runs from when its agency has it (NĐ 309/2026 Đ8.3)."""
    rulebook = Rulebook.objects.on(on).first()
    return rulebook is not None and rulebook.rules.counts_from_agency


def may_receive(unit: Unit, route: Route, rulebook: Rulebook) -> bool:
    """Whether a unit may receive what goes this way: as the unit of the place, or as every counter may by law."""
    return route.receiving_unit.pk == unit.pk or rulebook.rules.receives_elsewhere


def templates_in_use(*, on: date) -> list[Resting]:
    """The statutory forms that dossiers accepted on a day are printed on, with the circulars they rest on."""
    rulebook = Rulebook.objects.on(on).first()
    if rulebook is None:
        return []
    return [
        Resting(form.circular, rulebook.valid_from, template=f"Mẫu số {form.number}: {form.title}")
        for form in rulebook.rules.papers.values()
    ]


@dataclass(frozen=True)
class PublicStatus:
    """All that a person who is not signed in learns about a dossier (TT 01/2018/TT-VPCP Đ16)."""

    code: str
    completion: Completion
    may_get_code: bool


def public_status(code: str) -> PublicStatus | None:
    """Code and level of completion only."""
    dossier = find(code)
    if dossier is None:
        return None
    filer = dossier.parties.filter(role="FILER").first()
    return PublicStatus(
        code=dossier.shown_code,
        completion=completion(dossier.state),
        may_get_code=filer is not None and bool(filer.email or filer.phone),
    )


def reached_at(dossier: Dossier) -> str:
    """Where a code for this dossier is sent, as much of it as may be shown to whoever asks for one."""
    filer = dossier.parties.filter(role="FILER").first()
    if filer is None:
        return ""
    phone = mask_phone(filer.phone) if filer.phone and sends_short_messages() else ""
    return ", ".join(filter(None, [phone, mask_email(filer.email) if filer.email else ""]))


@dataclass(frozen=True)
class Own:
    """What somebody filed at a counter without an account, as the account that proved the same number is told."""

    wants_code: bool


def own_of(by: Account, code: str) -> Own | None:
    """Whether the dossier with this code is the account's own that a counter registered without it."""
    dossier = find(code)
    if dossier is None or not is_filers_own(by, dossier):
        return None
    return Own(wants_code=not dossier.parties.get(role="FILER").is_proved)


def claimed_by(by: Account, *, limit: int = 10) -> list[HistoryEntry]:
    """When which dossiers of a counter were taken into the account, the latest first: until then its looks are none's.

    Who filed there was not known by an account, so nobody's list could hold who looked.
    """
    mine = HistoryEntry.objects.filter(dossier__filer_account=by, word=StoryWord.CLAIMED)
    return list(mine.select_related("dossier").order_by("-pk")[:limit])


def find(code: str) -> Dossier | None:
    """The dossier with this code or reference, however it was typed. For operations and public status only."""
    typed = dossier_code(code[:MOST_TYPED])
    if not typed:
        return None
    return Dossier.objects.filter(Q(code=typed) | Q(reference=typed)).with_labels().first()


def dossier_of_filer(by: Account, code: str) -> Dossier | None:
    """My own dossier, or nothing."""
    typed = dossier_code(code[:MOST_TYPED])
    found = Dossier.objects.filed_by(by).filter(Q(code=typed) | Q(reference=typed)).first()
    return with_shared(found) if found is not None else None


def dossier_filed_as(by: Account, key: UUID) -> Dossier | None:
    """My dossier that was filed under this key, or nothing."""
    return Dossier.objects.filed_by(by).filter(submission_key=key).first()


def dossiers_of_filer(by: Account, *, before: int | None = None, limit: int = 20) -> list[Dossier]:
    """My dossiers, latest first, continued below the key `before`; one more than `limit` tells of a next page."""
    mine = Dossier.objects.filed_by(by).with_labels().annotate(has_answer=HAS_ANSWER).order_by("-id")
    return list((mine.filter(id__lt=before) if before else mine)[: limit + 1])


def open_dossiers_of_filer(by: Account, procedure_code: str, *, limit: int = 3) -> list[Dossier]:
    """My dossiers of one procedure that are not finished, latest first: who files once more may mean one of these."""
    mine = Dossier.objects.filed_by(by).filter(version__procedure__code=procedure_code, status__in=OPEN)
    return list(mine.with_labels().order_by("-id")[:limit])


def matching_dossiers_of_filer(by: Account, text: str, *, limit: int) -> list[Dossier]:
    """My dossiers whose code begins like this, or whose procedure or holder is named so; latest first."""
    typed, folded = dossier_code(text[:MOST_TYPED]), fold(text[:100])
    named = Q(procedure_key__contains=folded) | Q(holder_key__contains=folded)
    begun = Q(code__istartswith=typed) | Q(reference__istartswith=typed)
    mine = Dossier.objects.filed_by(by).alias(procedure_key=Folded("version__procedure__name"))
    return list(mine.filter(named | begun).with_labels().order_by("-id")[:limit])


def waiting_for_me(by: Account) -> list[Dossier]:
    """My dossiers that wait for a supplement or a payment from me; what I have answered waits for the office."""
    waiting = [Status.SUPPLEMENT.value, Status.PAYMENT.value]
    mine = Dossier.objects.filed_by(by).filter(status__in=waiting)
    return list(mine.exclude(supplements__state=SupplementRequest.State.ANSWERED).with_labels().order_by("id")[:20])


def under_way_for_me(by: Account, *, limit: int = 3) -> list[Dossier]:
    """My dossiers that the office has in hand, those due first before the others."""
    is_answered = Q(status=Status.SUPPLEMENT, supplements__state=SupplementRequest.State.ANSWERED)
    in_hand = Q(status__in=[one.value for one in OPEN - WAITING]) | is_answered
    mine = Dossier.objects.filed_by(by).filter(in_hand).distinct()
    return list(mine.with_labels().order_by(F("due_at").asc(nulls_last=True), "id")[:limit])


# By when the office must do something: its date, before acceptance that of the first answer. As SQL of the dossier `d`,
# word for word as in the indexes `dossier_limit_…`, so that they are used.
LIMIT = "coalesce(d.due_at, CASE WHEN d.status = 'NEW' THEN d.first_answer_due_at END)"


def ready_for_me(by: Account, *, limit: int = 5) -> list[Dossier]:
    """My dossiers whose result is there and was not handed over yet, the latest first."""
    mine = Dossier.objects.filed_by(by).filter(status=Status.DONE, recalled_at=None)
    return list(mine.with_labels().order_by("-id")[:limit])


IS_ANSWERED = "EXISTS (SELECT FROM dossiers_supplementrequest r WHERE r.dossier_id = d.id AND r.state = 'ANSWERED')"


def with_shared(dossier: Dossier) -> Dossier:
    """With what it shares with others: its procedure, agencies, rulebook, process and form, read once an edition."""
    edition = editions.current()

    def one(model: type[T], pk: int, *related: str, lists: Sequence[str] = ()) -> T:
        rows = model._default_manager.select_related(*related).prefetch_related(*lists)
        return edition.kept((model, pk), lambda: rows.get(pk=pk))

    dossier.version = one(ProcedureVersion, dossier.version_id, "procedure", lists=["questions"])
    dossier.handling_agency = one(Agency, dossier.handling_agency_id)
    dossier.receiving_unit = one(Unit, dossier.receiving_unit_id, "agency")
    dossier.handling_unit = one(Unit, dossier.handling_unit_id, "agency")
    dossier.rulebook = one(Rulebook, dossier.rulebook_id)
    if dossier.process_id is not None:
        dossier.process = one(ProcessDefinition, dossier.process_id)
    if dossier.form_id is not None:
        dossier.form = one(FormDefinition, dossier.form_id)
    return dossier


def supplements_of(dossier: Dossier) -> list[SupplementRequest]:
    """The dossier's supplement requests with their items and files."""
    return list(dossier.supplements.prefetch_related("items", Prefetch("files")).order_by("number"))


def results_of_same_person(dossier: Dossier, *, limit: int = 30) -> list[int]:
    """The dossiers of this one's filer whose results wait at the same one-stop unit, this one among them.

    The same person is who proved the same number: whoever only says it must not be handed another's results.
    """
    proved = dossier.parties.filter(role="FILER").exclude(id_number="").exclude(proof=Proof.SAID.value)
    numbers = list(proved.values_list("id_number", flat=True))
    theirs = Party.objects.filter(role="FILER", id_number__in=numbers).exclude(proof=Proof.SAID.value)
    same = Q(pk=dossier.pk) | Q(pk__in=theirs.values("dossier"))
    found = Dossier.objects.filter(
        same, receiving_unit=dossier.receiving_unit_id, status=Status.DONE.value, recalled_at=None
    )
    return list(found.order_by("pk").values_list("pk", flat=True).distinct()[:limit])


def usual_procedures(unit: Unit, *, on: date, limit: int = 8) -> list[Procedure]:
    """What a one-stop unit receives most, by its last two hundred dossiers; only what it can still receive."""
    recent = Dossier.objects.filter(receiving_unit=unit).order_by("-id").values_list("version__procedure_id", flat=True)
    often = [pk for pk, _count in Counter(recent[:200]).most_common(limit)]
    known = {one.pk: one for one in offered(on=on, level=Level(unit.agency.level)) if one.pk in often}
    return [known[pk] for pk in often if pk in known]


def received_anew_as(dossier: Dossier) -> Dossier | None:
    """The dossier that was received in place of this one, under the right procedure."""
    if dossier.state != Status.NOT_ACCEPTED:
        return None
    return Dossier.objects.filter(in_place_of=dossier).with_labels().first()


def has_signed_letter(dossier: Dossier) -> bool:
    """Whether a letter to the filer is signed that was not sent yet."""
    waiting = dossier.papers.filter(is_public=False, paper__revoked_at=None).exclude(kind__in=result_kinds())
    return waiting.exclude(paper__signed_at=None).exists()


def has_signed_result(dossier: Dossier) -> bool:
    """Whether a result of the dossier stands that is signed."""
    signed = dossier.papers.filter(kind__in=result_kinds(), paper__revoked_at=None)
    return signed.exclude(paper__signed_at=None).exists()


# A declaration on paper of a procedure among whose papers none is the form's own.
PAPER_SHEET = "to-khai-giay"


def paper_sheets(version: ProcedureVersion) -> list[str]:
    """The keys of the papers that are its form on paper: scanned at the counter they are typed later."""
    made = [component.key for component in version.components.all() if component.is_made_by_form]
    return made or [PAPER_SHEET]


def scanned_sheets(dossier: Dossier) -> list[DossierFile]:
    """The scans of the declaration on paper, oldest first, to be typed from."""
    keys = paper_sheets(dossier.version)
    return list(dossier.files.filter(component_key__in=keys).select_related("stored").order_by("pk"))


def sheet_of(dossier: Dossier) -> str:
    """A mark of what the declaration says now; another one means that somebody wrote on it."""
    return _mark(dossier.answers)


def draft_mark(dossier: Dossier) -> str:
    """A mark of the result as it is drafted now, and one of what the dossier says, from which it is drafted.

    Another one means that somebody wrote the result anew, or corrected the dossier (`is_corrected_since`).
    """
    corrected = EarlierDeclaration.objects.filter(dossier=dossier).count()
    says = _mark([dossier.answers, dossier.case_answers, corrected])
    return f"{_mark([dossier.outcome, dossier.decision])}.{says}"


def is_corrected_since(dossier: Dossier, mark: str) -> bool:
    """Whether the dossier says something else than when its result was marked (`draft_mark`)."""
    return mark.rpartition(".")[2] != draft_mark(dossier).rpartition(".")[2]


def _mark(value: Any) -> str:
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, default=str)
    return f"{crc32(text.encode()):08x}"


def outdating(dossier: Dossier) -> list[Difference]:
    """How the declaration differs from the one a result was drafted from; nothing once somebody looked at it again."""
    outdated = list(EarlierDeclaration.objects.filter(dossier=dossier, outdates_draft=True).order_by("number"))
    if not outdated:
        return []
    before, now = (outdated[0].answers, outdated[0].case_answers), (dossier.answers, dossier.case_answers)
    return changes_between(dossier, before, now) + [change for one in outdated for change in _of_people(one)]


def _of_people(earlier: EarlierDeclaration) -> list[Difference]:
    """What a correction changed of people, whose parts are no questions of a form."""
    return [Difference("", "", say(part["label"]), part["old"], part["new"]) for part in earlier.people]


@dataclass(frozen=True)
class Corrected:
    """One correction of a declaration: what it was before, which it is since, and what differs."""

    before: EarlierDeclaration
    number: int
    changes: list[Difference]


def corrections_of(dossier: Dossier, earlier: Sequence[EarlierDeclaration]) -> list[Corrected]:
    """How a dossier's declaration became what it is, the latest correction first; `earlier`: its versions in order."""
    states = [*((one.answers, one.case_answers) for one in earlier), (dossier.answers, dossier.case_answers)]
    return [
        Corrected(one, one.number + 1, changes_between(dossier, states[place], states[place + 1]) + _of_people(one))
        for place, one in enumerate(earlier)
    ][::-1]


Declared = tuple[Mapping[str, Any], Mapping[str, str]]


def changes_between(dossier: Dossier, before: Declared, after: Declared) -> list[Difference]:
    """What differs between two declarations of a dossier, each with the answers about its case."""
    changes = []
    for question in dossier.version.questions.all():
        old, new = (case_words(question, case.get(question.key, "")) for _answers, case in (before, after))
        if old != new:
            changes.append(Difference(f"{CASE}{question.key}", "", say(question.text), old, new))
    if dossier.form is None:
        return changes
    was, now = ({**answers, **told_by(case)} for answers, case in (before, after))
    return changes + differences(dossier.form.parsed, was, now)


def case_words(question: Question, answer: str) -> str:
    """An answer about the case as people read it."""
    labels = {option["value"]: option["label"] for option in question.options}
    return say(labels.get(answer, ""))


def returns_of(version: ProcedureVersion) -> list[ReturnMethod]:
    """How the result may come: not by itself where somebody has to be there, nor by post who must sign for it."""
    ways = [ReturnMethod.COUNTER]
    if not version.comes_in_person:
        ways.append(ReturnMethod.POST)
    if not version.partial_reason:
        ways.append(ReturnMethod.ONLINE)
    return ways
