"""A dossier's life on a real PostgreSQL: each operation writes what it should, and refuses without leaving a trace."""

from datetime import date
from uuid import uuid4

import pytest

from motcua.calendars.models import WorkingCalendar
from motcua.calendars.operations import declare_day
from motcua.calendars.rules import SpecialKind
from motcua.dossiers import queries
from motcua.dossiers.deadlines import deadline_of, last_day_to_apologise
from motcua.dossiers.models import Dossier, SupplementRequest
from motcua.dossiers.operations import intake, payments, results, supplements, tracking
from motcua.dossiers.rules import Completion, ItemFacts, ReturnMethod, Status
from motcua.handling.inboxes import Asked, inbox_of
from motcua.handling.models import Task
from motcua.handling.operations import consultations, proposals, tasks
from motcua.handling.queries import dossier_for
from motcua.handling.rules import ProposalKind, Work
from motcua.indicators.models import AgencyMonth
from motcua.kernel import journal
from motcua.kernel.models import OutboxMessage
from motcua.kernel.operations import NotPermitted, Refused
from motcua.kernel.text import local
from motcua.notices.models import Notice
from motcua.organization.models import Agency
from motcua.papers.queries import verification
from motcua.papers.rules import result_kinds
from tests.dossiers.conftest import at

ITEM = [ItemFacts("Bản sao quyết định ly hôn", "Tờ khai ghi đã ly hôn")]


def due_day(dossier):
    return local(dossier.due_at).date()


def ask(dossier, people, when, **more):
    return supplements.request_supplement(
        dossier, items=ITEM, reason="Thiếu giấy tờ", by=people.counter, at=when, **more
    )


def test_the_whole_life_from_counter_to_signed_result(people, accepted, work):
    dossier = accepted()
    assert (dossier.code, dossier.status) == ("H37.TD.06187.01-260302-0001", "IN_PROCESS")
    assert due_day(dossier) == date(2026, 3, 5)
    work(dossier, when=at(3), steps=4)
    assert (dossier.status, dossier.done_at) == ("DONE", at(3))
    result = dossier.papers.get(kind="RESULT_DOCUMENT")
    assert result.is_public
    assert verification(result.paper.public_id).is_valid
    returned = results.return_result(dossier, receiver=results.Receiver("Nông Thị Hoa"), by=people.counter, at=at(4))
    assert (returned.status, returned.returned_at) == ("RETURNED", at(4))
    told = Notice.objects.filter(dossier_reference=dossier.reference).order_by("pk")
    assert list(told.values_list("kind", flat=True)) == ["accepted", "decided", "returned"]
    assert journal.verify().ok
    month = AgencyMonth.objects.get(agency=dossier.handling_agency)
    assert (month.submitted, month.accepted, month.done_on_time, month.done_late, month.returned) == (1, 1, 1, 0, 1)


def test_an_electronic_result_is_returned_with_its_issue(people, register, work):
    dossier = intake.accept(register(returning=ReturnMethod.ONLINE), by=people.counter, at=at(2))
    work(dossier, when=at(3), steps=4)
    assert (dossier.status, dossier.done_at, dossier.returned_at) == ("RETURNED", at(3), at(3))


def test_pressing_twice_makes_one_dossier(register):
    key = uuid4()
    assert register(key=key) == register(key=key)
    assert Dossier.objects.count() == 1


def test_codes_follow_one_another_without_gaps_even_after_a_refusal(people, register, accepted):
    first = accepted()
    with pytest.raises(Refused):
        intake.accept(first, by=people.counter, at=at(2))
    assert accepted().code.endswith("-0002")
    assert accepted(when=at(3)).code == "H37.TD.06187.01-260303-0001"


@pytest.mark.issue(17)
def test_nothing_is_numbered_in_earnest_under_a_code_that_was_made_up(people, register, nothing_changes, settings):
    dossier = register()
    settings.DEMONSTRATION_DATA = False
    with nothing_changes:
        intake.accept(dossier, by=people.counter, at=at(2))
    with pytest.raises(Refused, match="chưa có mã định danh"):
        intake.accept(dossier, by=people.counter, at=at(2))


