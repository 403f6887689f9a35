"""What somebody keeps on a device is theirs alone: it goes when they sign out, and when somebody else signs in."""

import pytest

pytestmark = [pytest.mark.journey, pytest.mark.issue(19)]


def kept_on(page):
    """How many pages the device lists where there is no line."""
    page.context.set_offline(True)
    page.goto("/minh-bach/")
    page.locator("h1", has_text="Không có mạng").wait_for()
    page.wait_for_timeout(300)
    count = page.locator("[data-mc-kept] li").count()
    page.context.set_offline(False)
    return count


@pytest.fixture
def keeper(visit):
    """A citizen who keeps the page of a dossier."""
    page = visit("congdan", width=360)
    page.goto("/ho-so/")
    page.locator("main .mc-rows a[href*='/ho-so/H37']").first.click()
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    button = page.locator("[data-mc-keep-page]")
    button.click()
    page.get_by_role("button", name="Thôi giữ trang này trên máy").wait_for()
    return page


def test_what_is_kept_goes_with_who_signs_out(keeper):
    assert kept_on(keeper) == 1
    keeper.goto("/tai-khoan/")
    keeper.get_by_role("main").get_by_role("button", name="Đăng xuất").click()
    keeper.get_by_role("banner").get_by_role("link", name="Đăng nhập", exact=True).wait_for()
    assert kept_on(keeper) == 0


def test_what_is_kept_is_nothing_for_who_signs_in_next(keeper):
    keeper.context.clear_cookies()
    keeper.goto("/dang-nhap/")
    keeper.fill("input[name=login]", "congdan2@langson.example")
    keeper.fill("input[name=password]", "LangSon@2026")
    keeper.click("main button[type=submit]")
    keeper.wait_for_url(lambda url: "/dang-nhap/" not in url)
    keeper.wait_for_timeout(300)
    assert kept_on(keeper) == 0
