"""What else may become of a dossier: refused, delayed with an apology, stopped, consulted on, paid for."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.test_main_job import PDF, act, fill_page, follow, press, receive

pytestmark = pytest.mark.journey


@pytest.fixture(scope="module")
def walk_in(platform, chromium):
    """Registers a person at the counter and gives the dossier's code; `accepted=False` leaves the decision open."""
    counter = [0]

    def register(page, *, accepted=True):
        counter[0] += 1
        page.goto("/lam-viec/tiep-nhan/1.004873/")
        for name, value in {
            "filer_name": "Lộc Văn Sáng",
            "id_number": f"02009000{counter[0]:04}",
            "phone": "0911222333",
        }.items():
            page.fill(f"[name={name}]", value)
        fill_page(page)
        if accepted:
            receive(page)
        else:
            press(page, "Chỉ đăng ký, xem xét sau")
            if page.locator("main form [name=despite]").count():
                page.check("main form [name=despite]")
                press(page, "Chỉ đăng ký, xem xét sau")
        return page.locator("h1 .mc-code").inner_text().strip()

    return register


def text_of(page, code):
    page.goto(f"/lam-viec/ho-so/{code}/")
    return page.inner_text("main")


def papers_of(page, code):
    """The papers on the dossier's page, each really a PDF."""
    page.goto(f"/lam-viec/ho-so/{code}/")
    found = {}
    for link in page.locator("main a[href*='/giay/']").all():
        answer = page.request.get(link.get_attribute("href"))
        assert answer.body().startswith(b"%PDF"), link.get_attribute("href")
        found[link.inner_text().strip()] = answer
    return found


def test_intake_is_refused_with_a_reason_and_a_paper(visit, walk_in):
    counter = visit("motcua")
    code = walk_in(counter, accepted=False)
    counter.goto(f"/lam-viec/ho-so/{code}/lam/tu-choi/")
    follow(counter, counter.locator("main form .mc-actions button").first)
    assert "lý do" in counter.inner_text("main").lower()
    act(counter, code, "tu-choi", reason="Không thuộc thẩm quyền của phường; nộp tại nơi cư trú cuối cùng.")
    assert "Không được tiếp nhận" in text_of(counter, code)
    assert papers_of(counter, code)


def test_a_case_officer_proposes_and_the_counter_refuses(visit, walk_in):
    counter, clerk, leader, office = visit("motcua"), visit("tuphap"), visit("lanhdao"), visit("vanthu")
    code = walk_in(counter)
    act(clerk, code, "de-xuat-tu-choi", reason="Người yêu cầu đang có vợ.")
    assert "chờ lãnh đạo ký" in text_of(counter, code)
    leader.goto("/lam-viec/")
    assert code in leader.inner_text("main")
    leader.goto(f"/lam-viec/ho-so/{code}/lam/ky-van-ban/")
    assert "Người yêu cầu đang có vợ." in leader.inner_text("main")
    act(leader, code, "ky-van-ban")
    assert "đã ký văn bản gửi người nộp" in text_of(counter, code)
    office.goto("/lam-viec/")
    assert code in office.inner_text("main")
    act(office, code, "ky-so-co-quan")
    assert "chờ văn thư" not in text_of(counter, code)
    act(counter, code, "thuc-hien-de-xuat")
    assert "Người yêu cầu đang có vợ." in text_of(counter, code)
    counter.goto(f"/lam-viec/ho-so/{code}/lam/thuc-hien-de-xuat/")
    assert "không còn làm được" in counter.inner_text("main")
    assert papers_of(counter, code)


def test_a_delay_needs_an_apology_and_moves_the_day(visit, walk_in):
    counter, clerk, leader, office = visit("motcua"), visit("tuphap"), visit("lanhdao"), visit("vanthu")
    code = walk_in(counter)
    due = {"late_group": "xac-minh", "new_due_day": "15", "new_due_month": "3", "new_due_year": "2027"}
    act(clerk, code, "de-xuat-gia-han", reason="Phải xác minh tại nơi cư trú trước đây.", **due)
    act(leader, code, "ky-van-ban")
    act(office, code, "ky-so-co-quan")
    act(counter, code, "thuc-hien-de-xuat")
    assert "15/03/2027" in text_of(counter, code) or "15/3/2027" in text_of(counter, code)
    assert any("xin lỗi" in name.lower() for name in papers_of(counter, code))


def test_a_dossier_is_stopped(visit, walk_in):
    counter, clerk, leader, office = visit("motcua"), visit("tuphap"), visit("lanhdao"), visit("vanthu")
    code = walk_in(counter)
    act(clerk, code, "de-xuat-dung", reason="Người yêu cầu không đến làm việc theo giấy mời.")
    act(leader, code, "ky-van-ban")
    act(office, code, "ky-so-co-quan")
    act(counter, code, "thuc-hien-de-xuat")
    assert "Dừng" in text_of(counter, code)
    assert papers_of(counter, code)


