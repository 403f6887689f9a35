"""What the decrees say of a dossier's dates, word by word: apologies, supplements, post, days off, old forms."""

import re
from datetime import date
from io import BytesIO
from uuid import uuid4

import pypdf
import pytest
from django.core.files.storage import storages

from motcua.calendars.models import WorkingCalendar
from motcua.calendars.operations import declare_day
from motcua.calendars.queries import schedule_for
from motcua.calendars.rules import SpecialKind
from motcua.dossiers.deadlines import deadline_of, judged_due
from motcua.dossiers.models import Dossier, Rulebook
from motcua.dossiers.operations import clock, intake, payments, supplements
from motcua.dossiers.rules import Channel, ItemFacts
from motcua.handling.boards import board_of
from motcua.handling.models import Task
from motcua.handling.operations import consultations, proposals
from motcua.handling.rules import ProposalKind
from motcua.handling.sheets import control_sheet
from motcua.indicators.models import AgencyMonth
from motcua.kernel.operations import Refused
from motcua.kernel.text import format_datetime, local
from motcua.notices.models import Notice
from motcua.organization.models import Agency
from motcua.procedures.models import Channel as Way
from motcua.procedures.models import ProcedureVersion
from tests.dossiers.conftest import at, usual_case

pytestmark = [pytest.mark.django_db, pytest.mark.issue(2)]

ITEM = [ItemFacts("Bản sao quyết định ly hôn", "Tờ khai ghi đã ly hôn")]


def open_task(dossier):
    return Task.objects.select_related("unit", "dossier").get(dossier=dossier, finished_at=None)


def words(content):
    text = " ".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(content)).pages)
    return " ".join(text.replace("\u200b", "").split())


def printed(dossier, kind):
    paper = dossier.papers.filter(kind=kind).last().paper
    with storages["files"].open(paper.file.path) as file:
        return words(file.read())


@pytest.fixture
def apologise(hand):
    def propose(dossier, *, when, until):
        task, day = open_task(dossier), local(until).date()
        return proposals.propose(
            task,
            kind=ProposalKind.APOLOGY,
            reason="Cần xác minh",
            new_due_on=day,
            late_group="xac-minh",
            by=hand(task),
            at=when,
        )

    return propose


@pytest.fixture
def supplement(people, hand):
    """Ask for a supplement during processing, by a proposal that is carried out at once."""

    def ask(dossier, *, when):
        task = open_task(dossier)
        made = proposals.propose(task, kind=ProposalKind.SUPPLEMENT, reason="Thiếu", items=ITEM, by=hand(task), at=when)
        proposals.carry_out(made, by=people.counter, at=when)
        return dossier.supplements.last()

    return ask


def answer(request, people, *, when):
    answers = {request.items.get().pk: "đây"}
    return supplements.answer_supplement(request, answers=answers, files=[], by=people.citizen, at=when)


@pytest.mark.parametrize(("sent", "is_late"), [(at(4, 23, 59), False), (at(5), True), (at(6), True), (at(9), True)])
def test_a_late_apology_is_made_and_kept_as_late(people, accepted, apologise, send, work, sent, is_late):
    """Who is late apologises all the same (NĐ 61/2018 Đ12.5); the new date saves no late dossier (Đ19.9)."""
    dossier = accepted()
    send(apologise(dossier, when=at(3) if sent == at(6) else sent, until=at(13, 17)), when=sent)
    dossier.refresh_from_db()
    assert (local(dossier.due_at).date(), dossier.reappointments) == (date(2026, 3, 13), 1)
    assert dossier.papers.filter(kind="APOLOGY", is_public=True).exists()
    told = str(dossier.history.get(word="reappointed").said)
    assert ("gửi chậm nhất ngày 04/03/2026" in told) == is_late
    assert told.startswith("Xin lỗi muộn") == is_late
    assert local(judged_due(dossier)).date() == date(2026, 3, 5 if is_late else 13)
    work(dossier, when=at(10, 15), steps=4)
    month = AgencyMonth.objects.get(agency=dossier.handling_agency)
    assert (month.done_on_time, month.done_late) == ((0, 1) if is_late else (1, 0))