def test_only_the_dossiers_own_counter_may_accept_it(people, register, nothing_changes):
    dossier = register()
    for other in (people.elsewhere, people.clerk, people.citizen, people.stranger):
        with nothing_changes:
            intake.accept(dossier, by=other, at=at(2))
    dossier.refresh_from_db()
    assert (dossier.status, dossier.code) == ("NEW", None)


def test_a_refusal_to_receive_needs_a_reason_and_is_written(people, register, nothing_changes):
    dossier = register()
    with nothing_changes:
        intake.refuse_intake(dossier, reason="  ", by=people.counter, at=at(2))
    refused = intake.refuse_intake(dossier, reason="Không thuộc thẩm quyền", by=people.counter, at=at(2))
    assert refused.status == "NOT_ACCEPTED"
    assert refused.papers.get().paper.title == "Phiếu từ chối tiếp nhận giải quyết hồ sơ"


def test_a_supplement_at_the_counter_comes_back_to_the_counter(people, register, nothing_changes):
    dossier = register()
    request = ask(dossier, people, at(2))
    with nothing_changes:
        supplements.answer_supplement(request, answers={}, files=[], by=people.citizen, at=at(3))
    answers = {request.items.get().pk: "Tôi chưa từng kết hôn"}
    with nothing_changes:
        supplements.answer_supplement(request, answers=answers, files=[], by=people.stranger, at=at(3))
    supplements.answer_supplement(request, answers=answers, files=[], by=people.citizen, at=at(3))
    dossier.refresh_from_db()
    assert dossier.status == "NEW"
    assert intake.accept(dossier, by=people.counter, at=at(4)).status == "IN_PROCESS"


def test_a_second_request_needs_a_justification(people, register, nothing_changes):
    dossier = register()
    request = ask(dossier, people, at(2))
    answers = {request.items.get().pk: "đây"}
    supplements.answer_supplement(request, answers=answers, files=[], by=people.citizen, at=at(3))
    with nothing_changes:
        ask(dossier, people, at(4))
    assert ask(dossier, people, at(4), justification="Bổ sung không đúng yêu cầu").number == 2


def propose_supplement(dossier, people, hand, when):
    task = Task.objects.select_related("unit").get(dossier=dossier, finished_at=None)
    return proposals.propose(task, kind=ProposalKind.SUPPLEMENT, reason="Thiếu", items=ITEM, by=hand(task), at=when)


def test_a_supplement_during_processing_counts_the_time_from_scratch(people, accepted, hand):
    dossier = accepted()
    proposal = propose_supplement(dossier, people, hand, at(3))
    proposals.carry_out(proposal, by=people.counter, at=at(3))
    dossier.refresh_from_db()
    assert dossier.status == "SUPPLEMENT"
    assert deadline_of(dossier).is_paused
    request = dossier.supplements.get()
    supplements.answer_supplement(
        request, answers={request.items.get().pk: "đây"}, files=[], by=people.citizen, at=at(16)
    )
    dossier = supplements.confirm_supplement(request, by=people.counter, at=at(17))
    assert due_day(dossier) == date(2026, 3, 19), "three working days from the answer on Monday 16"


def test_a_filer_who_never_answers_cannot_hold_a_dossier_open(people, accepted, hand, send, nothing_changes):
    dossier = accepted()
    proposals.carry_out(propose_supplement(dossier, people, hand, at(3)), by=people.counter, at=at(3))
    request = dossier.supplements.get()
    SupplementRequest.objects.filter(pk=request.pk).update(answer_due_on=date(2026, 3, 20))
    why = "Quá thời hạn bổ sung theo quy định của thủ tục"
    for by, when, reason in [
        (people.counter, at(20, hour=16), why),  # the last day is the filer's
        (people.counter, at(23), "  "),
        (people.clerk, at(23), why),
        (people.citizen, at(23), why),
    ]:
        with nothing_changes:
            proposals.propose_to_stop(dossier, reason=reason, by=by, at=when)
    send(proposals.propose_to_stop(dossier, reason=why, by=people.counter, at=at(21, hour=1)), when=at(21, hour=1))
    dossier.refresh_from_db()
    assert dossier.status == "STOPPED"
    assert dossier.ended_at == at(21, hour=1)
    assert dossier.supplements.get().state == "CLOSED"
    assert not Task.objects.of(dossier).filter(finished_at=None).exists()
    assert dossier.papers.filter(kind="STOP_NOTICE").count() == 1
    assert Notice.objects.filter(dossier_reference=dossier.reference, kind="stopped").count() == 1


