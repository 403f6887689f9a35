"""The dossier book of a one-stop unit (TT 03/2025/TT-VPCP mẫu 07): read in pieces, so that a year costs no more memory.

A line keeps its number, which its receipt bears: the unit counts what it accepts from 1 January of each year.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import connection
from django.db.models import Prefetch, Q
from django.utils.translation import override

from motcua.dossiers.models import Dossier, DossierQuerySet, Party
from motcua.dossiers.paperwork import RETURN_WORDS
from motcua.dossiers.rules import Role, Status
from motcua.kernel.speech import gettext_noop, say
from motcua.kernel.text import VIETNAM, format_date, format_phone, local
from motcua.organization.models import Unit
from motcua.papers import rules as papers
from motcua.papers.rendering import render
from motcua.papers.rules.books import BookRow, DossierBook

PIECE = 500
# The most lines of one printed book; a month with more has several.
VOLUME = 1000


@dataclass(frozen=True)
class Period:
    """Days from the first to the last, both in."""

    first: date
    last: date

    @property
    def begins_at(self) -> datetime:
        return _midnight(self.first)

    @property
    def ends_at(self) -> datetime:
        return _midnight(self.last + timedelta(days=1))


@dataclass(frozen=True)
class Narrowed:
    """Which lines of a book are meant: as SQL on the dossier `d`, beginning with AND, with its values."""

    sql: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)


def month_of(day: date) -> Period:
    """The whole month of a day."""
    first = day.replace(day=1)
    return Period(first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=VIETNAM)


SHOWN = (
    "code", "reference", "version__procedure__name", "handling_agency__name", "accepted_at", "submitted_at", "due_at",
    "returned_at", "return_method", "book_line", "status", "ended_at",
)  # fmt: skip


def _accepted(unit: Unit) -> DossierQuerySet:
    return Dossier.objects.filter(receiving_unit=unit)


def count_in(unit: Unit, period: Period) -> int:
    """How many lines the book has in a period."""
    return _accepted(unit).filter(accepted_at__gte=period.begins_at, accepted_at__lt=period.ends_at).count()


def rows_of(
    unit: Unit, period: Period, *, after: int = 0, limit: int | None = None, narrowed: Narrowed | None = None
) -> Iterator[BookRow]:
    """The lines of a period in order of acceptance, read piece by piece; `after` is the key of the line before.

    The key of a line is that of its dossier; at most `limit` lines where given.
    """
    for _key, row in keyed_rows(unit, period, after=after, limit=limit, narrowed=narrowed):
        yield row


def keyed_rows(
    unit: Unit, period: Period, *, after: int = 0, limit: int | None = None, narrowed: Narrowed | None = None
) -> Iterator[tuple[int, BookRow]]:
    """The same lines, each with its key."""
    if narrowed is not None and narrowed.sql:
        yield from _some_rows(unit, period, narrowed, after, limit)
        return
    last = _accepted(unit).filter(pk=after, accepted_at__isnull=False).first() if after else None
    year, line, left = 0, 0, limit
    while left is None or left > 0:
        piece = _piece(unit, period, last, PIECE if left is None else min(PIECE, left))
        for dossier in piece:
            accepted_at = dossier.accepted_at or dossier.submitted_at
            if local(accepted_at).year != year:
                year = local(accepted_at).year
                line = _line_before(unit, dossier, year)
            # What its receipt says; those accepted before receipts said it are counted.
            line = dossier.book_line or line + 1
            yield dossier.pk, _row(dossier, line)
        if len(piece) < PIECE:
            return
        last, left = piece[-1], None if left is None else left - len(piece)


def lines_before(unit: Unit, year: int) -> int:
    """How many lines a year's book has that were given before receipts named theirs."""
    begins, ends = _midnight(date(year, 1, 1)), _midnight(date(year + 1, 1, 1))
    return _accepted(unit).filter(accepted_at__gte=begins, accepted_at__lt=ends).count()


def book_of(year: int, volume: int = 1) -> str:
    """How a book is called: by its year; where a month has several volumes, by the volume too."""
    return f"{year}" if volume <= 1 else f"{year}/{volume}"


# Each keeps the number its receipt bears; those accepted before receipts did are counted, which an index alone tells.
_SOME = """SELECT n.id, coalesce(d.book_line, n.line) FROM (
        SELECT b.id, b.accepted_at, row_number() OVER (
            PARTITION BY extract(year FROM b.accepted_at AT TIME ZONE 'Asia/Ho_Chi_Minh') ORDER BY b.accepted_at, b.id
        ) AS line FROM dossiers_dossier b
        WHERE b.receiving_unit_id = %(book)s AND b.accepted_at >= %(year)s AND b.accepted_at < %(ends)s) n
    JOIN dossiers_dossier d ON d.id = n.id
    WHERE n.accepted_at >= %(begins)s AND (n.accepted_at, n.id) > (%(last_at)s, %(last)s)"""


