"""What was written down wrongly is put right: old and new are told, papers issued again, nothing moves silently."""

from dataclasses import replace

import pytest

from motcua.dossiers.corrections import as_it_is, plan_correction
from motcua.dossiers.models import Dossier
from motcua.dossiers.operations.correcting import correct
from motcua.dossiers.rules import ReturnMethod, Role
from motcua.kernel.models import JournalEntry
from motcua.kernel.operations import Refused
from tests.dossiers.conftest import at


def named(dossier, **parts):
    """The dossier as it is, its holder's parts put right."""
    wanted = as_it_is(dossier)
    return replace(wanted, parties={**wanted.parties, Role.HOLDER: {**wanted.parties[Role.HOLDER], **parts}})


def test_a_name_is_put_right_on_the_dossier_its_receipt_and_its_story(people, accepted):
    dossier = accepted()
    before = dossier.due_at
    correct(dossier, wanted=named(dossier, name="Nông Thị Mây"), reason="Ghi sai dấu", by=people.counter, at=at(3))
    dossier.refresh_from_db()
    assert dossier.holder_name == "Nông Thị Mây"
    assert dossier.due_at == before
    receipts = dossier.papers.filter(kind="RECEIPT").order_by("pk")
    assert [entry.paper.is_revoked for entry in receipts] == [True, False]
    line = dossier.history.get(word="corrected")
    assert "thành «Nông Thị Mây»" in line.said
    assert "Ghi sai dấu" in line.said
    journal = JournalEntry.objects.filter(word="dossier.corrected").latest("number")
    assert journal.details["changed"] == ["Họ và tên"]
    assert "Mây" not in str(journal.details)


def test_the_case_takes_its_time_and_fee_along_and_says_so(people, accepted):
    dossier = accepted("1.001193")
    wanted = as_it_is(dossier)
    case = {**wanted.case_answers, "giay-chung-sinh": "khong"}
    plan = plan_correction(dossier, replace(wanted, case_answers=case))
    assert [change.new for change in plan.changes] == ["Không có Giấy chứng sinh (sinh ngoài cơ sở y tế)"]
    assert plan.terms is not None
    correct(dossier, wanted=replace(wanted, case_answers=case), reason="Hỏi sót", by=people.counter, at=at(3))
    dossier.refresh_from_db()
    assert dossier.case_answers == case
    assert dossier.due_at == plan.due_after
    assert (dossier.fee_dong, dossier.fee_per) == plan.fee_after


def test_a_fee_for_each_copy_stays_one_for_each_copy(people, accepted):
    dossier = accepted("2.000635")
    assert (dossier.fee_dong, dossier.fee_per) == (8_000, "bản sao")
    Dossier.objects.filter(pk=dossier.pk).update(fee_dong=None, fee_per="")
    dossier.refresh_from_db()
    wanted = as_it_is(dossier)
    [question] = dossier.version.questions.all()
    other = next(one["value"] for one in question.options if one["value"] != wanted.case_answers[question.key])
    changed = replace(wanted, case_answers={question.key: other})
    assert "Phí, lệ phí: chưa rõ thành 8.000 đồng một bản sao" in plan_correction(dossier, changed).sentences()
    correct(dossier, wanted=changed, reason="Chọn nhầm", by=people.counter, at=at(3))
    dossier.refresh_from_db()
    assert (dossier.fee_dong, dossier.fee_per) == (8_000, "bản sao")


def test_a_plan_changes_nothing(accepted):
    dossier = accepted()
    kept = (dossier.duration_amount, dossier.due_at, dossier.fee_dong)
    plan_correction(dossier, replace(as_it_is(dossier), case_answers={"muc-dich": "khac"}))
    assert (dossier.duration_amount, dossier.due_at, dossier.fee_dong) == kept


@pytest.mark.parametrize(
    ("parts", "more", "reason", "field"),
    [
        ({}, {}, "Sửa", "reason"),
        ({"name": "Nông Thị Mây"}, {}, " ", "reason"),
        ({"name": " "}, {}, "Sửa", "holder_name"),
        ({}, {"return_method": ReturnMethod.POST.value, "return_address": ""}, "Sửa", "return_address"),
    ],
)
def test_nothing_is_corrected_without_a_reason_or_into_nothing(parts, more, reason, field, people, accepted):
    dossier = accepted()
    wanted = replace(named(dossier, **parts), **more)
    with pytest.raises(Refused) as refused:
        correct(dossier, wanted=wanted, reason=reason, by=people.counter, at=at(3))
    assert field in refused.value.errors
    assert dossier.papers.filter(kind="RECEIPT").count() == 1


@pytest.mark.parametrize("who", ["clerk", "elsewhere", "citizen"])
def test_only_the_office_that_received_it_corrects_it(who, people, accepted, nothing_changes):
    dossier = accepted()
    with nothing_changes:
        correct(dossier, wanted=named(dossier, name="Kẻ lạ"), reason="x", by=getattr(people, who), at=at(3))


def test_a_finished_dossier_is_not_corrected(people, accepted, work, nothing_changes):
    dossier = work(accepted(), when=at(3), steps=4)
    with nothing_changes:
        correct(dossier, wanted=named(dossier, name="Mây"), reason="x", by=people.counter, at=at(4))


def test_the_page_shows_old_and_new_before_anything_happens(people, accepted, client):
    dossier = accepted()
    client.force_login(people.counter)
    page = f"/lam-viec/ho-so/{dossier.code}/dinh-chinh/"
    assert client.get(page).status_code == 200
    typed = {"holder_name": "Nông Thị Mây", "reason": "Ghi sai dấu", "then": "look"}
    looked = client.post(page, typed).content.decode()
    dossier.refresh_from_db()
    assert dossier.holder_name != "Nông Thị Mây"
    assert "thành «Nông Thị Mây»" in looked
    seen = looked.split('name="seen" value="')[1].split('"')[0]
    again = client.post(page, {**typed, "then": "do", "seen": "something else"})
    assert again.status_code == 200
    done = client.post(page, {**typed, "then": "do", "seen": seen})
    assert done.status_code == 302
    dossier.refresh_from_db()
    assert dossier.holder_name == "Nông Thị Mây"


def test_the_receipt_that_is_printed_is_the_one_that_stands(people, accepted, client):
    dossier = accepted()
    correct(dossier, wanted=named(dossier, name="Nông Thị Mây"), reason="Ghi sai dấu", by=people.counter, at=at(3))
    client.force_login(people.counter)
    receipt = client.get(f"/lam-viec/ho-so/{dossier.code}/").context["receipt"]
    assert not receipt.paper.is_revoked
