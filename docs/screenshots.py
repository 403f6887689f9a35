"""Take a picture of every page of a running demonstration: 360 and 1280 px wide, light and dark.

./motcua demo &
.venv/bin/python docs/screenshots.py http://localhost:8000 docs/screenshots
"""

import shutil
import sys
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

PASSWORD = "LangSon@2026"  # noqa: S105 - of the demonstration, printed at every start
PAGES = {
    "": [
        "/",
        "/thu-tuc/",
        "/thu-tuc/?q=khai+sinh",
        "/thu-tuc/1.001193/",
        "/thu-tuc/1.001193/can-mang/",
        "/thu-tuc/1.001193/?tieng=en",
        "/?tieng=en",
        "/?tieng=vi",
        "/phap-luat/",
        "/su-kien/sinh-con/",
        "/tra-cuu/",
        "/minh-bach/",
        "/mo-phong/",
        "/dang-nhap/",
        "/dang-ky/",
        "/quen-mat-khau/",
        "/xac-thuc/",
        "/quyen-rieng-tu/",
        "/thanh-phan",
        "/khong-co-trang-nay/",
    ],
    "congdan": [
        "/ho-so/",
        "/ho-so/*",
        "/tai-khoan/",
        "/tai-khoan/thong-tin/",
        "/tai-khoan/lien-he/",
        "/tai-khoan/thong-bao/",
        "/tai-khoan/ai-da-xem/",
        "/tai-khoan/du-lieu/",
        "/tai-khoan/du-lieu/lay/",
        "/tai-khoan/du-lieu/xoa/",
        "/nop-ho-so/1.001193/",
    ],
    "motcua": [
        "/lam-viec/",
        "/lam-viec/ho-so/",
        "/lam-viec/ho-so/*",
        "/lam-viec/tiep-nhan/",
        "/lam-viec/tiep-nhan/1.001612/",
        "/lam-viec/don-vi/",
        "/lam-viec/so-theo-doi/",
    ],
    "lanhdao": ["/lam-viec/"],
    "vanthu": ["/lam-viec/"],
    "giamdoc": ["/lam-viec/don-vi/"],
    "kiemsoat": ["/lam-viec/danh-muc/", "/lam-viec/danh-muc/1.004873/", "/lam-viec/danh-muc/het-hieu-luc/"],
    "quantri": [
        "/lam-viec/can-bo/",
        "/lam-viec/gui-di/",
        "/lam-viec/luu-giu/",
        "/lam-viec/suc-khoe/",
        "/lam-viec/ke-thua/",
    ],
}


def name_of(address: str) -> str:
    return address.strip("/").replace("/", "_").replace("?", "_").replace("*", "mot") or "trang-chu"


def signed_in(browser: Browser, base: str, who: str, width: int, scheme: str) -> Page:
    context = browser.new_context(base_url=base, viewport={"width": width, "height": 800}, color_scheme=scheme)
    page = context.new_page()
    if who:
        page.goto("/dang-nhap/")
        page.fill("input[name=login]", f"{who}@langson.example")
        page.fill("input[name=password]", PASSWORD)
        page.click("main button[type=submit]")
        page.wait_for_load_state()
    return page


def take(page: Page, address: str, target: Path) -> None:
    """A star at the end means the first thing of that list."""
    page.goto(address.rstrip("*"))
    if address.endswith("*"):
        links = [link.get_attribute("href") or "" for link in page.locator("main a").all()]
        fitting = [link for link in links if link.startswith(address.rstrip("*")) and len(link) > len(address)]
        if not fitting:
            sys.stderr.write(f"{address}: nothing to open\n")
            return
        page.goto(fitting[0])
    page.screenshot(path=target, full_page=True)


def main(base: str, folder: Path) -> None:
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        for width in (360, 1280):
            for scheme in ("light", "dark"):
                for who, addresses in PAGES.items():
                    page = signed_in(browser, base, who, width, scheme)
                    for address in addresses:
                        take(page, address, folder / f"{name_of(address)}-{width}-{scheme}.png")
                    page.context.close()
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
