"""Pages of the portal: public ones answer anybody, and no address makes them fail."""

import re
from datetime import UTC, date, datetime
from urllib.parse import quote

import pytest

from motcua.laws.operations import ArticleFacts, DocumentFacts, import_laws
from motcua.people.operations import create_account
from motcua.people.rules import AccountKind
from motcua.procedures.models import ProcedureVersion
from tests.camera import read

PAGES = [
    "/",
    "/thu-tuc/",
    "/tra-cuu/",
    "/xac-thuc/",
    "/minh-bach/",
    "/noi-tiep-nhan/",
    "/dang-nhap/",
    "/dang-ky/",
    "/quen-mat-khau/",
]
ODD = ["\x00", "'", "😀", "<script>alert(1)</script>", "9" * 400, "-1", "../../etc/passwd", "{{7*7}}", "%", "٣"]
TAKES = [
    "/thu-tuc/?q=%s", "/thu-tuc/?linh-vuc=%s", "/thu-tuc/?q=khai+sinh&linh-vuc=%s&cap=%s&doi-tuong=%s",
    "/phap-luat/?q=%s", "/phap-luat/?q=khai+sinh&loai=%s", "/api/v1/suggest?q=%s", "/api/v1/search?q=%s",
    "/noi-tiep-nhan/?q=%s&thu-tuc=%s", "/noi-tiep-nhan/%s/",
    "/thu-tuc/?sau=%s", "/thu-tuc/%s/", "/su-kien/%s/", "/tra-cuu/?ma=%s",
    "/xac-thuc/?ma=%s", "/nop-ho-so/%s/", "/ho-so/%s/", "/dang-nhap/?next=%s", "/lam-viec/ho-so/%s/",
]  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("address", PAGES)
def test_public_pages_answer_without_a_sign_in_and_ask_nobody_else(client, address):
    answer = client.get(address)
    assert answer.status_code == 200
    assert "default-src 'self'" in answer["Content-Security-Policy"]
    html = answer.content.decode()
    assert "<h1" in html
    assert " style=" not in html
    assert " onclick=" not in html


@pytest.mark.django_db
@pytest.mark.issue(2)
@pytest.mark.parametrize("address", TAKES)
def test_no_address_makes_a_page_fail(client, address):
    for odd in ODD:
        answer = client.get(address.replace("%s", quote(odd, safe="")))
        assert answer.status_code < 500, odd
        assert b"<script>alert" not in answer.content


@pytest.mark.django_db
def test_an_unknown_dossier_is_said_so_and_the_code_stays_typed(client):
    answer = client.get("/tra-cuu/?ma=H37.KHONG-CO")
    assert answer.status_code == 404
    assert "Không có hồ sơ mang mã này" in answer.content.decode()
    assert 'value="H37.KHONG-CO"' in answer.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "typed", ["0912345678", "0912 345 678", "0912.345.678", "+84912345678", "84912345678", "HOA@x.vn"]
)
def test_one_signs_in_with_a_number_as_one_dials_it(client, typed):
    create_account(
        kind=AccountKind.CITIZEN, password="mot-hai-ba-bon", full_name="Nông Thị Hoa", email="hoa@x.vn",
        phone="+84912345678", by=None, at=datetime(2026, 11, 25, 2, tzinfo=UTC),
    )  # fmt: skip
    wrong = client.post("/dang-nhap/", {"login": typed, "password": "sai"})
    assert f'value="{typed}"' in wrong.content.decode()
    assert client.post("/dang-nhap/", {"login": typed, "password": "mot-hai-ba-bon"}).status_code == 302
    assert "_auth_user_id" in client.session


@pytest.mark.django_db
def test_five_wrong_passwords_lock_the_sign_in(client):
    answers = [client.post("/dang-nhap/", {"login": "ai@x.vn", "password": "sai"}) for _try in range(6)]
    assert "Email hoặc mật khẩu chưa đúng" in answers[0].content.decode()
    assert 'value="ai@x.vn"' in answers[0].content.decode()
    assert "Nhập sai quá nhiều lần" in answers[-1].content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("question", "label"),
    [
        ("xác nhận tình trạng hôn nhân mất bao lâu", "Thời hạn"),
        ("xac nhan tinh trang hon nhan bao nhieu tien", "Phí, lệ phí"),
        ("xác nhận tình trạng hôn nhân cần giấy tờ gì", "Giấy tờ"),
        ("xác nhận tình trạng hôn nhân nộp ở đâu", "Nơi giải quyết"),
    ],
)
def test_a_question_is_answered_by_quoting_the_catalogue(client, question, label):
    page = client.get("/thu-tuc/", {"q": question}).content.decode()
    card = page[page.index('id="tra-loi"') : page.index("Trích từ danh mục")]
    assert label in card
    assert "1.004873" in page[page.index("Trích từ danh mục") :]


