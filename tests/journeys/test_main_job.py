"""The whole story: a dossier from search to signed result, each step through the real pages."""

import re
from pathlib import Path

import pytest

pytestmark = pytest.mark.journey

PDF = Path("benchmarks/attachment.pdf").read_bytes()
DAY = {"day": "12", "month": "11", "year": "2026"}


def follow(page, what):
    """Press what leads to another page, and wait for that one: the page that is open is loaded already."""
    with page.expect_navigation():
        what.click()


def press(page, text):
    follow(page, page.get_by_role("main").get_by_role("button", name=text, exact=False).first)


def receive(page):
    """What is typed at the counter is looked at once more, and received beside whatever the person has there."""
    press(page, "Xem lại rồi tiếp nhận")
    if page.locator("main form [name=despite]").count():
        page.check("main form [name=despite]")
    press(page, "Tiếp nhận, in giấy hẹn")


SAMPLES = [
    ("dinh_danh", "020226000123"), ("cccd", "020226000123"), ("id_number", "020090000321"),
    ("phone", "0912345678"), ("email", "duc@vidu.vn"), ("nam_", "2000"),
]  # fmt: skip


def sample(box):
    """Something that passes for an input, by its name."""
    name = box.get_attribute("name") or ""
    last = name.rsplit("_", 1)[-1]
    if last in DAY:
        return DAY[last]
    fitting = [text for part, text in SAMPLES if part in name]
    return fitting[0] if fitting else "1" if box.get_attribute("inputmode") == "numeric" else "Nông Văn Đức"


def fill_page(page):
    """Fill every empty input of a form page with something that passes."""
    for box in page.locator("main form input.mc-input, main form textarea").all():
        by_post_alone = (box.get_attribute("name") or "").startswith("handed_over_at")
        if box.is_visible() and not box.input_value() and box.get_attribute("type") != "file" and not by_post_alone:
            box.fill(sample(box))
    for group in page.locator("main form fieldset").all():
        if group.locator("input[type=radio]").count() and not group.locator("input[type=radio]:checked").count():
            group.locator("input[type=radio]").first.check()
    for select in page.locator("main form select").all():
        if select.is_visible() and not select.input_value():
            select.select_option(index=1)
    for box in page.locator("main form input[type=checkbox]").all():
        box.check()


def apply(page, code, *, place="06187"):
    """Walk an application to its review, one page at a time; returns when everything is filled in."""
    page.goto(f"/nop-ho-so/{code}/")
    if page.locator("select[name=place]").count():
        page.select_option("select[name=place]", place)
    fill_page(page)
    press(page, "Bắt đầu")
    finish(page)


def finish(page):
    """Walk a begun application from its overview to its review."""
    follow(page, page.get_by_role("main").get_by_role("link", name=re.compile("Làm tiếp|Xem lại")).last)
    for _step in range(15):
        if "/xem-lai/" in page.url:
            return
        for upload in page.locator("main input[type=file]").all():
            upload.set_input_files({"name": "giấy tờ.pdf", "mimeType": "application/pdf", "buffer": PDF})
        fill_page(page)
        press(page, re.compile("Lưu và tiếp tục|Tiếp tục"))
    raise AssertionError(f"no end in sight at {page.url}: {page.inner_text('main')[:500]}")


