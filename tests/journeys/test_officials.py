"""Officials among themselves, in a real browser: on leave, two at once on a draft."""

from datetime import date

import pytest

from tests.journeys.test_main_job import follow, press

pytestmark = pytest.mark.journey


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
