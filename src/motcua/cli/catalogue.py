"""Takes national lists into the catalogue from the command line. Imported once Django is up."""

import hashlib
import sys
import time
from collections.abc import Callable, Mapping
from datetime import datetime
from json import dumps
from pathlib import Path
from typing import Any

from django.db import transaction

from motcua.cli.refusals import in_words
from motcua.kernel.terminal import Trouble, say
from motcua.procedures.loading.national import BadFile, rows_of
from motcua.procedures.operations.importing import ImportOutcome, import_catalogue, understand
from motcua.search.operations import rebuild
from motcua.ui.sheets import quality_report
from motcua.ui.words import word


def progress(what: str) -> Callable[[int], None]:
    """A line on the terminal that counts; nothing where there is no terminal."""
    shown = [0.0]

    def count(number: int) -> None:
        now = time.monotonic()
        if sys.stderr.isatty() and now - shown[0] > 0.1:
            shown[0] = now
            sys.stderr.write(f"\r{what}: {number:,}".replace(",", "."))
            sys.stderr.flush()

    return count


def import_procedures(*, file: Path, dry_run: bool, report: Path | None, json: bool, at: datetime) -> int:
    """Take a list into the catalogue, or only say what would happen."""
    started = time.monotonic()
    outcome = ImportOutcome()
    try:
        rows = understand(rows_of(file), outcome, progress("Đã đọc"))
        with in_words(), transaction.atomic():
            import_catalogue(rows=rows, outcome=outcome, file_name=file.name, digest=_digest(file), by=None, at=at)
            transaction.set_rollback(dry_run)
    except BadFile as error:
        raise Trouble(str(error)) from error
    if not dry_run and (outcome.created or outcome.changed):
        rebuild(kind="procedure", by=None, at=at)
    took = time.monotonic() - started
    if report is not None:
        report.write_bytes(quality_report(outcome.findings, outcome.unread))
    facts = {
        "file": file.name, "dry_run": dry_run, "rows": outcome.rows, "created": len(outcome.created),
        "changed": len(outcome.changed), "unchanged": outcome.unchanged, "drafts_beside_province": len(outcome.drafted),
        "unread": [{"line": line, "reason": reason} for line, _raw, reason in outcome.unread],
        "findings": outcome.counts, "seconds": round(took, 1),
    }  # fmt: skip
    say(dumps(facts, ensure_ascii=False) if json else _told(facts))
    return 1 if outcome.unread else 0


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _told(facts: Mapping[str, Any]) -> str:
    """The outcome in words."""
    verb = "Chạy thử, không ghi gì" if facts["dry_run"] else "Đã nạp"
    lines = [
        f"{verb}: {facts['rows']} dòng trong {facts['seconds']} giây.",
        f"  mới {facts['created']}, đổi {facts['changed']}, như cũ {facts['unchanged']}, "
        f"không đọc được {len(facts['unread'])} (giữ nguyên văn)",
        f"  bản quốc gia để đối chiếu với bản của tỉnh: {facts['drafts_beside_province']}",
    ]
    lines += [f"  dòng {row['line']}: {row['reason']}" for row in facts["unread"][:20]]
    if facts["findings"]:
        lines.append("Cần xem lại (số thủ tục):")
        lines += [f"  {count:6} {word('finding', kind)}" for kind, count in facts["findings"].items()]
    return "\n".join(lines)
