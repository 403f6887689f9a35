"""What the face of the platform remembers, keeps without a line, reaches by keyboard, and does without a script."""

import base64
import re
from http.client import HTTPConnection

import pytest
from playwright.sync_api import expect

from tests.journeys.test_main_job import PDF, apply, fill_page, follow, press

pytestmark = [pytest.mark.journey, pytest.mark.issue(19)]


def with_papers(page):
    """A begun application of a case that asks for a paper, at its page of files."""
    page.goto("/nop-ho-so/2.000635/?nguoi-nop=uy-quyen")
    page.select_option("select[name=place]", "06187")
    fill_page(page)
    page.check("input[name=nguoi-nop][value=uy-quyen]")
    press(page, "Bắt đầu")
    page.goto(f"{page.url}giay-to/")
    return page.locator("main input[type=file]").first


def test_what_comes_over_the_line_is_packed_and_comes_once(platform):
    line = HTTPConnection(platform.removeprefix("http://"), timeout=60)

    def asked(path, **more):
        line.request("GET", path, headers=more)
        answer = line.getresponse()
        return answer, answer.read()

    packs = {"Accept-Encoding": "gzip, br"}
    page, _body = asked("/", **packs)
    _page, text = asked("/")
    style = re.search(r'/static/mc/mc[^"]*css', text.decode())[0]
    sheet, _body = asked(style, **packs)
    again, nothing = asked(style, **packs, **{"If-None-Match": sheet.headers["ETag"]})
    line.close()
    assert (page.headers["Content-Encoding"], sheet.headers["Content-Encoding"]) == ("gzip", "br")
    assert (again.status, nothing) == (304, b"")


def test_the_display_is_remembered_from_page_to_page(visit):
    page = visit(width=360)
    page.goto("/")
    assert page.locator("html.mc-clear").count() == 0
    follow(page, page.locator("a[href*='hien=ro']").first)
    assert page.locator("html.mc-clear").count() == 1
    page.goto("/thu-tuc/1.001193/")
    assert page.locator("html.mc-clear").count() == 1
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    follow(page, page.locator("a[href*='hien=thuong']").first)
    assert page.locator("html.mc-clear").count() == 0


def test_from_home_to_an_application_without_javascript_on_a_phone(visit):
    page = visit("congdan2", width=360, javascript=False)
    page.goto("/")
    page.fill("#q", "khai sinh")
    follow(page, page.locator(".mc-hero button"))
    follow(page, page.locator(".mc-chips a.mc-chip", has_text="Hộ tịch").first)
    assert "linh-vuc=" in page.url
    follow(page, page.locator("main a[href^='/thu-tuc/1.001193/']").first)
    follow(page, page.get_by_role("main").get_by_role("link", name="Nộp trực tuyến"))
    assert re.search(r"Điền hết khoảng \d+ phút", page.inner_text("main"))
    page.select_option("select[name=place]", "06187")
    fill_page(page)
    press(page, "Bắt đầu")
    assert re.search(r"Còn \d+ bước, còn khoảng \d+ phút", page.inner_text("main"))
    assert page.locator("main .mc-steps a").count() >= 4


def test_a_kept_dossier_is_there_without_a_line(visit):
    page = visit("congdan2", width=360)
    apply(page, "1.004873")
    press(page, "Nộp hồ sơ")
    address, code = page.url, page.url.rstrip("/").split("/")[-1]
    assert page.locator(".mc-kept__figures").inner_text().strip() == code
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    keep = page.locator("[data-mc-keep-page]")
    keep.wait_for()
    keep.click()
    page.wait_for_function("() => document.querySelector('[data-mc-keep-page]').textContent.includes('Thôi giữ')")
    page.wait_for_function("() => navigator.serviceWorker.controller")
    page.context.set_offline(True)
    page.goto(address)
    assert page.locator(".mc-kept__figures").inner_text().strip() == code
    page.goto("/minh-bach/")
    assert "Không có mạng" in page.inner_text("main")
    page.locator("[data-mc-kept] a", has_text=code).wait_for()
    follow(page, page.locator("[data-mc-kept] a", has_text=code))
    assert page.locator(".mc-kept__figures").inner_text().strip() == code
    page.context.set_offline(False)


def test_the_page_without_a_line_speaks_the_language_that_was_chosen_last(visit):
    page = visit(width=360)
    page.goto("/?tieng=en")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.wait_for_function("() => navigator.serviceWorker.controller")
    for choice, said in (("/", "No connection"), ("/?tieng=vi", "Không có mạng"), ("/?tieng=en", "No connection")):
        page.goto(choice)
        page.context.set_offline(True)
        page.goto("/minh-bach/")
        assert page.inner_text("h1") == said
        assert page.locator("link[rel=stylesheet]").evaluate("link => link.sheet !== null")
        page.context.set_offline(False)


