"""A dossier comes into being: filed online from a draft, or registered at the counter for who stands there."""

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from motcua.calendars.queries import schedule_for
from motcua.calendars.rules import Schedule
from motcua.dossiers.deadlines import first_answer_due
from motcua.dossiers.duplicates import Sought
from motcua.dossiers.events import DossierSubmitted
from motcua.dossiers.models import Dossier, DossierFile, Party, ReceivedComponent, Rulebook
from motcua.dossiers.operations.duplicates import confirm_another
from motcua.dossiers.operations.persons import as_seen, take_contact
from motcua.dossiers.operations.printing import print_submission_proof, submitted
from motcua.dossiers.operations.story import tell_filer, tell_story
from motcua.dossiers.queries import may_receive, returns_of
from motcua.dossiers.rights import RECEIVER_OF_UNIT
from motcua.dossiers.rules import (
    Channel,
    PartyFacts,
    Returning,
    ReturnMethod,
    Role,
    StoryWord,
    others_key,
    wrong_people,
    wrong_return,
)
from motcua.forms.models import Draft, DraftFile, FormDefinition
from motcua.forms.operations import take
from motcua.forms.queries import came_as, form_in_force
from motcua.forms.rights import OWNER as DRAFT_OWNER
from motcua.forms.rules import complete_answers, problems_of, told_by, too_many
from motcua.kernel import editions
from motcua.kernel.codes import drawn_code
from motcua.kernel.counters import only_one
from motcua.kernel.events import announce
from motcua.kernel.lengths import REASON, within
from motcua.kernel.models import StoredFile
from motcua.kernel.operations import Refused, inside_operation, made, note, operation
from motcua.kernel.sentences import Sentence
from motcua.kernel.speech import say
from motcua.kernel.text import format_datetime, format_size, local
from motcua.organization.models import Unit
from motcua.people.models import Account
from motcua.procedures.models import ProcedureVersion
from motcua.procedures.queries import Route, route_of, terms_of, version_in_force
from motcua.procedures.rules import of_my_case, unanswered
from motcua.procedures.rules.terms import Terms

# A record of hand-over that is older was mistyped, or belongs to a dossier that is lost.
LONGEST_IN_THE_POST = timedelta(days=366)


@dataclass(frozen=True)
class ComponentFacts:
    """A component handed in: how many originals and copies, on paper or electronic."""

    key: str
    name: str
    originals: int = 0
    copies: int = 0
    is_electronic: bool = False


@dataclass(frozen=True)
class FileFacts:
    """A file handed in, already checked and stored."""

    name: str
    stored: StoredFile
    component_key: str = ""
    component_name: str = ""


@dataclass(frozen=True)
class Filing:
    """Everything a new dossier consists of, whoever types it in."""

    version: ProcedureVersion
    place_code: str
    channel: Channel
    parties: Sequence[PartyFacts]
    returning: Returning
    case_answers: Mapping[str, str] = field(default_factory=dict)
    answers: Mapping[str, Any] = field(default_factory=dict)
    components: Sequence[ComponentFacts] = ()
    files: Sequence[FileFacts] = ()
    # Of what the fee is for one, how many there are.
    fee_numbers: Mapping[str, int] = field(default_factory=dict)
    # The form that was declared on, where it is not the one in force.
    form: FormDefinition | None = None
    # By post: when the record of hand-over between postman and counter was signed.
    handed_over_at: datetime | None = None
    # Why it is not filed online, where this way is open only while that does not work.
    outage: str = ""

    def filed_at(self, at: datetime) -> datetime:
        """When it counts as filed: by post when the record of hand-over was signed."""
        return self.handed_over_at if self.channel == Channel.POST and self.handed_over_at else at

    @property
    def sought(self) -> Sought:
        """Who wants what, to be compared with what was received before."""
        return Sought(self.version.procedure, {one.role: one for one in self.parties})