def test_an_answer_is_looked_at_before_anything_is_stopped(people, accepted, hand, register, nothing_changes):
    dossier = accepted()
    with nothing_changes:
        proposals.propose_to_stop(dossier, reason="Lý do", by=people.counter, at=at(3))
    proposals.carry_out(propose_supplement(dossier, people, hand, at(3)), by=people.counter, at=at(3))
    request = dossier.supplements.get()
    answers = {request.items.get().pk: "đây"}
    supplements.answer_supplement(request, answers=answers, files=[], by=people.citizen, at=at(5))
    with nothing_changes:
        proposals.propose_to_stop(dossier, reason="Lý do", by=people.counter, at=at(30))
    early = register()
    ask(early, people, at(2))
    with nothing_changes:
        proposals.propose_to_stop(early, reason="Lý do", by=people.counter, at=at(30))


def test_a_late_supplement_request_needs_a_justification(people, accepted, hand, nothing_changes):
    dossier = accepted("1.013225")
    proposal = propose_supplement(dossier, people, hand, at(9))
    with nothing_changes:
        proposals.carry_out(proposal, by=people.counter, at=at(9))
    proposals.carry_out(proposal, justification="Phát hiện khi kiểm tra thực địa", by=people.counter, at=at(9))


def test_an_apology_is_made_once_and_for_a_later_day(accepted, hand, send, nothing_changes):
    dossier = accepted()
    task = Task.objects.select_related("unit").get(dossier=dossier, finished_at=None)

    def apologise(when, new):
        return proposals.propose(
            task,
            kind=ProposalKind.APOLOGY,
            reason="Cần xác minh",
            new_due_on=local(new).date(),
            late_group="xac-minh",
            by=hand(task),
            at=when,
        )

    with nothing_changes:
        apologise(at(3), at(5, 17))
    send(apologise(at(3), at(10, 17)), when=at(3))
    dossier.refresh_from_db()
    assert (due_day(dossier), dossier.reappointments) == (date(2026, 3, 10), 1)
    assert dossier.papers.filter(kind="APOLOGY").count() == 1
    with nothing_changes:
        apologise(at(4), at(20, 17))


@pytest.mark.parametrize("due_on", [5, 9])
def test_an_apology_is_in_time_until_the_day_before_is_over(accepted, due_on):
    """The decree counts days, not working days: Sunday is the day before Monday (NĐ 61/2018 Đ19.9)."""
    assert last_day_to_apologise(accepted(), at(due_on, 17)) == date(2026, 3, due_on - 1)


def test_a_refusal_to_resolve_ends_as_done_and_then_returned(accepted, hand, send):
    dossier = accepted()
    task = Task.objects.select_related("unit").get(dossier=dossier, finished_at=None)
    proposal = proposals.propose(task, kind=ProposalKind.REFUSAL, reason="Không đủ điều kiện", by=hand(task), at=at(3))
    send(proposal, when=at(3))
    dossier.refresh_from_db()
    assert (dossier.status, dossier.outcome) == ("DONE", "REFUSED")
    assert not Task.objects.filter(dossier=dossier, finished_at=None).exists()


