"""From a telephone to a published answer, and opened again; on a telephone without JavaScript and at a desk with it."""

import re

import pytest

from tests.journeys.test_main_job import follow, press

pytestmark = [pytest.mark.journey, pytest.mark.issue(21)]


def act(page, what):
    follow(page, page.locator(f"main button[name=act][value={what}]"))


def send(visit, title, **shown):
    """Send one as somebody without an account; its code and key."""
    author = visit(None, **shown)
    author.goto("/phan-anh/gui/")
    assert author.evaluate("document.documentElement.scrollWidth") <= shown["width"]
    author.select_option("[name=kind]", "OTHER")
    author.fill("[name=title]", title)
    author.fill("[name=text]", "Mưa là ngập cả đường. Gọi tôi: 0912 345 678.")
    for name, value in (("name", "Nông Thị Hoa"), ("address", "Khối 3"), ("phone", "0912345678")):
        author.fill(f"[name={name}]", value)
    press(author, "Gửi phản ánh, kiến nghị")
    if author.locator("button[name=seen]").count():
        press(author, "Vẫn gửi: đây là việc khác")
    code, key = author.locator("main .mc-status strong.mc-code").all_inner_texts()
    assert re.fullmatch(r"PA-[A-Z0-9]{4}-[A-Z0-9]{4}", code)
    return code, key


def answer(visit, code, **shown):
    """Take it through the hands of officials to a published answer; the clerk's page."""
    address = f"/lam-viec/phan-anh/{code.replace('-', '')}/"
    sorter = visit("kiemsoat", **shown)
    sorter.goto(address)
    assert "[số điện thoại]" in sorter.input_value("[name=shown_text]")
    sorter.select_option("[name=agency]", "ubnd-06187")
    act(sorter, "forward")
    leader = visit("lanhdao", **shown)
    leader.goto(address)
    leader.select_option("[name=unit]", label="Phòng Kinh tế")
    act(leader, "assign")
    clerk = visit("kinhte", **shown)
    clerk.goto(address)
    assert "0912" not in clerk.locator("main").inner_text()
    clerk.fill("[name=text]", "Đã nạo vét xong mương.")
    act(clerk, "draft")
    leader.goto(address)
    act(leader, "give")
    assert leader.evaluate("document.documentElement.scrollWidth") <= shown["width"]
    return clerk


@pytest.mark.parametrize(("width", "javascript"), [(360, False), (1280, True)])
def test_a_petition_goes_from_its_author_to_a_published_answer_and_is_opened_again(visit, width, javascript):
    title = f"Mương thoát nước trước chợ bị lấp, rộng {width}"
    shown = {"width": width, "javascript": javascript}
    code, key = send(visit, title, **shown)
    clerk = answer(visit, code, **shown)
    stranger = visit(None, **shown)
    stranger.goto("/phan-anh/?q=muong thoat nuoc")
    stranger.get_by_role("link", name=title).click()
    assert "Đã nạo vét xong mương." in stranger.locator("main").inner_text()
    assert "0912" not in stranger.locator("main").inner_text()
    if javascript:
        axe = pytest.importorskip("axe_playwright_python.sync_playwright")
        assert [one["id"] for one in axe.Axe().run(stranger).response["violations"]] == []

    stranger.goto("/phan-anh/theo-doi/")
    stranger.fill("[name=ma]", code.lower())
    stranger.fill("[name=khoa]", key)
    follow(stranger, stranger.locator("main form button").first)
    stranger.fill("[name=why]", "Đoạn cuối vẫn tắc.")
    act(stranger, "reopen")
    assert "Đang giải quyết" in stranger.locator("main").inner_text()
    clerk.goto("/lam-viec/phan-anh/")
    assert title in clerk.locator("main").inner_text()
