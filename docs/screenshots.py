"""Take a picture of every page of a running demonstration: 360 and 1280 px wide, light and dark.

./motcua demo &
.venv/bin/python docs/screenshots.py http://localhost:8000 docs/screenshots
.venv/bin/python docs/screenshots.py http://localhost:8000 docs/pictures --chosen

The chosen ones are what a screen shows at first, in few colours, so that they may stay in the repository.
"""

import re
import shutil
import sys
from pathlib import Path
from typing import Literal

from PIL import Image
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
        "/minh-bach/thoi-gian/",
        "/minh-bach/chi-so/chung_minh.dung_han/",
        "/minh-bach/co-quan/so-tu-phap/",
        "/minh-bach/xa-phuong/06187/",
        "/du-lieu/",
        "/du-lieu/thu-tuc-hanh-chinh/",
        "/mo-phong/",
        "/dang-nhap/",
        "/dang-ky/",
        "/quen-mat-khau/",
        "/xac-thuc/",
        "/quyen-rieng-tu/",
        "/noi-tiep-nhan/",
        "/tro-nang/",
        "/so-do/",
        "/khong-mang/",
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
    "lanhdao": [
        "/lam-viec/",
        "/lam-viec/dieu-hanh/",
        "/lam-viec/thang-cua-toi/",
        "/lam-viec/bao-cao/",
        "/lam-viec/bao-cao/cua-co-quan/",
        "/lam-viec/bao-cao/cua-co-quan/moi/",
        "/lam-viec/quyen/",
        "/lam-viec/nghi/",
    ],
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

COLOURS = 96
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
# Who, where, how wide, in which light.
CHOSEN: list[tuple[str, str, int, Literal["light", "dark"]]] = [
    ("", "/", 1280, "light"),
    ("", "/", 360, "light"),
    ("", "/", 1280, "dark"),
    ("", "/?tieng=en", 1280, "light"),
    ("", "/thu-tuc/?q=khai+sinh", 360, "light"),
    ("", "/thu-tuc/1.001193/", 1280, "light"),
    ("", "/thu-tuc/1.001193/", 360, "dark"),
    ("", "/su-kien/sinh-con/", 360, "light"),
    ("", "/minh-bach/", 1280, "light"),
    ("", "/tra-cuu/", 360, "light"),
    ("congdan", "/", 360, "light"),
    ("congdan", "/ho-so/*", 360, "light"),
    ("congdan", "/ho-so/*", 1280, "dark"),
    ("congdan", "/nop-ho-so/1.004873/", 360, "light"),
    ("motcua", "/lam-viec/", 1280, "light"),
    ("motcua", "/lam-viec/tiep-nhan/1.001193/", 1280, "light"),
    ("motcua", "/lam-viec/ho-so/*", 1280, "light"),
    ("tuphap", "/lam-viec/", 1920, "light"),
    ("giamdoc", "/lam-viec/don-vi/", 1280, "light"),
    ("giamdoc", "/lam-viec/don-vi/", 1280, "dark"),
]


def name_of(address: str) -> str:
    return re.sub(r"[^\w.]+", "-", address.replace("*", "mot")).strip("-") or "trang-chu"


def picture_of(who: str, address: str, width: int, scheme: str) -> str:
    return f"{who or 'ai-cung-xem'}-{name_of(address)}-{width}-{scheme}.png"


def signed_in(browser: Browser, base: str, who: str, width: int, scheme: Literal["light", "dark"]) -> Page:
    context = browser.new_context(base_url=base, viewport={"width": width, "height": 800}, color_scheme=scheme)
    page = context.new_page()
    if who:
        page.goto("/dang-nhap/")
        page.fill("input[name=login]", f"{who}@langson.example")
        page.fill("input[name=password]", PASSWORD)
        page.click("main button[type=submit]")
        page.wait_for_load_state()
    return page


def opened(page: Page, address: str) -> bool:
    """Whether there is such a page; a star at the end means the first thing of that list."""
    page.goto(address.rstrip("*"))
    if address.endswith("*"):
        links = [link.get_attribute("href") or "" for link in page.locator("main a").all()]
        fitting = [link for link in links if link.startswith(address.rstrip("*")) and len(link) > len(address)]
        if not fitting:
            sys.stderr.write(f"{address}: nothing to open\n")
            return False
        page.goto(fitting[0])
    return True


def all_pages(browser: Browser, base: str, folder: Path) -> None:
    """Every page, whole."""
    for width in (360, 1280):
        for scheme in SCHEMES:
            for who, addresses in PAGES.items():
                page = signed_in(browser, base, who, width, scheme)
                for address in addresses:
                    if opened(page, address):
                        page.screenshot(path=folder / picture_of(who, address, width, scheme), full_page=True)
                page.context.close()


def chosen_pages(browser: Browser, base: str, folder: Path) -> None:
    """The first screen of the chosen ones, small."""
    for who, address, width, scheme in CHOSEN:
        page = signed_in(browser, base, who, width, scheme)
        if opened(page, address):
            target = folder / picture_of(who, address, width, scheme)
            page.screenshot(path=target)
            Image.open(target).convert("RGB").quantize(COLOURS).save(target, optimize=True)
        page.context.close()


def main(base: str, folder: Path, *, is_chosen: bool) -> None:
    """Take them with the Chromium of this machine."""
    names = ("chromium", "chromium-headless-shell", "chromium-browser", "google-chrome")
    chromium = next(filter(None, map(shutil.which, names)))
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        (chosen_pages if is_chosen else all_pages)(browser, base, folder)
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), is_chosen="--chosen" in sys.argv)