def test_an_apology_needs_a_new_date_that_has_not_passed_and_is_made_once(people, accepted, apologise, send):
    dossier = accepted()
    for until in (at(5, 17), at(6, 8)):
        with pytest.raises(Refused, match="sau ngày hẹn cũ và chưa qua"):
            apologise(dossier, when=at(9), until=until)
    with pytest.raises(Refused, match="quá xa"):
        apologise(dossier, when=at(9), until=at(13).replace(year=9000))
    proposal = apologise(dossier, when=at(9), until=at(10, 17))
    with pytest.raises(Refused, match="chưa qua"):
        send(proposal, when=at(11))
    proposals.reject_proposal(proposal, answer="Ngày đã qua", by=people.leader, at=at(11))
    send(apologise(dossier, when=at(11), until=at(13, 17)), when=at(11))
    with pytest.raises(Refused, match="đã hẹn lại 1 lần"):
        apologise(dossier, when=at(12), until=at(20, 17))


@pytest.mark.issue(18)
def test_an_apology_promises_one_moment(accepted, apologise, send):
    """On the page, in the letter and by the clock: when that day's work ends."""
    dossier = accepted()
    proposal = apologise(dossier, when=at(3), until=at(13, 8))
    promised = proposal.terms.new_due_at
    assert local(promised).time() == local(dossier.due_at).time()
    send(proposal, when=at(3))
    dossier.refresh_from_db()
    assert dossier.due_at == promised == judged_due(dossier)
    assert format_datetime(promised) in printed(dossier, "APOLOGY")


@pytest.mark.issue(18)
def test_an_apology_promises_no_day_off_and_no_mistyped_year(accepted, apologise, send):
    dossier = accepted()
    with pytest.raises(Refused) as refused:
        apologise(dossier, when=at(3), until=at(14))
    assert refused.value.errors == {"new_due": "14/03/2026 là ngày nghỉ. Ngày làm việc kế tiếp: 16/03/2026."}
    with pytest.raises(Refused, match="quá xa"):
        apologise(dossier, when=at(3), until=at(13).replace(year=2036))
    # Declared after it was proposed: the letter is not signed with a day on which nobody works.
    proposal = apologise(dossier, when=at(3), until=at(13))
    storm(date(2026, 3, 13), at(4))
    with pytest.raises(Refused, match="13/03/2026 là ngày nghỉ"):
        send(proposal, when=at(4, 10))


def test_a_restart_after_a_new_appointment_counts_the_statutory_time(people, accepted, apologise, send, supplement):
    """NĐ 61/2018 Đ19.4; what the dossier is judged by begins anew with it."""
    dossier = accepted()
    send(apologise(dossier, when=at(3), until=at(20, 17)), when=at(3))
    request = supplement(dossier, when=at(4))
    answer(request, people, when=at(9))
    supplements.confirm_supplement(request, by=people.counter, at=at(9, 10))
    dossier.refresh_from_db()
    assert local(dossier.due_at).date() == date(2026, 3, 12), "three working days, not the thirteen promised"
    assert judged_due(dossier) == dossier.due_at


def test_a_time_of_none_is_over_on_its_day_on_every_paper_and_page(client, people, register):
    """«Giải quyết ngay»: before three o'clock today, after it on the next working day."""
    Way.objects.filter(version__procedure__code="1.004873").update(amount=0, unit="WORKING_DAY")
    dossier = intake.accept(register(when=at(6)), by=people.counter, at=at(6, 9))
    assert local(dossier.due_at) == at(6, 17, 30)
    assert "trong ngày" in printed(dossier, "RECEIPT")
    assert "tiếp nhận sau 15:00 thì tính từ" in printed(dossier, "RECEIPT")
    assert [day.number for day in deadline_of(dossier).days] == [1]
    late = intake.accept(register(when=at(6)), by=people.counter, at=at(6, 15, 30))
    assert local(late.due_at) == at(9, 17, 30)
    clock.recompute_all([late])
    assert local(late.due_at) == at(9, 17, 30)
    client.force_login(people.counter)
    assert client.get(f"/lam-viec/ho-so/{late.code}/").status_code == 200


