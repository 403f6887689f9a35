"""At the counter: a draft brought by its code, a sheet scanned and typed later, a procedure chosen wrongly."""

import re
from io import BytesIO

import pytest
from pypdf import PdfReader

from tests.journeys.test_main_job import PDF, fill_page, follow, press, receive
from tests.journeys.test_other_outcomes import walk_in  # noqa: F401 - a fixture

pytestmark = pytest.mark.journey


def words_of(page, address):
    """The words of a paper, as its PDF holds them."""
    pages = PdfReader(BytesIO(page.request.get(address).body())).pages
    return " ".join(" ".join(one.extract_text() for one in pages).split())


def begin(page, code):
    """A draft with its first page filled in, left there."""
    page.goto(f"/nop-ho-so/{code}/")
    if page.locator("select[name=place]").count():
        page.select_option("select[name=place]", "06187")
    fill_page(page)
    press(page, "Bắt đầu")
    overview = page.url
    follow(page, page.get_by_role("main").get_by_role("link", name=re.compile("Làm tiếp|Xem lại")).last)
    fill_page(page)
    press(page, "Lưu và tiếp tục")
    page.goto(overview)
    return overview


def accessible(page):
    report = pytest.importorskip("axe_playwright_python.sync_playwright").Axe().run(page)
    return [f"{one['id']} {one['nodes'][0]['html'][:90]}" for one in report.response["violations"]]


def test_a_draft_is_brought_to_the_counter_by_its_code(visit):
    citizen = visit("congdan2", width=360)
    overview = begin(citizen, "1.004873")
    follow(citizen, citizen.get_by_role("link", name="Mang đến quầy"))
    press(citizen, "Lấy mã")
    code = citizen.locator("main .mc-code").first.inner_text().strip()
    assert re.fullmatch(r"[A-Z2-9]{4}-[A-Z2-9]{4}", code)
    picture = citizen.request.get(citizen.locator("main img[src$='ma.svg']").get_attribute("src"))
    assert picture.body().startswith(b"<svg")
    assert accessible(citizen) == []
    assert citizen.evaluate("document.documentElement.scrollWidth") <= 360

    counter = visit("motcua")
    counter.goto("/lam-viec/tiep-nhan/")
    counter.focus("[name=ma]")
    # A scanner types and presses Enter; a person types small letters and blanks.
    counter.keyboard.type(code.lower().replace("-", " "))
    with counter.expect_navigation():
        counter.keyboard.press("Enter")
    assert "Bản nháp của" in counter.inner_text("main")
    assert "Tờ khai còn thiếu" in counter.inner_text("main")
    assert accessible(counter) == []
    name = counter.input_value("[name=filer_name]")
    assert name
    fill_page(counter)
    receive(counter)
    dossier = counter.locator("h1 .mc-code").inner_text().strip()
    assert dossier.startswith("H37.TD.06187.01-")
    assert "Tờ khai nhập dở" in counter.inner_text("h1")
    counter.get_by_text("việc đã qua").click()
    assert "Lập từ bản nháp trực tuyến của người nộp" in counter.inner_text("main")

    counter.goto("/lam-viec/tiep-nhan/")
    counter.fill("[name=ma]", code)
    press(counter, "Mở bản nháp")
    assert "Mã này đã dùng" in counter.inner_text("main")

    citizen.goto(overview)
    assert "Hồ sơ này đã được nộp" in citizen.inner_text("main")
    assert dossier in citizen.inner_text("main")
    citizen.goto("/tai-khoan/ai-da-xem/")
    assert "Xem bản nháp tại quầy" in citizen.inner_text("main")


def test_a_sheet_on_paper_is_scanned_now_and_typed_later(visit):
    counter = visit("motcua")
    counter.goto("/lam-viec/tiep-nhan/1.004873/")
    for name, value in {"filer_name": "Lộc Văn Sáng", "id_number": "020090005555", "phone": "0911222333"}.items():
        counter.fill(f"[name={name}]", value)
    fill_page(counter)
    sheet = counter.locator("[name='scan_to-khai-theo-mau']")
    sheet.set_input_files({"name": "to-khai.pdf", "mimeType": "application/pdf", "buffer": PDF})
    receive(counter)
    code = counter.locator("h1 .mc-code").inner_text().strip()
    clerk = visit("tuphap")
    clerk.goto("/lam-viec/")
    row = clerk.locator("tr", has_text=code)
    assert "Chưa nhập tờ khai" in row.inner_text()
    clerk.goto(f"/lam-viec/ho-so/{code}/to-khai/")
    assert clerk.locator("aside iframe[title='to-khai.pdf']").count() == 1
    assert accessible(clerk) == []
    for _time in range(3):
        # What is chosen opens further questions.
        fill_page(clerk)
    press(clerk, "Lưu tờ khai")
    assert clerk.url.rstrip("/").endswith(code), clerk.inner_text("main")[:600]
    assert "Chưa nhập tờ khai" not in clerk.inner_text("h1")
    assert "nhập lúc" in clerk.inner_text("main")