@operation(who=DRAFT_OWNER, journal="dossier.submitted", is_whole=True)
def submit_online(
    draft: Draft, *, parties: Sequence[PartyFacts], returning: Returning, by: Account, at: datetime
) -> Dossier:
    """File a finished draft. Filing the same draft twice gives the same dossier (NĐ 118/2025 Đ15).

    Refused when a page or a required paper is missing: `errors` names the pages and components; for people that a
    counter would refuse; and when the result of a partial service is to come into an account (NĐ 42/2022 Đ3).
    """
    taken = take(draft, at=at)
    if taken is None:
        return Dossier.objects.get(submission_key=draft.submission_key)
    draft, form, day = taken, taken.form, local(at).date()
    case: dict[str, str] = draft.case_answers
    ground = editions.current().kept(
        ("filing", draft.procedure_code, draft.place_code, day, *sorted(case.items())),
        lambda: _ground(version_in_force(draft.procedure_code, on=day), draft.place_code, Channel.ONLINE, case, on=day),
    )
    version = ground.version
    mine = {one.key for one in of_my_case(version.components.all(), case)}
    # What was attached before the case was changed stays behind.
    attached = [one for one in draft.files.select_related("stored") if one.component_key in mine]
    _refuse_incomplete(draft, version, attached, today=day)
    if errors := wrong_people(parties, on=day) | wrong_return(returning.address) | _absent(version, returning):
        raise Refused(next(iter(errors.values())), errors=errors)
    filing = Filing(
        version=version,
        place_code=draft.place_code,
        channel=Channel.ONLINE,
        parties=parties,
        returning=returning,
        case_answers=case,
        answers=complete_answers(form.parsed, draft.told, today=day),
        files=_files_of(attached, version),
    )
    dossier = _new(filing, ground, submission_key=draft.submission_key, form=form, account=by, at=at)
    filer = _keep(dossier, filing, at=at)
    note(reference=dossier.reference, files=len(filing.files))
    said = Sentence(gettext_noop("Nộp hồ sơ trực tuyến, %(count)d tệp."), {"count": len(filing.files)})
    tell_story(dossier, StoryWord.SUBMITTED, by=by, at=at, text=said)
    is_pictured = any(one.stored.media_type.startswith("image/") for one in filing.files)
    listed = submitted(filing.files, came_as(draft) if is_pictured else {})
    received = "\n".join(f"– {one.name}, {format_size(one.size)}, SHA-256 {one.digest}" for one in listed)
    until = format_datetime(dossier.first_answer_due_at)
    tell_filer(dossier, "submitted", at=at, filer=filer, until=until, files=received)
    print_submission_proof(dossier, filer_name=filer.name if filer else "", files=listed, at=at)
    announce_filing(dossier, at=at)
    return dossier


@operation(who=RECEIVER_OF_UNIT, journal="dossier.registered")
def register_at_counter(
    *,
    filing: Filing,
    unit: Unit,
    submission_key: uuid.UUID,
    account: Account | None = None,
    despite: Collection[str] | None = None,
    by: Account,
    at: datetime,
) -> Dossier:
    """Register the dossier of a person at the counter or one that came by post (NĐ 118/2025 Đ15).

    By post it is filed when the record of hand-over was signed, whenever it is typed in (QĐ 45/2016/QĐ-TTg Đ7.4).
    Who the filer is rests on the card that `by` saw, or on the filer's word. Pressing twice with the same key gives the
    same dossier. What the agency of another place handles is received for it where the law lets every counter do so (NĐ
    118/2025 Đ14). Refused when a known person would be reached otherwise without a card; and
    where this unit has the same request of the same person, unless `by` has seen that: `despite` the codes of which.
    """
    only_one(f"register:{submission_key}")
    known = Dossier.objects.filter(submission_key=submission_key).first()
    if known is not None:
        _refuse_other(known, filing)
        return known
    filed_at = filing.filed_at(at)
    refuse_unready(filing, filed_at=filed_at, at=at)
    confirm_another(filing.sought, unit, despite, at=at)
    ground = _at_counter(filing, unit, at)
    _refuse_while_online_works(filing, ground)
    form = filing.form
    if form is None and filing.answers:
        form = form_in_force(filing.version.form_key, on=local(at).date())
    is_declared = form is not None and is_complete(form, filing, filed_at=filed_at, at=at)
    filing = _as_seen(filing, unit, by=by, at=at)
    dossier = _new(filing, ground, submission_key=submission_key, form=form, account=account, at=filed_at)
    dossier.is_undeclared = bool(filing.version.form_key) and not is_declared
    _keep(dossier, filing, at=at)
    note(reference=dossier.reference)
    said = Sentence(gettext_noop("Đăng ký hồ sơ tại Bộ phận Một cửa."))
    if ground.terms.is_only_when_down:
        outage = within("outage", filing.outage.strip(), REASON)
        note(outage=outage)
        facts = {"reason": outage}
        said = Sentence(gettext_noop("Đăng ký hồ sơ tại Bộ phận Một cửa vì hệ thống gặp sự cố: %(reason)s."), facts)
    tell_story(dossier, StoryWord.REGISTERED, by=by, at=at, text=said)
    announce_filing(dossier, at=at)
    return dossier


@inside_operation
def file_anew(old: Dossier, filing: Filing, *, at: datetime) -> Dossier:
    """The dossier that is filed in place of another, when that one was and by whom; the caller accepts it.

    Refused where its procedure is not received at the same unit.
    """
    ground = _at_counter(filing, old.receiving_unit, at)
    dossier = _new(
        filing, ground, submission_key=uuid.uuid4(), form=filing.form, account=old.filer_account, at=old.submitted_at
    )
    dossier.in_place_of = old
    is_declared = filing.form is not None and is_complete(filing.form, filing, filed_at=old.submitted_at, at=at)
    dossier.is_undeclared = bool(filing.version.form_key) and not is_declared
    _keep(dossier, filing, at=at)
    return made(dossier)


