"""A browser is told things: in a demonstration by a simulated service, in earnest by the browser's own."""

import json
import re

import pytest
from django.template.loader import render_to_string

pytestmark = [pytest.mark.journey, pytest.mark.issue(19)]

GIVEN = {"endpoint": "https://fcm.googleapis.com/x", "keys": {"p256dh": "PPP", "auth": "AAA"}}
# A browser whose service answers as it is told to.
SERVICE = """
    PushManager.prototype.subscribe = async function (wanted) {
        window.asked = [wanted.userVisibleOnly, wanted.applicationServerKey.length];
        if (window.name === "denied") throw new DOMException("no", "NotAllowedError");
        return { toJSON: () => (GIVEN) };
    };
""".replace("GIVEN", json.dumps(GIVEN))


def test_a_citizen_is_told_on_a_simulated_device(visit):
    page = visit("congdan", width=360)
    page.goto("/tai-khoan/thong-bao/")
    page.get_by_role("button", name="Bật trên một thiết bị mô phỏng").click()
    page.get_by_text("Đã bật thông báo trên thiết bị này.").wait_for()
    # Who signs in elsewhere is told of here.
    visit("congdan")
    for _ in range(60):
        page.goto("/mo-phong/")
        if page.get_by_text("Thông báo trên thiết bị: Một Cửa Lạng Sơn").count():
            break
        page.wait_for_timeout(500)
    shown = page.locator("main li", has_text="Thông báo trên thiết bị: Một Cửa Lạng Sơn").first.inner_text()
    assert "vừa được đăng nhập trên một thiết bị mới" in shown
    page.goto("/tai-khoan/thong-bao/")
    page.get_by_role("button", name=re.compile("^Tắt")).first.click()
    page.get_by_text("Đã tắt thông báo trên thiết bị đó.").wait_for()


@pytest.fixture
def in_earnest(visit):
    """The page as it is where there is a real push service."""
    page = visit("congdan2", width=360)
    offered = render_to_string("portal/_push.html", {"push_key": "BAEC", "push_devices": [], "is_demonstration": False})

    page.add_init_script(SERVICE)
    page.goto("/tai-khoan/thong-bao/")
    page.evaluate("html => document.querySelector('main').insertAdjacentHTML('beforeend', html)", offered)
    page.add_script_tag(url=page.locator("script[src*='/mc/mc.']").get_attribute("src"))
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    return page


def test_a_browser_gives_where_it_is_reached(in_earnest):
    button = in_earnest.get_by_role("button", name="Bật thông báo trên thiết bị này")
    with in_earnest.expect_request("**/tai-khoan/thong-bao/thiet-bi/") as sent:
        button.click()
    body = sent.value.post_data
    assert "endpoint=https%3A%2F%2Ffcm.googleapis.com%2Fx" in body
    assert "p256dh=PPP&auth=AAA" in body


def test_a_browser_that_does_not_allow_it_says_what_to_do(in_earnest):
    in_earnest.evaluate("window.name = 'denied'")
    in_earnest.get_by_role("button", name="Bật thông báo trên thiết bị này").click()
    in_earnest.get_by_role("alert").get_by_text("Trình duyệt không cho bật thông báo.").wait_for()
    assert in_earnest.evaluate("window.asked") == [True, 3]


def test_what_is_pushed_is_shown_and_leads_to_a_page_of_ours(visit, platform):
    page = visit("congdan2")
    page.context.grant_permissions(["notifications"], origin=platform)
    page.goto("/tai-khoan/")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    known = []
    line = page.context.new_cdp_session(page)
    line.on("ServiceWorker.workerRegistrationUpdated", lambda told: known.extend(told["registrations"]))
    line.send("ServiceWorker.enable")
    page.wait_for_timeout(300)
    worker = page.context.service_workers[0]
    # A browser without a window has nowhere to show it.
    worker.evaluate(
        """() => {
            self.told = [];
            self.registration.showNotification = async (...said) => void self.told.push(said);
        }"""
    )
    told = {"title": "Một Cửa", "body": "Hồ sơ có tin.", "tag": "a", "icon": "/x.png", "url": f"{platform}/ho-so/"}
    where = {"origin": platform, "registrationId": known[-1]["registrationId"]}
    line.send("ServiceWorker.deliverPushMessage", {**where, "data": json.dumps(told)})
    page.wait_for_timeout(500)
    title, more = told.pop("title"), {"data": {"url": told.pop("url")}}
    assert worker.evaluate("told") == [[title, told | more]]
    asked = worker.evaluate(
        """async () => {
            const asked = [];
            self.clients.openWindow = async (address) => asked.push(address);
            for (const url of ["/ho-so/", "https://elsewhere.vn/"]) {
                const notification = { close() {}, data: { url } };
                const event = new ExtendableEvent("notificationclick");
                Object.defineProperty(event, "notification", { value: notification });
                Object.defineProperty(event, "waitUntil", { value: () => {} });
                self.dispatchEvent(event);
                await new Promise((done) => setTimeout(done, 100));
            }
            return asked;
        }"""
    )
    assert asked == [f"{platform}/ho-so/", "/"]