@pytest.mark.parametrize("javascript", [True, False])
def test_a_procedure_chosen_wrongly_is_received_anew_in_one_press(visit, walk_in, javascript):  # noqa: F811
    counter = visit("motcua", javascript=javascript)
    code = walk_in(counter)
    counter.goto(f"/lam-viec/ho-so/{code}/dinh-chinh/")
    follow(counter, counter.get_by_role("link", name="Sai thủ tục?"))
    counter.fill("#q", "2.000635")
    with counter.expect_navigation():
        counter.keyboard.press("Enter")
    follow(counter, counter.locator("main a[href='?thu-tuc=2.000635']"))
    fill_page(counter)
    counter.fill("[name=reason]", "Người nộp cần bản sao trích lục")
    press(counter, "Xem nội dung sẽ thay đổi")
    shown = counter.inner_text("main")
    assert "Ngày nộp giữ nguyên" in shown
    assert "Hẹn trả:" in shown
    if javascript:
        assert accessible(counter) == []
    press(counter, "Từ chối hồ sơ cũ, tiếp nhận lại")
    new = counter.locator("h1 .mc-code").inner_text().strip()
    assert new != code
    text = counter.inner_text("main")
    assert f"Tiếp nhận lại thay hồ sơ {code}" in text
    follow(counter, counter.get_by_role("link", name=code, exact=True))
    assert "Không được tiếp nhận" in counter.inner_text("h1")
    assert new in counter.inner_text("main")


def end_session_at(page, button):
    """The session ends while somebody types; they press, and sign in again."""
    page.wait_for_timeout(600)
    page.context.clear_cookies()
    follow(page, page.get_by_role("button", name=button))
    assert "Phiên làm việc đã hết" in page.inner_text("main")


def sign_in_again(page, login, address):
    page.goto(f"/dang-nhap/?next={address}")
    page.fill("input[name=login]", login)
    page.fill("input[name=password]", "LangSon@2026")
    page.click("main button[type=submit]")
    page.wait_for_url(lambda url: "/dang-nhap/" not in url)


AGAIN = "Lấy lại nội dung đã nhập trước đó"


def test_what_was_typed_at_the_counter_outlives_the_session(visit):
    counter, address = visit("motcua"), "/lam-viec/tiep-nhan/1.004873/"
    counter.goto(address)
    typed = {"filer_name": "Lộc Thị Giữ", "phone": "0911222444", "originals_to-khai-theo-mau": "2"}
    for name, value in typed.items():
        counter.fill(f"[name={name}]", value)
    counter.check("[name=hon-nhan][value=da-co]")
    counter.locator("summary", has_text="Nộp thay người khác").click()
    counter.fill("[name=holder_name]", "Lộc Văn Chủ")
    end_session_at(counter, "Xem lại rồi tiếp nhận")
    sign_in_again(counter, "motcua@langson.example", address)
    assert {name: counter.input_value(f"[name={name}]") for name in typed} == typed
    assert counter.is_checked("[name=hon-nhan][value=da-co]")
    # Nothing that is sent stands where nobody sees it.
    assert counter.locator("[name=holder_name]").is_visible()
    assert counter.input_value("[name=holder_name]") == "Lộc Văn Chủ"
    # The page that answers has all of it, and what was taken is offered to nobody after.
    press(counter, "Cập nhật giấy tờ theo trường hợp")
    assert counter.input_value("[name=filer_name]") == "Lộc Thị Giữ"
    assert counter.get_by_role("button", name=AGAIN).count() == 0
    fill_page(counter)
    press(counter, "Chỉ đăng ký, xem xét sau")
    assert "Đã đăng ký hồ sơ" in counter.inner_text("main")
    counter.goto(address)
    assert counter.get_by_role("button", name=AGAIN).count() == 0