@inside_operation
def _as_seen(filing: Filing, unit: Unit, *, by: Account, at: datetime) -> Filing:
    """With who saw the filer's card, and the contact taken as this allows."""
    parties = [as_seen(one, filing.channel, by=by, at=at) if one.role == Role.FILER else one for one in filing.parties]
    for one in parties:
        if one.role == Role.FILER:
            take_contact(one, unit, at=at)
    return replace(filing, parties=parties)


def is_complete(form: FormDefinition, filing: Filing, *, filed_at: datetime, at: datetime) -> bool:
    """Whether nothing is missing or wrong in a declaration."""
    told = {**filing.answers, **told_by(filing.case_answers, local(filed_at).date())}
    return not problems_of(form.parsed, told, today=local(at).date())


def _refuse_other(known: Dossier, filing: Filing) -> None:
    """A page that was sent again after «back», with another person on it, is not the dossier it once became."""
    was = {(party.role, party.name) for party in known.parties.all()}
    if {(party.role, party.name) for party in filing.parties} - was:
        raise Refused(_("Trang này đã đăng ký hồ sơ %s. Mở trang tiếp nhận mới cho người khác.") % known.shown_code)


def refuse_unready(filing: Filing, *, filed_at: datetime, at: datetime) -> None:
    """What is typed at the counter lacks something or cannot be."""
    errors = wrong_people(filing.parties, on=local(at).date())
    for question in unanswered(filing.version.questions.all(), filing.case_answers):
        errors[question.key] = _("Chọn câu trả lời: %s") % say(question.text)
    if problem := _untimely(filed_at, at):
        errors["handed_over_at"] = problem
    if filing.returning.method == ReturnMethod.POST and not filing.returning.address.strip():
        errors["return_address"] = _("Nhập địa chỉ nhận kết quả qua bưu chính.")
    errors |= wrong_return(filing.returning.address)
    errors |= _absent(filing.version, filing.returning)
    if errors:
        raise Refused(_("Chưa đủ thông tin để đăng ký hồ sơ."), errors=errors)
    if problem := too_many(len(filing.files)):
        raise Refused(problem)


def _absent(version: ProcedureVersion, returning: Returning) -> dict[str, str]:
    """Where the law wants somebody to come, the result goes nowhere by itself (Luật 60/2014/QH13 Đ18)."""
    if returning.method in returns_of(version):
        return {}
    return {"return_method": _("Thủ tục này cần đến nhận kết quả. Chọn lại cách nhận kết quả.")}


def _untimely(filed_at: datetime, at: datetime) -> str:
    if at - filed_at > LONGEST_IN_THE_POST:
        return _("Thời điểm ký biên bản giao nhận đã quá %d ngày.") % LONGEST_IN_THE_POST.days
    return _("Thời điểm ký biên bản giao nhận không thể sau bây giờ.") if filed_at > at else ""


@inside_operation
def announce_filing(dossier: Dossier, *, at: datetime) -> None:
    """Last of all: figures are rows that many filings change, and they stay locked until the transaction ends."""
    announce(
        DossierSubmitted(dossier_id=dossier.pk, agency_id=dossier.handling_agency_id, at=at, channel=dossier.channel)
    )


def _refuse_incomplete(draft: Draft, version: ProcedureVersion, files: Sequence[DraftFile], *, today: date) -> None:
    errors = {
        f"page_{key}": problem for key, problem in problems_of(draft.form.parsed, draft.told, today=today).items()
    }
    for question in unanswered(version.questions.all(), draft.case_answers):
        errors[f"case_{question.key}"] = _("Chọn câu trả lời: %s") % say(question.text)
    attached = {file.component_key for file in files}
    for component in of_my_case(version.components.all(), draft.case_answers):
        must = component.is_required and not component.is_made_by_form and not component.is_in_database
        if must and not component.is_shown_only and component.key not in attached:
            errors[f"component_{component.key}"] = _("Đính kèm: %s") % component.name
    if errors:
        raise Refused(_("Hồ sơ chưa đầy đủ. Hoàn thiện các mục dưới đây rồi nộp."), errors=errors)


def _files_of(attached: Sequence[DraftFile], version: ProcedureVersion) -> list[FileFacts]:
    names = {component.key: component.name for component in version.components.all()}
    return [
        FileFacts(file.name, file.stored, file.component_key, names.get(file.component_key, "")) for file in attached
    ]