@pytest.mark.django_db
def test_a_search_shows_the_words_found_and_how_much_each_filter_would_leave(client):
    page = client.get("/thu-tuc/", {"q": "khai sinh"}).content.decode()
    assert "Đăng ký <mark>khai sinh</mark>" in page
    # No filter was chosen: every list begins with all and nothing in it is chosen.
    assert page.count('<option value="">') == 3
    assert " selected>" not in page
    count = int(re.search(r'<option value="ho-tich">Hộ tịch \((\d+)\)', page)[1])
    filtered = client.get("/thu-tuc/", {"q": "khai sinh", "linh-vuc": "ho-tich"}).content.decode()
    assert f"{count} thủ tục" in filtered


@pytest.mark.django_db
def test_the_box_takes_the_code_of_a_dossier_to_its_tracking(client):
    page = client.get("/thu-tuc/", {"q": "H37.10-261123-0001"}).content.decode()
    assert "/tra-cuu/?ma=H37.10-261123-0001" in page


@pytest.mark.django_db
def test_words_that_ask_nothing_get_no_answer_card(client):
    assert 'id="tra-loi"' not in client.get("/thu-tuc/", {"q": "tình trạng hôn nhân"}).content.decode()


@pytest.mark.django_db
def test_the_checklist_shows_only_what_my_case_must_bring(client):
    version = ProcedureVersion.objects.get(procedure__code="1.004873", status="PUBLISHED")
    question = version.questions.first()
    sizes = set()
    for option in question.options:
        page = client.get("/thu-tuc/1.004873/can-mang/", {question.key: option["value"]}).content.decode()
        assert option["label"] in page
        assert f"{question.key}={option['value']}" in page
        sizes.add(page.count("mc-checklist__box"))
    assert client.get("/thu-tuc/1.004873/can-mang/", {question.key: "khong-co"}).status_code == 200
    assert len(sizes) > 1
    assert client.get("/thu-tuc/9.999999/can-mang/").status_code == 404


@pytest.mark.django_db
def test_the_qr_code_of_a_checklist_keeps_the_answers_and_nothing_else(client, settings):
    version = ProcedureVersion.objects.get(procedure__code="1.004873", status="PUBLISHED")
    question = version.questions.first()
    answer = question.options[0]["value"]
    address = f"{settings.PUBLIC_ADDRESS}/thu-tuc/1.004873/can-mang/"

    def seen(**asked):
        return read(client.get("/thu-tuc/1.004873/qr.svg", {"mang": "1", **asked}).content.decode())

    assert seen() == address
    assert seen(**{question.key: answer}) == f"{address}?{question.key}={answer}"
    assert seen(**{question.key: "<x>", "la": "y"}) == address


@pytest.mark.django_db
def test_the_law_under_a_procedure_is_linked_with_its_status(client):
    article = ArticleFacts("1", "dieu/1", "Phạm vi", "Quy định về hộ tịch.", 100)
    decree = DocumentFacts(number="123/2015/NĐ-CP", effective_from=date(2016, 1, 1), articles=[article])
    import_laws(name="thu", documents=[decree], troubles=[], files=1, by=None, at=datetime(2026, 11, 23, 2, tzinfo=UTC))
    page = client.get("/thu-tuc/1.001193/").content.decode()
    assert '<a href="/phap-luat/123-2015-ND-CP/">123/2015/NĐ-CP</a>' in page


@pytest.mark.django_db
def test_the_page_of_a_procedure_has_a_qr_code(client, settings):
    answer = client.get("/thu-tuc/1.004873/qr.svg")
    assert answer["Content-Type"] == "image/svg+xml"
    assert read(answer.content.decode()) == f"{settings.PUBLIC_ADDRESS}/thu-tuc/1.004873/"
    assert client.get("/thu-tuc/9.999999/qr.svg").status_code == 404


@pytest.mark.django_db
def test_an_address_that_only_takes_forms_leads_on_when_it_is_opened(client):
    """The language switch and a pressed Enter open the address of the page one sees."""
    assert client.get("/tra-cuu/ma-xac-nhan/")["Location"] == "/tra-cuu/"
    refused = client.post("/thu-tuc/")
    assert refused.status_code == 405
    assert refused["Allow"] == "GET"
    assert "Về trang chủ" in refused.content.decode()


@pytest.mark.django_db
def test_without_law_a_citizen_reads_where_to_look_and_no_command(client):
    page = client.get("/phap-luat/").content.decode()
    assert "Cơ sở dữ liệu quốc gia về văn bản pháp luật" in page
    assert "./motcua" not in page
