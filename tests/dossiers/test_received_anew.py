"""A dossier accepted under the wrong procedure: refused and received anew at once, nothing lost, nothing silent."""

import pytest

from motcua.dossiers.anew import Anew, plan_anew
from motcua.dossiers.models import Dossier
from motcua.dossiers.operations import payments, results
from motcua.dossiers.operations.anew import receive_anew
from motcua.dossiers.operations.declaring import declare
from motcua.dossiers.operations.scans import attach_scans, take_scan
from motcua.dossiers.queries import sheet_of
from motcua.forms.reading import take_in
from motcua.handling.models import Task
from motcua.handling.operations import proposals
from motcua.handling.rules import ProposalKind
from motcua.indicators.models import AgencyMonth
from motcua.kernel.models import JournalEntry
from motcua.kernel.operations import Refused
from motcua.notices.models import Notice
from motcua.procedures.queries import version_in_force
from tests.dossiers.conftest import at, usual_case
from tests.dossiers.test_counter import PDF
from tests.dossiers.test_decrees import printed

WRONG, RIGHT = "1.004873", "2.000635"


def wanted(code=RIGHT, **more):
    return Anew(version_in_force(code, on=at(3).date()), usual_case(code), **more)


@pytest.fixture
def anew(people, accepted):
    def do(dossier=None, *, when=None, code=RIGHT, **more):
        dossier = dossier or accepted(WRONG)
        return dossier, receive_anew(
            dossier, wanted=wanted(code, **more), reason="Chọn nhầm thủ tục", by=people.counter, at=when or at(3)
        )

    return do


def test_the_old_one_is_refused_the_new_one_works_and_both_know(anew, people):
    old, new = anew()
    old.refresh_from_db()
    new.refresh_from_db()
    assert (old.status, new.status) == ("NOT_ACCEPTED", "IN_PROCESS")
    assert (new.in_place_of, new.submitted_at, new.filer_account) == (old, old.submitted_at, people.citizen)
    assert new.procedure.code == RIGHT
    assert new.code != old.code
    assert new.code in old.history.last().said
    assert old.code in new.history.get(word="received_anew").said
    assert not Task.objects.filter(dossier=old, finished_at=None).exists()
    assert Task.objects.filter(dossier=new, finished_at=None).exists()
    entry = JournalEntry.objects.filter(word="dossier.received_anew").latest("number")
    assert (entry.details["new"], entry.details["after"]) == (new.code, RIGHT)
    assert entry.subject == f"dossiers.dossier:{old.pk}"


def test_papers_are_issued_again_and_the_filer_is_told(anew):
    old, new = anew()
    assert [entry.paper.is_revoked for entry in old.papers.filter(kind="RECEIPT")] == [True]
    assert [entry.paper.is_revoked for entry in new.papers.filter(kind="RECEIPT")] == [False]
    assert old.papers.filter(kind="INTAKE_REFUSAL").count() == 1
    told = Notice.objects.filter(kind="received_anew").get()
    for part in (old.code, new.code, new.procedure.name):
        assert part in told.body


def test_people_papers_files_and_answers_that_fit_go_along(anew, people, accepted):
    dossier = accepted(WRONG)
    scan = take_scan(
        unit=dossier.receiving_unit,
        component=("khac", "Giấy tờ khác"),
        file=take_in("a.pdf", PDF, by=people.counter),
        by=people.counter,
        at=at(2),
    )
    attach_scans(dossier, files=[scan], by=people.counter, at=at(2))
    dossier.refresh_from_db()
    old, new = anew(dossier)
    same = ("role", "name", "id_number", "born_on", "phone", "email", "address", "authorisation")
    assert list(new.parties.order_by("role").values_list(*same)) == list(
        old.parties.order_by("role").values_list(*same)
    )
    assert [(file.name, file.component_name) for file in new.files.all()] == [("a.pdf", "Giấy tờ khác")]
    # The sheet of another form stays what it was; that it was handed in is not forgotten.
    assert [(one.name, one.originals) for one in new.components.all()] == [("Tờ khai", 1)]
    kept = set(new.answers)
    assert kept
    assert {name: new.answers[name] for name in kept} == {name: old.answers[name] for name in kept}
    assert new.form.key == "ban-sao-ho-tich"
    assert new.is_undeclared