@dataclass(frozen=True)
class _Ground:
    """What a filing shares with others of its day and case: the procedure, its route, terms, rules and calendar."""

    version: ProcedureVersion
    terms: Terms
    route: Route
    rulebook: Rulebook
    schedule: Schedule


def _ground(
    version: ProcedureVersion | None, place_code: str, channel: Channel, case: Mapping[str, str], *, on: date
) -> _Ground:
    if version is None:
        raise Refused(_("Thủ tục này không còn tiếp nhận hồ sơ. Xem danh mục thủ tục để chọn thủ tục thay thế."))
    route = route_of(version, place_code=place_code, on=on)
    if route is None:
        raise Refused(_("Nơi này chưa tiếp nhận thủ tục này. Chọn nơi khác."), errors={"place": _("Chọn nơi khác.")})
    rulebook = Rulebook.objects.on(on).first()
    if rulebook is None:
        raise Refused(_("Chưa có bộ quy tắc một cửa cho ngày hôm nay. Báo quản trị hệ thống."))
    terms = terms_of(version, channel, route.reception, on=on, answers=case)
    if terms is None:
        raise Refused(_("Thủ tục này không nộp được theo cách này."))
    prefetch_related_objects([version], "components", "questions")
    return _Ground(version, terms, route, rulebook, schedule_for(route.receiving_unit.agency_id, on=on))


def _refuse_while_online_works(filing: Filing, ground: _Ground) -> None:
    """What is filed online alone is taken on paper only when that does not work, and it is written down why."""
    if ground.terms.is_only_when_down and not filing.outage.strip():
        said = _("Thủ tục này nộp trực tuyến; chỉ nhận tại quầy, qua bưu chính khi hệ thống gặp sự cố. Ghi sự cố nào.")
        raise Refused(said, errors={"outage": said})


def _at_counter(filing: Filing, unit: Unit, at: datetime) -> _Ground:
    """The ground of what a counter receives, for its own place or for that of another."""
    ground = _ground(filing.version, filing.place_code, filing.channel, filing.case_answers, on=local(at).date())
    if not may_receive(unit, ground.route, ground.rulebook):
        said = _("Thủ tục này không nộp tại bộ phận của bạn.")
        raise Refused(said, errors={"place": said})
    schedule = schedule_for(unit.agency_id, on=local(at).date())
    return replace(ground, route=replace(ground.route, receiving_unit=unit), schedule=schedule)


def _new(
    filing: Filing,
    ground: _Ground,
    *,
    submission_key: uuid.UUID,
    form: FormDefinition | None,
    account: Account | None,
    at: datetime,
) -> Dossier:
    """The dossier as it is to be stored."""
    route = ground.route
    holder = next(party for party in filing.parties if party.role == Role.HOLDER)
    dossier = Dossier(
        reference=_reference(),
        submission_key=submission_key,
        version=filing.version,
        form=form,
        rulebook=ground.rulebook,
        receiving_unit=route.receiving_unit,
        handling_agency=route.handling_agency,
        handling_unit=route.handling_unit,
        channel=filing.channel,
        summary=f"{filing.version.procedure.name} – {holder.name}"[:300],
        case_answers=dict(filing.case_answers),
        answers=dict(filing.answers),
        filer_account=account,
        holder_name=holder.name,
        filer_key=others_key(holder.name, *(party.name for party in filing.parties)),
        return_method=filing.returning.method,
        return_address=filing.returning.address,
        fee_dong=ground.terms.fee.dong,
        fee_per=ground.terms.fee.per,
        fee_rate=ground.terms.fee.tariff.stored(),
        fee_numbers=dict(filing.fee_numbers),
        is_fee_of_province=ground.terms.fee.is_unknown_of_province,
        submitted_at=at,
        first_answer_due_at=at,
    )
    dossier.first_answer_due_at = first_answer_due(dossier, schedule=ground.schedule, at=at)
    return dossier


def _keep(dossier: Dossier, filing: Filing, *, at: datetime) -> Party | None:
    """Store the dossier with its rows; its filer."""
    dossier.save()
    parties = Party.objects.bulk_create(Party(dossier=dossier, **vars(party)) for party in filing.parties)
    ReceivedComponent.objects.bulk_create(
        ReceivedComponent(dossier=dossier, **vars(component)) for component in filing.components
    )
    DossierFile.objects.bulk_create(
        DossierFile(
            dossier=dossier,
            component_key=file.component_key,
            component_name=file.component_name,
            name=file.name,
            stored=file.stored,
            added_at=at,
        )
        for file in filing.files
    )
    return next((party for party in parties if party.role == Role.FILER), None)


def _reference() -> str:
    """A submission reference that nobody can guess: NT and ten signs that are hard to mistake."""
    return "NT" + drawn_code(10)
