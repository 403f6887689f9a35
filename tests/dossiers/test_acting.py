"""Two officials and one dossier; an old page; a task given, put back; what one step says to the next."""

import pytest

from motcua.dossiers.models import DossierFile
from motcua.dossiers.rules import ItemFacts, Outcome
from motcua.handling.filling import content_of
from motcua.handling.models import Consultation, Task
from motcua.handling.operations import consultations, drafting, proposals, tasks
from motcua.handling.operations.tasks import give_task
from motcua.handling.rules import ProposalKind
from motcua.kernel.files import store
from motcua.kernel.operations import NotPermitted, Refused
from motcua.organization.models import Agency, Post
from motcua.people.operations import create_account, give_post
from motcua.people.rules import AccountKind
from tests.dossiers.conftest import PLACE, at
from tests.dossiers.test_counter import PDF


@pytest.fixture
def sign_in(client, people):
    def enter(name):
        client.force_login(getattr(people, name))
        return client

    return enter


@pytest.fixture
def colleague(people):
    """A second case officer in the unit of the first."""
    other = create_account(kind=AccountKind.OFFICIAL, password="x", full_name="Colleague", by=None, at=at(1, month=1))
    seat = Post.objects.get(unit__agency__code=f"ubnd-{PLACE}", unit__code="tu-phap-ho-tich", code="chuyen-vien")
    give_post(other, post=seat, valid_from=at(1, month=1).date(), by=None, at=at(1, month=1))
    people.colleague = other
    return other


def waiting(dossier):
    return Task.objects.get(dossier=dossier, finished_at=None)


def test_who_comes_second_learns_who_came_first_and_loses_no_word(sign_in, people, register):
    dossier = register()
    page = f"/lam-viec/ho-so/{dossier.reference}/lam/yeu-cau-bo-sung/"
    client = sign_in("counter")
    client.post(f"/lam-viec/ho-so/{dossier.reference}/lam/tiep-nhan/", {})
    late = client.post(page, {"what_1": "Bản sao quyết định", "why_1": "Thiếu", "reason": "Một lời dài"})
    html = late.content.decode()
    assert late.status_code == 409
    for said in ("Đang xử lý", "Counter", "Bản sao quyết định", "Một lời dài"):
        assert said in html
    answer = client.get(page, follow=True)
    assert "Thay đổi gần nhất: Counter" in answer.content.decode()


def test_an_old_page_does_not_act_on_a_step_it_did_not_show(sign_in, people, accepted, work):
    dossier = work(accepted(), when=at(3))
    client = sign_in("head")
    page = f"/lam-viec/ho-so/{dossier.code}/lam/tra-lai-buoc/"
    seen = client.get(page).context["seen"]
    task = waiting(dossier)
    tasks.return_to_step(task, step_key="tham-dinh", reason="Sai", by=people.head, at=at(3))
    work(dossier, when=at(4))
    assert waiting(dossier) != task
    sent = {"seen": seen, "step": "tham-dinh", "reason": "Sai tên"}
    late = client.post(page, sent)
    assert late.status_code == 409
    assert "Hồ sơ đã thay đổi từ khi bạn mở trang này" in late.content.decode()
    assert "Sai tên" in late.content.decode()
    assert waiting(dossier).kind == "APPROVE"
    again = client.post(page, {**sent, "seen": late.context["seen"]})
    assert again.status_code == 302


def test_two_drafts_of_one_result_do_not_overwrite_each_other_unseen(sign_in, people, colleague, accepted):
    dossier = accepted()
    page = f"/lam-viec/ho-so/{dossier.code}/lam/soan-ket-qua/"
    client = sign_in("clerk")
    seen = client.get(page).context["seen"]
    drafting.draft_decision(
        waiting(dossier), outcome=Outcome.GRANTED, content=content_of(dossier, on=at(3).date()), by=colleague,
        at=at(3),
    )  # fmt: skip
    dossier.refresh_from_db()
    theirs = dossier.decision
    sent = {"seen": seen, "outcome": "GRANTED", "ho_ten": "Của tôi"}
    late = client.post(page, sent)
    assert late.status_code == 409
    assert "Của tôi" in late.content.decode()
    dossier.refresh_from_db()
    assert dossier.decision == theirs


def test_the_head_gives_a_task_and_takes_it_back(sign_in, people, colleague, accepted):
    dossier = accepted()
    task = waiting(dossier)
    page = f"/lam-viec/ho-so/{dossier.code}/lam/giao-viec/"
    client = sign_in("head")
    offered = {one.pk for one in client.get(page).context["form"].fields["official"].queryset}
    assert offered == {people.clerk.pk, people.head.pk, colleague.pk}
    client.post(page, {"official": colleague.pk})
    task.refresh_from_db()
    assert task.assignee == colleague
    with pytest.raises(NotPermitted):
        tasks.finish_task(task, by=people.clerk, at=at(3))
    with pytest.raises(NotPermitted):
        give_task(task, to=people.clerk, by=people.clerk, at=at(3))
    with pytest.raises(Refused, match="không giữ vị trí"):
        give_task(task, to=people.office, by=people.head, at=at(3))
    assert client.post(page, {"official": ""}).status_code == 422
    client.post(f"/lam-viec/ho-so/{dossier.code}/lam/tra-viec/", {})
    task.refresh_from_db()
    assert task.assignee is None


