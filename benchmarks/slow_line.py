"""The first view of public pages over a line of 2G, in a real Chromium with nothing kept: first paint and bytes."""

import shutil
import statistics
from typing import Any

from playwright.sync_api import Browser, CDPSession, sync_playwright

from benchmarks.province import Province
from benchmarks.results import table, write

PAGES = {"home": "/", "search": "/thu-tuc/?q=khai+sinh", "one procedure": "/thu-tuc/1.004873/"}
RUNS = 3
# Kilobits a second, down and up, and milliseconds that every answer waits.
DOWN, UP, WAIT = 250, 50, 300
# A telephone of today.
SCREEN = {"width": 360, "height": 740}
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
PAINTED = """() => new Promise(resolve => new PerformanceObserver(list => {
    const first = list.getEntriesByName('first-contentful-paint')[0];
    if (first) resolve(first.startTime);
}).observe({type: 'paint', buffered: true}))"""


def run() -> dict[str, Any]:
    """Open each page so many times, each time by a browser that knows nothing yet."""
    figures: dict[str, Any] = {}
    with Province() as province, sync_playwright() as playwright:
        province.start("web")
        found = next((path for name in BROWSERS if (path := shutil.which(name))), None)
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        for name, path in PAGES.items():
            # Once before, so that the server is warm; the browser is not.
            visits = [_visit(browser, f"http://127.0.0.1:{province.port}{path}") for _run in range(RUNS + 1)][1:]
            figures[name] = {"first_paint_s": [one["paint"] for one in visits]} | visits[-1]["bytes"]
        browser.close()
    _write(figures)
    return figures


def _visit(browser: Browser, address: str) -> dict[str, Any]:
    context = browser.new_context(viewport=SCREEN, service_workers="block")
    page = context.new_page()
    line = context.new_cdp_session(page)
    line.send("Network.enable")
    line.send(
        "Network.emulateNetworkConditions",
        {
            "offline": False,
            "latency": WAIT,
            "downloadThroughput": DOWN * 1000 / 8,
            "uploadThroughput": UP * 1000 / 8,
        },
    )
    came = _counted(line)
    page.goto(address, wait_until="load", timeout=120_000)
    painted = page.evaluate(PAINTED) / 1000
    context.close()
    return {"paint": painted, "bytes": came}


def _counted(line: CDPSession) -> dict[str, int]:
    """What comes over the line from now on, in bytes as they are sent: all of it, and fonts."""
    kinds: dict[str, str] = {}
    came = {"all_bytes": 0, "font_bytes": 0}

    def finished(event: dict[str, Any]) -> None:
        came["all_bytes"] += int(event["encodedDataLength"])
        if kinds.get(event["requestId"]) == "Font":
            came["font_bytes"] += int(event["encodedDataLength"])

    line.on("Network.responseReceived", lambda event: kinds.update({event["requestId"]: event["type"]}))
    line.on("Network.loadingFinished", finished)
    return came


def _write(figures: dict[str, Any]) -> None:
    rows = [
        [
            name,
            " / ".join(f"{one:.2f}" for one in sorted(of["first_paint_s"])),
            f"{statistics.median(of['first_paint_s']):.2f}",
            f"{(of['all_bytes'] - of['font_bytes']) / 1024:.1f}",
            f"{of['font_bytes'] / 1024:.1f}",
        ]
        for name, of in figures.items()
    ]
    write(
        "slow_line",
        "A slow line",
        [
            f"The demonstration's pages over HTTP from granian as `./motcua serve` starts it, in a Chromium without a screen, "
            f"{SCREEN['width']} × {SCREEN['height']}, that keeps nothing between visits. The line is Chromium's own emulation of "
            f"2G: {DOWN} kb/s down, {UP} kb/s up, {WAIT} ms before each answer. First paint is the browser's "
            f"first-contentful-paint, {RUNS} visits; bytes are as they came over the line until the page was loaded, heads of "
            "answers with them. Nothing stands before granian; pages, style sheets and scripts come packed.",
            "",
            *table(["page", "first paint, s", "middle", "KB without fonts", "KB of fonts"], rows),
        ],
        "django",
        "granian",
        "playwright",
    )