def test_another_agency_is_consulted_while_the_step_waits(visit, walk_in):
    counter, clerk = visit("motcua"), visit("tuphap")
    code = walk_in(counter)
    act(
        clerk, code, "lay-y-kien", asked_1="so tu phap",
        question="Đề nghị cho biết thông tin hộ tịch.", working_days="1",
    )  # fmt: skip
    asked = visit("sotuphap")
    asked.goto("/lam-viec/")
    assert code in asked.inner_text("main")
    act(asked, code, "tra-loi-y-kien", agrees="yes", answer="Chưa có đăng ký kết hôn nào.")
    assert "Chưa có đăng ký kết hôn nào." in text_of(clerk, code)


def test_a_payment_holds_the_dossier_until_it_is_made(visit, walk_in):
    counter = visit("motcua")
    code = walk_in(counter)
    act(counter, code, "yeu-cau-nop-tien", amount="150000", reason="Lệ phí trước bạ")
    assert "150.000" in text_of(counter, code)
    act(counter, code, "da-nop-tien", receipt_number="BL-000123")
    assert "BL-000123" in text_of(counter, code)


def test_filer_holder_and_recipient_are_three_persons(visit):
    page = visit("congdan", width=360)
    page.goto("/nop-ho-so/2.000635/")
    page.select_option("select[name=place]", "06187")
    fill_page(page)
    press(page, "Bắt đầu")
    follow(page, page.get_by_role("main").get_by_role("link", name=re.compile("Làm tiếp|Xem lại")).last)
    for _step in range(15):
        if "/xem-lai/" in page.url:
            break
        for upload in page.locator("main input[type=file]").all():
            upload.set_input_files({"name": "giấy tờ.pdf", "mimeType": "application/pdf", "buffer": PDF})
        if "/nguoi-lien-quan/" in page.url:
            page.check("[name=holder][value=khac]")
            page.fill("[name=holder_name]", "Hoàng Thị Mai")
            page.fill("[name=authorisation]", "Giấy ủy quyền số 12/2026")
            page.check("[name=recipient][value=khac]")
            page.fill("[name=recipient_name]", "Vy Văn Tài")
            page.fill("[name=recipient_phone]", "0911222444")
        fill_page(page)
        press(page, re.compile("Lưu và tiếp tục|Tiếp tục"))
    review = page.inner_text("main")
    assert "Hoàng Thị Mai" in review
    assert "Vy Văn Tài" in review
    press(page, "Nộp hồ sơ")
    reference = page.url.rstrip("/").split("/")[-1]
    shown = text_of(visit("motcua"), reference)
    assert "Hoàng Thị Mai" in shown
    assert "Vy Văn Tài" in shown
    assert "Nông Thị Hoa" in shown


def test_a_leader_signs_several_at_once_without_javascript(visit, walk_in):
    counter, clerk = visit("motcua"), visit("tuphap")
    codes = [walk_in(counter) for _number in range(2)]
    for code in codes:
        clerk.goto(f"/lam-viec/ho-so/{code}/to-khai/")
        fill_page(clerk)
        # What the choices have opened.
        fill_page(clerk)
        press(clerk, "Lưu tờ khai")
        act(clerk, code, "soan-ket-qua", outcome="GRANTED")
        act(clerk, code, "hoan-thanh")
        act(visit("tuphap2"), code, "hoan-thanh")
    leader = visit("lanhdao", javascript=False, width=360)
    leader.goto("/lam-viec/")
    for code in codes:
        leader.get_by_label(re.compile(f"Chọn hồ sơ {re.escape(code)}")).check()
    press(leader, "Ký số kết quả")
    shown = leader.inner_text("main")
    assert shown.count("Giấy xác nhận tình trạng hôn nhân") >= 2
    assert all(code in shown for code in codes)
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    watcher = visit("lanhdao", width=360)
    watcher.goto(leader.url)
    report = axe.Axe().run(watcher)
    assert [one["id"] for one in report.response["violations"]] == []
    press(leader, "Ký số kết quả")
    assert "Đã xong 2 hồ sơ." in leader.inner_text("main")
    watcher.reload()
    assert "2 việc đã chọn không còn chờ bạn" in watcher.inner_text("main")