def test_a_stopped_dossier_stays_stopped(accepted, hand, send, nothing_changes):
    dossier = accepted()
    task = Task.objects.select_related("unit").get(dossier=dossier, finished_at=None)
    proposal = proposals.propose(task, kind=ProposalKind.STOP, reason="Có tranh chấp", by=hand(task), at=at(3))
    send(proposal, when=at(3))
    with nothing_changes:
        tasks.finish_task(task, by=hand(task), at=at(4))


def test_work_returned_to_an_earlier_step_is_done_again(people, accepted, work):
    dossier = accepted()
    work(dossier, when=at(3))
    task = Task.objects.get(dossier=dossier, finished_at=None)
    again = tasks.return_to_step(task, step_key="tham-dinh", reason="Sai họ tên", by=people.head, at=at(3, 10))
    assert (again.step_key, again.return_reason) == ("tham-dinh", "Sai họ tên")
    work(dossier, when=at(4), steps=4)
    assert dossier.status == "DONE"


def signed(dossier):
    """Its results that somebody signed, oldest first."""
    held = dossier.papers.filter(kind__in=result_kinds()).select_related("paper").order_by("pk")
    return [entry for entry in held if entry.paper.signed_at]


def test_a_result_whose_work_is_done_again_is_void_and_never_sent(people, accepted, work, hand):
    dossier = accepted()
    work(dossier, when=at(3), steps=3)
    issue = Task.objects.get(dossier=dossier, finished_at=None)
    tasks.return_to_step(issue, step_key="tham-dinh", reason="Sai họ tên", by=hand(issue), at=at(3, 10))
    [first] = signed(dossier)
    assert first.paper.is_revoked
    assert "Sai họ tên" not in first.paper.revoked_reason
    work(dossier, when=at(4), steps=4)
    first, second = signed(dossier)
    assert dossier.status == "DONE"
    assert (first.is_public, first.paper.sealed_at) == (False, None)
    assert second.is_public
    assert second.paper.sealed_at
    assert not second.paper.is_revoked


def test_a_step_returned_before_anything_was_signed_voids_nothing(people, accepted, work):
    dossier = accepted()
    work(dossier, when=at(3), steps=2)
    task = Task.objects.get(dossier=dossier, finished_at=None)
    tasks.return_to_step(task, step_key="tham-dinh", reason="Sai họ tên", by=people.leader, at=at(3, 10))
    assert not dossier.papers.exclude(paper__revoked_at=None).exists()


def test_a_result_that_was_signed_is_void_when_its_dossier_is_withdrawn(people, accepted, work):
    dossier = accepted()
    work(dossier, when=at(3), steps=3)
    results.withdraw(dossier, reason="Đã tìm thấy giấy cũ", by=people.counter, at=at(4))
    [only] = signed(dossier)
    assert only.paper.is_revoked
    assert not only.is_public


@pytest.mark.parametrize("end", ["withdrawn", "refused"])
def test_nobody_is_asked_about_a_dossier_that_has_ended(end, people, accepted, hand, send, nothing_changes):
    dossier = accepted()
    task = Task.objects.select_related("unit").get(dossier=dossier, finished_at=None)
    asked = consultations.ask_agency(
        task, agency=Agency.objects.get(code="so-tu-phap"), question="Có ý kiến gì?", working_days=3,
        by=hand(task), at=at(3),
    )  # fmt: skip
    assert [item.work for item in inbox_of(people.department, on=at(3).date())] == [Work.CONSULTATION]
    if end == "withdrawn":
        results.withdraw(dossier, reason="Đã tìm thấy giấy cũ", by=people.counter, at=at(4))
    else:
        send(proposals.propose(task, kind=ProposalKind.REFUSAL, reason="Không đủ", by=hand(task), at=at(4)), when=at(4))
    asked.refresh_from_db()
    assert asked.recalled_at == at(4)
    with nothing_changes:
        consultations.answer_consultation(asked, agrees=True, answer="Đồng ý", by=people.department, at=at(5))