def test_who_has_a_task_puts_it_back(sign_in, people, colleague, accepted):
    dossier = accepted()
    task = waiting(dossier)
    client = sign_in("clerk")
    client.post(f"/lam-viec/ho-so/{dossier.code}/lam/nhan-viec/", {})
    task.refresh_from_db()
    assert task.assignee == people.clerk
    client.post(f"/lam-viec/ho-so/{dossier.code}/lam/tra-viec/", {})
    task.refresh_from_db()
    assert task.assignee is None
    assert dossier.history.filter(word="task_given", is_public=False).count() == 1


def test_what_a_step_says_is_read_at_the_next(sign_in, people, accepted, work):
    dossier = work(accepted(), when=at(3))
    tasks.finish_task(waiting(dossier), remark="Chú ý số quyết định", by=people.head, at=at(3))
    assert "Chú ý số quyết định" in sign_in("leader").get(f"/lam-viec/ho-so/{dossier.code}/").content.decode()


def test_a_question_to_another_agency_is_taken_back(sign_in, people, accepted):
    dossier = accepted()
    asked = Agency.objects.get(code="so-tu-phap")
    one = consultations.ask_agency(
        waiting(dossier), agency=asked, question="Có vướng gì?", working_days=3, by=people.clerk, at=at(3)
    )
    client = sign_in("clerk")
    page = f"/lam-viec/ho-so/{dossier.code}/lam/rut-lay-y-kien/"
    assert "Có vướng gì?" in client.get(page).content.decode()
    assert client.post(page, {"consultation": one.pk}).status_code == 302
    assert not Consultation.objects.unanswered().exists()
    assert "Có vướng gì?" in client.get(f"/lam-viec/ho-so/{dossier.code}/").content.decode()


def test_results_of_one_person_are_offered_together(sign_in, accepted, work):
    done = [work(accepted(), when=at(3), steps=4) for _number in range(2)]
    page = sign_in("counter").get(f"/lam-viec/ho-so/{done[0].code}/")
    assert page.context["same_person"] == [one.pk for one in done]
    assert "Trả cùng lúc 2 kết quả" in page.content.decode()


def test_a_file_is_shown_beside_the_decision_by_our_own_pages_only(sign_in, accepted):
    dossier = accepted()
    file = DossierFile.objects.create(
        dossier=dossier, name="a.pdf", stored=store(PDF, media_type="application/pdf", at=at(3)), added_at=at(3)
    )
    client = sign_in("clerk")
    address = f"/lam-viec/ho-so/{dossier.code}/tep/{file.pk}/"
    assert f'href="{address}"' in client.get(f"/lam-viec/ho-so/{dossier.code}/").content.decode()
    answer = client.get(address)
    assert answer["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in answer["Content-Security-Policy"]
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_a_result_is_written_and_handed_on_in_one_press(sign_in, people, accepted):
    dossier = accepted()
    page = f"/lam-viec/ho-so/{dossier.code}/lam/soan-ket-qua/"
    client = sign_in("clerk")
    assert "Soạn xong, chuyển bước tiếp" in client.get(page).content.decode()
    sent = {"outcome": "GRANTED", "title": "Giấy xác nhận", "body": "Đúng", "then": "next"}
    asked = Agency.objects.get(code="so-tu-phap")
    one = consultations.ask_agency(
        waiting(dossier), agency=asked, question="Có vướng gì?", working_days=3, by=people.clerk, at=at(3)
    )
    held = client.post(page, sent, follow=True)
    assert "Kết quả đã soạn, chưa chuyển được: Còn cơ quan chưa trả lời" in held.content.decode()
    consultations.recall_consultation(waiting(dossier), consultation=one, by=people.clerk, at=at(3))
    assert "Đã chuyển bước tiếp." in client.post(page, sent, follow=True).content.decode()
    assert waiting(dossier).kind == "APPROVE"


def test_who_carries_out_a_proposal_reads_all_that_will_be_sent(sign_in, people, accepted):
    dossier = accepted()
    items = [ItemFacts("Bản sao quyết định ly hôn", "Tờ khai ghi đã ly hôn")]
    proposals.propose(
        waiting(dossier), kind=ProposalKind.SUPPLEMENT, reason="Thiếu giấy tờ", items=items, by=people.clerk, at=at(3)
    )
    client = sign_in("counter")
    for address in ("", "lam/khong-dong-y-de-xuat/", "lam/thuc-hien-de-xuat/"):
        html = client.get(f"/lam-viec/ho-so/{dossier.code}/{address}").content.decode()
        for said in ("Đề xuất yêu cầu bổ sung", "Thiếu giấy tờ", "Bản sao quyết định ly hôn", "Tờ khai ghi đã ly hôn"):
            assert said in html
    assert "Nội dung chưa đúng yêu cầu" not in html


def test_the_receiver_is_not_typed_again(sign_in, accepted, work):
    dossier = work(accepted(), when=at(3), steps=4)
    page = sign_in("counter").get(f"/lam-viec/ho-so/{dossier.code}/lam/tra-ket-qua/").content.decode()
    assert 'value="Nông Thị Hoa"' in page


def test_who_signs_has_the_result_before_their_eyes_and_needs_one_key(sign_in, people, accepted, work):
    dossier = work(accepted(), when=at(3), steps=2)
    html = sign_in("leader").get(f"/lam-viec/ho-so/{dossier.code}/lam/ky/").content.decode()
    assert "Kết quả đã soạn" in html
    assert f"/lam-viec/ho-so/{dossier.code}/xem-truoc/ket-qua-1-trang-1.png" in html
    assert "Nông Thị Hoa" in html
    assert 'type="submit" autofocus' in html
    drafting = sign_in("clerk").get(f"/lam-viec/ho-so/{accepted().code}/lam/lay-y-kien/").content.decode()
    assert "Kết quả đã soạn" not in drafting
    assert 'type="submit" autofocus' not in drafting
