"""What was written down wrongly is put right: old and new are told, papers issued again, nothing moves silently."""

from dataclasses import replace
from datetime import date

import pytest

from motcua.dossiers.corrections import as_it_is, corrected, follow, plan_correction, same_as_filer
from motcua.dossiers.models import Dossier
from motcua.dossiers.operations import payments
from motcua.dossiers.operations.correcting import correct
from motcua.dossiers.rules import ReturnMethod, Role
from motcua.forms.rules import told
from motcua.handling.models import Task
from motcua.handling.queries import step_words
from motcua.kernel.models import JournalEntry
from motcua.kernel.operations import Refused
from motcua.notices.models import Notice
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


@pytest.mark.issue(15)
def test_a_name_that_the_declaration_has_otherwise_is_told_to_who_writes_the_paper(client, people, accepted):
    """A mark makes another name: «Hoa» is corrected to «Hòa», and the paper would still say «Hoa»."""
    dossier = accepted()
    who = told(dossier.form.parsed, dossier.answers)
    put_right = named(dossier, name=who["account.full_name"], id_number=who["account.id_number"])
    correct(dossier, wanted=put_right, reason="Ghi thiếu", by=people.counter, at=at(3))
    client.force_login(people.counter)
    page = f"/lam-viec/ho-so/{dossier.reference}/"
    assert "cùng một số định danh" not in client.get(page).content.decode()
    correct(dossier, wanted=named(dossier, name="Nông Thị Hòa"), reason="Ghi sai dấu", by=people.counter, at=at(3))
    assert "hồ sơ ghi Nông Thị Hòa, cùng một số định danh" in client.get(page).content.decode()


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


def test_a_case_is_not_corrected_against_the_day_that_was_declared(people, accepted):
    dossier = accepted("1.001193")
    wanted = as_it_is(dossier)
    case = {**wanted.case_answers, "han": "qua-han"}
    with pytest.raises(Refused) as refused:
        correct(dossier, wanted=replace(wanted, case_answers=case), reason="Hỏi lại", by=people.counter, at=at(3))
    assert set(refused.value.errors) == {"case_han"}
    assert "chưa quá 60 ngày" in refused.value.errors["case_han"]
    dossier.refresh_from_db()
    assert dossier.case_answers == wanted.case_answers


def test_a_declaration_that_the_corrected_case_contradicts_is_told_to_who_reads_it(people, accepted, client):
    dossier = accepted("1.001193")
    wanted = as_it_is(dossier)
    client.force_login(people.counter)
    address = f"/lam-viec/ho-so/{dossier.code}/"
    assert "trẻ bị bỏ rơi" not in client.get(address).content.decode()
    case = {**wanted.case_answers, "giay-chung-sinh": "bo-roi"}
    correct(dossier, wanted=replace(wanted, case_answers=case), reason="Hỏi sót", by=people.counter, at=at(3))
    told = client.get(address).context["cautions"]
    assert any("đã chọn trẻ bị bỏ rơi" in one for one in told), told


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


@pytest.mark.parametrize(("wish", "name"), [("Nông Thị Hòa", "Nông Thị Hòa"), ("Nông Thị Họa", "Nông Thị Họa")])
def test_a_stale_page_tells_what_a_colleague_corrected_and_puts_it_back_only_on_purpose(
    wish, name, people, accepted, client
):
    """Nobody typed the old name anew on it: only a telephone. Who wants another name types it."""
    dossier = accepted()
    client.force_login(people.counter)
    page = f"/lam-viec/ho-so/{dossier.code}/dinh-chinh/"
    opened = client.get(page)
    old = {field: value for person in opened.context["people"] for field, _label, value in person["fields"]}
    typed = {**old, "base": opened.context["base"], "recipient_phone": "0987654321", "reason": "Đổi số", "then": "look"}
    seen = client.post(page, typed).context["seen"]
    correct(dossier, wanted=named(dossier, name="Nông Thị Hòa"), reason="Ghi sai dấu", by=people.counter, at=at(3))
    stale = client.post(page, {**typed, "then": "do", "seen": seen})
    assert stale.status_code == 409
    assert "«Nông Thị Hoa» thành «Nông Thị Hòa»" in stale.content.decode()
    assert not any("Hòa" in change for change in stale.context["changes"])
    fields = {field: value for person in stale.context["people"] for field, _label, value in person["fields"]}
    assert (fields["holder_name"], fields["recipient_phone"]) == ("Nông Thị Hòa", "0987654321")
    again = {**typed, **fields, "holder_name": wish, "base": stale.context["base"]}
    looked = client.post(page, again)
    assert looked.status_code == 200
    done = client.post(page, {**again, "then": "do", "seen": looked.context["seen"]})
    assert done.status_code == 302, (looked.context["seen"], done.context["seen"])
    dossier.refresh_from_db()
    assert dossier.holder_name == name
    assert dossier.parties.get(role="RECIPIENT").phone == "0987654321"