def test_a_promise_behind_the_calendars_end_warns(client, people, register, accepted):
    """On the receipt, and where the official and the filer read why it is that day; never an error."""
    WorkingCalendar.objects.update(last_day=date(2026, 3, 4), version=77)
    dossier = accepted("1.004873")
    assert local(dossier.due_at) == at(5, 17, 30)
    assert "lịch làm việc mới có đến 04/03/2026" in printed(dossier, "RECEIPT")
    assert deadline_of(dossier).known_until == date(2026, 3, 4)
    client.force_login(people.counter)
    assert "Lịch làm việc mới có đến ngày 04/03/2026" in client.get(f"/lam-viec/ho-so/{dossier.code}/").content.decode()
    late = register(when=at(9))
    assert local(late.first_answer_due_at) == at(10, 17, 30)


def test_who_sends_a_supplement_back_gives_its_term_anew(people, accepted, supplement):
    """A filer who answered in time is not stopped because the office read the answer late."""
    ProcedureVersion.objects.filter(procedure__code="1.004873").update(close_after_days=10)
    dossier = accepted()
    request = supplement(dossier, when=at(3))
    assert request.answer_due_on == date(2026, 3, 13)
    answer(request, people, when=at(13, 16))
    supplements.reopen_supplement(request, justification="Ảnh mờ", by=people.counter, at=at(18))
    request.refresh_from_db()
    assert request.answer_due_on == date(2026, 3, 30), "ten days end on Saturday 28: the next working day"
    with pytest.raises(Refused, match="hết ngày 30/03/2026"):
        proposals.propose_to_stop(dossier, reason="Không bổ sung", by=people.counter, at=at(19))
    assert dossier.papers.filter(kind="SUPPLEMENT_REQUEST").count() == 2
    # What the official wrote of all of it is read by who has to mend it.
    assert request.reason not in {item.why for item in request.items.all()}
    assert f"Lý do chung: {request.reason}" in printed(dossier, "SUPPLEMENT_REQUEST")
    assert "Ảnh mờ" in printed(dossier, "SUPPLEMENT_REQUEST")
    told = Notice.objects.filter(dossier_reference=dossier.reference, kind="supplement_requested")
    assert [("30/03/2026" in one.body) for one in told.order_by("pk")] == [False, True]


def test_a_filers_term_that_ends_on_a_day_off_ends_on_the_next_working_day(accepted, supplement):
    """Bộ luật Dân sự 2015 Đ148."""
    ProcedureVersion.objects.filter(procedure__code="1.004873").update(close_after_days=5)
    assert supplement(accepted(), when=at(3)).answer_due_on == date(2026, 3, 9), "8/3 is a Sunday"


def test_the_filers_last_day_is_printed_as_a_day_that_still_counts(accepted, supplement):
    ProcedureVersion.objects.filter(procedure__code="1.004873").update(close_after_days=10)
    dossier = accepted()
    supplement(dossier, when=at(3))
    assert "đến hết ngày 13/03/2026" in printed(dossier, "SUPPLEMENT_REQUEST")
    told = Notice.objects.get(dossier_reference=dossier.reference, kind="supplement_requested")
    assert "đến hết ngày 13/03/2026" in told.body


def storm(on, when):
    calendar = WorkingCalendar.objects.get(is_default=True)
    declare_day(calendar, on=on, kind=SpecialKind.OFF, facts={"label": "Nghỉ bão"}, by=None, at=when)


def test_a_day_off_declared_late_moves_the_first_answer(people, register):
    dossier = register(when=at(2))
    assert local(dossier.first_answer_due_at).date() == date(2026, 3, 3)
    storm(date(2026, 3, 3), at(2, 16))
    dossier.refresh_from_db()
    assert local(dossier.first_answer_due_at).date() == date(2026, 3, 4)
    asked = register(when=at(2))
    supplements.request_supplement(asked, items=ITEM, reason="Thiếu", by=people.counter, at=at(4))
    answer(asked.supplements.get(), people, when=at(9))
    storm(date(2026, 3, 10), at(9, 16))
    asked.refresh_from_db()
    assert local(asked.first_answer_due_at).date() == date(2026, 3, 11), "counted from the answer"