def command(page, text, wanted):
    page.keyboard.press("Control+k")
    page.locator("dialog[data-mc-command][open]").wait_for()
    page.keyboard.type(text)
    page.locator(".mc-commands a", has_text=wanted).first.wait_for()
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_ctrl_k_leads_to_a_procedure_and_to_a_dossier_by_keyboard_alone(visit):
    citizen = visit("congdan2")
    apply(citizen, "1.004873")
    press(citizen, "Nộp hồ sơ")
    code = citizen.url.rstrip("/").split("/")[-1]
    page = visit("motcua")
    page.goto("/lam-viec/")
    command(page, code, code)
    assert f"/ho-so/{code}" in page.url
    command(page, "khai sinh", "khai sinh")
    assert "khai sinh" in page.inner_text("main").lower()


def test_enter_before_the_answer_opens_what_was_typed_and_never_what_stood_there(visit):
    """A scanner of codes sends Enter with the last figure; on a dossier the first line presses a button of the page."""
    page = visit("motcua")
    page.goto("/lam-viec/")
    page.keyboard.press("Control+k")
    page.locator("dialog[data-mc-command][open]").wait_for()
    page.locator(".mc-commands a").first.wait_for()
    page.keyboard.insert_text("mẫu câu")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.url.endswith("/lam-viec/mau-cau/")


def test_an_upload_waits_for_the_line_and_goes_on_by_itself(visit):
    page = visit("congdan2", width=360)
    box = with_papers(page)
    here = page.url
    box.set_input_files({"name": "uỷ quyền.pdf", "mimeType": "application/pdf", "buffer": PDF})
    page.context.set_offline(True)
    page.get_by_role("button", name="Tải lên và ở lại trang").click()
    page.wait_for_function("() => document.querySelector('[data-mc-upload-says]').textContent.includes('Mất kết nối')")
    assert page.locator("main progress").count() >= 1
    assert page.url == here
    with page.expect_navigation():
        page.context.set_offline(False)
    assert page.url == here
    assert page.get_by_role("button", name="Bỏ tệp").count() == 1
    assert "không thêm lần nữa" not in page.inner_text("main")


@pytest.mark.parametrize("is_taken", [False, True])
def test_a_server_that_fails_or_whose_answer_is_lost_is_asked_again(visit, is_taken):
    page = visit("congdan2", width=360)
    box = with_papers(page)
    asked = []

    def answer(route):
        if route.request.method != "POST" or asked:
            route.continue_()
            return
        asked.append(route.request.url)
        if is_taken:
            route.fetch()
            route.abort()
        else:
            route.fulfill(status=503, body="")

    page.route("**/giay-to/", answer)
    box.set_input_files({"name": "mot.pdf", "mimeType": "application/pdf", "buffer": PDF})
    page.get_by_role("button", name="Tải lên và ở lại trang").click()
    said = "Mất kết nối" if is_taken else "Máy chủ chưa nhận được"
    page.wait_for_function(
        "said => document.querySelector('[data-mc-upload-says]').textContent.includes(said)", arg=said
    )
    with page.expect_navigation():
        page.evaluate("() => { dispatchEvent(new Event('online')); }")
    assert page.get_by_role("button", name="Bỏ tệp").count() == 1
    assert "không thêm lần nữa" not in page.inner_text("main")


def test_what_is_refused_of_several_is_named_beside_what_was_taken(visit):
    page = visit("congdan2", width=360)
    box = with_papers(page)
    here = page.url
    good = {"name": "tot.pdf", "mimeType": "application/pdf", "buffer": PDF}
    bad = {"name": "hong.pdf", "mimeType": "application/pdf", "buffer": b"MZ, no PDF"}
    box.set_input_files([bad, good])
    press(page, "Lưu và tiếp tục")
    assert page.url == here
    assert "hong.pdf" in page.inner_text("main")
    assert page.get_by_role("button", name="Bỏ tệp").count() == 1


def photograph(page, width, height):
    """A photograph as a telephone takes it, made by the browser itself."""
    data = page.evaluate(
        """([width, height]) => {
            const canvas = document.createElement("canvas");
            [canvas.width, canvas.height] = [width, height];
            const brush = canvas.getContext("2d");
            // Grain, as of a lens: what is all of one colour is small however large it is.
            const grain = brush.createImageData(width, height);
            for (let n = 0; n < grain.data.length; n += 1) grain.data[n] = n % 4 === 3 ? 255 : (n * n * 7919) % 251;
            brush.putImageData(grain, 0, 0);
            return canvas.toDataURL("image/jpeg", 0.9).split(",")[1];
        }""",
        [width, height],
    )
    return base64.b64decode(data)