def test_who_typed_what_a_colleague_corrected_too_is_told_and_keeps_what_was_typed(people, accepted, client):
    dossier = accepted()
    client.force_login(people.counter)
    page = f"/lam-viec/ho-so/{dossier.code}/dinh-chinh/"
    typed = {"base": client.get(page).context["base"], "holder_name": "Nông Thị Họa", "reason": "Dấu", "then": "look"}
    correct(dossier, wanted=named(dossier, name="Nông Thị Hòa"), reason="Ghi sai dấu", by=people.counter, at=at(3))
    stale = client.post(page, typed)
    assert "«Nông Thị Hoa» thành «Nông Thị Hòa»" in stale.content.decode()
    assert any("«Nông Thị Hòa» thành «Nông Thị Họa»" in change for change in stale.context["changes"])


@pytest.mark.parametrize(
    "base", ["", "{", "[]", '{"holder_name": 3}', '{"return_method": "x"}', '{"originals_x": "-1"}']
)
def test_a_page_that_does_not_say_what_it_showed_is_read_as_typed(base, people, accepted, client):
    dossier = accepted()
    client.force_login(people.counter)
    typed = {"base": base, "holder_name": "Nông Thị Hòa", "reason": "Dấu", "then": "look"}
    answer = client.post(f"/lam-viec/ho-so/{dossier.code}/dinh-chinh/", typed)
    assert any("thành «Nông Thị Hòa»" in change for change in answer.context["changes"])


def test_the_receipt_that_is_printed_is_the_one_that_stands(people, accepted, client):
    dossier = accepted()
    correct(dossier, wanted=named(dossier, name="Nông Thị Mây"), reason="Ghi sai dấu", by=people.counter, at=at(3))
    client.force_login(people.counter)
    receipt = client.get(f"/lam-viec/ho-so/{dossier.code}/").context["receipt"]
    assert not receipt.paper.is_revoked


# A day of birth


@pytest.mark.parametrize("typed", ["1/2/1990", "01/02/1990", "1.2.1990", "1-2-1990"])
def test_a_day_of_birth_is_put_right(typed, people, accepted):
    dossier = accepted()
    correct(dossier, wanted=named(dossier, born_on=typed), reason="Ghi sót", by=people.counter, at=at(3))
    assert dossier.parties.get(role="HOLDER").born_on == date(1990, 2, 1)
    assert "Ngày sinh (chủ hồ sơ): «–» thành «01/02/1990»" in dossier.history.get(word="corrected").said
    with pytest.raises(Refused) as same:
        correct(dossier, wanted=named(dossier, born_on="01/2/1990"), reason="Sửa", by=people.counter, at=at(3))
    assert "reason" in same.value.errors
    correct(dossier, wanted=named(dossier, born_on=""), reason="Không biết", by=people.counter, at=at(3))
    assert dossier.parties.get(role="HOLDER").born_on is None


@pytest.mark.parametrize("typed", ["31/2/1990", "1990", "mai", "1/2/3/4", "1/2/2099", "1/1/1700", "1/2/99999"])
def test_what_is_no_day_of_birth_is_refused_beside_its_field(typed, people, accepted, client):
    dossier = accepted()
    with pytest.raises(Refused) as refused:
        correct(dossier, wanted=named(dossier, born_on=typed), reason="Sửa", by=people.counter, at=at(3))
    assert list(refused.value.errors) == ["holder_born_on"]
    assert dossier.parties.get(role="HOLDER").born_on is None


# A day promised wrongly moves the steps