def test_what_does_not_fit_is_said_before_and_typed_after(anew, people, accepted):
    dossier = accepted(WRONG)
    plan = plan_anew(dossier, wanted(), at=at(3))
    [declared] = [one for one in plan.sentences() if one.startswith("Tờ khai")]
    assert f"giữ {len(plan.answers)} mục" in declared
    assert f"{plan.missing_answers} mục phải nhập" in declared
    assert plan.unfit == len(set(dossier.answers) - set(plan.answers))
    _old, new = anew(dossier)
    assert declare(new, seen=sheet_of(new), raw={}, by=people.counter, at=at(3)) != {}


# The clock


def test_the_new_time_counts_since_the_old_one_counted(anew, accepted):
    dossier = accepted(WRONG, when=at(2))
    new = wanted("1.013225").version
    plan = plan_anew(dossier, wanted("1.013225"), at=at(3))
    _old, anew_one = anew(dossier, code="1.013225", when=at(3))
    other = accepted("1.013225", when=at(2))
    assert new.procedure.code == "1.013225"
    assert anew_one.due_at == other.due_at == plan.due_after
    assert plan.is_from_filing
    assert anew_one.accepted_at == at(3)
    assert anew_one.clock_marks.get().at == dossier.clock_marks.get().at


def test_no_day_that_has_passed_is_promised(anew, accepted):
    dossier = accepted("1.013225", when=at(2))
    plan = plan_anew(dossier, wanted(RIGHT), at=at(12))
    _old, new = anew(dossier, when=at(12))
    assert not plan.is_from_filing
    assert new.due_at == plan.due_after
    assert new.due_at > at(12)
    assert "tính từ hôm nay" in " ".join(plan.sentences())


def test_the_time_in_which_the_old_clock_stood_still_is_left_out(anew, people, accepted):
    dossier = accepted("1.004873", when=at(2))
    payments.request_payment(dossier, amount_dong=8000, reason="Lệ phí", by=people.counter, at=at(3))
    payments.confirm_payment(dossier, receipt_number="1", by=people.counter, at=at(5))
    dossier.refresh_from_db()
    _old, new = anew(dossier, code="1.013225", when=at(6))
    assert new.due_at > accepted("1.013225", when=at(2)).due_at
    assert [mark.kind for mark in new.clock_marks.all()] == ["STARTED", "PAUSED", "RESUMED"]


# Money


def test_what_was_paid_counts_for_the_new_one_and_the_rest_is_told(anew, people, accepted):
    dossier = accepted(WRONG)
    payments.request_payment(dossier, amount_dong=20_000, reason="Lệ phí", by=people.counter, at=at(2, 10))
    payments.confirm_payment(dossier, receipt_number="1", by=people.counter, at=at(2, 11))
    dossier.refresh_from_db()
    code = "1.001612"
    fee = plan_anew(dossier, wanted(code), at=at(3)).terms.fee
    old, new = anew(dossier, code=code)
    assert (new.fee_paid_dong, new.fee_paid_at) == (20_000, old.fee_paid_at)
    assert new.fee_dong == fee.dong
    told = Notice.objects.get(kind="received_anew").body
    story = old.history.last().said
    for words in (told, story):
        assert "Đã nộp 20.000 đồng" in words
    assert "Đã nộp: 20.000 đồng" in printed(new, "RECEIPT")


# Refused


@pytest.mark.parametrize(
    ("code", "reason", "field"),
    [(WRONG, "Nhầm", "procedure"), ("2.000829", "Nhầm", "procedure"), (RIGHT, " ", "reason")],
)
def test_what_cannot_be_is_refused_beside_its_field(code, reason, field, people, accepted, nothing_changes):
    dossier = accepted(WRONG)
    with pytest.raises(Refused) as refused:
        receive_anew(dossier, wanted=wanted(code), reason=reason, by=people.counter, at=at(3))
    assert field in refused.value.errors
    dossier.refresh_from_db()
    assert dossier.status == "IN_PROCESS"
    assert Dossier.objects.count() == 1


def test_every_question_of_the_new_case_is_answered_first(people, accepted):
    with pytest.raises(Refused) as refused:
        receive_anew(accepted(WRONG), wanted=Anew(wanted().version, {}), reason="Nhầm", by=people.counter, at=at(3))
    assert [name for name in refused.value.errors if name.startswith("case_")]


