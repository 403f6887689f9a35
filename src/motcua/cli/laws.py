"""Takes law into the law base from the command line. Imported once Django is up."""

import time
from datetime import date, datetime
from json import dumps
from pathlib import Path

from motcua.cli.catalogue import progress
from motcua.cli.refusals import in_words
from motcua.kernel.terminal import Trouble, say
from motcua.kernel.text import format_date, local
from motcua.laws.loading.files import BadFile, gather
from motcua.laws.operations import import_laws
from motcua.search.operations import rebuild
from motcua.ui.stale import stale, stale_sheet, unproved


def import_path(*, path: Path, as_of: date | None, json: bool, at: datetime) -> int:
    """Take an archive, a folder or one document into the law base and say what could not be read."""
    started = time.monotonic()
    try:
        gathered = gather(path, progress("Đã đọc tệp"), as_of=as_of)
        with in_words():
            run = import_laws(
                name=path.name,
                documents=list(gathered.documents.values()),
                troubles=gathered.troubles,
                files=gathered.files,
                by=None,
                at=at,
            )
        if run.created or run.changed:
            rebuild(kind="law", by=None, at=at)
    except BadFile as error:
        raise Trouble(str(error)) from error
    kinds: dict[str, int] = {}
    for trouble in gathered.troubles:
        kinds[trouble.kind] = kinds.get(trouble.kind, 0) + 1
    facts = {
        "name": path.name, "files": gathered.files, "documents": len(gathered.documents), "articles": run.articles,
        "created": run.created, "changed": run.changed, "unchanged": run.unchanged,
        "headings_recognised_percent": gathered.recognised,
        "headings_listed_without_text": len(gathered.listed_only - gathered.codes), "troubles": kinds,
        "seconds": round(time.monotonic() - started, 1),
    }  # fmt: skip
    if json:
        say(dumps(facts | {"findings": [vars(one) for one in gathered.troubles]}, ensure_ascii=False))
        return 0
    say(
        f"Đã nạp {gathered.files} tệp, {len(gathered.documents)} văn bản, {run.articles} điều, {facts['seconds']} giây."
    )
    say(f"  điều mới {run.created}, đổi {run.changed}, như cũ {run.unchanged}")
    say(f"  tiêu đề điều nhận ra: {gathered.recognised} %; chỉ có trong mục lục, không có nội dung: "
        f"{facts['headings_listed_without_text']}")  # fmt: skip
    for trouble in gathered.troubles[:20]:
        say(f"  {trouble.file}:{trouble.line} {trouble.kind} {trouble.text[:100]}")
    if len(gathered.troubles) > 20:
        say(f"  … và {len(gathered.troubles) - 20} mục khác; xem bằng --json")
    return 0


def stale_bases(*, on: date | None, report: Path | None, json: bool, at: datetime) -> int:
    """Say which documents under the catalogue lost effect or were changed by a day; 1 when there are any."""
    day = on or local(at).date()
    found, unknown = stale(on=day), unproved(on=day)
    if report is not None:
        report.write_bytes(stale_sheet(found))
    if json:
        say(
            dumps(
                {"on": day.isoformat(), "documents": [one.record() for one in found], "unknown": unknown},
                ensure_ascii=False,
            )
        )
        return 1 if found else 0
    for one in found:
        say(f"{one.number}: {' '.join(one.reasons)}")
        for procedure in one.procedures:
            say(f"  {procedure.code}  {procedure.name[:100]}")
        for template in one.templates:
            say(f"  {template}")
    if unknown:
        say(
            f"Chưa rõ còn hiệu lực hay không, tra tại Cơ sở dữ liệu quốc gia về văn bản pháp luật: {', '.join(unknown)}"
        )
    say(f"Tính đến {format_date(day)}: {len(found)} văn bản đã hết hiệu lực hoặc đã được sửa đổi, "
        f"{len(unknown)} văn bản chưa rõ.")  # fmt: skip
    return 1 if found else 0
