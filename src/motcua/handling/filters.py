"""Which dossiers of a list are meant: the same filters for inboxes, boards, searches and books."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any

from django.db import connection
from django.db.models import Q

from motcua.dossiers.queries import IS_ANSWERED, LIMIT
from motcua.dossiers.rules import OPEN, WAITING, Channel, Status
from motcua.kernel.addresses import moment_in, number_in
from motcua.kernel.folding import Folded
from motcua.kernel.text import VIETNAM, fold, format_phone
from motcua.kernel.values import dialled_number, dossier_code, figures, flat, phone_or_empty
from motcua.procedures.models import Procedure, ProcedureVersion
from motcua.processes.rules import StepKind


class When(StrEnum):
    """How open work stands against its time."""

    LATE = "LATE"
    SOON = "SOON"
    # Neither: also what has no date, and what waits for its filer.
    REST = "REST"


class Sort(StrEnum):
    """What a list is sorted by."""

    DUE = "DUE"
    NEWEST = "NEWEST"
    OLDEST = "OLDEST"
    HOLDER = "HOLDER"
    PROCEDURE = "PROCEDURE"


def value_in(cast: str, value: str) -> str | None:
    """The value at which a page ended, as that type is written; None for one of another sorting, or of nobody."""
    if cast == "bigint":
        return value if number_in(value) is not None else None
    if cast != "timestamptz" or value in ("infinity", "-infinity"):
        return value
    moment = moment_in(value)
    return moment.isoformat() if moment else None


@dataclass(frozen=True)
class Filters:
    """Which dossiers of a list, whichever list: each says nothing unless it is set."""

    text: str = ""
    status: Status | None = None
    procedure: str = ""
    field: int | None = None
    step: StepKind | None = None
    # Who has an open step in hand; 0: nobody.
    person: int | None = None
    since: date | None = None
    until: date | None = None
    when: When | None = None
    # The day on which it falls due.
    due_on: date | None = None
    channel: Channel | None = None
    agency: int | None = None

    @property
    def means_open(self) -> bool:
        """Whether only what is open can be meant."""
        return bool(
            self.step or self.when or self.due_on or self.person is not None or (self.status and self.status in OPEN)
        )

    @property
    def due_values(self) -> dict[str, datetime | None]:
        """From when until when falls due what is meant."""
        return {
            "due_from": _midnight(self.due_on),
            "due_to": _midnight(self.due_on and self.due_on + timedelta(days=1)),
        }

    def condition(self, *, at: datetime | None = None, soon: datetime | None = None) -> tuple[str, dict[str, Any]]:
        """As SQL on the dossier `d`, beginning with AND, and its values."""
        text = [_SQL[name] for name, value in vars(self).items() if name in _SQL and value is not None and value != ""]
        values = {name: str(value) if isinstance(value, StrEnum) else value for name, value in vars(self).items()}
        values |= {"at": at, "soon": soon, **self.due_values}
        values |= {"since": _midnight(self.since), "until": _midnight(self.until and self.until + timedelta(days=1))}
        if self.when:
            text.append(_WHEN[self.when])
        if self.procedure.strip():
            values["versions"] = versions_named(self.procedure)
            text.append("d.version_id = ANY(%(versions)s)")
        if self.text.strip():
            values |= _typed(self.text)
            text.append(f"({_TYPED} OR d.id = ANY(%(dossiers)s))" if values["dossiers"] else f"({_TYPED})")
        return "".join(f" AND {one}" for one in text), values


WAITS = f"(d.status IN ({', '.join(repr(str(one)) for one in sorted(WAITING))}) AND NOT {IS_ANSWERED})"
_OPEN_STEP = "FROM handling_task t WHERE t.dossier_id = d.id AND t.finished_at IS NULL AND NOT t.is_cancelled"
_SQL = {
    "status": "d.status = %(status)s",
    "field": """d.version_id IN (SELECT v.id FROM procedures_procedureversion v
        JOIN procedures_procedure p ON p.id = v.procedure_id WHERE p.field_id = %(field)s)""",
    "step": f"EXISTS (SELECT {_OPEN_STEP} AND t.kind = %(step)s)",
    "person": f"EXISTS (SELECT {_OPEN_STEP} AND coalesce(t.assignee_id, 0) = %(person)s)",
    "since": "d.submitted_at >= %(since)s",
    "until": "d.submitted_at < %(until)s",
    "due_on": f"{LIMIT} >= %(due_from)s AND {LIMIT} < %(due_to)s AND NOT {WAITS}",
    "channel": "d.channel = %(channel)s",
    "agency": "d.handling_agency_id = %(agency)s",
}
_WHEN = {
    When.LATE: f"{LIMIT} < %(at)s AND NOT {WAITS}",
    When.SOON: f"{LIMIT} BETWEEN %(at)s AND %(soon)s AND NOT {WAITS}",
    When.REST: f"({LIMIT} IS NULL OR {LIMIT} > %(soon)s OR {WAITS})",
}
# Each arm has an index of its own; a name is found by how each of its words begins, in any order.
_TYPED = """d.code LIKE %(code_begins)s OR d.reference LIKE %(code_begins)s
    OR reverse(coalesce(d.code, d.reference)) LIKE %(code_ends)s
    OR array_to_tsvector(array_remove(string_to_array(d.holder_key || ' ' || d.filer_key, ' '), ''))
        @@ %(words)s::tsquery"""
# What a name ends with where it is copied from a sentence; a word is found by its beginning with and without it.
ENDS = ',;:.!?)]}»”"…–-'
# What a number of a person leads to, latest first: nobody leafs through more.
_NUMBERED = """SELECT DISTINCT p.dossier_id FROM dossiers_party p WHERE p.id_number = ANY(%(numbers)s)
    OR p.phone = ANY(%(numbers)s) ORDER BY p.dossier_id DESC LIMIT 2000"""


def versions_named(text: str) -> list[int]:
    """All versions of the procedures with these words in their name, or whose code begins so."""
    named = Procedure.objects.annotate(key=Folded("name")).filter(
        Q(key__contains=fold(text)) | Q(code__startswith=flat(text).strip())
    )
    return list(ProcedureVersion.objects.filter(procedure__in=named).order_by("pk").values_list("pk", flat=True))


def _midnight(day: date | None) -> datetime | None:
    return datetime.combine(day, time(), tzinfo=VIETNAM) if day else None


def _typed(text: str) -> dict[str, Any]:
    """What was typed as a code's beginning or end, as words of a name, as a number."""
    code = dossier_code(text[:200])
    ends = f"{_escaped(code[::-1])}%" if len(code) >= 3 and code[-1:].isalnum() else ""
    begun = (word.rstrip(ENDS) for word in fold(text[:200]).split())
    words = " & ".join(f"'{_quoted(word)}':*" for word in begun if word)
    return {
        "code_begins": f"{_escaped(code)}%",
        "code_ends": ends,
        "words": words,
        "dossiers": dossiers_numbered(text),
    }


def dossiers_numbered(text: str) -> list[int]:
    """The dossiers of who has this identity or telephone number; of other text none."""
    numbers = numbers_typed(text)
    if not numbers:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_NUMBERED, {"numbers": numbers})
        return [pk for (pk,) in cursor.fetchall()]


def _quoted(word: str) -> str:
    """A word within the quotes of a question to a text index."""
    return word.replace("\\", "\\\\").replace("'", "''")


def numbers_typed(text: str) -> list[str]:
    """The ways in which an identity or telephone number typed like this may be stored; none for other text."""
    typed = figures(text).upper()
    if not 8 <= len(typed) <= 20 or sum(char.isdigit() for char in typed) < 6:
        return []
    phone = phone_or_empty(text)
    # Also as it was typed and kept before numbers had one shape.
    return list({text.strip(), typed, *filter(None, (phone, dialled_number(phone), format_phone(phone)))})


def _escaped(text: str) -> str:
    """A text as the beginning of a pattern in SQL."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
