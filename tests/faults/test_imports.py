"""Lists of procedures and law come in while web and worker run: no message fails, nobody who searches is refused."""

import json
import time
from contextlib import closing
from urllib.parse import quote

import pytest

from tests.procedures.test_import import row
from tests.whole import up_to

pytestmark = [pytest.mark.faults, pytest.mark.issue(18)]

TIMES = up_to(1, 5)
LAW = "# Luật Nuôi ong số {number}/2026/QH16\n\n## Điều 1. Người nuôi ong lứa {number}\n\nNgười nuôi ong báo xã.\n"


def rounds(province, browser):
    """Each time one procedure and one law more; somebody searches at every step."""
    for number in range(1, TIMES + 1):
        listed = province.folder / "danh-muc.jsonl"
        rows = [row(code=f"1.{900_000 + n}", name=f"Cấp giấy nuôi ong lứa {n}") for n in range(1, number + 1)]
        listed.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
        province.python("-m", "motcua.cli", "procedures", "import", str(listed))
        yield browser.get(f"/thu-tuc/?q={quote('nuôi ong')}").status
        law = province.folder / f"{number}-2026-qh16.md"
        law.write_text(LAW.format(number=number), encoding="utf-8")
        province.python("-m", "motcua.cli", "laws", "import", str(law))
        yield browser.get(f"/thu-tuc/?q={quote('nuôi ong')}").status


def see(province, browser):
    assert set(rounds(province, browser)) == {200}
    until, asked = time.monotonic() + 60, f"/thu-tuc/?q={quote(f'nuôi ong lứa {TIMES}')}"
    while f"1.{900_000 + TIMES}" not in browser.get(asked).body.decode():
        assert time.monotonic() < until, province.log("web")
        time.sleep(0.2)
    # Letters that other tests let fail stand in the same log.
    said = [line for part in ("worker", "web") for line in province.log(part).splitlines()]
    assert not [line for line in said if "outbox_attempt_failed" in line and "search." in line]
    assert not [line for line in said if "search_not_built" in line]


def test_imports_beside_web_and_worker_fail_nobody(province):
    with province.ended():
        province.start("web")
        province.start("worker")
        with closing(province.browser()) as browser:
            see(province, browser)
