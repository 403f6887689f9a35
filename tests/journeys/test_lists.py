"""An official's lists in a real browser, on a screen and on a phone: found, filtered, kept, gone through by keys."""

import re

import pytest

from tests.journeys.test_main_job import press

pytestmark = [pytest.mark.journey, pytest.mark.in_turn(every=3)]
WIDTHS = pytest.mark.parametrize("width", [360, 1280])


def no_wider_than(page, width):
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def axe(page):
    report = pytest.importorskip("axe_playwright_python.sync_playwright").Axe().run(page)
    assert [one["id"] for one in report.response["violations"]] == []


def open_filters(page):
    details = page.locator("details.mc-list-filters")
    if details.get_attribute("open") is None:
        details.locator("summary").click()


@WIDTHS
@pytest.mark.parametrize("javascript", [True, False])
def test_a_dossier_is_found_by_the_end_of_its_code_and_lists_are_filtered_and_kept(visit, width, javascript):
    page = visit("motcua", width=width, javascript=javascript)
    assert page.url.endswith("/lam-viec/"), "officials land on their inbox"
    page.goto("/lam-viec/don-vi/")
    no_wider_than(page, width)
    page.locator(".mc-figures a").first.click()
    rows = page.locator("[data-mc-row]")
    code = rows.first.inner_text()
    assert page.locator(".mc-list").inner_text().count(code) == 1
    page.goto("/lam-viec/ho-so/")
    page.fill("#q", code[-5:])
    press(page, "Tìm")
    assert code in page.locator("[data-mc-row]").all_inner_texts()
    no_wider_than(page, width)
    page.goto("/lam-viec/ho-so/")
    open_filters(page)
    page.fill("[name=thu-tuc]", "khai sinh")
    page.select_option("[name=xep]", "chu-ho-so")
    page.get_by_role("button", name="Lọc", exact=True).click()
    assert "thu-tuc=khai+sinh" in page.url
    assert "khai sinh" in page.locator("details.mc-list-filters summary").inner_text()
    name = f"Khai sinh {width} {javascript}"
    page.get_by_label("Tên bộ lọc").fill(name)
    press(page, "Lưu bộ lọc")
    page.goto("/lam-viec/ho-so/")
    page.get_by_role("link", name=name, exact=True).click()
    assert "thu-tuc=khai+sinh" in page.url
    with page.expect_download() as download:
        page.get_by_role("link", name="Tải .xlsx").click()
    assert download.value.suggested_filename.endswith(".xlsx")
    page.get_by_role("button", name=f"Bỏ bộ lọc {name}", exact=True).click()
    page.goto("/lam-viec/ho-so/")
    assert page.get_by_role("link", name=name, exact=True).count() == 0
    if javascript:
        axe(page)


def test_fifteen_rows_fit_a_small_screen_and_a_wide_one_is_used(visit):
    page = visit("tuphap")
    page.goto("/lam-viec/don-vi/")
    # The board is a picture first; each column of it is a list.
    page.locator(".mc-plot a", has_text="Đang xử lý").click()
    page.wait_for_url(re.compile("tinh-trang="))
    rows = [row.bounding_box() for row in page.locator(".mc-list tbody tr").all()]
    # A row with a mark of its own may be higher.
    top, height = rows[0]["y"], min(row["height"] for row in rows)
    banner = page.locator(".mc-demo").bounding_box()["height"]
    assert top - banner + 15 * height <= 800
    page.set_viewport_size({"width": 1920, "height": 1000})
    assert page.locator(".mc-board").bounding_box()["width"] > 1700


@WIDTHS
def test_keys_go_through_a_list_and_work_after_a_box_was_ticked(visit, width):
    page = visit("tuphap", width=width)
    page.goto("/lam-viec/")
    rows = page.locator("[data-mc-row]")
    codes = rows.all_inner_texts()
    assert codes
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.textContent") == codes[0]
    page.keyboard.press("x")
    box = page.locator("input[name=ho-so]").first
    assert box.is_checked()
    box.focus()
    page.keyboard.press("k")
    assert page.evaluate("document.activeElement.textContent") == codes[0]
    box.click()
    page.keyboard.press("?")
    dialog = page.locator("dialog[data-mc-shortcuts]")
    assert dialog.is_visible()
    assert "Dòng sau" in dialog.inner_text()
    axe(page)
    page.keyboard.press("Escape")
    page.locator("#q").focus()
    page.keyboard.press("j")
    assert page.input_value("#q") == "j", "who types is left alone"
    page.goto("/lam-viec/")
    page.keyboard.press("o")
    page.wait_for_url(re.compile(re.escape(codes[0])))
    page.go_back()
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(re.escape(codes[0])))


@WIDTHS
@pytest.mark.parametrize("javascript", [True, False])
def test_from_a_dossier_one_goes_on_to_the_next_of_the_inbox(visit, width, javascript):
    page = visit("motcua", width=width, javascript=javascript)
    page.goto("/lam-viec/")
    codes = page.locator("[data-mc-row]").all_inner_texts()
    page.locator("[data-mc-row]").first.click()
    with page.expect_navigation():
        page.get_by_role("link", name="Việc tiếp theo").click()
    if len(set(codes)) > 1:
        assert page.url.endswith(f"/{codes[1]}/")
    else:
        page.get_by_text("Không còn việc nào khác").wait_for()
        assert page.url.endswith("/lam-viec/")


@pytest.mark.parametrize("javascript", [True, False])
def test_a_wide_screen_shows_a_dossier_beside_its_list(visit, javascript):
    page = visit("tuphap", width=1920, javascript=javascript)
    page.goto("/lam-viec/")
    codes = page.locator("[data-mc-row]").all_inner_texts()
    page.locator("[data-mc-glance]").first.click()
    pane = page.locator("[data-mc-pane]")
    pane.get_by_text(codes[0], exact=True).wait_for()
    rows, beside = page.locator(".mc-list").bounding_box(), pane.bounding_box()
    assert rows["x"] + rows["width"] <= beside["x"]
    no_wider_than(page, 1920)
    if javascript:
        axe(page)
        if len(set(codes)) > 1:
            page.locator("[data-mc-row]").first.focus()
            page.keyboard.press("j")
            pane = page.locator("[data-mc-pane]")
            pane.get_by_text(codes[1], exact=True).wait_for()
            page.wait_for_url(re.compile("xem="))
    page.get_by_role("link", name="Mở cả hồ sơ").click()
    page.wait_for_url(re.compile("/ho-so/"))
    page.go_back()
    assert "xem=" in page.url
    page.set_viewport_size({"width": 390, "height": 800})
    no_wider_than(page, 390)
    assert not page.locator("[data-mc-glance]").first.is_visible()
