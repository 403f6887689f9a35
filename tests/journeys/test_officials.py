"""Officials among themselves, in a real browser: on leave, two at once on a draft."""

from datetime import date

import pytest

from tests.journeys.test_main_job import follow, press

pytestmark = [pytest.mark.journey, pytest.mark.in_turn(every=3)]


def days(page, name, day):
    """Type a day into its three boxes."""
    for part in ("day", "month", "year"):
        page.fill(f"main [name={name}_{part}]", str(getattr(day, part)))


def is_as_wide_as_the_window(page):
    return page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@pytest.mark.issue(18)
@pytest.mark.parametrize("width", [360, 1280])
def test_an_official_goes_on_leave_and_another_does_the_work(visit, width):
    absent, other = visit("tuphap", width=width), visit("vanhoa", width=width)
    absent.goto("/lam-viec/")
    mine = absent.locator("main table tbody tr").count()
    assert mine
    other.goto("/lam-viec/")
    before = other.locator("main table tbody tr").count()
    absent.goto("/lam-viec/nghi/")
    press(absent, "Ghi ngày nghỉ")
    assert "Chọn người làm thay" in absent.inner_text("main")
    today = date.today()  # noqa: DTZ011 - the browser's own day is what a person types
    days(absent, "first", today)
    days(absent, "last", today)
    choice = absent.locator("main select[name=substitute] option", has_text="Lành Thị Tuyết").get_attribute("value")
    absent.select_option("main select[name=substitute]", choice)
    press(absent, "Ghi ngày nghỉ")
    assert "Lành Thị Tuyết làm thay" in absent.inner_text("body")
    absent.goto("/lam-viec/")
    assert "Lành Thị Tuyết làm thay" in absent.inner_text("main")
    other.goto("/lam-viec/")
    assert "Lương Văn Nam nghỉ" in other.inner_text("main")
    assert other.locator("main table tbody tr").count() == before + mine
    follow(other, other.locator("main table tbody tr a").first)
    assert is_as_wide_as_the_window(other)
    assert is_as_wide_as_the_window(absent)
    absent.goto("/lam-viec/nghi/")
    press(absent, "Kết thúc từ hôm nay")
    other.goto("/lam-viec/")
    assert other.locator("main table tbody tr").count() == before
    assert "Lương Văn Nam nghỉ" not in other.inner_text("main")


@pytest.mark.issue(18)
@pytest.mark.parametrize(("width", "javascript"), [(360, False), (1280, True)])
def test_two_write_one_result_and_each_sees_the_others_text(visit, width, javascript):
    first, second = (visit(who, width=width, javascript=javascript) for who in ("tuphap", "tuphap2"))
    first.goto("/lam-viec/")
    follow(first, first.locator("main table tbody tr", has_text="soạn kết quả").locator("a").first)
    address = f"{first.url.rstrip('/')}/lam/soan-ket-qua/"
    for page in (first, second):
        page.goto(address)
        page.check("main form [name=outcome][value=REFUSED]")
    first.fill("main form [name=body]", f"Người thứ nhất viết {width}")
    second.fill("main form [name=body]", f"Người thứ hai viết {width}")
    press(second, "Soạn kết quả")
    press(first, "Soạn kết quả")
    said = first.inner_text("main")
    assert "Hứa Thị Mai" in said
    beside = first.locator("#ban-cua-nguoi-kia")
    assert f"Người thứ hai viết {width}" in beside.inner_text()
    assert f"Người thứ nhất viết {width}" in beside.inner_text()
    assert first.input_value("main form [name=body]") == f"Người thứ nhất viết {width}"
    assert is_as_wide_as_the_window(first)
    press(first, "Soạn kết quả")
    first.goto(address)
    assert first.input_value("main form [name=body]") == f"Người thứ nhất viết {width}"
    first.locator("main summary", has_text="Các lần soạn lại").click()
    assert f"Người thứ hai viết {width}" in first.inner_text("main")