@pytest.mark.parametrize("who", ["clerk", "leader", "elsewhere", "citizen"])
def test_only_the_office_that_received_it_receives_it_anew(who, people, accepted, nothing_changes):
    dossier = accepted(WRONG)
    with nothing_changes:
        receive_anew(dossier, wanted=wanted(), reason="Nhầm", by=getattr(people, who), at=at(3))


def test_it_is_done_once(anew, people, nothing_changes):
    old, _new = anew()
    with nothing_changes:
        receive_anew(old, wanted=wanted(), reason="Nhầm", by=people.counter, at=at(3))


def test_a_signed_result_or_an_end_bars_it(people, accepted, work, nothing_changes):
    signed = work(accepted(WRONG), when=at(3), steps=3)
    with pytest.raises(Refused, match="đã có kết quả được ký"):
        receive_anew(signed, wanted=wanted(), reason="Nhầm", by=people.counter, at=at(3))
    withdrawn = results.withdraw(accepted(WRONG), reason="Đổi ý", by=people.counter, at=at(3))
    with nothing_changes:
        receive_anew(withdrawn, wanted=wanted(), reason="Nhầm", by=people.counter, at=at(3))


def test_letters_that_were_signed_before_a_receipt_was_corrected_are_no_hindrance(anew, people, accepted):
    dossier = accepted(WRONG)
    task = Task.objects.get(dossier=dossier, finished_at=None)
    letter = proposals.propose(task, kind=ProposalKind.REFUSAL, reason="Lý do", by=people.clerk, at=at(3))
    proposals.sign_letter(letter, by=people.leader, at=at(3))
    old, _new = anew(dossier, when=at(4))
    assert {entry.kind: entry.paper.is_revoked for entry in old.papers.all()}["RECEIPT"]
    letter.refresh_from_db()
    assert letter.state == "LAPSED"
    assert letter.letter.is_revoked


# The page


def test_the_page_tells_first_then_does_and_leads_on(people, accepted, client):
    dossier = accepted(WRONG)
    client.force_login(people.counter)
    page = f"/lam-viec/ho-so/{dossier.code}/dinh-chinh/thu-tuc/"
    assert page in client.get(page.removesuffix("thu-tuc/")).content.decode()
    assert f"?thu-tuc={RIGHT}" in client.get(page, {"q": RIGHT}).content.decode()
    assert client.get(page, {"thu-tuc": RIGHT}).status_code == 200
    case = {f"case_{key}": value for key, value in usual_case(RIGHT).items()}
    sent = {"thu-tuc": RIGHT, "reason": "Chọn nhầm", **case}
    looked = client.post(page, {**sent, "then": "look"})
    assert Dossier.objects.count() == 1
    seen = looked.context["seen"]
    assert "Hẹn trả" in seen
    assert client.post(page, {**sent, "then": "do", "seen": "old"}).status_code == 200
    assert Dossier.objects.count() == 1
    done = client.post(page, {**sent, "then": "do", "seen": seen})
    new = Dossier.objects.exclude(pk=dossier.pk).get()
    assert (done.status_code, done["Location"]) == (302, f"/lam-viec/ho-so/{new.code}/")
    again = client.post(page, {**sent, "then": "do", "seen": seen})
    assert (again.status_code, again["Location"]) == (302, f"/lam-viec/ho-so/{new.code}/")
    assert Dossier.objects.count() == 2
    for who, start in ((people.counter, "/lam-viec/ho-so"), (people.citizen, "/ho-so")):
        client.force_login(who)
        for one, other in ((dossier, new), (new, dossier)):
            assert f'href="{start}/{other.code}/"' in client.get(f"{start}/{one.code}/").content.decode()


def test_a_filing_that_is_received_anew_is_counted_once(anew, people, accepted):
    dossier = accepted(WRONG)
    before = list(AgencyMonth.objects.order_by("pk").values())
    _old, new = anew(dossier, when=at(3, month=4))
    assert list(AgencyMonth.objects.order_by("pk").values()) == before
    assert sum(row["submitted"] for row in before) == sum(row["accepted"] for row in before) == 1
    assert new.submitted_at == dossier.submitted_at
