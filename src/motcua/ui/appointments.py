"""An appointment as iCalendar (RFC 5545), which every phone can take into its calendar."""

from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from motcua.dossiers.models import Dossier

# A line holds at most 75 octets; longer ones go on after a blank.
LINE = 73


def to_ical(dossier: Dossier, *, at: datetime) -> bytes:
    """The due date of an accepted dossier, half an hour before the office closes; before, that of the first answer.

    `at`: when it is asked for.
    """
    due = dossier.due_at or dossier.first_answer_due_at
    said = _("Hẹn trả kết quả hồ sơ %s") if dossier.due_at else _("Hạn trả lời việc tiếp nhận hồ sơ %s")
    suffix = "" if dossier.due_at else "-tiep-nhan"
    start = due - timedelta(minutes=30)
    address = f"{settings.PUBLIC_ADDRESS.rstrip('/')}/ho-so/{dossier.shown_code}/"
    procedure = dossier.version.procedure
    name = procedure.name_en if get_language() == "en" and procedure.name_en else procedure.name
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:-//Mot Cua//{get_language() or 'vi'}",
        "BEGIN:VEVENT",
        f"UID:{dossier.reference}{suffix}@{settings.PUBLIC_ADDRESS.split('//')[-1]}",
        f"DTSTAMP:{at.astimezone(UTC):%Y%m%dT%H%M%SZ}",
        f"DTSTART:{start.astimezone(UTC):%Y%m%dT%H%M%SZ}",
        f"DTEND:{due.astimezone(UTC):%Y%m%dT%H%M%SZ}",
        "SUMMARY:" + _escaped(said % dossier.shown_code),
        "DESCRIPTION:" + _escaped(f"{name}\n{address}"),
        "LOCATION:" + _escaped(dossier.receiving_unit.agency.name),
        f"URL:{address}",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return b"".join(_folded(line) for line in lines)


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def _folded(line: str) -> bytes:
    """The line in pieces that never cut a letter of several octets."""
    pieces, piece = [], b""
    for char in line:
        octets = char.encode()
        if len(piece) + len(octets) > LINE:
            pieces.append(piece)
            piece = b""
        piece += octets
    return b"\r\n ".join([*pieces, piece]) + b"\r\n"
