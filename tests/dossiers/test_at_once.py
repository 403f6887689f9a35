"""Two people, or one who presses twice, on one thing at one moment: one wins, the other is told, nothing is halved."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from threading import Barrier, BrokenBarrierError
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client

from motcua.dossiers.models import Dossier, HistoryEntry, Rating, TrackingCode
from motcua.dossiers.operations import filing, intake, payments, results, supplements, tracking
from motcua.dossiers.operations.filing import PartyFacts, Returning
from motcua.dossiers.rules import ItemFacts, ReturnMethod, Role
from motcua.forms.models import Draft
from motcua.forms.operations import Purpose, discard_draft, save_page, start_draft
from motcua.forms.queries import form_in_force
from motcua.forms.rules import visible_pages
from motcua.forms.rules.answers import typed_of
from motcua.handling.models import SiteCheck, Task
from motcua.handling.operations import consultations, proposals, site_checks, tasks
from motcua.handling.rules import ProposalKind
from motcua.indicators.models import AgencyMonth
from motcua.kernel import journal
from motcua.kernel.operations import Refused
from motcua.notices.models import Notice
from motcua.organization.models import Agency, Post
from motcua.papers.queries import verification
from motcua.people.operations import create_account, end_post, give_post, lock_official
from motcua.people.queries import administrators
from motcua.people.rules import AccountKind
from tests.dossiers.conftest import HANDS, at, usual_case
from tests.elsewhere import apart  # noqa: F401 - a fixture
from tests.people.test_second_person import administrator

ITEM = [ItemFacts("Bản chính", "Để đối chiếu")]


@pytest.fixture
def db(apart):  # noqa: F811
    """What several connections see must be committed."""
    yield
    assert journal.verify().ok


def at_once(*works):
    """What each gave or was refused, all begun at the same moment, each on a connection of its own."""
    begin = Barrier(len(works))

    def run(work):
        try:
            begin.wait(30)
            return work()
        except Refused as refused:
            return refused
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as threads:
        return [one.result() for one in [threads.submit(run, work) for work in works]]


def won(outcomes):
    return sum(not isinstance(one, Refused) for one in outcomes)


def told(dossier, word):
    return HistoryEntry.objects.filter(dossier=dossier, word=word).count()


def colleague(name):
    """A second official with the same post."""
    agency, unit, post = HANDS[name]
    account = create_account(
        kind=AccountKind.OFFICIAL, password="x", full_name="B", email=f"b-{name}@x.vn", by=None, at=at(1, month=1)
    )
    seat = Post.objects.get(unit__agency__code=agency, unit__code=unit, code=post)
    give_post(account, post=seat, valid_from=at(1, month=1).date(), by=None, at=at(1, month=1))
    return account


def test_two_officials_accept_one_dossier(people, register):
    dossier, other = register(), colleague("counter")
    assert won(at_once(*(lambda by=by: intake.accept(dossier, by=by, at=at(2)) for by in (people.counter, other)))) == 1
    dossier.refresh_from_db()
    assert dossier.code.endswith("-0001")
    assert told(dossier, "accepted") == Task.objects.count() == AgencyMonth.objects.get().accepted == 1


def test_two_presses_at_the_counter_register_one_dossier(people, register):
    key = uuid4()
    first, second = at_once(lambda: register(key=key), lambda: register(key=key))
    assert first == second
    assert Dossier.objects.count() == AgencyMonth.objects.get().submitted == 1


def test_two_presses_on_the_page_of_the_counter_lead_to_the_same_accepted_dossier(people):
    fields = {"submission_key": str(uuid4()), "filer_name": "Nông Thị Hoa", **usual_case("2.000635"), "then": "accept"}

    def press():
        client = Client()
        client.force_login(people.counter)
        return client.post("/lam-viec/tiep-nhan/2.000635/", fields)

    answers = at_once(press, press)
    assert [one.status_code for one in answers] == [302, 302]
    assert {one["Location"] for one in answers} == {f"/lam-viec/ho-so/{Dossier.objects.get().code}/?in-giay-hen=1"}
    assert Task.objects.count() == 1


@pytest.fixture
def draft(people):
    """A draft that only wants to be filed."""
    form = form_in_force("ban-sao-ho-tich", on=at(2).date())
    purpose = Purpose("2.000635", "Cấp bản sao trích lục hộ tịch", "06187", {"nguoi-nop": "chinh-minh"})
    draft = start_draft(form, purpose=purpose, known={}, by=people.citizen, at=at(2))
    raw = {
        "ho_ten": "Nông Thị Hoa", "so_dinh_danh": "020190000001", "ngay_sinh_day": "1", "ngay_sinh_month": "2",
        "ngay_sinh_year": "1990", "noi_cu_tru": "Kỳ Lừa", "phone": "0912345678", "loai": "khai-sinh", "cua_ai": "Tôi",
        "noi_dang_ky": "Kỳ Lừa", "nam_dang_ky": "1990", "so_ban": "1", "muc_dich": "khac", "muc_dich_khac": "Học",
        "quan_he": "ban-than", "xin_cho": "ban-than",
    }  # fmt: skip
    for page in visible_pages(form.parsed, {"xin_cho": "ban-than"}):
        assert save_page(draft, page=page, raw=raw, by=people.citizen, at=at(2)) == {}
        draft.refresh_from_db()
    return draft


def file(draft, by):
    parties = [PartyFacts(role, "Nông Thị Hoa", phone="0912345678") for role in Role]
    return filing.submit_online(draft, parties=parties, returning=Returning(ReturnMethod.ONLINE), by=by, at=at(2))


def test_two_presses_file_one_draft_once(people, draft):
    first, second, third = at_once(*[lambda: file(draft, people.citizen)] * 3)
    assert first == second == third
    assert Dossier.objects.get().papers.count() == told(first, "submitted") == 1


def test_a_draft_changed_on_another_device_is_filed_as_it_is_now(people, draft):
    as_seen = Draft.objects.get(pk=draft.pk)
    page = next(page for page in draft.form.parsed.pages if any(field.name == "so_ban" for field in page.fields))
    raw = typed_of(page, draft.answers) | {"so_ban": "3"}
    assert save_page(draft, page=page, raw=raw, by=people.citizen, at=at(2, 10)) == {}
    assert file(as_seen, people.citizen).answers["so_ban"] == 3


def test_a_draft_thrown_away_on_another_device_is_not_filed(people, draft):
    as_seen = Draft.objects.get(pk=draft.pk)
    discard_draft(draft, by=people.citizen, at=at(2))
    with pytest.raises(Refused, match="đã bị xóa"):
        file(as_seen, people.citizen)
    assert not Dossier.objects.exists()


def test_a_dossier_is_withdrawn_while_it_is_accepted(people, register):
    dossier = register()
    accepted, withdrawn = at_once(
        lambda: intake.accept(dossier, by=people.counter, at=at(2)),
        lambda: results.withdraw(dossier, reason="Thôi", by=people.citizen, at=at(2)),
    )
    dossier.refresh_from_db()
    assert not isinstance(withdrawn, Refused)
    assert dossier.status == "WITHDRAWN"
    # Accepted a moment before, or not at all; no step waits for anybody either way.
    assert (dossier.code is None) == isinstance(accepted, Refused)
    assert not Task.objects.filter(finished_at=None).exists()


def test_a_supplement_is_answered_while_the_dossier_is_stopped(people, accepted):
    dossier = accepted()
    asked = supplements.request_supplement(dossier, items=ITEM, reason="Thiếu", by=people.counter, at=at(3))
    answers = {item.pk: "Đây" for item in asked.items.all()}
    proposal = proposals.propose_to_stop(dossier, reason="Không trả lời", by=people.counter, at=at(4))
    proposal = proposals.sign_letter(proposal, by=people.leader, at=at(4))
    proposal = proposals.seal_letter(proposal, by=people.office, at=at(4))
    outcomes = at_once(
        lambda: supplements.answer_supplement(asked, answers=answers, files=[], by=people.citizen, at=at(4)),
        lambda: proposals.carry_out(proposal, by=people.counter, at=at(4)),
    )
    assert won(outcomes) == 1
    dossier.refresh_from_db()
    asked.refresh_from_db()
    is_stopped = isinstance(outcomes[0], Refused)
    assert (dossier.status, asked.state) == (("STOPPED", "CLOSED") if is_stopped else (dossier.status, "ANSWERED"))
    assert is_stopped == (dossier.status == "STOPPED")


def test_two_clerks_seal_one_letter(people, accepted):
    proposal = proposals.propose(
        Task.objects.of(accepted()).get(), kind=ProposalKind.REFUSAL, reason="Tranh chấp", by=people.clerk, at=at(3)
    )
    proposal, other = proposals.sign_letter(proposal, by=people.leader, at=at(3)), colleague("office")
    outcomes = at_once(
        *(lambda by=by: proposals.seal_letter(proposal, by=by, at=at(3)) for by in (people.office, other))
    )
    assert won(outcomes) == 1
    assert len(verification(proposal.letter.public_id).signatures) == 2


def test_two_officials_confirm_one_payment(people, accepted):
    dossier, other = accepted(), colleague("counter")
    payments.request_payment(dossier, amount_dong=5000, reason="Lệ phí", by=people.counter, at=at(3))
    outcomes = at_once(
        *(
            lambda by=by: payments.confirm_payment(dossier, receipt_number="BL1", by=by, at=at(4))
            for by in (people.counter, other)
        )
    )
    assert won(outcomes) == told(dossier, "payment_confirmed") == 1


def test_two_workers_report_one_late_answer(people, accepted):
    task = Task.objects.get(dossier=accepted(), finished_at=None)
    agency = Agency.objects.get(code="so-tu-phap")
    asked = consultations.ask_agency(task, agency=agency, question="?", working_days=3, by=people.clerk, at=at(3))
    reports = at_once(*[lambda: consultations.report_late_consultation(asked, by=None, at=at(9))] * 3)
    assert won(reports) == told(asked.dossier, "agency_late") == 1
    assert Notice.objects.filter(kind="consultation_late").count() == 1


def test_two_presses_record_one_check_on_site(people, accepted):
    task = Task.objects.get(dossier=accepted(), finished_at=None)
    facts = {"took_place_at": at(3), "place": "Khối 3", "participants": ["Nam"], "findings": "Đúng bản đồ."}
    checks = at_once(*[lambda: site_checks.record_site_check(task, **facts, by=people.clerk, at=at(4))] * 3)
    assert won(checks) == SiteCheck.objects.count() == told(task.dossier, "site_checked") == 1


def test_two_leaders_sign_one_result(people, accepted, work):
    dossier, other = accepted(), colleague("leader")
    work(dossier, when=at(3), steps=2)
    task = Task.objects.get(dossier=dossier, finished_at=None)
    assert task.duty == "SIGN"
    outcomes = at_once(*(lambda by=by: tasks.finish_task(task, by=by, at=at(3)) for by in (people.leader, other)))
    assert won(outcomes) == 1
    assert dossier.papers.filter(kind="RESULT_DOCUMENT").count() == 1
    assert Task.objects.filter(dossier=dossier, finished_at=None).count() == 1


def test_one_result_is_returned_and_rated_once(people, accepted, work):
    dossier = work(accepted(), when=at(3), steps=4)
    returns = at_once(
        *(
            lambda: results.return_result(
                dossier, receiver=results.Receiver("Nông Thị Hoa"), by=people.counter, at=at(4)
            )
            for _n in range(3)
        )
    )
    assert won(returns) == told(dossier, "returned") == 1
    rates = at_once(
        *(lambda: results.rate(dossier, stars=5, comment="", by=people.citizen, at=at(5)) for _n in range(3))
    )
    assert won(rates) == Rating.objects.count() == 1


def test_however_often_a_code_is_asked_for_at_once_one_is_sent(register):
    dossier = register()
    outcomes = at_once(*(lambda: tracking.send_tracking_code(dossier, by=None, at=at(2)) for _n in range(6)))
    assert won(outcomes) == TrackingCode.objects.count() == 1
    wrong = at_once(*(lambda: tracking.redeem_tracking_code(dossier, secret="x", by=None, at=at(2)) for _n in range(8)))
    assert wrong == [False] * 8
    assert TrackingCode.objects.get().attempts == tracking.MAX_ATTEMPTS


CLIENTS, EACH = 4, 8


def test_a_busy_counter_numbers_without_gaps(people, register):
    def serve(number):
        def work():
            for one in range(EACH):
                when = at(2) + timedelta(minutes=number + one)
                intake.accept(register(when=when), by=people.counter, at=when)

        return work

    assert won(at_once(*map(serve, range(CLIENTS)))) == CLIENTS
    numbers = sorted(int(code[-4:]) for code in Dossier.objects.values_list("code", flat=True))
    assert numbers == list(range(1, CLIENTS * EACH + 1))
    assert AgencyMonth.objects.get().accepted == CLIENTS * EACH


def test_an_official_asks_for_more_while_another_refuses(people, register):
    """Both have read it as new: whoever comes second is told, and the filer is not asked for what is refused."""
    dossier, other = register(), colleague("counter")
    outcomes = at_once(
        lambda: supplements.request_supplement(dossier, items=ITEM, reason="Thiếu", by=people.counter, at=at(2, 10)),
        lambda: intake.refuse_intake(dossier, reason="Sai nơi", seen="NEW", by=other, at=at(2, 10)),
    )
    assert won(outcomes) == 1
    dossier.refresh_from_db()
    assert told(dossier, "supplement_requested") + told(dossier, "not_accepted") == 1
    assert dossier.papers.count() == 1


def test_a_supplement_and_a_refusal_are_proposed_at_once(people, accepted):
    dossier = accepted()
    task = Task.objects.get(dossier=dossier)
    outcomes = at_once(
        lambda: proposals.propose(
            task, kind=ProposalKind.SUPPLEMENT, reason="Thiếu", items=ITEM, by=people.clerk, at=at(3)
        ),
        lambda: proposals.propose(task, kind=ProposalKind.REFUSAL, reason="Sai", by=people.clerk, at=at(3)),
    )
    assert won(outcomes) == 1
    assert told(dossier, "proposed") == 1


@pytest.mark.issue(16)
@pytest.mark.parametrize("takes", ["lock", "end"])
def test_of_two_administrators_who_take_it_from_each_other_one_stays(people, monkeypatch, takes):
    both = [administrator("mot"), administrator("hai")]
    held = [one.holdings.get() for one in both]
    meeting = Barrier(2)

    def meet(**_facts):
        # Where both come as far as to write it down, neither has seen what the other did.
        with suppress(BrokenBarrierError):
            meeting.wait(3)

    monkeypatch.setattr("motcua.people.operations.note", meet)

    def take(by, other):
        if takes == "lock":
            return lock_official(both[other], reason="x", by=both[by], at=at(2))
        return end_post(held[other], on=at(2).date(), by=both[by], at=at(2))

    assert won(at_once(lambda: take(0, 1), lambda: take(1, 0))) == 1
    assert len(administrators(on=at(2).date())) == 1
