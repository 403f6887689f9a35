"""A running platform with the demonstration province, and a real browser. Skipped, and counted so, without Chromium.

Both end with the last journey: what runs after it in the same process is in no loop of the browser's.
"""

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests import database

ROOT = Path(__file__).parents[2]
PASSWORD = "LangSon@2026"
# The one without a window wants a third of the processor's time.
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
CHROMIUM = next(filter(None, map(shutil.which, BROWSERS)), None)
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


@pytest.fixture(scope="package")
def province(django_db_setup, django_db_blocker):
    """The address of a database that has the packs, and nobody's dossiers: most of a first start is loading them."""
    with django_db_blocker.unblock(), database.copy() as name:
        yield database.address(name)


@pytest.fixture(scope="package")
def platform(tmp_path_factory, province):
    """The address of a platform started as a person would start it."""
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine: apt-get install chromium")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    data = tmp_path_factory.mktemp("platform")
    # The journeys are about a few dossiers they know; a year of others would come between.
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "MOTCUA_YEAR": "0", "DATABASE_URL": province}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    log = (data / "log").open("w")
    process = subprocess.Popen(
        [sys.executable, "-m", "motcua.cli", "demo", "--port", str(port), "--data", str(data)],
        cwd=ROOT, env=environment, stdout=log, stderr=subprocess.STDOUT,
    )  # fmt: skip
    try:
        # Filling a province takes its time on a machine that does other things as well.
        for _attempt in range(1200):
            if process.poll() is not None or "đang chạy" in (data / "log").read_text():
                break
            time.sleep(0.5)
        assert "đang chạy" in (data / "log").read_text(), (data / "log").read_text()
        yield f"http://localhost:{port}"
    finally:
        process.terminate()
        process.wait(30)
        log.close()


@contextlib.contextmanager
def opened_chromium():
    """A browser, and as long as it is open the loop that it leaves running in this process."""
    sync_api = pytest.importorskip("playwright.sync_api")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def chromium():
    with opened_chromium() as browser:
        yield browser


@pytest.fixture
def visit(platform, chromium):
    """A browser of one's own: `visit("congdan")` signs in, `visit()` does not. No page may ask a third party."""
    opened = []

    def open_for(who=None, *, width=1280, javascript=True):
        context = chromium.new_context(
            viewport={"width": width, "height": 800}, base_url=platform, java_script_enabled=javascript
        )
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.foreign = []
        page.on(
            "request",
            lambda request: page.foreign.append(request.url) if not request.url.startswith(platform) else None,
        )
        opened.append((context, page))
        if who:
            page.goto("/dang-nhap/")
            page.fill("input[name=login]", f"{who}@langson.example")
            page.fill("input[name=password]", PASSWORD)
            page.click("main button[type=submit]")
            page.wait_for_url(lambda url: "/dang-nhap/" not in url)
        return page

    yield open_for
    for context, page in opened:
        # What the browser makes up by itself (data:, its own viewer of PDFs) goes over no network.
        assert [url for url in page.foreign if url.startswith(("http", "ws"))] == []
        context.close()
