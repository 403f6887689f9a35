"""An answer is asked for, corrected and looked at again, from the request to the draft of the certificate."""

import pytest

from tests.journeys.test_main_job import PDF, act, apply, follow, press

pytestmark = pytest.mark.journey
WRONG, RIGHT = "Khối 9, phường nhầm", "Khối 3, phường Kỳ Lừa"


def choose(page, name, why):
    """Pick an answer of the declaration by the keyboard, and say why."""
    box = page.locator(f"main form [name=fix_{name}]")
    box.evaluate("box => { box.closest('details').open = true }")
    box.focus()
    page.keyboard.press("Space")
    page.fill(f"main form [name=why_{name}]", why)


def is_accessible(page):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    report = axe.Axe().run(page)
    assert [(one["id"], one["nodes"][0]["html"][:90]) for one in report.response["violations"]] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]


def test_an_answer_is_corrected_and_the_draft_made_before_is_looked_at_again(visit):  # noqa: PLR0915 - one story
    citizen = visit("congdan2", width=360)
    apply(citizen, "1.004873")
    press(citizen, "Nộp hồ sơ")
    reference = citizen.url.rstrip("/").split("/")[-1]
    counter, clerk = visit("motcua"), visit("tuphap", width=360)
    act(counter, reference, "tiep-nhan")
    code = counter.locator("h1 .mc-code").inner_text().strip()
    act(clerk, code, "soan-ket-qua", outcome="GRANTED")

    clerk.goto(f"/lam-viec/ho-so/{code}/lam/de-xuat-bo-sung/")
    is_accessible(clerk)
    choose(clerk, "noi_cu_tru", "Khác với cơ sở dữ liệu dân cư")
    clerk.fill("main form [name=what_1]", "Bản chụp sổ hộ khẩu cũ")
    clerk.fill("main form [name=why_1]", "Để đối chiếu nơi cư trú")
    clerk.fill("main form [name=reason]", "Nơi cư trú chưa đúng")
    follow(clerk, clerk.locator("main form .mc-actions button").first)
    assert "Khác với cơ sở dữ liệu dân cư" in clerk.inner_text("main")
    act(counter, code, "thuc-hien-de-xuat")

    citizen.goto(f"/ho-so/{code}/")
    citizen.get_by_role("link", name="Bổ sung ngay").click()
    is_accessible(citizen)
    assert citizen.locator("main form [name=ho_ten]").count() == 0
    citizen.fill("main form [name=noi_cu_tru]", WRONG)
    citizen.locator("[data-mc-saved]", has_text="Đã lưu lúc").wait_for()
    address = citizen.url
    citizen.goto("/")
    citizen.goto(address)
    assert citizen.input_value("main form [name=noi_cu_tru]") == WRONG
    citizen.locator("main input[type=file]").first.set_input_files(
        {"name": "sổ.pdf", "mimeType": "application/pdf", "buffer": PDF}
    )
    citizen.fill("main form [name=noi_cu_tru]", "")
    press(citizen, "Gửi phần bổ sung")
    # The file was taken and stays so, whatever this device kept of the page.
    assert citizen.get_by_label("sổ.pdf").is_checked()
    citizen.fill("main form [name=noi_cu_tru]", RIGHT)
    press(citizen, "Gửi phần bổ sung")
    assert "Đã gửi phần bổ sung" in citizen.inner_text("main")
    citizen.get_by_text("Nội dung đã khai").click()
    assert RIGHT in citizen.locator("main ins").all_inner_texts()
    assert "Xác nhận bổ sung hồ sơ trực tuyến" in citizen.inner_text("main")

    act(counter, code, "xac-nhan-bo-sung")
    clerk.goto(f"/lam-viec/ho-so/{code}/")
    is_accessible(clerk)
    assert "Hồ sơ đã được sửa sau khi soạn" in clerk.inner_text("main")
    clerk.goto(f"/lam-viec/ho-so/{code}/lam/hoan-thanh/")
    follow(clerk, clerk.locator("main form .mc-actions button").first)
    assert "đã được sửa sau khi soạn" in clerk.inner_text("main")
    clerk.goto(f"/lam-viec/ho-so/{code}/lam/soan-ket-qua/")
    # Nobody had typed the old one: the draft follows what is declared now.
    assert RIGHT in [box.input_value() for box in clerk.locator("main form input, main form textarea").all()]
    act(clerk, code, "soan-ket-qua")
    act(clerk, code, "hoan-thanh")
    assert "Hồ sơ đã được sửa sau khi soạn" not in clerk.inner_text("main")


def test_the_same_without_a_script(visit):
    counter = visit("motcua")
    citizen = visit("congdan", javascript=False, width=360)
    apply(citizen, "2.000635")
    press(citizen, "Nộp hồ sơ")
    reference = citizen.url.rstrip("/").split("/")[-1]
    plain = visit("motcua", javascript=False, width=360)
    plain.goto(f"/lam-viec/ho-so/{reference}/lam/yeu-cau-bo-sung/")
    assert plain.locator("main form [name=why_ho_ten]").count() == 1
    counter.goto(plain.url)
    choose(counter, "ho_ten", "Thiếu tên đệm")
    counter.fill("main form [name=reason]", "Tên chưa đúng")
    follow(counter, counter.locator("main form .mc-actions button").first)
    citizen.goto(f"/ho-so/{reference}/bo-sung/")
    citizen.fill("main form [name=ho_ten]", "Nông Thị Mây")
    press(citizen, "Lưu, để làm tiếp sau")
    assert citizen.input_value("main form [name=ho_ten]") == "Nông Thị Mây"
    press(citizen, "Gửi phần bổ sung")
    assert "Đã gửi phần bổ sung" in citizen.inner_text("main")
