"""The session ends in the middle of a form, and a walk-in opens the link of a message, on a phone and at a desk."""

import re

import pytest

from tests.journeys.conftest import PASSWORD
from tests.journeys.test_counter import accessible, begin
from tests.journeys.test_main_job import fill_page, follow, press, receive

pytestmark = [pytest.mark.journey, pytest.mark.issue(18), pytest.mark.in_turn(every=3)]
WIDTHS = pytest.mark.parametrize("width", [360, 1280])


def lose_session(page):
    page.context.clear_cookies(name="sessionid")


def sign_in(page, who):
    """On the sign-in page to which what was sent has led."""
    page.wait_for_url(re.compile("/dang-nhap/"))
    assert "chưa được thực hiện" in page.inner_text("main")
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]
    page.fill("input[name=login]", f"{who}@langson.example")
    page.fill("input[name=password]", PASSWORD)
    follow(page, page.get_by_role("main").get_by_role("button", name="Đăng nhập"))


def looks_well(page):
    assert "Chưa gửi" in page.inner_text("main")
    assert accessible(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]


@WIDTHS
@pytest.mark.parametrize("javascript", [True, False])
def test_a_citizens_forms_come_back_after_signing_in_again(visit, width, javascript):
    page = visit("congdan2", width=width, javascript=javascript)
    page.goto("/tai-khoan/thong-tin/")
    page.fill("[name=address]", "Khối 9, phường Kỳ Lừa")
    lose_session(page)
    press(page, "Lưu")
    sign_in(page, "congdan2")
    assert page.url.endswith("/tai-khoan/thong-tin/")
    assert page.input_value("[name=address]") == "Khối 9, phường Kỳ Lừa"
    if javascript:
        looks_well(page)

    draft = begin(page, "1.004873")
    page.goto(f"{draft}nguoi-lien-quan/")
    page.check("[name=holder][value=khac]")
    if not page.locator("[name=holder_name]").is_visible():
        page.locator("summary", has_text="Thông tin chủ hồ sơ").click()
    page.fill("[name=holder_name]", "Lý Văn Thử")
    lose_session(page)
    press(page, "Lưu và tiếp tục")
    sign_in(page, "congdan2")
    assert page.url.endswith("/nguoi-lien-quan/")
    assert page.is_checked("[name=holder][value=khac]")
    assert page.input_value("[name=holder_name]") == "Lý Văn Thử"
    assert page.locator("[name=holder_name]").is_visible()
    # Another account at this browser sees nothing of it.
    page.fill("[name=holder_name]", "Lý Văn Kín")
    lose_session(page)
    press(page, "Lưu và tiếp tục")
    sign_in(page, "congdan")
    assert "Lý Văn Kín" not in page.content()


@WIDTHS
def test_what_was_typed_at_the_counter_comes_back(visit, width):
    page = visit("motcua", width=width)
    page.goto("/lam-viec/tiep-nhan/1.004873/")
    page.fill("[name=filer_name]", "Lương Văn Trở Lại")
    page.fill("[name=phone]", "0911222444")
    page.locator("summary", has_text="Nộp thay người khác").click()
    page.fill("[name=holder_name]", "Chủ Hồ Sơ")
    lose_session(page)
    press(page, "Xem lại rồi tiếp nhận")
    sign_in(page, "motcua")
    assert page.url.endswith("/lam-viec/tiep-nhan/1.004873/")
    assert page.input_value("[name=filer_name]") == "Lương Văn Trở Lại"
    assert page.input_value("[name=phone]") == "0911222444"
    assert page.locator("[name=holder_name]").is_visible()
    assert page.input_value("[name=holder_name]") == "Chủ Hồ Sơ"
    looks_well(page)


