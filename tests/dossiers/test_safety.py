"""A small `./motcua bench safety`: no hostile request fails, and nobody sees whom they may not, in files neither."""

import zipfile
from io import BytesIO

import pytest
from django.urls import reverse

from benchmarks.safety import Asker, addresses, every_address, fuzz, look, mark_of, words_in
from tests.dossiers.test_addresses_by_role import addresses as asked_of
from tests.dossiers.test_addresses_by_role import world  # noqa: F401 - a fixture
from tests.whole import up_to

NUMBER, MAIL = "020090000001", "hoa@x.vn"
# Not the telephone of these tests: pages show it as an example.
MARKS = {mark_of(NUMBER), mark_of(MAIL)}


@pytest.fixture
def ask(world):  # noqa: F811
    roles = ("citizen", "counter", "elsewhere", "admin")
    return Asker({"nobody": None} | {role: getattr(world.people, role) for role in roles})


@pytest.fixture
def things(world):  # noqa: F811
    receipt = world.dossier.papers.get(kind="RECEIPT").paper.public_id
    return [
        {
            "code": world.dossier.code,
            "public_id": receipt,
            "pk": world.dossier.files.get().pk,
            "key": "ky",
            "number": 1,
        },
        {
            "code": "2.000635",
            "token": world.draft.token,
            "key": world.draft.form.parsed.pages[0].key,
            "pk": world.change.pk,
        },
        {
            "handle": world.people.clerk.handle,
            "slug": "123-2015-ND-CP",
            "year": 2026,
            "month": 3,
            "volume": 1,
            "place": 1,
        },
        {
            "code": "chung_minh.dung_han",
            "form_slug": "ii-06a",
            "period_code": "2026-q1",
            "agency_code": world.dossier.handling_agency.code,
            "month_code": "2026-02",
        },
        {"code": world.petition.code, "number": 1},
    ]


@pytest.mark.issue(16)
def test_nobody_sees_whom_they_may_not_and_who_may_sees_them_in_files_too(world, ask):  # noqa: F811
    asked = [address for _name, address in asked_of(world)]
    looked = look(ask, asked, dict.fromkeys(ask.clients, MARKS))
    # Those whose it is, and who handles it: what is looked for is found where it stands.
    assert {leak.partition(" sees ")[0] for leak in looked.leaks} == {"citizen", "counter"}
    assert any("/giay/" in leak for leak in looked.leaks)
    assert looked.files["application/pdf"] > 1
    assert looked.answers == len(asked) * len(ask.clients)


def test_the_book_as_a_spreadsheet_has_the_dossiers_of_its_own_counter_alone(world, ask):  # noqa: F811
    sheet, code = f"{reverse('workspace:book_sheet')}?tu=2026-03-01&den=2026-03-31", mark_of(world.dossier.code)
    sheets = {role: ask(role, "get", sheet) for role in ("counter", "elsewhere")}
    assert {answer.kind.rpartition(".")[2] for answer in sheets.values()} == {"sheet"}
    assert [code in words_in(answer.content) for answer in sheets.values()] == [True, False]


def test_no_hostile_request_makes_a_page_fail(ask, things):
    requests = up_to(150, 2_000)
    fuzzed = fuzz(ask, things, requests=requests)
    assert fuzzed.failures == []
    assert sum(fuzzed.statuses.values()) == requests
    # It reaches pages, and is not stopped at the doors alone.
    assert fuzzed.statuses[200] + fuzzed.statuses[422] > 30


def test_what_fails_is_named_with_the_place(ask, things, monkeypatch):
    def fails(*_arguments, **_facts):
        raise ZeroDivisionError

    for name in ("_list", "_found"):
        monkeypatch.setattr(f"motcua.portal.finding.{name}", fails)
    monkeypatch.setattr("benchmarks.safety.addresses", lambda: iter([("portal:procedures", [])]))
    failures = fuzz(ask, things, requests=12).failures
    assert failures
    assert "ZeroDivisionError at portal/finding.py" in failures[0]


def test_every_address_that_has_its_values_is_asked(things):
    asked = every_address(things)
    assert len(asked) > len([name for name, keys in addresses() if not keys])
    assert f"/lam-viec/ho-so/{things[0]['code']}/giay/{things[0]['public_id']}/" in asked


@pytest.mark.parametrize(
    ("text", "mark"),
    [("+84912345678", "912345678"), ("0912 345 678", "912345678"), ("Hoa@X.vn", "hoa@xvn"), ("12", ""), ("", "")],
)
def test_a_number_is_known_however_it_is_written(text, mark):
    assert mark_of(text) == mark
    assert not mark or mark in words_in(f"<td>{text}</td>".encode())


def test_an_archive_is_read_to_its_bottom():
    inner, outer = BytesIO(), BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("xl/sharedStrings.xml", "<t>020 090 000 001</t>")
    with zipfile.ZipFile(outer, "w") as archive:
        archive.writestr("a/b.xlsx", inner.getvalue())
    assert mark_of(NUMBER) in words_in(outer.getvalue())
    assert words_in(b"%PDF-1.7 broken") == ""