def test_what_was_typed_on_a_draft_comes_back_to_that_draft_alone(visit):
    citizen = visit("congdan2", width=360)
    begin(citizen, "1.004873")
    follow(citizen, citizen.get_by_role("link", name="Mang đến quầy"))
    press(citizen, "Lấy mã")
    code = citizen.locator("main .mc-code").first.inner_text().strip()

    def opened():
        counter.goto("/lam-viec/tiep-nhan/")
        counter.fill("[name=ma]", code)
        press(counter, "Mở bản nháp")

    counter = visit("motcua")
    opened()
    counter.fill("[name=originals_to-khai-theo-mau]", "3")
    end_session_at(counter, "Xem lại rồi tiếp nhận")
    sign_in_again(counter, "motcua@langson.example", "/lam-viec/tiep-nhan/1.004873/")
    assert counter.get_by_role("button", name=AGAIN).count() == 0
    opened()
    counter.get_by_role("button", name=AGAIN).click()
    assert counter.input_value("[name=originals_to-khai-theo-mau]") == "3"


def test_who_is_free_by_law_pays_nothing_once_the_paper_was_seen(visit, walk_in):  # noqa: F811
    """A reduction is applied at the counter with the paper that shows it; the receipt says the law and no sum."""
    counter = visit("motcua", width=360)
    code = walk_in(counter)
    counter.goto(f"/lam-viec/ho-so/{code}/lam/mien-giam/")
    poor = counter.get_by_label(re.compile("hộ nghèo"))
    poor.check()
    press(counter, "Áp dụng")
    assert "Ghi giấy tờ đã xem" in counter.inner_text("main")
    assert counter.get_by_label(re.compile("hộ nghèo")).is_checked()
    assert accessible(counter) == []
    assert counter.evaluate("document.documentElement.scrollWidth") <= 360
    counter.fill("[name=proof]", "Giấy chứng nhận hộ nghèo số 15/GCN, ngày 02/01/2026")
    press(counter, "Áp dụng")
    shown = counter.inner_text("main")
    assert "Giấy chứng nhận hộ nghèo số 15/GCN" in shown
    receipts = counter.locator("main a[href*='/giay/']", has_text="Giấy tiếp nhận")
    address = receipts.last.get_attribute("href")
    text = words_of(counter, address)
    assert "Miễn, giảm: Miễn đối với người thuộc gia đình có công" in text
    assert "điểm a khoản 1 Điều 11 Luật số 60/2014/QH13" in text
    assert "Hội đồng nhân dân tỉnh quy định" not in text
    # Once it is applied it can be taken back, and what is to be paid is told again.
    counter.goto(f"/lam-viec/ho-so/{code}/lam/mien-giam/")
    counter.get_by_label("Không thuộc diện nào").check()
    counter.fill("[name=proof]", "Giấy đã hết hạn")
    press(counter, "Áp dụng")
    assert "Do Hội đồng nhân dân tỉnh quy định" in counter.inner_text("main")
    # Who follows the dossier by its code alone reads nothing of who is poor.
    stranger = visit(width=360)
    stranger.goto(f"/tra-cuu/?ma={code}")
    assert "hộ nghèo" not in stranger.inner_text("main")


def test_a_name_and_a_number_of_copies_are_corrected_once(visit):
    """Filer, holder and recipient are one person; pages and copies are counted once, at the counter and afterwards."""
    counter = visit("motcua", width=360)
    counter.goto("/lam-viec/tiep-nhan/2.000815/")
    typed = {
        "filer_name": "Vi Thị Đào",
        "id_number": "020188000779",
        "phone": "0911222444",
        "number_0": "7",
        "number_1": "3",
    }
    for name, value in typed.items():
        counter.fill(f"[name={name}]", value)
    counter.check("[name='ban-sao'][value='da-co']")
    press(counter, "Cập nhật giấy tờ theo trường hợp")
    assert counter.locator("[name='copies_ban-sao-can-chung-thuc']").count() == 0
    receive(counter)
    code = counter.locator("h1 .mc-code").inner_text().strip()
    counter.goto(f"/lam-viec/ho-so/{code}/dinh-chinh/")
    assert accessible(counter) == []
    assert counter.evaluate("document.documentElement.scrollWidth") <= 360
    counter.fill("[name=filer_name]", "Vi Thị Đào Hoa")
    counter.fill("[name=number_1]", "5")
    counter.fill("[name=reason]", "Gõ nhầm")
    press(counter, "Xem nội dung sẽ thay đổi")
    shown = counter.inner_text("main")
    assert shown.count("«Vi Thị Đào» thành «Vi Thị Đào Hoa»") == 3
    assert "27.000 đồng thành 45.000 đồng" in shown
    press(counter, "Đính chính, lập lại giấy tiếp nhận")
    address = counter.locator("main a[href*='/giay/']", has_text="In giấy tiếp nhận").first.get_attribute("href")
    text = words_of(counter, address)
    assert text.count("Vi Thị Đào Hoa") >= 2
    assert "7 trang × 5 bản" in text
    assert "Tổng cộng: 45.000 đồng" in text