@WIDTHS
def test_the_link_of_a_walk_in_says_where_the_dossier_stands(visit, width):
    counter = visit("motcua", width=width)
    counter.goto("/lam-viec/tiep-nhan/1.004873/")
    for name, value in {"filer_name": "Nông Thị Hoa", "id_number": "020190395106", "phone": "0900395106"}.items():
        counter.fill(f"[name={name}]", value)
    fill_page(counter)
    receive(counter)
    stranger, citizen = visit(width=width), visit("congdan", width=width)
    for page in (stranger, citizen):
        page.goto("/mo-phong/")
        link = re.search(r"/ho-so/[^/\s]+/", page.inner_text("main"))[0]
        page.goto(link)
        assert "/tra-cuu/" in page.url
        assert page.locator(".mc-status .mc-code").count() == 1
        assert accessible(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width


@WIDTHS
def test_a_page_that_can_save_itself_no_more_says_so(visit, width):
    page = visit("congdan2", width=width)
    draft = begin(page, "1.001193")
    page.goto(f"{draft}trang/tre/")
    box, said = page.locator("main input.mc-input").first, page.locator("[data-mc-saved]")
    box.fill("Nông Thị A")
    said.get_by_text("Đã lưu lúc").wait_for()
    # Neither the line nor the device takes it.
    page.evaluate("() => { Storage.prototype.setItem = () => { throw new Error('full') } }")
    page.route("**/trang/tre/", lambda route: route.abort() if route.request.method == "POST" else route.fallback())
    box.fill("Nông Thị B")
    said.get_by_text("máy này không giữ được").wait_for()
    page.unroute("**/trang/tre/")
    page.reload()
    # Thrown away elsewhere meanwhile: it is said, and not tried again.
    elsewhere = page.context.new_page()
    elsewhere.goto(draft)
    follow(elsewhere, elsewhere.get_by_role("link", name="Xóa bản nháp"))
    assert "không lấy lại được" in elsewhere.inner_text("main")
    assert accessible(elsewhere) == []
    assert elsewhere.evaluate("document.documentElement.scrollWidth") <= width
    press(elsewhere, "Xóa bản nháp")
    assert "Đã xóa bản nháp" in elsewhere.inner_text("main")
    sent = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    for name in ("Nông Thị C", "Nông Thị D"):
        page.locator("main input.mc-input").first.fill(name)
        page.locator("[data-mc-saved]").get_by_text("không tự lưu được nữa").wait_for()
        page.wait_for_timeout(2000)
    assert len(sent) == 1
    assert accessible(page) == []


@WIDTHS
def test_the_switch_of_languages_and_a_link_lose_nothing_that_was_just_typed(visit, width):
    page = visit("congdan2", width=width)
    page.goto("/tai-khoan/thong-tin/")
    before = page.input_value("[name=address]")
    page.fill("[name=address]", "Khối vừa gõ")
    follow(page, page.locator(".mc-tongue"))
    assert page.evaluate("document.documentElement.lang") == "en"
    assert page.input_value("[name=address]") == "Khối vừa gõ"
    follow(page, page.locator(".mc-tongue"))
    assert page.input_value("[name=address]") == "Khối vừa gõ"
    page.fill("[name=address]", "Khối gõ lần nữa")
    follow(page, page.locator(".mc-brand"))
    page.goto("/tai-khoan/thong-tin/")
    assert page.input_value("[name=address]") == before
    page.get_by_role("button", name="Lấy lại nội dung đã nhập trước đó").click()
    assert page.input_value("[name=address]") == "Khối gõ lần nữa"


@WIDTHS
def test_a_page_goes_on_saving_after_signing_in_elsewhere_and_when_the_server_is_back(visit, width):
    page = visit("congdan2", width=width)
    draft = begin(page, "1.001193")
    page.goto(f"{draft}trang/tre/")
    box, said = page.locator("main input.mc-input").first, page.locator("[data-mc-saved]")
    lose_session(page)
    box.fill("Nông Thị A")
    said.get_by_text("Phiên đăng nhập đã hết").wait_for()
    elsewhere = page.context.new_page()
    elsewhere.goto("/dang-nhap/")
    elsewhere.fill("input[name=login]", "congdan2@langson.example")
    elsewhere.fill("input[name=password]", PASSWORD)
    follow(elsewhere, elsewhere.get_by_role("main").get_by_role("button", name="Đăng nhập"))
    box.fill("Nông Thị B")
    said.get_by_text("Đã lưu lúc").wait_for()
    # Away, and back without anything being typed.
    page.route("**/trang/tre/", lambda route: route.abort() if route.request.method == "POST" else route.fallback())
    box.fill("Nông Thị C")
    said.get_by_text("Mất kết nối").wait_for()
    page.unroute("**/trang/tre/")
    said.get_by_text("Đã lưu lúc").wait_for(timeout=40_000)
    elsewhere.goto(f"{draft}trang/tre/")
    assert elsewhere.locator("main input.mc-input").first.input_value() == "Nông Thị C"
    # The page of people says so too, and does it.
    page.goto(f"{draft}nguoi-lien-quan/")
    page.fill("[name=phone]", "09")
    page.locator("[data-mc-saved]").get_by_text("Đã lưu lúc").wait_for()
    elsewhere.goto(f"{draft}nguoi-lien-quan/")
    assert elsewhere.input_value("[name=phone]") == "09"
    assert accessible(elsewhere) == []
    # What people are called breaks where it must.
    page.check("[name=holder][value=khac]")
    page.fill("[name=holder_name]", "Đ" * 200)
    page.fill("[name=phone]", "0912345678")
    press(page, "Lưu và tiếp tục")
    page.goto(f"{draft}xem-lai/")
    assert "Đ" * 200 in page.inner_text("main")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@WIDTHS
def test_every_switch_of_an_officials_page_keeps_what_is_typed(visit, width):
    """Language, large letters, wider rows: links to the page one is on, also when it answers what was refused."""
    page = visit("motcua", width=width)
    page.goto("/lam-viec/tiep-nhan/1.004873/")
    page.fill("[name=filer_name]", "Nông Thị Gõ")
    for _switch in range(2):
        for switch in page.locator("a[data-mc-same-page]").all():
            follow(page, switch)
            page.wait_for_function("() => document.querySelector('[name=filer_name]').value === 'Nông Thị Gõ'")
    page.fill("[name=phone]", "0912")
    page.get_by_role("button", name="Xem lại").first.click()
    page.locator("main .mc-errors").wait_for()
    follow(page, page.locator("a[data-mc-same-page]").first)
    page.wait_for_function("() => document.querySelector('[name=phone]').value === '0912'")
    assert page.input_value("[name=filer_name]") == "Nông Thị Gõ"