def test_a_day_off_declared_late_moves_open_steps_and_questions_to_other_agencies(people, accepted, work):
    dossier = accepted("1.013978")
    work(dossier, when=at(3))
    first = Task.objects.of(dossier).filter(finished_at=None).order_by("pk").first()
    asked = consultations.ask_agency(
        first, agency=Agency.objects.get(code="so-tu-phap"), question="Ranh giới?", working_days=3,
        by=people.builder, at=at(3),
    )  # fmt: skip
    assert local(asked.due_at).date() == date(2026, 3, 6)
    before = {task.pk: task.due_at for task in Task.objects.of(dossier).all()}
    storm(date(2026, 3, 6), at(5))
    asked.refresh_from_db()
    assert local(asked.due_at).date() == date(2026, 3, 9)
    for task in Task.objects.of(dossier).filter(finished_at=None):
        assert local(task.due_at).date() > local(before[task.pk]).date()
    done = Task.objects.of(dossier).exclude(finished_at=None).get()
    assert done.due_at == before[done.pk], "what is finished stays as it was judged"


def test_a_day_off_told_of_again_moves_nothing_twice(people, accepted):
    dossier = accepted("1.013225")
    storm(date(2026, 3, 3), at(2, 16))
    once = open_task(dossier).due_at
    storm(date(2026, 3, 3), at(2, 17))
    assert open_task(dossier).due_at == once


def test_who_waited_for_the_filer_is_not_late_by_the_wait(people, accepted, supplement):
    """The open step has its share of the new time, not a date that passed while the filer was asked."""
    dossier = accepted()
    request = supplement(dossier, when=at(3))
    answer(request, people, when=at(16))
    supplements.confirm_supplement(request, by=people.counter, at=at(17))
    dossier.refresh_from_db()
    assert at(16) < open_task(dossier).due_at <= dossier.due_at
    assert local(dossier.due_at).date() == date(2026, 3, 19)


def test_the_time_in_which_the_office_reads_an_answer_is_the_offices(people, accepted, supplement):
    """Counted from the day the dossier was full, whenever somebody says so (NĐ 61/2018 Đ19.4)."""
    dossier = accepted()
    request = supplement(dossier, when=at(3))
    assert deadline_of(dossier).is_paused
    answer(request, people, when=at(16))
    dossier.refresh_from_db()
    assert not deadline_of(dossier).is_paused
    assert local(dossier.due_at).date() == date(2026, 3, 19)
    late = {day: board_of(dossier.receiving_unit, at=at(day, 17, 45)).late for day in (18, 19)}
    assert late == {18: 0, 19: 1}
    supplements.reopen_supplement(request, justification="Ảnh mờ", by=people.counter, at=at(20))
    dossier.refresh_from_db()
    assert deadline_of(dossier).is_paused
    assert board_of(dossier.receiving_unit, at=at(24)).late == 0, "the filer's turn again"
    answer(request, people, when=at(25))
    dossier = supplements.confirm_supplement(request, by=people.counter, at=at(27))
    assert local(dossier.due_at).date() == date(2026, 3, 30)
    assert not deadline_of(dossier).is_paused


def test_under_a_pause_only_the_filers_time_is_left_out(people, accepted, supplement):
    ProcedureVersion.objects.filter(procedure__code="1.004873").update(supplement_policies={"processing": "PAUSE"})
    dossier = accepted()
    request = supplement(dossier, when=at(3))
    answer(request, people, when=at(9))
    supplements.reopen_supplement(request, justification="Ảnh mờ", by=people.counter, at=at(10))
    answer(request, people, when=at(12))
    dossier = supplements.confirm_supplement(request, by=people.counter, at=at(13))
    assert local(dossier.due_at).date() == date(2026, 3, 13), "3, 10 and 13 March; 4 to 9, 11 and 12 were the filer's"


def test_a_pause_moves_the_open_step_by_the_time_it_took(people, accepted):
    dossier = accepted("1.013225")
    before = open_task(dossier).due_at
    payments.request_payment(dossier, amount_dong=50_000, reason="Lệ phí", by=people.counter, at=at(3))
    payments.confirm_payment(dossier, receipt_number="BL 12", by=people.counter, at=at(5))
    schedule = schedule_for(dossier.handling_agency_id, on=date(2026, 3, 2))
    assert schedule.working_minutes_between(before, open_task(dossier).due_at) == 2 * 480


