"""A report of a period that is over, from its draft to its signature, and who gathers them sees it."""

import pytest

from tests.journeys.test_main_job import press

pytestmark = pytest.mark.journey


@pytest.mark.parametrize(("width", "javascript", "period"), [(360, False, "2026-10"), (1280, True, "2026-11")])
def test_a_report_is_drafted_checked_signed_and_seen_by_who_gathers(visit, width, javascript, period):
    address = f"/lam-viec/bao-cao/ii-06a/{period}/ubnd-06187/"
    leader = visit("lanhdao", width=width, javascript=javascript)
    leader.goto(address)
    assert leader.evaluate("document.documentElement.scrollWidth") <= width
    total = (
        leader.locator("tbody tr", has=leader.get_by_role("rowheader", name="Tổng số")).locator("td").all_inner_texts()
    )
    press(leader, "Lập dự thảo")
    leader.fill("[name=explanation]", "Số liệu đã đối chiếu với sổ.")
    # What was typed is kept by whatever button is pressed.
    press(leader, "Đã kiểm tra, chuyển ký")
    assert "Số liệu đã đối chiếu với sổ." in leader.locator("main").inner_text()
    press(leader, "Ký số và gửi")
    assert "Đã ký, đã gửi" in leader.locator("main").inner_text()
    signed = (
        leader.locator("tbody tr", has=leader.get_by_role("rowheader", name="Tổng số")).locator("td").all_inner_texts()
    )
    assert signed == total
    if javascript:
        axe = pytest.importorskip("axe_playwright_python.sync_playwright")
        assert [one["id"] for one in axe.Axe().run(leader).response["violations"]] == []
    gathers = visit("kiemsoat", width=width, javascript=javascript)
    gathers.goto(f"/lam-viec/bao-cao/ii-06a/{period}/")
    assert gathers.locator("main tbody tr").count() == 30, "more are on the next page"
    assert gathers.evaluate("document.documentElement.scrollWidth") <= width
    gathers.locator("main a.mc-chip", has_text="Đã gửi").click()
    gathers.fill("[name=q]", "ky lua uy ban")
    press(gathers, "Lọc")
    assert "tinh-trang=da-gui" in gathers.url
    assert gathers.locator("main tbody tr").count() == 1
    row = gathers.locator("tbody tr", has=gathers.get_by_role("link", name="Ủy ban nhân dân phường Kỳ Lừa"))
    assert "Đã ký, đã gửi" in row.first.inner_text()
    assert gathers.evaluate("document.documentElement.scrollWidth") <= width
