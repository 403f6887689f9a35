"""An agency's own report: chosen, seen, opened to its dossiers, kept, sent to somebody, changed, taken away."""

import pytest

from tests.journeys.test_main_job import press

pytestmark = pytest.mark.journey


@pytest.mark.parametrize(("width", "javascript"), [(360, False), (1280, True)])
def test_a_leader_puts_together_a_report_and_keeps_it(visit, width, javascript):
    leader = visit("lanhdao", width=width, javascript=javascript)
    leader.goto("/lam-viec/bao-cao/")
    leader.click("text=Báo cáo tự lập của cơ quan")
    leader.locator("main a", has_text="Lập báo cáo").first.click()
    leader.select_option("#so-0", "received")
    leader.select_option("#so-1", "working_minutes:nua")
    leader.select_option("#so-2", "qd766.dung_han")
    leader.select_option("#nhom-0", "FIELD")
    leader.select_option("[name=ky]", "THIS_YEAR")
    press(leader, "Xem thử")
    assert leader.evaluate("document.documentElement.scrollWidth") <= width
    assert leader.locator("main svg").count() >= 1
    total = leader.locator("tbody tr", has=leader.get_by_role("rowheader", name="Tất cả"))
    number = int(total.locator("td a").first.inner_text().replace(".", ""))
    assert number > 1
    name = f"Theo lĩnh vực {width}"
    leader.fill("[name=name]", name)
    press(leader, "Lưu")
    assert name in leader.locator("main h1").inner_text()
    if javascript:
        axe = pytest.importorskip("axe_playwright_python.sync_playwright")
        assert [one["id"] for one in axe.Axe().run(leader).response["violations"]] == []
    address = leader.url
    leader.locator("tbody tr", has=leader.get_by_role("rowheader", name="Tất cả")).locator("td a").first.click()
    assert leader.locator("main a.mc-code").count() == min(number, 30)
    leader.goto(f"{address}gui-thu/")
    leader.select_option("[name=rhythm]", "MONTH")
    leader.locator("[name=officials]").first.check()
    press(leader, "Lưu")
    assert "Mỗi tháng" in leader.locator("main").inner_text()
    with leader.expect_download() as download:
        leader.click("text=Tải số liệu (CSV)")
    assert "Hộ tịch" in download.value.path().read_text("utf-8")
    leader.click("summary:has-text('Xóa báo cáo')")
    press(leader, "Xóa")
    assert name not in leader.locator("main").inner_text()