def longer(dossier):
    """The birth outside a hospital, which takes longer; its own time for the test."""
    version = dossier.version
    version.channels.filter(kind="COUNTER").update(amount=5, unit="WORKING_DAY")
    version.channels.create(
        kind="COUNTER", variant=7, when={"giay-chung-sinh": ["khong"]}, amount=10, unit="WORKING_DAY", fee_dong=50_000
    )
    wanted = as_it_is(dossier)
    return replace(wanted, case_answers={**wanted.case_answers, "giay-chung-sinh": "khong"})


def test_open_steps_move_with_a_corrected_day_and_it_is_shown(people, accepted, client):
    dossier = accepted("1.001193")
    wanted = longer(dossier)
    task = Task.objects.get(dossier=dossier, finished_at=None)
    before = task.due_at
    shown = step_words(dossier, corrected(dossier, plan_correction(dossier, wanted)))
    assert len(shown) == 1
    assert shown[0].startswith(f"Hạn bước «{task.name}»: ")
    correct(dossier, wanted=wanted, reason="Sinh tại nhà", by=people.counter, at=at(3))
    task.refresh_from_db()
    dossier.refresh_from_db()
    assert before < task.due_at <= dossier.due_at
    line = dossier.history.get(word="due_changed")
    assert task.name in line.said
    assert not line.is_public


def test_a_correction_that_moves_no_day_moves_no_step(people, accepted):
    dossier = accepted()
    before = Task.objects.get(dossier=dossier, finished_at=None).due_at
    correct(dossier, wanted=named(dossier, name="Nông Thị Mây"), reason="Sai dấu", by=people.counter, at=at(3))
    assert Task.objects.get(dossier=dossier, finished_at=None).due_at == before
    assert not dossier.history.filter(word="due_changed").exists()


def test_the_time_in_which_the_clock_stood_still_stays_the_steps_own(people, accepted):
    dossier, other = accepted("1.001193"), accepted("1.001193")
    payments.request_payment(
        dossier, amount_dong=8000, reason="Lệ phí", difference="Chưa tính bản sao", by=people.counter, at=at(3)
    )
    payments.confirm_payment(dossier, receipt_number="1", by=people.counter, at=at(5))
    wanted = longer(dossier)
    dossier.refresh_from_db()
    correct(dossier, wanted=wanted, reason="Sinh tại nhà", by=people.counter, at=at(6))
    other.refresh_from_db()
    correct(other, wanted=wanted, reason="Sinh tại nhà", by=people.counter, at=at(6))
    paused, ran = (Task.objects.get(dossier=one, finished_at=None).due_at for one in (dossier, other))
    # Two working days more, the third to the fifth of March.
    assert ran < paused <= Dossier.objects.get(pk=dossier.pk).due_at


# A fee that was paid already


def paid(dossier, people, amount=8000):
    """A fee that was asked for and paid; no copies with it."""
    dossier.answers = {**dossier.answers, "so_ban_sao": 0}
    dossier.save(update_fields=["answers"])
    payments.request_payment(dossier, amount_dong=amount, reason="Lệ phí", by=people.counter, at=at(3))
    payments.confirm_payment(dossier, receipt_number="1", by=people.counter, at=at(3, 10))
    dossier.refresh_from_db()
    return dossier


@pytest.mark.parametrize(
    ("amount", "words", "difference"),
    [(8_000, "Đã nộp 8.000 đồng, còn phải nộp 42.000 đồng", 42_000),
     (60_000, "Đã nộp 60.000 đồng, trả lại 10.000 đồng", -10_000), (50_000, "", 0)],
)  # fmt: skip
def test_what_a_corrected_fee_leaves_to_pay_or_to_return_is_told_and_kept(amount, words, difference, people, accepted):
    dossier = paid(accepted("1.001193"), people, amount)
    wanted = longer(dossier)
    said = plan_correction(dossier, wanted).sentences()
    assert [one for one in said if one.startswith("Đã nộp")] == ([words] if words else [])
    correct(dossier, wanted=wanted, reason="Sinh tại nhà", by=people.counter, at=at(4))
    dossier.refresh_from_db()
    assert (dossier.fee_dong, dossier.fee_paid_dong, dossier.fee_difference) == (50_000, amount, difference)
    assert words in dossier.history.get(word="corrected").said
    told = Notice.objects.filter(kind="corrected").latest("pk").body
    assert words in told
    if not difference:
        with pytest.raises(Refused, match="khớp"):
            payments.settle_fee(dossier, receipt_number="2", by=people.counter, at=at(5))
        return
    with pytest.raises(Refused, match="biên lai"):
        payments.settle_fee(dossier, receipt_number=" ", by=people.counter, at=at(5))
    payments.settle_fee(dossier, receipt_number="2", by=people.counter, at=at(5))
    dossier.refresh_from_db()
    assert (dossier.fee_paid_dong, dossier.fee_difference) == (50_000, 0)
    assert "số 2" in dossier.history.filter(word="payment_confirmed").last().said


