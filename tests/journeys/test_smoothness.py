"""What scripts add, in a real browser: the list of shortcuts, and copies of forms that outlive a session or a line."""

import pytest

from tests.journeys.test_main_job import fill_page, finish, follow, press

pytestmark = pytest.mark.journey


def test_the_question_mark_lists_the_shortcuts_and_they_can_be_switched_off(visit):
    page = visit("motcua")
    page.goto("/lam-viec/")
    dialog = page.locator("dialog[data-mc-shortcuts]")
    page.keyboard.press("?")
    assert dialog.is_visible()
    assert dialog.locator("li").count() > 1
    report = pytest.importorskip("axe_playwright_python.sync_playwright").Axe().run(page)
    assert [one["id"] for one in report.response["violations"]] == []
    page.keyboard.press("Escape")
    assert not dialog.is_visible()
    page.locator("[data-mc-shortcuts-switch]").click()
    page.locator("h1").click()
    page.keyboard.press("?")
    assert not dialog.is_visible()
    page.reload()
    page.keyboard.press("?")
    assert not dialog.is_visible()
    page.locator("[data-mc-shortcuts-switch]").click()
    page.locator("h1").click()
    page.keyboard.press("?")
    assert dialog.is_visible()


def first_page(page, code):
    """Start an application and open its first page of questions."""
    page.goto(f"/nop-ho-so/{code}/")
    page.select_option("select[name=place]", "06187")
    fill_page(page)
    press(page, "Bắt đầu")
    follow(page, page.get_by_role("link", name="Làm tiếp"))
    return page.locator("main form input.mc-input[type=text], main form input.mc-input:not([type])").first


def says(page, words):
    page.wait_for_function("words => document.querySelector('[data-mc-saved]').textContent.includes(words)", arg=words)


def test_typing_is_saved_by_itself_and_opens_on_another_device(visit):
    page = visit("congdan2")
    box = first_page(page, "1.004873")
    box.fill("Hoàng Thị Lan")
    says(page, "Đã lưu lúc")
    other = visit("congdan2", width=360)
    other.goto(page.url)
    assert other.input_value(f"[name={box.get_attribute('name')}]") == "Hoàng Thị Lan"


def test_what_is_typed_after_the_session_ended_is_kept_on_the_device_and_comes_back(visit):
    page = visit("congdan2")
    box = first_page(page, "1.004873")
    name, address = box.get_attribute("name"), page.url
    cookies = page.context.cookies()
    page.context.clear_cookies(name="sessionid")
    box.fill("Lương Văn Tài")
    says(page, "Phiên đăng nhập đã hết")
    page.context.add_cookies(cookies)
    page.goto(address)
    assert page.input_value(f"[name={name}]") == "Lương Văn Tài"
    says(page, "Đã lưu lúc")


def test_an_application_filed_in_another_tab_says_so_and_leads_to_its_dossier(visit):
    page = visit("congdan2")
    tab = page.context.new_page()
    first_page(tab, "1.004873")
    address = tab.url
    token = address.split("/")[5]
    page.goto(f"/nop-ho-so/1.004873/{token}/")
    finish(page)
    tab.goto(address)
    box = tab.locator("main form input.mc-input[type=text], main form input.mc-input:not([type])").first
    press(page, "Nộp hồ sơ")
    box.fill("Lý Thị Mai")
    says(tab, "đã được nộp")
    press(tab, "Lưu và tiếp tục")
    assert "Hồ sơ này đã được nộp" in tab.inner_text("main")
    follow(tab, tab.get_by_role("main").get_by_role("link", name="Mở hồ sơ"))
    assert tab.url == page.url


def test_what_is_typed_while_the_line_is_down_is_sent_when_it_is_back(visit):
    page = visit("congdan2")
    box = first_page(page, "1.004873")
    page.context.set_offline(True)
    box.fill("Vy Thị Ngọc")
    says(page, "Mất kết nối")
    page.context.set_offline(False)
    says(page, "Đã lưu lúc")
    page.reload()
    assert page.input_value(f"[name={box.get_attribute('name')}]") == "Vy Thị Ngọc"


def test_saving_while_the_line_is_down_stays_on_the_page_and_says_so(visit):
    page = visit("congdan2")
    box = first_page(page, "1.004873")
    address = page.url
    page.context.set_offline(True)
    box.fill("Vy Thị Ngọc Lan")
    page.get_by_role("button", name="Lưu và tiếp tục").click()
    says(page, "Mất kết nối")
    assert page.url == address
    assert box.input_value() == "Vy Thị Ngọc Lan"
    page.context.set_offline(False)
    says(page, "Đã lưu lúc")


def test_a_reader_of_english_applies_on_a_phone(visit):
    page = visit("congdan2", width=360)
    page.goto("/")
    page.get_by_role("banner").get_by_role("link", name="English").click()
    page.fill("#q", "marital status")
    press(page, "Search")
    page.get_by_role("link", name="Marital status certificate").first.click()
    page.get_by_role("link", name="File online").click()
    page.select_option("select[name=place]", "06187")
    fill_page(page)
    press(page, "Start")
    follow(page, page.get_by_role("link", name="Continue"))
    assert page.get_attribute("html", "lang") == "en"
    assert page.get_by_label("Full name").count()
    press(page, "Save and continue")
    follow(page, page.get_by_role("banner").get_by_role("link", name="Tiếng Việt"))
    page.goto("/ho-so/")
    assert "Hồ sơ của tôi" in page.inner_text("main")


def test_the_list_of_shortcuts_names_each_deed_without_its_letter(visit):
    page = visit("motcua")
    page.goto("/lam-viec/")
    follow(page, page.locator("main tbody a").first)
    page.keyboard.press("?")
    lines = page.locator("dialog[data-mc-shortcuts] [data-mc-found-key]").all()
    assert lines
    for line in lines:
        letter, said = line.locator("kbd").inner_text(), line.inner_text()
        assert not said.casefold().endswith(f" {letter.casefold()}"), said