def test_a_scan_is_added_and_seen_beside_the_decision(visit, walk_in):
    counter = visit("motcua")
    code = walk_in(counter)
    counter.goto(f"/lam-viec/ho-so/{code}/quet/")
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    assert [one["id"] for one in axe.Axe().run(counter).response["violations"]] == []
    counter.locator("input[type=file]").first.set_input_files(
        [{"name": "trang 1.pdf", "mimeType": "application/pdf", "buffer": PDF}]
    )
    press(counter, "Lưu vào hồ sơ")
    clerk = visit("tuphap")
    clerk.goto(f"/lam-viec/ho-so/{code}/lam/soan-ket-qua/")
    assert clerk.locator("[data-mc-viewer] img").count() == 0
    clerk.fill("[name=body]", "Đang soạn thì xem giấy tờ.")
    clerk.get_by_role("link", name="Xem tại đây trang 1.pdf").click()
    picture = clerk.locator("[data-mc-viewer] img")
    picture.wait_for()
    clerk.wait_for_function("document.querySelector('[data-mc-viewer] img').naturalWidth > 400")
    assert clerk.input_value("[name=body]") == "Đang soạn thì xem giấy tờ."
    assert clerk.url.endswith("/lam/soan-ket-qua/")


def size_of_picture(page):
    """Return the box of the page that is read, once its picture has come: before that it is empty."""
    picture = page.locator("[data-mc-viewer] img")
    picture.scroll_into_view_if_needed()
    expect(picture).not_to_have_js_property("naturalWidth", 0)
    return picture.bounding_box()


@pytest.mark.parametrize("javascript", [True, False])
def test_papers_are_leafed_through_beside_the_decision(visit, walk_in, javascript):
    counter = visit("motcua")
    code = walk_in(counter)
    counter.goto(f"/lam-viec/ho-so/{code}/quet/")
    counter.locator("input[type=file]").first.set_input_files(
        [
            {"name": f"to {number}.pdf", "mimeType": "application/pdf", "buffer": PDF + b" " * number}
            for number in (1, 2)
        ]
    )
    press(counter, "Lưu vào hồ sơ")
    clerk = visit("tuphap", width=1920, javascript=javascript)
    clerk.goto(f"/lam-viec/ho-so/{code}/")
    assert clerk.locator("[data-mc-viewer] img").count() == 0
    clerk.get_by_role("link", name="Xem tại đây to 1.pdf").click()
    clerk.wait_for_url(re.compile("tep="))
    viewer, decision = (clerk.locator(one).bounding_box() for one in (".mc-desk__viewer", ".mc-desk__side"))
    assert viewer["x"] + viewer["width"] <= decision["x"]
    assert viewer["y"] < decision["y"] + decision["height"], "side by side"
    assert decision["y"] < viewer["y"] + viewer["height"]
    upright = size_of_picture(clerk)
    clerk.get_by_role("link", name="Xoay 90°").click()
    clerk.wait_for_url(re.compile("xoay=90"))
    box = size_of_picture(clerk)
    assert upright["height"] > upright["width"]
    assert box["width"] > box["height"]
    assert clerk.evaluate("document.documentElement.scrollWidth") <= 1920
    if javascript:
        clerk.keyboard.press("]")
        clerk.locator(".mc-viewer__name", has_text="to 2.pdf").wait_for()
        clerk.keyboard.press("[")
        clerk.locator(".mc-viewer__name", has_text="to 1.pdf").wait_for()
        clerk.keyboard.press("?")
        assert "Tệp sau" in clerk.locator("dialog[data-mc-shortcuts]").inner_text()
        clerk.keyboard.press("Escape")
        axe = pytest.importorskip("axe_playwright_python.sync_playwright")
        assert [one["id"] for one in axe.Axe().run(clerk).response["violations"]] == []
    clerk.set_viewport_size({"width": 360, "height": 700})
    assert not clerk.locator("[data-mc-viewer] img").is_visible()
    assert clerk.get_by_role("link", name="to 1.pdf", exact=True).is_visible()


def test_a_long_text_outlives_the_session(visit, walk_in):
    code = walk_in(visit("motcua"))
    clerk = visit("tuphap")
    page = f"/lam-viec/ho-so/{code}/lam/soan-ket-qua/"
    clerk.goto(page)
    clerk.fill("[name=body]", "Một nội dung dài mà không ai muốn gõ lại.")
    clerk.context.clear_cookies()
    follow(clerk, clerk.locator("main form .mc-actions button").first)
    assert "Phiên làm việc đã hết" in clerk.inner_text("main")
    clerk.goto(f"/dang-nhap/?next={page}")
    clerk.fill("input[name=login]", "tuphap@langson.example")
    clerk.fill("input[name=password]", "LangSon@2026")
    clerk.click("main button[type=submit]")
    clerk.wait_for_url(lambda url: "/dang-nhap/" not in url)
    assert clerk.input_value("[name=body]") == "Một nội dung dài mà không ai muốn gõ lại."
    press(clerk, "Soạn kết quả")
    clerk.goto(page)
    assert clerk.get_by_role("button", name="Lấy lại nội dung").count() == 0
