"""What an official typed is never cut silently, and never lost because a right ended while they typed."""

import re
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from motcua.dossiers.models import AnswerDraft
from motcua.dossiers.operations import supplements
from motcua.dossiers.rules import ItemFacts
from motcua.handling.models import Note, Task
from motcua.handling.operations import consultations
from motcua.kernel.text import local
from motcua.organization.models import Agency
from motcua.people.models import Account, Holding
from motcua.people.operations.leaves import declare_leave, end_leave
from tests.dossiers.conftest import at

pytestmark = pytest.mark.django_db


def test_a_note_that_is_too_long_is_refused_whole(people, accepted, client):
    address = f"/lam-viec/ho-so/{accepted().code}/ghi-chu/"
    client.force_login(people.clerk)
    answer = client.post(address, {"text": "a" * 4_000 + " đuôi"})
    assert answer.status_code == 422
    assert "đuôi" in answer.content.decode()
    assert "nhiều nhất 4000" in answer.content.decode()
    assert not Note.objects.exists()
    assert client.post(address, {"text": "a" * 4_000}).status_code == 302


def test_who_was_asked_reads_that_the_question_was_taken_back_and_keeps_the_answer(people, accepted, client):
    dossier = accepted()
    task, agency = Task.objects.get(dossier=dossier), Agency.objects.get(code="so-tu-phap")
    asked = consultations.ask_agency(task, agency=agency, question="Ý kiến?", working_days=3, by=people.clerk, at=at(3))
    asked = asked if hasattr(asked, "asked_agency_id") else task.dossier.consultations.get()
    consultations.recall_consultation(task, consultation=asked, reason="Thôi", by=people.clerk, at=at(3))
    client.force_login(people.department)
    answer = client.post(f"/lam-viec/ho-so/{dossier.code}/lam/tra-loi-y-kien/", {"answer": "Đồng ý cấp"})
    page = answer.content.decode()
    assert answer.status_code == 404
    assert "Đồng ý cấp" in page
    assert "đã rút yêu cầu lấy ý kiến" in page


def test_whose_substitution_ended_meanwhile_reads_it_and_strangers_learn_nothing(people, accepted, client):
    now = timezone.now()
    today = local(now).date()
    dossier = accepted()
    leave = declare_leave(
        people.clerk, substitute=people.builder, first=today, last=today + timedelta(3), by=people.clerk, at=now
    )
    client.force_login(people.builder)
    address = f"/lam-viec/ho-so/{dossier.code}/"
    assert client.get(address).status_code == 200
    mark = re.search(r'name="typed_by" value="([^"]+)"', client.get(address + "ghi-chu/").content.decode())[1]
    end_leave(leave, by=people.clerk, at=now)
    for page in ("ghi-chu/", "lam/lay-y-kien/"):
        answer = client.post(address + page, {"typed_by": mark, "text": "Đã xem sổ", "then": "x"})
        assert answer.status_code == 404
        assert re.findall(r"<textarea[^>]*>([^<]*)", answer.content.decode()) == ["Đã xem sổ"]
        assert "Đã xem sổ" in answer.content.decode()
        assert "Lần bạn làm thay Clerk đã kết thúc" in answer.content.decode()
    client.force_login(people.elsewhere)
    told = [
        client.post(f"/lam-viec/ho-so/{code}/ghi-chu/", {"text": "a"}).content.decode().count("không có quyền xem")
        for code in (dossier.code, "H37.KHONG-CO")
    ]
    assert told == [1, 1]
    assert client.get(address + "ghi-chu/").status_code == 404


