"""At the one-stop unit: accept, ask for supplements before acceptance, refuse to receive, hand over for processing."""

from collections.abc import Collection, Sequence
from datetime import date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from motcua.dossiers.books import lines_before
from motcua.dossiers.duplicates import Sought
from motcua.dossiers.events import DossierAccepted, DossierHandedOver, DossierNotAccepted
from motcua.dossiers.models import Dossier, ReceivedComponent, Rulebook
from motcua.dossiers.operations.clock import start_clock
from motcua.dossiers.operations.duplicates import confirm_another
from motcua.dossiers.operations.filing import ComponentFacts
from motcua.dossiers.operations.printing import print_intake_refusal, print_receipt
from motcua.dossiers.operations.results import close_requests
from motcua.dossiers.operations.story import move, tell_filer, tell_story
from motcua.dossiers.queries import unit_code
from motcua.dossiers.rights import DOSSIER, NOT_YET_IN, RECEIVER, in_status
from motcua.dossiers.rules import Status, StoryWord, dossier_code, why_not
from motcua.kernel.counters import next_number
from motcua.kernel.events import announce
from motcua.kernel.operations import Refused, note, operation
from motcua.kernel.sentences import Sentence
from motcua.kernel.text import format_date, local, worded
from motcua.organization.rules import dossier_series
from motcua.people.models import Account
from motcua.procedures.queries import reception_of, version_in_force
from motcua.processes.queries import process_in_force

ACCEPTED = gettext_noop("Đã tiếp nhận. Hẹn trả kết quả: %(due)s.")
FORWARDED = gettext_noop("Đã tiếp nhận, chuyển %(agency)s giải quyết. Hẹn trả kết quả: %(due)s.")


@operation(who=RECEIVER, journal="dossier.accepted", on=DOSSIER, when=in_status(Status.NEW, to=Status.ACCEPTED))
def accept(
    dossier: Dossier,
    *,
    components: Sequence[ComponentFacts] = (),
    hands_over: bool = True,
    despite: Collection[str] | None = None,
    by: Account,
    at: datetime,
) -> Dossier:
    """Accept a full and valid dossier: allot its code, start its clock, print its receipt (NĐ 118/2025 Đ17).

    The dossier takes the versions of procedure, rulebook and process in force on this day, and is handed over at once
    unless `hands_over` is false. Refused when it was accepted, refused or withdrawn meanwhile, when the unit that is to
    handle it has ended, when the agency of the unit has no identification code to number it under, and beside the same
    request of the same person unless `by` has seen that: `despite` the codes of which.
    """
    day = local(at).date()
    _refuse_nobody(dossier, day)
    confirm_another(Sought.of(dossier), dossier.receiving_unit, despite, at=at)
    move(dossier, Status.ACCEPTED)
    _pin_versions(dossier, at)
    code = unit_code(dossier.receiving_unit, on=day)
    if not code:
        nameless = _("Cơ quan tiếp nhận chưa có mã định danh nên chưa cấp được mã hồ sơ. Báo quản trị hệ thống.")
        raise Refused(nameless)
    unit = dossier.receiving_unit
    dossier.book_line = next_number(f"book:{unit.pk}:{day.year}", after=lambda: lines_before(unit, day.year))
    dossier.code = dossier_code(code, day, next_number(dossier_series(code, day)))
    dossier.accepted_at, dossier.accepted_by = at, by
    _receive(dossier, components, at=at)
    start_clock(dossier, at=at)
    dossier.save()
    note(code=dossier.code, due_at=dossier.due_at)
    print_receipt(dossier, by=by, at=at)
    due = dossier.due_at or Sentence(gettext_noop("theo từng vụ việc"))
    facts = {"due": due, "agency": dossier.handling_agency.name}
    said = Sentence(FORWARDED if dossier.is_forwarded else ACCEPTED, facts)
    tell_story(dossier, StoryWord.ACCEPTED, by=by, at=at, text=said)
    tell_filer(dossier, "accepted", at=at, due=due)
    announce(
        DossierAccepted(
            dossier_id=dossier.pk,
            agency_id=dossier.handling_agency_id,
            at=at,
            channel=dossier.channel,
            is_anew=dossier.in_place_of_id is not None,
        )
    )
    return hand_over(dossier, by=by, at=at) if hands_over else dossier