def test_an_extension_gives_its_time_to_the_step_that_asked(accepted, apologise, send):
    dossier = accepted()
    before = open_task(dossier).due_at
    send(apologise(dossier, when=at(2, 10), until=at(10, 17)), when=at(2, 10))
    schedule = schedule_for(dossier.handling_agency_id, on=date(2026, 3, 2))
    assert schedule.working_minutes_between(before, open_task(dossier).due_at) == 3 * 480


def test_the_counter_writes_down_when_the_post_handed_over(client, people):
    client.force_login(people.counter)
    address = "/lam-viec/tiep-nhan/1.004873/"
    form = {"submission_key": str(uuid4()), "filer_name": "Nông Thị Hoa", "channel": "POST", "then": "later"}
    form |= usual_case("1.004873")
    day = {"handed_over_at_day": "3", "handed_over_at_month": "3", "handed_over_at_year": "2026"}
    for wrong in (
        {"handed_over_at_time": "hôm qua"},
        {"handed_over_at_time": "25:00"},
        {},
        {"handed_over_at_day": "31"},
    ):
        answered = client.post(address, form | day | {"handed_over_at_month": "2"} | wrong)
        assert answered.status_code == 422
        assert "thời điểm có thật" in answered.content.decode()
    answered = client.post(address, form | day | {"handed_over_at_time": "hôm qua"})
    assert 'value="hôm qua"' in answered.content.decode()
    assert 'name="handed_over_at_day" value="3"' in answered.content.decode()
    client.post(address, form | day | {"handed_over_at_time": "10h00"})
    assert Dossier.objects.get().submitted_at == at(3, 10)


def by_post(register, *, handed_over_at, when, code="1.004873"):
    return register(code, channel=Channel.POST, when=when, handed_over_at=handed_over_at)


def test_what_comes_by_post_is_filed_when_the_hand_over_is_signed(people, register):
    """Not when it was posted, not when somebody typed it in (QĐ 45/2016/QĐ-TTg Đ7.4)."""
    dossier = by_post(register, handed_over_at=at(3, 10), when=at(4, 9))
    assert dossier.submitted_at == at(3, 10)
    assert local(dossier.first_answer_due_at).date() == date(2026, 3, 4)
    dossier = intake.accept(dossier, by=people.counter, at=at(4, 9))
    assert (dossier.code, dossier.accepted_at) == ("H37.TD.06187.01-260304-0001", at(4, 9))
    assert local(dossier.due_at).date() == date(2026, 3, 6), "three working days after the third of March"
    assert deadline_of(dossier).days[0].on == date(2026, 3, 3)
    assert "Thời gian nhận hồ sơ: 10:00 ngày 03/03/2026" in printed(dossier, "RECEIPT")
    assert "Thời gian nhận hồ sơ: 10:00 ngày 03/03/2026" in words(control_sheet(dossier, at=at(4)))


def test_what_came_by_post_and_was_completed_counts_from_then(people, register):
    dossier = by_post(register, handed_over_at=at(3, 10), when=at(3, 11))
    supplements.request_supplement(dossier, items=ITEM, reason="Thiếu", by=people.counter, at=at(3, 14))
    answer(dossier.supplements.get(), people, when=at(9, 8))
    dossier = intake.accept(dossier, by=people.counter, at=at(10))
    assert local(dossier.due_at).date() == date(2026, 3, 12)


def test_what_is_answered_on_the_day_counts_from_acceptance_by_post_too(people, register):
    dossier = by_post(register, handed_over_at=at(3, 10), when=at(4, 9), code="1.001193")
    assert local(intake.accept(dossier, by=people.counter, at=at(4, 9)).due_at).date() == date(2026, 3, 4)


def test_a_hand_over_is_not_signed_tomorrow_and_only_the_post_signs_one(register):
    with pytest.raises(Refused) as refused:
        by_post(register, handed_over_at=at(4, 10), when=at(4, 9))
    assert "không thể sau" in refused.value.errors["handed_over_at"]
    direct = register(when=at(4, 9), handed_over_at=at(3, 10))
    assert direct.submitted_at == at(4, 9)