def test_filer_and_official_see_what_is_left_to_pay(people, accepted, client):
    dossier = paid(accepted("1.001193"), people)
    correct(dossier, wanted=longer(dossier), reason="Sinh tại nhà", by=people.counter, at=at(4))
    for who, start in ((people.counter, "/lam-viec/ho-so"), (people.citizen, "/ho-so")):
        client.force_login(who)
        assert "còn phải nộp 42.000 đồng" in client.get(f"{start}/{dossier.code}/").content.decode()


@pytest.mark.parametrize(("mended", "is_half"), [("co", False), ("mang-thai-ho", True)])
def test_a_declaration_that_only_the_case_contradicted_is_whole_once_the_case_is_right(
    mended, is_half, people, accepted
):
    dossier = accepted("1.001193")
    answers = {**dossier.answers, **({} if mended == "co" else {"tre_noi_sinh": ""})}
    case = {**dossier.case_answers, "giay-chung-sinh": "bo-roi"}
    Dossier.objects.filter(pk=dossier.pk).update(is_undeclared=True, case_answers=case, answers=answers)
    dossier.refresh_from_db()
    wanted = replace(as_it_is(dossier), case_answers={**case, "giay-chung-sinh": mended})
    correct(dossier, wanted=wanted, reason="Chọn nhầm", by=people.counter, at=at(3))
    dossier.refresh_from_db()
    assert dossier.is_half_declared is is_half


@pytest.mark.parametrize("follows", [True, False])
def test_the_same_person_is_put_right_once_in_every_role(follows, people, accepted, client):
    """The counter writes one name for filer, holder and recipient; one press puts all of them right."""
    dossier = accepted()
    for party in dossier.parties.all():
        party.name, party.id_number = "Vi Thị Đào", "020188000778"
        party.save()
    client.force_login(people.counter)
    page = f"/lam-viec/ho-so/{dossier.reference}/dinh-chinh/"
    assert client.get(page).content.decode().count("sửa theo người nộp") == 2
    ticked = {"follows_holder": "yes", "follows_recipient": "yes"} if follows else {}
    data = {"filer_name": "Vi Thị Đào Hoa", "card": "yes", "reason": "Gõ nhầm", **ticked}
    shown = client.post(page, data)
    assert client.post(page, {**data, "then": "do", "seen": shown.context["seen"]}).status_code == 302
    names = {party.role: party.name for party in dossier.parties.all()}
    others = "Vi Thị Đào Hoa" if follows else "Vi Thị Đào"
    assert names == {"FILER": "Vi Thị Đào Hoa", "HOLDER": others, "RECIPIENT": others}


def test_what_was_written_of_another_role_itself_stays(accepted):
    now = as_it_is(accepted())
    filer = {**now.parties[Role.FILER], "name": "Vi Thị Đào", "address": "Khối 7"}
    now = replace(now, parties=dict.fromkeys(now.parties, filer) | {Role.HOLDER: {**filer, "address": "Khối 9"}})
    wanted = replace(now, parties={**now.parties, Role.FILER: {**filer, "name": "Vi Đào", "address": "Khối 8"}})
    assert same_as_filer(now) == [role for role in now.parties if role != Role.FILER]
    right = follow(now, wanted, same_as_filer(now)).parties
    assert (right[Role.HOLDER]["name"], right[Role.HOLDER]["address"]) == ("Vi Đào", "Khối 9")
    assert (right[Role.RECIPIENT]["name"], right[Role.RECIPIENT]["address"]) == ("Vi Đào", "Khối 8")
    assert follow(now, wanted, []) == wanted