def test_parallel_steps_wait_for_each_other_and_another_agency_is_asked(people, accepted, work, nothing_changes):
    dossier = accepted("1.013978")
    work(dossier, when=at(3))
    assert Task.objects.filter(dossier=dossier, finished_at=None).count() == 2
    first = Task.objects.filter(dossier=dossier, finished_at=None).order_by("pk").first()
    asked = consultations.ask_agency(
        first,
        agency=Agency.objects.get(code="so-tu-phap"),
        question="Ranh giới?",
        working_days=3,
        by=people.builder,
        at=at(3),
    )
    assert local(asked.due_at).date() == date(2026, 3, 6)
    work(dossier, when=at(4), steps=2)
    with pytest.raises(Refused, match="chưa trả lời lấy ý kiến"):
        work(dossier, when=at(4))
    with nothing_changes:
        consultations.answer_consultation(asked, agrees=True, answer="Đồng ý", by=people.clerk, at=at(5))
    consultations.answer_consultation(asked, agrees=True, answer="Đồng ý", by=people.department, at=at(5))
    work(dossier, when=at(5))


def test_a_step_is_done_only_by_who_holds_its_duty(people, accepted, nothing_changes):
    task = Task.objects.get(dossier=accepted(), finished_at=None)
    for other in (people.counter, people.builder, people.leader, people.citizen):
        with nothing_changes:
            tasks.take_task(task, by=other, at=at(3))
    tasks.take_task(task, by=people.clerk, at=at(3))
    with nothing_changes:
        tasks.take_task(task, by=people.head, at=at(3))


def test_a_payment_stops_the_clock_and_lets_it_go_on(people, accepted):
    dossier = accepted()
    payments.request_payment(dossier, amount_dong=50_000, reason="Lệ phí", by=people.counter, at=at(3))
    dossier = payments.confirm_payment(dossier, receipt_number="BL 12", by=people.counter, at=at(9))
    assert due_day(dossier) == date(2026, 3, 11)


def test_the_filer_may_withdraw_before_the_result_and_not_after(people, accepted, work, nothing_changes):
    dossier = accepted()
    with nothing_changes:
        results.withdraw(dossier, reason="Không cần nữa", by=people.stranger, at=at(3))
    assert results.withdraw(dossier, reason="Không cần nữa", by=people.citizen, at=at(3)).status == "WITHDRAWN"
    other = accepted()
    work(other, when=at(3), steps=4)
    with nothing_changes:
        results.withdraw(other, reason="Không cần nữa", by=people.citizen, at=at(4))


def test_a_dossier_is_rated_once_from_one_to_five(people, accepted, work, nothing_changes):
    dossier = work(accepted(), when=at(3), steps=4)
    with nothing_changes:
        results.rate(dossier, stars=6, comment="", by=people.citizen, at=at(4))
    results.rate(dossier, stars=5, comment="Nhanh", by=people.citizen, at=at(4))
    with nothing_changes:
        results.rate(dossier, stars=1, comment="", by=people.citizen, at=at(4))


def test_a_holiday_declared_late_moves_the_date_and_tells_the_filer(accepted):
    dossier = accepted()
    calendar = WorkingCalendar.objects.get(is_default=True)
    declare_day(calendar, on=date(2026, 3, 4), kind=SpecialKind.OFF, facts={"label": "Nghỉ bão"}, by=None, at=at(3))
    dossier.refresh_from_db()
    assert due_day(dossier) == date(2026, 3, 6)
    assert Notice.objects.filter(dossier_reference=dossier.reference, kind="due_changed").count() == 1


def test_a_same_day_procedure_knows_three_o_clock(accepted):
    assert due_day(accepted("1.001193", when=at(2, 14))) == date(2026, 3, 2)
    assert due_day(accepted("1.001193", when=at(2, 15, 30))) == date(2026, 3, 3)


def test_a_procedure_without_a_time_has_no_due_date_and_is_counted_apart(people, accepted, work):
    dossier = accepted("1.001193")
    Dossier.objects.filter(pk=dossier.pk).update(due_at=None, duration_amount=None)
    work(dossier, when=at(3), steps=3)
    month = AgencyMonth.objects.get(agency=dossier.handling_agency)
    assert (month.done_on_time, month.done_late, month.done_without_due_date) == (0, 0, 1)