def _some_rows(
    unit: Unit, period: Period, narrowed: Narrowed, after: int, limit: int | None
) -> Iterator[tuple[int, BookRow]]:
    """The lines that are meant, piece by piece."""
    last = _accepted(unit).filter(pk=after, accepted_at__isnull=False).first() if after else None
    values: dict[str, Any] = {
        **narrowed.values,
        "book": unit.pk,
        "year": _midnight(date(period.first.year, 1, 1)),
        "begins": period.begins_at,
        "ends": period.ends_at,
    }
    left = limit
    while left is None or left > 0:
        size = PIECE if left is None else min(PIECE, left)
        place: dict[str, Any] = {
            "last_at": (last and last.accepted_at) or period.begins_at,
            "last": last.pk if last else 0,
            "size": size,
        }
        with connection.cursor() as cursor:
            cursor.execute(f"{_SOME}{narrowed.sql} ORDER BY n.accepted_at, n.id LIMIT %(size)s", {**values, **place})
            lines = dict(cursor.fetchall())
        piece = list(_shown(_accepted(unit).filter(pk__in=lines)))
        for dossier in piece:
            yield dossier.pk, _row(dossier, lines[dossier.pk])
        if len(piece) < PIECE:
            return
        last, left = piece[-1], None if left is None else left - len(piece)


def _piece(unit: Unit, period: Period, last: Dossier | None, size: int) -> list[Dossier]:
    found = _accepted(unit).filter(accepted_at__gte=period.begins_at, accepted_at__lt=period.ends_at)
    if last is not None:
        found = found.filter(Q(accepted_at__gt=last.accepted_at) | Q(accepted_at=last.accepted_at, pk__gt=last.pk))
    return list(_shown(found)[:size])


def _shown(found: DossierQuerySet) -> DossierQuerySet:
    """A book holds thousands of lines: each reads what it shows and nothing more."""
    named = found.select_related("version__procedure", "handling_agency").only(*SHOWN)
    filer = Prefetch("parties", Party.objects.filter(role=Role.FILER))
    return named.prefetch_related(filer, "handling_agency__former_names").order_by("accepted_at", "pk")


def _line_before(unit: Unit, dossier: Dossier, year: int) -> int:
    earlier = Q(accepted_at__lt=dossier.accepted_at) | Q(accepted_at=dossier.accepted_at, pk__lt=dossier.pk)
    return _accepted(unit).filter(earlier, accepted_at__gte=_midnight(date(year, 1, 1))).count()


def _row(dossier: Dossier, line: int) -> BookRow:
    filer = next(iter(dossier.parties.all()), None)
    return BookRow(
        line=line,
        code=dossier.shown_code,
        procedure_name=dossier.procedure.name,
        person_name=filer.name if filer else "",
        address_and_phone=", ".join(part for part in (filer.address, format_phone(filer.phone)) if part)
        if filer
        else "",
        agency_name=dossier.handling_agency.name_at(dossier.accepted_at or dossier.submitted_at),
        received_at=dossier.accepted_at or dossier.submitted_at,
        due_at=dossier.due_at,
        returned_at=dossier.returned_at,
        return_method=RETURN_WORDS[dossier.return_method],
        note=_ending_of(dossier),
    )


ENDINGS = {
    Status.WITHDRAWN: gettext_noop("Người nộp rút hồ sơ ngày %s"),
    Status.STOPPED: gettext_noop("Dừng giải quyết ngày %s"),
    Status.NOT_ACCEPTED: gettext_noop("Từ chối ngày %s"),
}


def _ending_of(dossier: Dossier) -> str:
    """Why nothing is returned of it: it is not open, and not late."""
    said = ENDINGS.get(dossier.state)
    return say(said) % format_date(local(dossier.ended_at)) if said and dossier.ended_at else ""


@override("vi")
def printed_book(unit: Unit, period: Period, *, volume: int, at: datetime) -> bytes:
    """One volume of the book of a period as a PDF, at most `VOLUME` lines."""
    rows: list[BookRow] = []
    key = _key_before(unit, period, volume)
    rows.extend(rows_of(unit, period, after=key, limit=VOLUME))
    first = _accepted(unit).filter(accepted_at__gte=period.begins_at, accepted_at__lt=period.ends_at)
    dossier = first.select_related("rulebook").order_by("accepted_at", "pk").first()
    form = dossier.rulebook.rules.papers.get("dossier_book") if dossier else None
    return render(
        DossierBook(
            agency_name=unit.agency.name_at(period.ends_at - timedelta.resolution),
            parent_agency_name=unit.agency.parent.name if unit.agency.parent else "",
            place_name=unit.agency.place.name,
            at=at,
            form=papers.FormKey(form.circular, form.number, form.title) if form else None,
            rows=tuple(rows),
            first_on=period.first,
            last_on=period.last,
            book_number=book_of(period.first.year, volume),
        )
    )


def _key_before(unit: Unit, period: Period, volume: int) -> int:
    """The key of the last line of the volume before; 0 for the first."""
    if volume <= 1:
        return 0
    found = _accepted(unit).filter(accepted_at__gte=period.begins_at, accepted_at__lt=period.ends_at)
    keys = found.order_by("accepted_at", "pk").values_list("pk", flat=True)
    return next(iter(keys[(volume - 1) * VOLUME - 1 : (volume - 1) * VOLUME]), -1)
