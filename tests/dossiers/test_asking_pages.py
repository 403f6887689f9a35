"""The pages of a request for supplements: composed from what the dossier holds, answered from anywhere."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from lxml import html

from motcua.dossiers.models import AnswerDraft, DossierFile, EarlierDeclaration, SupplementItem
from motcua.dossiers.operations import results
from motcua.dossiers.operations.supplements import request_supplement
from motcua.dossiers.rules import ItemFacts
from motcua.handling.models import Proposal, Task
from motcua.handling.operations import proposals
from motcua.handling.rules import ProposalKind
from motcua.ui.resuming import MARK, mark_of
from tests.dossiers.conftest import at
from tests.dossiers.test_amending import BORN, LATE, NAME, PAPER, birth  # noqa: F401 - the birth is a fixture
from tests.dossiers.test_counter import PDF


@pytest.fixture
def sign_in(client, people):
    def enter(name):
        client.force_login(getattr(people, name))
        return client

    return enter


@pytest.fixture
def asked(birth, people):  # noqa: F811
    return request_supplement(birth, items=[NAME, PAPER], reason="Cần sửa", by=people.counter, at=at(2, 11))


def here(dossier):
    return f"/ho-so/{dossier.code}/bo-sung/"


def hidden(page):
    return {name: page.context[name] for name in ("seen", "agreed")} | {"request": page.context["asked"].pk}


def test_an_official_picks_from_what_the_dossier_holds(sign_in, birth, people):  # noqa: F811
    client = sign_in("clerk")
    page = f"/lam-viec/ho-so/{birth.code}/lam/de-xuat-bo-sung/"
    html = client.get(page).content.decode()
    for words in ("Họ, chữ đệm, tên của trẻ", "Nông Thị Mai", "Giấy chứng sinh", "Mẹ của trẻ", "quá 60 ngày"):
        assert words in html
    assert "Bổ sung gì" not in html
    chosen = {"fault_paper_giay-chung-sinh": "UNCLEAR", "fix_tre_ho_ten": "yes", "reason": "Cần sửa"}
    refused = client.post(page, chosen)
    assert refused.status_code == 422
    text = refused.content.decode()
    assert "Họ, chữ đệm, tên của trẻ: Ghi lý do phải bổ sung." in text
    assert text.count(" checked") == 1
    done = client.post(page, {**chosen, "why_tre_ho_ten": "Khác Giấy chứng sinh", "why_case.han": "Đã 70 ngày"})
    assert done.status_code == 302
    items = Proposal.objects.get().terms.items
    assert [(item.component_key, item.fault, item.page, item.field) for item in items] == [
        ("giay-chung-sinh", "UNCLEAR", "", ""), ("", "", "", "case.han"), ("", "", "tre", "tre_ho_ten"),
    ]  # fmt: skip
    counter = sign_in("counter")
    assert "«Nông Thị Mai»" in counter.get(f"/lam-viec/ho-so/{birth.code}/lam/thuc-hien-de-xuat/").content.decode()
    counter.post(f"/lam-viec/ho-so/{birth.code}/lam/thuc-hien-de-xuat/", {"justification": "Thử"})
    assert SupplementItem.objects.filter(field="tre_ho_ten", page="tre").exists()


def test_a_pick_that_came_too_late_is_there_to_be_copied(sign_in, birth, people):  # noqa: F811
    client = sign_in("clerk")
    page = f"/lam-viec/ho-so/{birth.code}/lam/de-xuat-bo-sung/"
    proposals.propose(
        Task.objects.get(dossier=birth), kind=ProposalKind.REFUSAL, reason="Không đủ", by=people.clerk, at=at(2, 11)
    )
    late = client.post(page, {"why_tre_ho_ten": "Khác Giấy chứng sinh", "what_1": "Bản chính", "reason": "Cần"})
    assert late.status_code == 409
    for words in ("Khác Giấy chứng sinh", "Họ, chữ đệm, tên của trẻ", "Bản chính"):
        assert words in late.content.decode()


def test_a_page_opened_before_a_whole_round_of_asking_is_told(sign_in, birth, people, send):  # noqa: F811
    client = sign_in("clerk")
    page = f"/lam-viec/ho-so/{birth.code}/lam/de-xuat-tu-choi/"
    seen = client.get(page).context["seen"]
    task = Task.objects.get(dossier=birth)
    proposal = proposals.propose(
        task, kind=ProposalKind.SUPPLEMENT, reason="Cần", items=[NAME], by=people.clerk, at=at(2, 11)
    )
    proposals.reject_proposal(proposal, answer="Đủ rồi", by=people.counter, at=at(2, 12))
    late = client.post(page, {"seen": seen, "reason": "Không đủ"})
    assert late.status_code == 409
    assert "Không đủ" in late.content.decode()
    assert Proposal.objects.filter(kind=ProposalKind.REFUSAL).count() == 0


def test_the_filer_corrects_what_was_asked_and_nothing_else(sign_in, asked, people):
    client, dossier = sign_in("citizen"), asked.dossier
    page = client.get(here(dossier))
    shown = page.content.decode()
    for words in ("Khác với Giấy chứng sinh", "Giấy chứng sinh (chưa có)", "Thời hạn giải quyết đang dừng"):
        assert words in shown
    assert 'name="tre_ho_ten"' in shown
    assert 'name="me_ho_ten"' not in shown
    assert 'name="tre_noi_sinh"' not in shown
    assert "Bệnh viện Đa khoa tỉnh" in shown
    _first, second = asked.items.order_by("pk")
    typed = {**hidden(page), "tre_ho_ten": "Nông Thị Mây", "me_ho_ten": "Kẻ lạ"}
    refused = client.post(here(dossier), typed)
    assert refused.status_code == 422
    assert 'value="Nông Thị Mây"' in refused.content.decode()
    done = client.post(
        here(dossier), {**typed, f"item_{second.pk}": [SimpleUploadedFile("giay.pdf", PDF)]}, follow=True
    )
    assert "Đã gửi phần bổ sung" in done.content.decode()
    dossier.refresh_from_db()
    assert dossier.answers["tre_ho_ten"] == "Nông Thị Mây"
    assert dossier.answers["me_ho_ten"] == "Nông Thị Lan"
    file = DossierFile.objects.get(dossier=dossier)
    assert (file.component_key, file.component_name) == ("giay-chung-sinh", "Giấy chứng sinh")
    for who, address in (("citizen", f"/ho-so/{dossier.code}/"), ("counter", f"/lam-viec/ho-so/{dossier.code}/")):
        shown = sign_in(who).get(address).content.decode()
        assert "<del>Nông Thị Mai</del>" in shown
        assert "<ins>Nông Thị Mây</ins>" in shown
        assert "Cả tờ khai bản 1" in shown


@pytest.mark.issue(18)
def test_a_press_that_was_refused_keeps_words_and_files(sign_in, asked, people):
    client, dossier = sign_in("citizen"), asked.dossier
    page = client.get(here(dossier))
    _first, second = asked.items.order_by("pk")
    sent = {**hidden(page), "tre_ho_ten": "", f"item_{second.pk}": [SimpleUploadedFile("giay.pdf", PDF)]}
    assert client.post(here(dossier), sent).status_code == 422
    again = client.get(here(dossier))
    assert "giay.pdf" in again.content.decode()
    assert asked.drafts.get().files
    # Nothing is asked for that was sent: the next press has it.
    kept = [form.fields for form in html.fromstring(again.content).forms if f"answer_{second.pk}" in form.fields]
    ticked = html.fromstring(again.content).xpath("//input[@name='kept']/@value")
    done = {**kept[0], "tre_ho_ten": "Nông Thị Mây", "kept": ticked}
    assert client.post(here(dossier), {k: v for k, v in done.items() if v is not None}).status_code == 302
    assert DossierFile.objects.get(dossier=dossier).name == "giay.pdf"


@pytest.mark.issue(18)
def test_what_was_answered_in_words_stands_on_the_proof_and_on_the_page(sign_in, asked, people):
    client, dossier = sign_in("citizen"), asked.dossier
    first, second = asked.items.order_by("pk")
    words = {f"answer_{first.pk}": "Tên đúng như đã khai", f"answer_{second.pk}": "Giấy đang làm lại"}
    sent = hidden(client.get(here(dossier))) | words | {"tre_ho_ten": "Nông Thị Mai"}
    refused = client.post(here(dossier), sent | {f"answer_{second.pk}": "Giấy 🌸"})
    assert refused.status_code == 422
    assert "không in được" in refused.content.decode()
    assert client.post(here(dossier), sent).status_code == 302
    shown = client.get(f"/ho-so/{dossier.code}/").content.decode()
    proof = str(dossier.papers.filter(kind="SUBMISSION_PROOF").latest("pk").paper.undrawn)
    for text in words.values():
        assert text in shown
        assert text in proof


def test_a_question_that_may_open_stands_on_the_page_without_a_script_too(sign_in, birth, people):  # noqa: F811
    item = ItemFacts("", "Cha có tên", page="cha", field="co_cha")
    request_supplement(birth, items=[item], reason="Cần sửa", by=people.counter, at=at(2, 11))
    client = sign_in("citizen")
    page = client.get(here(birth))
    fields = {field["name"]: field for part in page.context["parts"] for field in part["fields"]}
    assert fields["co_cha"]["is_open"]
    assert not fields["cha_ho_ten"]["is_open"]
    assert fields["cha_ho_ten"]["when"]
    opened = client.post(here(birth), {**hidden(page), "co_cha": "co"})
    assert opened.status_code == 422
    fields = {field["name"]: field for part in opened.context["parts"] for field in part["fields"]}
    assert fields["cha_ho_ten"]["is_open"]
    assert fields["cha_ho_ten"]["error"]
    assert set(fields) <= {"co_cha"} | {name for name in fields if name.startswith("cha_")}


def test_what_is_typed_survives_leaving_the_page_and_another_does_not_see_it(sign_in, asked, people):
    client, dossier = sign_in("citizen"), asked.dossier
    page = client.get(here(dossier))
    _first, second = asked.items.order_by("pk")
    sent = {**hidden(page), "tre_ho_ten": "Nông Thị Mây", f"item_{second.pk}": [SimpleUploadedFile("giay.pdf", PDF)]}
    kept = client.post(here(dossier), {**sent, "then": "keep"})
    assert kept.status_code == 302
    again = client.get(here(dossier)).content.decode()
    # Copies on the device belong to this request alone.
    assert f'data-mc-draft="{asked.pk}-' in again
    assert 'value="Nông Thị Mây"' in again
    assert "giay.pdf" in again
    silently = client.post(
        here(dossier), {**hidden(page), "tre_ho_ten": "Nông Thị Mơ"}, headers={"x-requested-with": "fetch"}
    )
    assert silently.status_code == 204
    assert AnswerDraft.objects.get().typed["tre_ho_ten"] == "Nông Thị Mơ"
    other = sign_in("counter").get(f"/lam-viec/ho-so/{dossier.code}/nhan-bo-sung/").content.decode()
    assert "Nông Thị Mơ" not in other
    assert 'value="Nông Thị Mai"' in other


def test_a_second_tab_an_ended_dossier_and_another_request_are_told_with_what_was_typed(sign_in, asked, people):
    client, dossier = sign_in("citizen"), asked.dossier
    page = client.get(here(dossier))
    sent = {**hidden(page), "tre_ho_ten": "Nông Thị Mây", MARK: mark_of(people.citizen)}
    other = client.post(here(dossier), {**sent, "request": asked.pk + 1})
    results.withdraw(dossier, reason="Thôi", by=people.citizen, at=at(2, 12))
    ended = client.post(here(dossier), sent)
    for answer in (other, ended):
        assert answer.status_code == 409
        assert "Nông Thị Mây" in answer.content.decode()
        assert "Họ, chữ đệm, tên của trẻ" in answer.content.decode()
        # Whose page it is was typed by nobody.
        assert [text for _label, text in answer.context["typed"]] == ["Nông Thị Mây"]
    quietly = client.post(here(dossier), sent, headers={"x-requested-with": "fetch"})
    assert quietly.status_code == 409
    assert "<" not in quietly.content.decode()
    assert client.get(here(dossier)).status_code == 302


def test_a_day_that_is_over_is_told_and_the_answer_still_taken(sign_in, asked, people):
    asked.answer_due_on = at(2).date()
    asked.save(update_fields=["answer_due_on"])
    html = sign_in("citizen").get(here(asked.dossier)).content.decode()
    assert "Đã quá ngày cuối để bổ sung (02/03/2026)" in html


def test_the_counter_types_it_for_who_stands_there_and_sees_what_it_moves_first(sign_in, birth, people):  # noqa: F811
    request_supplement(birth, items=[LATE, BORN], reason="Cần sửa", by=people.counter, at=at(2, 11))
    client = sign_in("counter")
    address = f"/lam-viec/ho-so/{birth.code}/nhan-bo-sung/"
    page = client.get(address)
    born = {"tre_ngay_sinh_day": "20", "tre_ngay_sinh_month": "2", "tre_ngay_sinh_year": "2025"}
    sent = {**hidden(page), "case.han": "qua-han", **born}
    looked = client.post(address, sent)
    assert looked.status_code == 422
    assert "Phí, lệ phí: 0 đồng thành" in looked.content.decode()
    birth.refresh_from_db()
    assert birth.case_answers["han"] == "dung-han"
    assert client.post(address, {**sent, **hidden(looked)}).status_code == 302
    birth.refresh_from_db()
    assert birth.case_answers["han"] == "qua-han"
    assert EarlierDeclaration.objects.get().replaced_by == people.counter


@pytest.mark.parametrize("who", ["stranger", "counter"])
def test_nobody_else_has_the_filers_page(who, sign_in, asked):
    assert sign_in(who).get(here(asked.dossier)).status_code == 404