FIELD = re.compile(r'<label for="da-nhap-[0-9]+">([^<]*)</label><textarea[^>]*>([^<]*)')
TOKEN = "0b4b1c9e-6a2a-4a65-9a64-2c7a3d1f5e10"
SENT = {
    "ghi-chu/": ({"text": "Đã xem sổ", "mentioned": TOKEN}, [("Ghi chú", "Đã xem sổ")]),
    "dinh-chinh/": (
        {
            "reason": "Sai họ tên", "holder_name": "Nông Thị Huệ", "filer_name": "Nông Thị Hoa", "card": "yes",
            "base": '{"filer_name": "Nông Thị Hoa", "holder_name": "Nông Thị Hue"}', "case_hon-nhan": "chua",
            "return_method": "COUNTER",
        },
        [("Lý do đính chính", "Sai họ tên"), ("Họ và tên, chủ hồ sơ", "Nông Thị Huệ")],
    ),
    "to-khai/": (
        {
            "form_key": "xac-nhan-hon-nhan", "ho_ten": "Nông Thị Huệ", "ngay_sinh_day": "2",
            "ngay_sinh_month": "3", "ngay_sinh_year": "1990", "then": "more", "gioi_tinh": "FEMALE",
        },
        [("Họ và tên", "Nông Thị Huệ"), ("Giới tính", "Nữ"), ("Ngày sinh", "2/3/1990")],
    ),
    "dinh-chinh/thu-tuc/": ({"reason": "Sai thủ tục", "thu-tuc": "1.001193"}, [("Lý do tiếp nhận lại", "Sai thủ tục")]),
    "lam/soan-ket-qua/": (
        {"outcome": "REFUSED", "body": "Không đủ căn cứ", "khac": "Nông Thị Huệ", "mau": "12"},
        [("Kết quả", "Không giải quyết"), ("Nội dung", "Không đủ căn cứ"), ("Nội dung", "Nông Thị Huệ")],
    ),
    "lam/yeu-cau-bo-sung/": (
        {"reason": "Thiếu", "fault_ho-chieu": "MISSING", "why_ho-chieu": "Để đối chiếu", "fix_ho_ten": "yes"},
        [("Lý do chung", "Thiếu"), ("Nội dung", "Để đối chiếu")],
    ),
    "nhan-bo-sung/": ({"answer_5": "Đã nhận", "request": "5", "over": ""}, [("Nội dung", "Đã nhận")]),
}  # fmt: skip


@pytest.mark.parametrize("page", SENT)
def test_what_was_typed_on_a_page_that_is_gone_is_shown_in_words_and_nothing_else(people, accepted, client, page):
    dossier = accepted()
    sent, shown = SENT[page]
    client.force_login(people.elsewhere)
    answer = client.post(f"/lam-viec/ho-so/{dossier.code}/{page}", sent)
    assert answer.status_code == 404
    assert FIELD.findall(answer.content.decode()) == shown
    assert client.get(f"/lam-viec/ho-so/{dossier.code}/{page}").status_code == 404


@pytest.mark.parametrize("page", ["dinh-chinh/", "to-khai/", "dinh-chinh/thu-tuc/"])
def test_who_may_only_read_the_dossier_keeps_what_they_typed_too(people, accepted, client, page):
    dossier = accepted()
    sent, shown = SENT[page]
    client.force_login(people.leader)
    assert client.get(f"/lam-viec/ho-so/{dossier.code}/").status_code == 200
    answer = client.post(f"/lam-viec/ho-so/{dossier.code}/{page}", sent)
    page = answer.content.decode()
    assert answer.status_code == 404
    assert FIELD.findall(page) == shown
    assert "không còn quyền làm việc này" in page
    assert f'href="/lam-viec/ho-so/{dossier.code}/"' in page


def test_files_that_were_chosen_for_a_page_that_is_gone_are_named_lost(people, accepted, client):
    client.force_login(people.elsewhere)
    file = SimpleUploadedFile("a.pdf", b"%PDF-1.4")
    answer = client.post(f"/lam-viec/ho-so/{accepted().code}/quet/", {"scan_khac": file})
    assert answer.status_code == 404
    assert "Tệp đã chọn không giữ được" in answer.content.decode()


def test_what_a_colleague_kept_of_an_answer_is_named_before_it_is_gone(people, accepted, client):
    dossier = accepted()
    item = [ItemFacts("Bản chính", "Để đối chiếu")]
    asked = supplements.request_supplement(dossier, items=item, reason="Thiếu", by=people.counter, at=at(2, 10))
    second = Account.objects.create(kind="OFFICIAL", full_name="Vi Thị Hai", email="hai@x.vn", joined_at=at(1))
    Holding.objects.create(official=second, post=people.counter.holdings.get().post, valid_from=date(2026, 1, 1))
    address = f"/lam-viec/ho-so/{dossier.code}/nhan-bo-sung/"
    field = f"answer_{asked.items.get().pk}"
    client.force_login(people.counter)
    opened = {"request": asked.pk, "over": "", field: "Đã nhận bản chính"}
    supplements.keep_answer(asked, typed={field: "Đang làm"}, files=[], by=second, at=at(2, 11))
    told = client.post(address, opened)
    page = told.content.decode()
    assert told.status_code == 422
    assert "Vi Thị Hai đã lưu một phần trả lời đang làm" in page
    assert "Đang làm" not in page.replace("Đang làm việc", "")
    assert "Đã nhận bản chính" in page
    assert AnswerDraft.objects.filter(by=second).exists()
    over = re.search(r'name="over" value="([^"]+)"', page)[1]
    assert client.post(address, {**opened, "over": over}).status_code == 302
    asked.refresh_from_db()
    assert asked.state == "ANSWERED"