CHOSEN = """async () => {
    const [file] = document.querySelector("main input[type=file]").files;
    const picture = await createImageBitmap(file);
    return [file.name, file.type, picture.width, picture.height];
}"""


@pytest.mark.in_turn(every=3)
@pytest.mark.parametrize(
    ("width", "height", "sent"), [(4000, 3000, [2500, 1875]), (1200, 2700, [1111, 2500]), (2000, 1500, [2000, 1500])]
)
def test_a_photograph_is_made_small_enough_and_shown_before_it_is_sent(visit, width, height, sent):
    page = visit("congdan2", width=360)
    box = with_papers(page)
    box.set_input_files({"name": "anh.JPG", "mimeType": "image/jpeg", "buffer": photograph(page, width, height)})
    page.locator(".mc-chosen canvas").first.wait_for()
    for _try in range(100):
        name, kind, *size = page.evaluate(CHOSEN)
        if size == sent:
            break
        page.wait_for_timeout(100)
    assert (name.lower(), kind, size) == ("anh.jpg", "image/jpeg", sent)
    press(page, "Tải lên và ở lại trang")
    assert page.get_by_role("button", name="Bỏ tệp").count() == 1
    assert "anh" in page.inner_text("main")


def test_what_the_browser_cannot_read_goes_as_it_is(visit):
    page = visit("congdan2", width=360)
    box = with_papers(page)
    box.set_input_files({"name": "khong-phai-anh.jpg", "mimeType": "image/jpeg", "buffer": b"no picture"})
    page.wait_for_function("() => document.querySelector('.mc-chosen').textContent.includes('khong-phai-anh.jpg')")
    press(page, "Tải lên và ở lại trang")
    assert "khong-phai-anh.jpg" in page.inner_text("main")
    assert page.get_by_role("button", name="Bỏ tệp").count() == 0


def test_a_photograph_is_cut_and_turned_by_keys_before_it_is_sent(visit):
    page = visit("congdan2", width=360)
    box = with_papers(page)
    box.set_input_files({"name": "anh.jpg", "mimeType": "image/jpeg", "buffer": photograph(page, 1000, 600)})
    page.get_by_role("button", name="Cắt, xoay ảnh: anh.jpg").click()
    dialog = page.get_by_role("dialog", name="Cắt, xoay ảnh")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    report = pytest.importorskip("axe_playwright_python.sync_playwright").Axe().run(page)
    assert [one["id"] for one in report.response["violations"]] == []
    for _half in range(50):
        dialog.get_by_label("Bớt bên trái").press("ArrowRight")
    # So little is left that nothing more goes.
    dialog.get_by_label("Bớt bên phải").fill("80")
    assert dialog.get_by_label("Bớt bên phải").input_value() == "0"
    dialog.get_by_role("button", name="Xoay 90°").click()
    dialog.get_by_role("button", name="Dùng ảnh này").click()
    for _try in range(100):
        if page.evaluate(CHOSEN) == ["anh.jpg", "image/jpeg", 600, 500]:
            break
        page.wait_for_timeout(100)
    assert page.evaluate(CHOSEN) == ["anh.jpg", "image/jpeg", 600, 500]
    expect(page.get_by_role("button", name="Cắt, xoay ảnh: anh.jpg")).to_be_focused()
    # Drawn over with a finger, and left as it was.
    page.get_by_role("button", name="Cắt, xoay ảnh: anh.jpg").click()
    area = dialog.locator("canvas").bounding_box()
    page.mouse.move(area["x"] + 5, area["y"] + 5)
    page.mouse.down()
    page.mouse.move(area["x"] + area["width"] / 2, area["y"] + area["height"] / 2)
    page.mouse.up()
    assert dialog.get_by_label("Bớt bên phải").input_value() in {"49", "50", "51"}
    dialog.get_by_role("button", name="Giữ như cũ").click()
    assert page.evaluate(CHOSEN)[2:] == [600, 500]
    press(page, "Tải lên và ở lại trang")
    assert page.get_by_role("button", name="Bỏ tệp").count() == 1


def test_what_the_box_suggests_on_the_first_page_can_be_read(visit):
    page = visit(width=360)
    page.goto("/")
    page.click("#q")
    page.keyboard.type("xac nhan doc than", delay=20)
    page.locator("[role=option]").first.wait_for()
    ink, ground = page.evaluate(
        """() => [getComputedStyle(document.querySelector("[role=option]")).color,
                  getComputedStyle(document.querySelector("[role=listbox]")).backgroundColor]"""
    )
    assert ink != ground
    report = pytest.importorskip("axe_playwright_python.sync_playwright").Axe().run(page)
    assert [one["id"] for one in report.response["violations"]] == []
