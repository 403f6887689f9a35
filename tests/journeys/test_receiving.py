"""At the counter: Enter leads through the page, a summary shows what will be kept, and who was here is told of."""

import pytest
from playwright.sync_api import expect

from tests.journeys.test_counter import accessible
from tests.journeys.test_main_job import choose_case, follow, press, receive

pytestmark = [pytest.mark.journey, pytest.mark.issue(18), pytest.mark.in_turn(every=3)]


def typed(page, number, name):
    page.goto("/lam-viec/tiep-nhan/1.004873/")
    choose_case(page)
    for field, text in {"id_number": number, "filer_name": name, "phone": "0911222555"}.items():
        page.fill(f"[name={field}]", text)


def fits(page, width):
    return page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("width", [360, 1280])
def test_enter_moves_on_and_the_last_press_accepts_after_a_summary(visit, width):
    page = visit("motcua", width=width)
    typed(page, f"02009007{width:04}", "Chu Văn Lượt")
    page.focus("[name=filer_name]")
    seen = []
    while page.evaluate("document.activeElement.value") != "review" and len(seen) < 40:
        seen.append(page.evaluate("document.activeElement.name"))
        page.keyboard.press("Enter")
    assert seen[:4] == ["filer_name", "phone", "email", "address"]
    assert "/tiep-nhan/1.004873/" in page.url
    with page.expect_navigation():
        page.keyboard.press("Enter")
    summary = page.inner_text("main")
    assert all(text in summary for text in ("Sẽ ghi vào hồ sơ", "Chu Văn Lượt", "0911222555", "Giấy tờ nhận"))
    assert accessible(page) == []
    assert fits(page, width)
    press(page, "Sửa lại")
    assert page.input_value("[name=filer_name]") == "Chu Văn Lượt"
    press(page, "Xem lại rồi tiếp nhận")
    expect(page.locator("[value=accept]")).to_be_focused()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert "H37.TD.06187.01-" in page.inner_text("h1")
    paper = page.locator("iframe[data-mc-print]")
    answer = page.request.get(paper.get_attribute("src"))
    assert answer.body().startswith(b"%PDF")
    assert fits(page, width)


@pytest.mark.parametrize("width", [360, 1280])
def test_without_an_answer_about_the_case_nothing_is_received(visit, width):
    page = visit("motcua", width=width)
    page.goto("/lam-viec/tiep-nhan/1.004873/")
    page.fill("[name=filer_name]", "Chu Văn Thiếu")
    press(page, "Xem lại rồi tiếp nhận")
    wrong = page.locator("fieldset[role=radiogroup] .mc-error").first
    assert "Chọn câu trả lời" in wrong.inner_text()
    assert page.input_value("[name=filer_name]") == "Chu Văn Thiếu"
    assert fits(page, width)


@pytest.mark.parametrize("width", [360, 1280])
def test_the_same_request_is_told_of_and_received_all_the_same(visit, width):
    page, number = visit("motcua", width=width), f"02009008{width:04}"
    typed(page, number, "Chu Thị Lại")
    receive(page)
    first = page.locator("h1 .mc-code").inner_text().strip()
    typed(page, number, "Chu Thị Lại")
    press(page, "Xem lại rồi tiếp nhận")
    assert first in page.inner_text("main")
    assert "Cùng số định danh, cùng thủ tục" in page.inner_text("main")
    assert accessible(page) == []
    assert fits(page, width)
    press(page, "Tiếp nhận, in giấy hẹn")
    assert "Xác nhận đây là yêu cầu khác" in page.inner_text("main")
    page.check("[name=despite]")
    press(page, "Tiếp nhận, in giấy hẹn")
    second = page.locator("h1 .mc-code").inner_text().strip()
    assert second != first
    # What else of theirs is open is shown for another procedure too, and asks for nothing.
    page.goto("/lam-viec/tiep-nhan/2.000635/")
    choose_case(page)
    page.fill("[name=id_number]", number)
    page.fill("[name=filer_name]", "Chu Thị Lại")
    press(page, "Xem lại rồi tiếp nhận")
    assert first in page.inner_text("main")
    assert page.locator("[name=despite]").count() == 0
    follow(page, page.get_by_role("link", name="Tiếp nhận tại quầy").first)


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("javascript", [True, False])
def test_without_the_declaration_it_is_received_by_who_says_so(visit, width, javascript):
    page = visit("motcua", width=width, javascript=javascript)
    number = f"0200905{'5' if javascript else '4'}{width:04}"
    page.goto("/lam-viec/tiep-nhan/1.004873/")
    choose_case(page)
    for field, text in {"id_number": number, "filer_name": "Chu Văn Tay", "originals_to-khai-theo-mau": "0"}.items():
        page.fill(f"[name={field}]", text)
    press(page, "Xem lại rồi tiếp nhận")
    assert "Chưa nhận bản nào" in page.inner_text("main")
    assert "Tờ khai cấp Giấy xác nhận tình trạng hôn nhân" in page.inner_text("main")
    # What looks at the page is a script itself.
    if javascript:
        assert accessible(page) == []
        assert fits(page, width)
    press(page, "Tiếp nhận, in giấy hẹn")
    assert "đánh dấu là vẫn tiếp nhận" in page.inner_text("main")
    page.check("[name=without]")
    press(page, "Tiếp nhận, in giấy hẹn")
    assert "H37.TD.06187.01-" in page.inner_text("h1")


def test_a_word_without_blanks_makes_no_page_wider(visit):
    page = visit("motcua", width=360)
    typed(page, "020090099360", "Chu Văn Dài")
    receive(page)
    code = page.locator("h1 .mc-code").inner_text().strip()
    page.goto(f"/lam-viec/ho-so/{code}/ghi-chu/")
    page.fill("[name=text]", "dài" * 400)
    press(page, "Ghi chú")
    assert fits(page, 360)
    page.goto(f"/lam-viec/ho-so/{code}/")
    assert "dàidài" in page.inner_text("main")
    assert fits(page, 360)
