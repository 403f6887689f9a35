"""Anchors of the journal: signed every night and kept outside, so that nobody can rewrite the journal unnoticed.

Outside means a folder of another machine (`JOURNAL_ANCHORS`) and the mailboxes of witnesses (`JOURNAL_WITNESSES`), such
as the inspectorate's.
"""

from datetime import date, datetime
from pathlib import Path

import structlog
from django.conf import settings

from motcua.kernel.journal import Anchor, verify
from motcua.kernel.models import JournalEntry
from motcua.kernel.operations import Refused
from motcua.organization.models import Agency
from motcua.organization.rules import AgencyKind, Level
from motcua.papers.operations import anchor_journal, confirm_kept, warn_of_missing, warn_witnesses

log = structlog.get_logger()
LIST = "moc-nhat-ky.txt"


def kept() -> list[Anchor]:
    """The anchors in the folder outside. Raises `OSError` when it is named and cannot be read."""
    folder = settings.JOURNAL_ANCHORS
    path = Path(folder) / LIST if folder else None
    if path is None or not path.exists():
        return []
    lines = path.read_text(encoding="utf-8").splitlines()
    return [Anchor.read(line.split()[0]) for line in lines if line.strip()]


def missing() -> Anchor | None:
    """The anchor that the journal says was kept last, where the folder outside does not have it.

    A folder whose mount fell away looks like one in which nothing was kept yet: with it goes all that a journal that
    was cut could be compared with.
    """
    entry = JournalEntry.objects.filter(word="journal.anchor_kept").order_by("-number").first()
    if not settings.JOURNAL_ANCHORS or entry is None:
        return None
    last = Anchor.read(entry.details["last"])
    return None if last in kept() else last


def keep_anchor(*, at: datetime) -> None:
    """Check the journal against the anchors there are, then sign and keep a new one; else tell the witnesses.

    Without a key of the agency nothing is signed, and that is told; `./motcua check` tells it too.
    """
    verification = verify(known=kept())
    if not verification.ok:
        log.error("journal_does_not_fit", first_bad=verification.first_bad, count=verification.count)
        warn_witnesses(first_bad=verification.first_bad or 0, by=None, at=at)
        return
    if (lost := missing()) is not None:
        log.error("journal_anchors_are_missing", last=str(lost))
        warn_of_missing(last=lost, by=None, at=at)
        return
    agency = _agency(at.date())
    if agency is None or verification.last is None:
        return
    try:
        paper = anchor_journal(last=verification.last, agency=agency, by=None, at=at)
    except Refused as refusal:
        log.error("journal_not_anchored", why=refusal.message)
        return
    if settings.JOURNAL_ANCHORS and paper.file:
        _keep(Path(settings.JOURNAL_ANCHORS), verification.last, paper.file.read(), at)
        # Said once it is there: what was cut off before keeping it claims nothing.
        confirm_kept(last=verification.last, by=None, at=at)


def _agency(on: date) -> Agency | None:
    committees = Agency.objects.on(on).filter(kind=AgencyKind.PEOPLES_COMMITTEE, level=Level.PROVINCE)
    return committees.select_related("place").first()


def _keep(folder: Path, last: Anchor, pdf: bytes, at: datetime) -> None:
    """The paper first: a line without it would be no proof."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"moc-{last.number}.pdf").write_bytes(pdf)
    with (folder / LIST).open("a", encoding="utf-8") as lines:
        lines.write(f"{last} {at.isoformat(timespec='seconds')}\n")
