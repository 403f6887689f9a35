"""A leader's questions in a real browser, on a screen and on a phone: each answered in three presses."""

import pytest

from tests.journeys.test_lists import WIDTHS, axe, no_wider_than

pytestmark = [pytest.mark.journey, pytest.mark.in_turn(every=3), pytest.mark.issue(20)]


@WIDTHS
@pytest.mark.parametrize("javascript", [True, False])
def test_what_goes_late_who_is_overloaded_and_why_it_was_late(visit, width, javascript):
    page = visit("lanhdao", width=width, javascript=javascript)
    page.get_by_role("link", name="Điều hành", exact=True).click()
    page.get_by_role("heading", name="Đang trễ ở đâu").wait_for()
    no_wider_than(page, width)
    if width == 1280:
        last = page.locator(".mc-helm > .mc-card").evaluate_all(
            "cards => Math.max(...cards.map(card => card.getBoundingClientRect().bottom))"
        )
        assert last <= 800, "all of today stands on one screen"
    if javascript:
        axe(page)
    # What goes late: the number, the dossiers; there a dossier.
    page.get_by_role("link", name="dự báo trễ trong 7 ngày tới").click()
    page.get_by_role("heading", name="Dự báo trễ trong 7 ngày tới").wait_for()
    assert "xem=tre-tuan" in page.url
    no_wider_than(page, width)
    if page.locator("[data-mc-row]").count():
        page.locator("[data-mc-row]").first.click()
        assert page.url.endswith("/")
        page.go_back()
    page.get_by_role("link", name="Điều hành").first.click()
    # Who is overloaded: the number leads to the people on the same page.
    page.get_by_role("link", name="người quá tải").click()
    assert page.url.endswith("#qua-tai")
    # Why last month was late: said there, and which dossiers.
    page.get_by_role("heading", name="Vì sao tháng").wait_for()
    page.get_by_role("link", name="Màn hình lớn", exact=True).click()
    page.get_by_role("link", name="Về trang thường").wait_for()
    assert "man-hinh=1" in page.url
    no_wider_than(page, width)
    assert page.get_by_role("link", name="Đăng xuất").count() == 0
    page.get_by_role("link", name="Về trang thường").click()


@pytest.mark.parametrize(("width", "javascript"), [(360, False), (1280, True)])
def test_a_line_of_my_month_is_contested_and_answered(visit, width, javascript):
    mine = visit("tuphap", width=width, javascript=javascript)
    if width == 360:
        # The head of a phone keeps its two lines; the rest is one press further.
        mine.get_by_text("Thêm", exact=True).click()
    mine.get_by_role("link", name="Tháng của tôi", exact=True).click()
    mine.get_by_role("link", name="Tháng trước", exact=True).click()
    line = mine.locator(".mc-card").filter(has_text="Tổng thời gian giải quyết so với quy định")
    line.wait_for()
    no_wider_than(mine, width)
    if javascript:
        axe(mine)
    line.locator("details summary").click()
    line.get_by_label("Vì sao chưa đúng").fill(f"Hồ sơ hẹn lại do người nộp {width}")
    line.get_by_role("button", name="Gửi phản đối").click()
    mine.get_by_text("đang bị phản đối").wait_for()
    head = visit("lanhdao", width=width, javascript=javascript)
    head.goto("/lam-viec/thang-cua-toi/")
    head.locator("section", has=head.get_by_role("heading", name="Phản đối chờ bạn trả lời")).get_by_role(
        "link"
    ).click()
    head.get_by_label("Trả lời và căn cứ").fill("Đã xem lại hồ sơ")
    no_wider_than(head, width)
    head.get_by_role("button", name="Không đồng ý").click()
    head.get_by_text("Đã trả lời. Cán bộ được báo.").wait_for()
    mine.reload()
    mine.get_by_text("Đã xem lại hồ sơ").first.wait_for()
    assert mine.get_by_text("đang bị phản đối").count() == 0
