"""The dossier book: every accepted dossier once, numbered through the year, however long the period is."""

import re
from copy import copy
from io import BytesIO
from pathlib import Path
from uuid import uuid4
from zipfile import ZipFile

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from motcua.dossiers import books
from motcua.dossiers.books import Narrowed, Period, month_of, rows_of
from motcua.dossiers.models import Dossier, Party
from motcua.dossiers.operations import results
from motcua.dossiers.rules import Channel
from motcua.handling.filters import Filters
from motcua.kernel.models import Counter
from motcua.papers.operations import pdf_of
from tests.dossiers.conftest import at
from tests.whole import up_to

pytestmark = [pytest.mark.django_db, pytest.mark.issue(2)]
MARCH = month_of(at(2).date())


def many(dossier, count, month=3):
    """Copies of a dossier, accepted a minute after each other."""
    rows = []
    for number in range(count):
        one = copy(dossier)
        one._state = copy(dossier._state)
        one.pk, one._state.adding = None, True
        one.public_id, one.submission_key = uuid4(), uuid4()
        one.reference, one.code = f"NT{month}{number:08}", f"H37.TD-{month}-{number:06}"
        # As those accepted before receipts named their line.
        one.book_line = None
        one.accepted_at = at(3 + number // 1000, 8, number % 60, month=month)
        rows.append(one)
    made = Dossier.objects.bulk_create(rows, batch_size=1000)
    parties = [Party(dossier=one, role="FILER", name="Nông Thị Hoa", phone="0912345678") for one in made]
    Party.objects.bulk_create(parties, batch_size=1000)
    return made


def resident(*, forget_peak=False):
    """The most memory this process has used, in MB; since now when it is to forget."""
    if forget_peak:
        Path("/proc/self/clear_refs").write_text("5")
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def test_pages_by_key_show_every_line_once_with_its_number(accepted):
    dossier = accepted()
    many(dossier, 120)
    numbers, after = [], 0
    while True:
        page = list(books.keyed_rows(dossier.receiving_unit, MARCH, after=after, limit=50))
        numbers += [row.line for _key, row in page]
        if len(page) < 50:
            break
        after = page[-1][0]
    assert numbers == list(range(1, 122))


def test_the_numbers_go_on_from_month_to_month_and_begin_again_in_a_new_year(accepted):
    dossier = accepted()
    many(dossier, 5, month=4)
    april = Period(at(1, month=4).date(), at(30, month=4).date())
    assert [row.line for row in rows_of(dossier.receiving_unit, april)] == [2, 3, 4, 5, 6]
    Dossier.objects.filter(code="H37.TD-4-000000").update(accepted_at=at(5).replace(year=2025))
    assert [row.line for row in rows_of(dossier.receiving_unit, april)] == [2, 3, 4, 5]


def test_the_page_names_its_errors_and_its_months(client, people, accepted):
    accepted()
    client.force_login(people.counter)
    page = client.get("/lam-viec/so-theo-doi/?tu=2026-03-01&den=2026-03-31").content.decode()
    assert "1 hồ sơ đã tiếp nhận" in page
    assert "/lam-viec/so-theo-doi/2026/3/1/" in page
    for query in ("tu=abc", "tu=2026-03-31&den=2026-03-01", "tu=2020-01-01&den=2026-01-01", "tu=0001-01-01"):
        assert client.get(f"/lam-viec/so-theo-doi/?{query}").status_code == 422, query
    march = {"tu_day": "1", "tu_month": "3", "tu_year": "2026", "den_day": "31", "den_month": "3", "den_year": "2026"}
    page = client.get("/lam-viec/so-theo-doi/", march).content.decode()
    assert "1 hồ sơ đã tiếp nhận" in page
    assert "?tu=2026-03-01&amp;den=2026-03-31" in page
    wrong = client.get("/lam-viec/so-theo-doi/", {**march, "tu_day": "32"})
    assert (wrong.status_code, 'name="tu_day" value="32"' in wrong.content.decode()) == (422, True)
    assert client.get("/lam-viec/so-theo-doi/2026/3/2/").status_code == 404
    assert client.get("/lam-viec/so-theo-doi/2026/13/1/").status_code == 404
    assert client.get("/lam-viec/so-theo-doi/2026/3/1/").content.startswith(b"%PDF")


def test_an_official_of_another_centre_sees_their_own_book(client, people, accepted):
    accepted()
    client.force_login(people.elsewhere)
    assert "0 hồ sơ" in client.get("/lam-viec/so-theo-doi/?tu=2026-03-01&den=2026-03-31").content.decode()
    client.force_login(people.clerk)
    assert client.get("/lam-viec/so-theo-doi/").status_code == 403


def test_a_month_with_more_lines_than_a_volume_has_several(accepted, monkeypatch):
    monkeypatch.setattr(books, "VOLUME", 40)
    dossier = accepted()
    many(dossier, 60)
    unit = dossier.receiving_unit
    second = list(rows_of(unit, MARCH, after=books._key_before(unit, MARCH, 2), limit=40))
    assert [row.line for row in second] == list(range(41, 62))
    assert books.printed_book(unit, MARCH, volume=2, at=at(31)).startswith(b"%PDF")


def test_a_year_of_thousands_costs_little_memory_and_few_queries(client, people, accepted):
    dossier, lines = accepted(), up_to(4_000, 20_000)
    many(dossier, lines)
    client.force_login(people.counter)
    address = "/lam-viec/so-theo-doi/bang-tinh/?tu=2026-01-01&den=2026-12-31"
    before = resident(forget_peak=True)
    with CaptureQueriesContext(connection) as asked:
        content = client.get(address).content
    assert resident() - before < 200
    assert len(asked) < 200
    with ZipFile(BytesIO(content)) as book:
        assert book.read("xl/worksheets/sheet1.xml").count(b"<row ") == lines + 2
    with CaptureQueriesContext(connection) as asked:
        page = client.get("/lam-viec/so-theo-doi/?tu=2026-01-01&den=2026-12-31").content.decode()
    assert re.search(rf"\b{lines // 1000}\.?001 hồ sơ", page)
    assert len(asked) < 45


def receipt_of(dossier):
    paper = dossier.papers.get(kind="RECEIPT").paper
    pages = PdfReader(BytesIO(pdf_of(paper, at=at(31)))).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


@pytest.mark.issue(18)
def test_the_receipt_names_book_and_line_as_the_book_has_them(accepted):
    made = [accepted(), accepted("1.001612"), accepted(when=at(3))]
    rows = {row.code: row.line for row in rows_of(made[0].receiving_unit, MARCH)}
    for dossier in made:
        assert f"quyển số: 2026, số thứ tự: {rows[dossier.code]}." in receipt_of(dossier)
    assert sorted(rows.values()) == [1, 2, 3]


@pytest.mark.issue(18)
def test_lines_go_on_where_they_were_counted_before_and_begin_again_with_the_year(accepted):
    first = accepted()
    many(first, 5)
    Counter.objects.filter(scope__startswith="book:").delete()
    Dossier.objects.filter(pk=first.pk).update(book_line=None)
    assert accepted(when=at(9)).book_line == 7
    assert [row.line for row in rows_of(first.receiving_unit, MARCH)] == list(range(1, 8))
    assert accepted(when=at(5, month=1).replace(year=2027)).book_line == 1


def test_lines_that_are_looked_for_keep_their_numbers_of_the_whole_book(people, accepted):
    first = accepted()
    made = many(first, 30)
    wanted = made[4::7]
    Dossier.objects.filter(pk__in=[one.pk for one in wanted]).update(channel="POST", filer_key="hoang van minh")
    narrowed = Narrowed(*Filters(channel=Channel.POST).condition())
    whole = {row.code: row.line for row in rows_of(first.receiving_unit, MARCH)}
    some = list(books.keyed_rows(first.receiving_unit, MARCH, narrowed=narrowed))
    assert [(row.code, row.line) for _key, row in some] == [(one.code, whole[one.code]) for one in wanted]
    left = books.keyed_rows(first.receiving_unit, MARCH, narrowed=narrowed, after=some[1][0], limit=1)
    assert [row.line for _key, row in left] == [some[2][1].line]
    client = Client()
    client.force_login(people.counter)
    asked = {"tu": "2026-03-01", "den": "2026-03-31", "q": "Minh"}
    shown = client.get("/lam-viec/so-theo-doi/", asked).context["rows"]
    assert [row.line for row in shown] == [row.line for _key, row in some]
    sheet = client.get("/lam-viec/so-theo-doi/bang-tinh/", asked).content
    rows = CalamineWorkbook.from_filelike(BytesIO(sheet)).get_sheet_by_index(0).to_python()
    assert len(rows) - 1 == len(wanted)


@pytest.mark.issue(18)
def test_what_its_filer_took_back_is_no_open_line_of_the_book(client, people, accepted):
    dossier = accepted()
    results.withdraw(dossier, reason="Thôi", by=people.citizen, at=at(4))
    (row,) = rows_of(dossier.receiving_unit, MARCH)
    assert (row.note, row.returned_at) == ("Người nộp rút hồ sơ ngày 04/03/2026", None)
    client.force_login(people.counter)
    page = client.get("/lam-viec/so-theo-doi/?tu=2026-03-01&den=2026-03-31").content.decode()
    assert "Người nộp rút hồ sơ ngày 04/03/2026" in page
    accepted(when=at(3))
    assert [row.note for row in rows_of(dossier.receiving_unit, MARCH)][1] == ""