def test_the_public_learns_code_and_completion_only(accepted):
    dossier = accepted()
    status = queries.public_status(dossier.code.lower())
    assert (status.code, status.completion) == (dossier.code, Completion.UNDER_WAY)
    assert set(vars(status)) == {"code", "completion", "may_get_code"}
    assert queries.public_status("x" * 100) is None


def sent_code():
    return OutboxMessage.objects.filter(topic="mail").order_by("-pk").first().payload["text"].split(": ")[1][:6]


def test_a_one_time_code_works_once_within_ten_minutes(accepted):
    dossier = accepted()
    tracking.send_tracking_code(dossier, by=None, at=at(3))
    secret = sent_code()
    assert not tracking.redeem_tracking_code(dossier, secret=secret, by=None, at=at(3, 9, 11))
    assert tracking.redeem_tracking_code(dossier, secret=secret, by=None, at=at(3, 9, 9))
    assert not tracking.redeem_tracking_code(dossier, secret=secret, by=None, at=at(3, 9, 9))


def test_where_no_short_messages_leave_no_code_is_promised_to_a_number(accepted, settings):
    dossier = accepted()
    settings.SMS_GATEWAY = ""
    tracking.send_tracking_code(dossier, by=None, at=at(3))
    dossier.parties.filter(role="FILER").update(email="")
    with pytest.raises(Refused, match="chưa gửi được tin nhắn"):
        tracking.send_tracking_code(dossier, by=None, at=at(4))


def test_five_wrong_tries_make_a_one_time_code_worthless(accepted):
    dossier = accepted()
    tracking.send_tracking_code(dossier, by=None, at=at(3))
    secret = sent_code()
    wrong = "000000" if secret != "000000" else "111111"
    for _try in range(5):
        assert not tracking.redeem_tracking_code(dossier, secret=wrong, by=None, at=at(3))
    assert not tracking.redeem_tracking_code(dossier, secret=secret, by=None, at=at(3))
    with pytest.raises(Refused, match="Chờ một phút"):
        tracking.send_tracking_code(dossier, by=None, at=at(3))


def test_officials_see_their_own_dossiers_and_no_others(people, accepted):
    dossier = accepted()
    today = at(3).date()
    for who in (people.counter, people.clerk, people.head, people.leader):
        assert dossier_for(who, dossier.code, on=today) == dossier
    for who in (people.elsewhere, people.builder, people.department, people.citizen):
        assert dossier_for(who, dossier.code, on=today) is None
    assert queries.dossier_of_filer(people.citizen, dossier.code) == dossier
    assert queries.dossier_of_filer(people.stranger, dossier.code) is None


def test_the_inbox_paged_by_key_shows_each_thing_once_in_order_of_due(people, register, accepted):
    for number in range(5):
        register(when=at(2, 9, number))
    for _number in range(3):
        ask(register(when=at(2)), people, at(2))
    seen, after = [], None
    while True:
        page = inbox_of(people.counter, on=at(3).date(), asked=Asked(after=after), limit=2)
        seen += [item.key for item in page[:2]]
        if len(page) <= 2:
            break
        after = page[1].key
    assert seen == sorted(set(seen))
    assert len(seen) == 5
    accepted()
    assert [item.work for item in inbox_of(people.clerk, on=at(3).date())] == [Work.PREPARE]


def test_a_status_that_forbids_a_step_says_what_is_so(people, accepted):
    with pytest.raises(Refused, match="đang được xử lý"):
        intake.refuse_intake(accepted(), reason="x", by=people.counter, at=at(3))


def test_nobody_acts_without_a_post_on_that_day(people, register):
    people.counter.holdings.update(valid_until=date(2026, 3, 2))
    with pytest.raises(NotPermitted):
        register(when=at(2))


def test_statuses_stored_are_the_ten(accepted):
    assert Dossier._meta.get_field("status").choices == [(status.value, status.value) for status in Status]