def test_a_receipt_says_at_once_only_of_what_is_answered_at_once(people, accepted):
    dossier = accepted("2.002165")
    assert dossier.due_at is None
    text = printed(dossier, "RECEIPT")
    assert "trả ngay" not in text
    assert "Thời gian trả kết quả: theo từng vụ việc" in text


def test_the_receipt_says_how_its_own_time_is_counted(accepted):
    """In working days, in days, on the day itself: each by its own rule."""
    assert "tính từ ngày làm việc tiếp theo" in printed(accepted(), "RECEIPT")
    assert "tính cả ngày nghỉ" in printed(accepted("1.013225"), "RECEIPT")
    assert "sau 15:00" in printed(accepted("1.001193"), "RECEIPT")


def test_the_control_sheet_tells_early_on_time_and_late(accepted, work):
    dossier = accepted("1.013225")
    first = Task.objects.of(dossier).get()
    work(dossier, when=at(2, 10))
    second = open_task(dossier)
    assert first.due_at > at(3)
    Task.objects.filter(pk=second.pk).update(due_at=at(4, 17, 30))
    work(dossier, when=at(4, 10))
    third = open_task(dossier)
    Task.objects.filter(pk=third.pk).update(due_at=at(5, 17, 30))
    work(dossier, when=at(6))
    text = words(control_sheet(dossier, at=at(6)))
    assert [text.count(outcome) for outcome in ("Trước hạn", "Đúng hạn", "Quá hạn")] == [1, 1, 1]


# From which day each rulebook is in force, its key, and the circular of its forms.
RULEBOOKS = {
    date(2019, 1, 6): ("nd-61-2018", "01/2018/TT-VPCP"),
    date(2020, 4, 8): ("nd-61-2018-truc-tuyen", "01/2018/TT-VPCP"),
    date(2021, 12, 6): ("nd-107-2021", "01/2018/TT-VPCP"),
    date(2025, 7, 1): ("nd-118-2025-mau-2018", "01/2018/TT-VPCP"),
    date(2025, 9, 15): ("nd-118-2025", "03/2025/TT-VPCP"),
    date(2025, 12, 31): ("nd-367-2025", "03/2025/TT-VPCP"),
    date(2026, 8, 5): ("nd-309-2026", "03/2025/TT-VPCP"),
}


def test_forms_and_citations_are_those_of_their_day():
    """No rulebook names what was made after it began."""
    found = {book.valid_from: book for book in Rulebook.objects.all()}
    assert {
        day: (book.key, *{form.circular for form in book.rules.papers.values()}) for day, book in found.items()
    } == RULEBOOKS
    for day, book in found.items():
        years = {int(year) for number in book.rules.legal_basis for year in re.findall(r"/(\d{4})/", number)}
        assert max(years) <= day.year
    assert "309/2026/NĐ-CP" in Rulebook.objects.on(date(2026, 8, 5)).get().rules.legal_basis
    assert "309/2026/NĐ-CP" not in Rulebook.objects.on(date(2026, 8, 4)).get().rules.legal_basis
    assert not Rulebook.objects.on(date(2019, 1, 5)).exists()


def test_the_rulebook_of_its_day_stays_with_a_dossier(people, accepted, apologise, send):
    """Accepted until 30/6/2025: NĐ 61/2018 and its forms, to the end."""
    old = Rulebook.objects.on(date(2025, 6, 30)).get()
    dossier = accepted()
    Dossier.objects.filter(pk=dossier.pk).update(rulebook=old)
    send(apologise(dossier, when=at(3), until=at(13, 17)), when=at(3))
    text = printed(dossier, "APOLOGY")
    assert "Mẫu số 04 – Thông tư số 01/2018/TT-VPCP" in text
    assert "PHIẾU XIN LỖI VÀ HẸN LẠI NGÀY TRẢ KẾT QUẢ" in text.replace("\u00a0", " ")
    dossier.refresh_from_db()
    assert {form.circular for form in dossier.rulebook.rules.papers.values()} == {"01/2018/TT-VPCP"}