def act(page, code, key, **values):
    """One action of an official on a dossier, through its page."""
    page.goto(f"/lam-viec/ho-so/{code}/lam/{key}/")
    for name, value in values.items():
        field = page.locator(f"main form [name={name}]").first
        if field.get_attribute("type") == "radio":
            page.check(f"main form [name={name}][value={value}]")
        elif field.evaluate("box => box.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)
    if page.locator("main form [name=despite]").count():
        page.check("main form [name=despite]")
    follow(page, page.locator("main form .mc-actions button").first)
    assert page.url.rstrip("/").endswith(code) or "/lam/" not in page.url, page.inner_text("main")[:800]


def test_a_dossier_goes_from_search_to_signed_result(visit):  # noqa: PLR0915 - one story, told once
    citizen = visit("congdan", width=360)
    citizen.goto("/")
    citizen.fill("#q", "xac nhan tinh trang hon nhan")
    with citizen.expect_navigation():
        citizen.keyboard.press("Enter")
    citizen.locator("main a[href='/thu-tuc/1.004873/']").first.click()
    apply(citizen, "1.004873")
    press(citizen, "Nộp hồ sơ")
    reference = citizen.url.rstrip("/").split("/")[-1]
    assert reference.startswith("NT")
    assert "Xác nhận nộp hồ sơ trực tuyến" in citizen.inner_text("main")

    citizen.goto("/tai-khoan/thong-bao/")
    assert f"Hệ thống đã nhận hồ sơ {reference}" in citizen.inner_text("main")

    counter = visit("motcua")
    counter.goto("/lam-viec/")
    assert reference in counter.inner_text("main")
    act(counter, reference, "yeu-cau-bo-sung", what_1="Bản sao quyết định ly hôn", why_1="Tờ khai ghi đã ly hôn",
        reason="Hồ sơ chưa đủ căn cứ")  # fmt: skip

    citizen.goto(f"/ho-so/{reference}/")
    assert "Bản sao quyết định ly hôn" in citizen.inner_text("main")
    citizen.get_by_role("link", name="Bổ sung ngay").click()
    press(citizen, "Gửi phần bổ sung")
    assert "Còn mục chưa được bổ sung" in citizen.inner_text("main")
    good = {"name": "quyet-dinh.pdf", "mimeType": "application/pdf", "buffer": PDF}
    bad = {"name": "anh.pdf", "mimeType": "application/pdf", "buffer": b"MZ, no PDF"}
    citizen.locator("main input[type=file]").first.set_input_files([good, bad])
    press(citizen, "Gửi phần bổ sung")
    # The good one was taken, and need not be chosen again.
    assert citizen.get_by_label("quyet-dinh.pdf").is_checked()
    press(citizen, "Gửi phần bổ sung")
    assert "Đã gửi phần bổ sung" in citizen.inner_text("main")

    act(counter, reference, "tiep-nhan")
    code = counter.locator("h1 .mc-code").inner_text().strip()
    assert re.fullmatch(r"H37\.TD\.06187\.01-\d{6}-\d{4}", code)

    clerk = visit("tuphap")
    act(clerk, code, "soan-ket-qua", outcome="GRANTED")
    act(clerk, code, "hoan-thanh")
    act(visit("tuphap2"), code, "hoan-thanh")
    act(visit("lanhdao"), code, "ky")
    act(visit("vanthu"), code, "phat-hanh")

    citizen.goto(f"/ho-so/{code}/")
    assert "Đã trả kết quả" in citizen.inner_text("main")
    links = citizen.get_by_role("link", name="Xác thực", exact=True).all()
    address = links[-1].get_attribute("href")
    stranger = visit(width=360)
    stranger.goto(address)
    assert "Hệ thống có phát hành giấy mang mã này" in stranger.inner_text("main")
    assert "Nông Thị Hoa" not in stranger.inner_text("main")

    citizen.get_by_role("link", name="Đánh giá phục vụ").click()
    citizen.check("input[name=stars][value='5']")
    press(citizen, "Gửi đánh giá")
    assert "Cảm ơn" in citizen.inner_text("main")
    citizen.goto("/tai-khoan/ai-da-xem/")
    assert "Vi Thị Lan" in citizen.inner_text("main")


def choose_case(page):
    """The usual answer to each question about the case, then back to the number."""
    for group in page.locator("main form fieldset fieldset").all():
        group.locator("input[type=radio]").first.focus()
        page.keyboard.press("Space")
    page.focus("[name=id_number]")


def press_and_wait(page, key):
    """The page that is open is loaded already: only the next one is worth waiting for."""
    with page.expect_navigation():
        page.keyboard.press(key)


def type_into(page, name, text):
    """A browser gives the focus when it first paints, which may be after the page has loaded."""
    page.wait_for_function("name => document.activeElement?.name === name", arg=name)
    page.keyboard.type(text)


def find_by_keyboard(page, number):
    choose_case(page)
    type_into(page, "id_number", number)
    press_and_wait(page, "Enter")


def test_the_counter_registers_a_walk_in_by_keyboard_alone(visit):
    page = visit("motcua")
    page.goto("/lam-viec/")
    press_and_wait(page, "q")
    type_into(page, "q", "ban sao trich luc ho tich")
    press_and_wait(page, "Enter")
    if "/tiep-nhan/2.000635/" not in page.url:
        # The best hit has the focus.
        page.wait_for_function("document.activeElement?.href?.includes('/tiep-nhan/2.000635/')")
        press_and_wait(page, "Enter")
    assert "/tiep-nhan/2.000635/" in page.url
    find_by_keyboard(page, "020090000777")
    assert "Chưa có thông tin đã xác minh của số này" in page.inner_text("main")
    type_into(page, "filer_name", "Lâm Văn Đồng")
    page.keyboard.press("Tab")
    type_into(page, "phone", "0911222333")
    # Only who showed the card is known the next time.
    for _field in ("email", "address", "card"):
        page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.name") == "card"
    page.keyboard.press("Space")
    # Enter leads on, and from the last field to the button that shows what will be kept.
    for _field in range(30):
        if page.evaluate("document.activeElement.value") == "review":
            break
        page.keyboard.press("Enter")
    press_and_wait(page, "Enter")
    assert "Lâm Văn Đồng" in page.inner_text("main")
    page.wait_for_function("document.activeElement?.value === 'accept'")
    press_and_wait(page, "Enter")
    assert "H37.TD.06187.01-" in page.inner_text("h1")
    known_the_next_time(page)


def known_the_next_time(page):
    page.goto("/lam-viec/tiep-nhan/2.000635/")
    find_by_keyboard(page, "020090000777")
    assert page.input_value("[name=filer_name]") == "Lâm Văn Đồng"
    assert page.input_value("[name=phone]") == "0911222333"
    # Everything is known: the focus is on the button that shows what will be kept.
    page.wait_for_function("document.activeElement?.type === 'submit'")
    press_and_wait(page, "Enter")
    # The same person, the same procedure: asked once more, and never stopped.
    assert "Có thể nộp trùng" in page.inner_text("main")
    page.wait_for_function("document.activeElement?.name === 'despite'")
    page.keyboard.press("Space")
    press_and_wait(page, "Enter")
    assert "H37.TD.06187.01-" in page.inner_text("h1")


def code_in_the_mailbox(visit, words):
    """What came last to the phones and mailboxes of the demonstration; the worker needs a moment."""
    mailbox = visit()
    for _attempt in range(40):
        mailbox.goto("/mo-phong/")
        found = re.findall(words, mailbox.inner_text("main"))
        if found:
            return found[0]
        mailbox.wait_for_timeout(500)
    raise AssertionError(f"no message like {words}")


def test_a_person_with_a_telephone_alone_signs_up_changes_the_number_and_comes_back(visit):
    page = visit(width=360)
    page.goto("/nop-ho-so/1.004873/")
    assert "/dang-nhap/" in page.url
    follow(page, page.get_by_role("main").get_by_role("link", name="Đăng ký"))
    page.fill("[name=full_name]", "Lương Thị Vân")
    page.fill("[name=login]", "0966 555 444")
    page.fill("[name=password1]", "suoi-trong-2026")
    press(page, "Đăng ký")
    page.fill("[name=code]", code_in_the_mailbox(visit, r"Mã đăng ký[^0-9]*(\d{6})"))
    press(page, "Mở tài khoản")
    assert "/nop-ho-so/1.004873/" in page.url
    apply(page, "1.004873")
    press(page, "Nộp hồ sơ")
    assert page.url.rstrip("/").split("/")[-1].startswith("NT")
    # What the form asked of the person is known from now on.
    page.goto("/tai-khoan/")
    assert "020226000123" in page.inner_text("main")
    page.goto("/tai-khoan/lien-he/")
    page.fill("[name=phone]", "0966 555 333")
    page.fill("[name=password]", "suoi-trong-2026")
    press(page, "Lưu")
    page.fill("[name=code]", code_in_the_mailbox(visit, r"Mã xác nhận liên hệ mới[^0-9]*(\d{6})"))
    press(page, "Xác nhận")
    assert "0966 555 333" in page.inner_text("main")
    back = visit(width=360)
    back.goto("/dang-nhap/")
    back.fill("[name=login]", "0966555333")
    back.fill("[name=password]", "suoi-trong-2026")
    press(back, "Đăng nhập")
    back.goto("/tai-khoan/thong-bao/")
    assert "vừa được đổi" in back.inner_text("main")


def test_a_stranger_learns_only_code_and_completion_until_the_one_time_code(visit):
    page = visit()
    page.goto("/minh-bach/")
    officer = visit("motcua")
    officer.goto("/lam-viec/ho-so/")
    code = officer.locator("td .mc-code").first.inner_text()
    page.goto(f"/tra-cuu/?ma={code}")
    text = page.inner_text("main")
    assert code in text
    assert "Hẹn trả" not in text
    press(page, "Gửi mã xác nhận")
    secret = code_in_the_mailbox(visit, r"Mã xác nhận[^0-9]*(\d{6})")
    page.fill("input[name=secret]", "000000" if secret != "000000" else "111111")
    press(page, "Xem chi tiết")
    assert "không đúng" in page.inner_text("main")
    page.fill("input[name=secret]", secret)
    follow(page, page.locator("form:has(input[name=secret]) button"))
    assert "/tra-cuu/chi-tiet/" in page.url
    assert "Diễn biến" in page.inner_text("main")


def test_everything_works_without_javascript(visit):
    # Who has filed is known, and forms begin further on: the second citizen is for journeys from the beginning.
    page = visit("congdan", javascript=False, width=360)
    apply(page, "2.000635")
    press(page, "Nộp hồ sơ")
    assert page.url.rstrip("/").split("/")[-1].startswith("NT")


def test_what_was_typed_wrong_is_still_there_after_the_error_and_after_leaving(visit):
    page = visit("congdan2")
    page.goto("/nop-ho-so/1.004873/")
    page.select_option("select[name=place]", "06187")
    fill_page(page)
    press(page, "Bắt đầu")
    follow(page, page.get_by_role("link", name="Làm tiếp"))
    box = page.locator("main form input.mc-input").first
    box.fill("")
    other = page.locator("main form input.mc-input").nth(1)
    other.fill("không phải ngày hay số")
    name = other.get_attribute("name")
    address = page.url
    press(page, "Lưu và tiếp tục")
    assert page.locator("[data-mc-errors]").count() == 1
    page.goto("/")
    page.goto(address)
    assert page.input_value(f"[name={name}]").startswith("không ph"[: len(page.input_value(f"[name={name}]"))])


def test_the_box_suggests_questions_and_the_keyboard_chooses_one(visit):
    page = visit(width=360)
    page.goto("/")
    page.focus("#q")
    page.keyboard.type("giay doc th", delay=40)
    page.locator("[role=option]:first-child", has_text="giấy độc th").wait_for()
    assert page.get_attribute("#q", "aria-expanded") == "true"
    page.keyboard.press("ArrowDown")
    chosen = page.inner_text("[role=option][aria-selected=true]")
    assert page.get_attribute("#q", "aria-activedescendant")
    report = pytest.importorskip("axe_playwright_python.sync_playwright").Axe().run(page)
    assert [one["id"] for one in report.response["violations"]] == []
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.input_value("#q") == chosen
    assert page.locator("main a[href='/thu-tuc/1.004873/']").count()


PUBLIC = [
    "/",
    "/thu-tuc/",
    "/thu-tuc/?q=khai+sinh",
    "/thu-tuc/1.001193/",
    "/thu-tuc/1.001193/can-mang/",
    "/su-kien/sinh-con/",
    "/phap-luat/",
    "/tra-cuu/",
    "/minh-bach/",
    "/minh-bach/chi-so/qd766.dung_han/",
    "/minh-bach/co-quan/ubnd-06187/",
    "/minh-bach/xa-phuong/06187/",
    "/dang-nhap/",
    "/dang-ky/",
    "/xac-thuc/",
    "/quyen-rieng-tu/",
    "/thanh-phan",
]
MINE = [
    "/ho-so/",
    "/tai-khoan/",
    "/tai-khoan/thong-tin/",
    "/tai-khoan/thong-bao/",
    "/tai-khoan/du-lieu/",
    "/tai-khoan/du-lieu/lay/",
    "/tai-khoan/du-lieu/xoa/",
    "/nop-ho-so/1.001193/",
]
DESK = [
    "/lam-viec/",
    "/lam-viec/?viec=tra",
    "/lam-viec/cung-luc/tra-ket-qua/",
    "/lam-viec/ho-so/",
    "/lam-viec/tiep-nhan/",
    "/lam-viec/tiep-nhan/1.001612/",
    "/lam-viec/don-vi/",
    "/lam-viec/so-theo-doi/",
]
ADMIN = [
    "/lam-viec/can-bo/",
    "/lam-viec/can-bo/?q=Vi+Th%E1%BB%8B+Lan",
    "/lam-viec/can-bo/moi/",
    "/lam-viec/gui-di/",
    "/lam-viec/luu-giu/",
    "/lam-viec/suc-khoe/",
    "/lam-viec/cai-dat/",
    "/lam-viec/cai-dat/ma-dinh-danh/",
    "/lam-viec/cai-dat/don-vi/",
    "/lam-viec/cai-dat/tap-duot/",
    "/lam-viec/cai-dat/can-bo/",
    "/lam-viec/ke-thua/",
    "/lam-viec/ke-thua/so-ke-hoach-dau-tu/so-tai-chinh/",
]
KEEPER = ["/lam-viec/danh-muc/", "/lam-viec/danh-muc/1.004873/", "/lam-viec/danh-muc/het-hieu-luc/"]
# The choice is remembered: all after the first are in English too.
ENGLISH = ["/?tieng=en", "/thu-tuc/", "/thu-tuc/?q=marriage", "/thu-tuc/1.004873/", "/tra-cuu/", "/dang-nhap/"]


@pytest.mark.parametrize(
    ("who", "addresses"),
    [(None, PUBLIC), ("congdan", MINE), ("motcua", DESK), ("quantri", ADMIN), ("kiemsoat", KEEPER), (None, ENGLISH)],
    ids=["public", "mine", "desk", "admin", "keeper", "english"],
)
def test_pages_are_accessible_and_fit_a_phone(visit, who, addresses):
    axe_playwright = pytest.importorskip("axe_playwright_python.sync_playwright")
    page = visit(who, width=360)
    found = []
    for address in addresses:
        page.goto(address)
        report = axe_playwright.Axe().run(page)
        found += [f"{address}: {one['id']} {one['nodes'][0]['html'][:90]}" for one in report.response["violations"]]
        wide = page.evaluate("document.documentElement.scrollWidth")
        if wide > 360:
            found.append(f"{address}: {wide} px wide")
    assert found == []
