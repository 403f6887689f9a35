"""Somebody asks how government works, and goes from a number to how it was made, to an agency, to its data."""

import pytest

from tests.journeys.test_main_job import follow, press

pytestmark = [pytest.mark.journey, pytest.mark.issue(20)]


def test_from_a_number_to_how_it_was_made_and_to_an_agency(visit):
    page = visit()
    page.goto("/")
    follow(page, page.locator("nav a", has_text="Minh bạch").first)
    assert "Chính quyền làm việc thế nào?" in page.inner_text("h1")
    follow(page, page.locator(".mc-stats a", has_text="Hồ sơ giải quyết đúng hạn"))
    told = page.inner_text("main")
    assert "Tính thế nào?" in told
    assert "766/QĐ-TTg" in told
    press(page, "Xem kỳ này")
    picture = page.locator("a", has_text="SVG").get_attribute("href")
    assert page.request.get(picture).headers["content-type"] == "image/svg+xml"
    follow(page, page.locator("nav a", has_text="Minh bạch").first)
    group = page.locator("details.mc-group").first
    if group.get_attribute("open") is None:
        group.locator("summary").click()
    agency = group.locator("th a").first
    name = agency.inner_text()
    follow(page, agency)
    assert name in page.inner_text("h1")
    assert "766/QĐ-TTg" in page.inner_text("main")
    page.goto("/minh-bach/?ky=2015")
    assert "chưa được đo" in page.inner_text("main")