@operation(
    who=RECEIVER,
    journal="dossier.handed_over",
    on=DOSSIER,
    when=in_status(Status.ACCEPTED, to=Status.IN_PROCESS),
)
def hand_over(dossier: Dossier, *, by: Account, at: datetime) -> Dossier:
    """Hand an accepted dossier to the unit that resolves it; the first step of its process opens (NĐ 118/2025 Đ18)."""
    move(dossier, Status.IN_PROCESS)
    dossier.save(update_fields=["status"])
    announce(DossierHandedOver(dossier_id=dossier.pk, agency_id=dossier.handling_agency_id, at=at, by_id=by.pk))
    return dossier


@operation(
    who=RECEIVER,
    journal="dossier.not_accepted",
    on=DOSSIER,
    when=in_status(Status.NEW, Status.SUPPLEMENT, to=Status.NOT_ACCEPTED) & NOT_YET_IN,
    printed={"reason": gettext_noop("Lý do")},
)
def refuse_intake(dossier: Dossier, *, reason: str, seen: str = "", by: Account, at: datetime) -> Dossier:
    """Refuse to receive a dossier, in writing and with a reason (NĐ 118/2025 Đ17).

    `seen`: the status in which it was judged, empty where nobody else could act meanwhile. Refused when it has another
    by now: its filer may have been asked for what it lacks a moment ago.
    """
    reason = worded(reason)
    if seen and dossier.status != seen:
        raise Refused(
            _("Hồ sơ vừa được người khác xử lý (%s). Mở lại hồ sơ để xem trước khi từ chối.")
            % why_not(dossier.state, Status.NOT_ACCEPTED)
        )
    if not reason:
        raise Refused(
            _("Ghi lý do từ chối tiếp nhận. Người nộp cần biết vì sao và phải làm gì."),
            errors={"reason": _("Ghi lý do từ chối.")},
        )
    move(dossier, Status.NOT_ACCEPTED)
    dossier.ended_at = at
    close_requests(dossier, at=at)
    dossier.save(update_fields=["status", "ended_at"])
    note(reason=reason)
    print_intake_refusal(dossier, reason=reason, by=by, at=at)
    tell_story(dossier, StoryWord.NOT_ACCEPTED, by=by, at=at, text=reason)
    tell_filer(dossier, "refused", at=at, reason=reason)
    announce(DossierNotAccepted(dossier_id=dossier.pk, agency_id=dossier.handling_agency_id, at=at))
    return dossier


def _refuse_nobody(dossier: Dossier, day: date) -> None:
    """Where its unit has ended nobody would find the dossier; a successor takes it over first."""
    unit = dossier.handling_unit
    ends = [end for end in (unit.valid_until, unit.agency.valid_until) if end is not None]
    if ends and min(ends) <= day:
        facts = {"unit": f"{unit.name}, {unit.agency.name}", "day": format_date(min(ends))}
        said = _(
            "«%(unit)s» đã thôi dùng từ %(day)s: không ai giải quyết hồ sơ này. Báo quản trị chuyển cơ quan kế thừa."
        )
        raise Refused(said % facts)


def _pin_versions(dossier: Dossier, at: datetime) -> None:
    """The law of the acceptance day is the dossier's law from now on."""
    day = local(at).date()
    version = version_in_force(dossier.procedure.code, on=day)
    if version is None:
        raise Refused(_("Thủ tục này không còn hiệu lực vào ngày tiếp nhận. Hướng dẫn người nộp thủ tục thay thế."))
    rulebook = Rulebook.objects.on(day).first()
    reception = reception_of(version, dossier.handling_agency)
    if reception is None:
        raise Refused(
            _("Từ ngày tiếp nhận, %s không còn tiếp nhận thủ tục này. Hướng dẫn người nộp nộp đúng nơi.")
            % dossier.handling_agency.name
        )
    process = process_in_force(reception.process_key, on=day)
    if rulebook is None or process is None:
        raise Refused(
            _("Thủ tục này chưa có quy trình nội bộ hoặc bộ quy tắc cho ngày hôm nay. Báo quản trị hệ thống.")
        )
    dossier.version, dossier.rulebook, dossier.process = version, rulebook, process


def _receive(dossier: Dossier, components: Sequence[ComponentFacts], *, at: datetime) -> None:
    """Write down what was handed in; what was known before is replaced by what the official now saw."""
    for facts in components:
        ReceivedComponent.objects.update_or_create(
            dossier=dossier,
            key=facts.key,
            defaults={
                "name": facts.name,
                "originals": facts.originals,
                "copies": facts.copies,
                "is_electronic": facts.is_electronic,
            },
        )
    close_requests(dossier, at=at)
