"""Who takes a list of people away as a file is written down: which, when, how many lines; not what was looked for."""

import pytest

from motcua.kernel.models import JournalEntry
from tests.dossiers.test_addresses_by_role import addresses, world  # noqa: F401 - a fixture

pytestmark = [pytest.mark.issue(16), pytest.mark.django_db]

# Files of the catalogue, of officials and of one dossier: no lists of people who filed.
OTHERS = {
    "workspace:catalogue_report", "workspace:stale_sheet", "workspace:set_up_template",
    "workspace:set_up_structure_template", "workspace:file", "workspace:paper", "workspace:control_sheet",
    "workspace:opinion_file", "workspace:draft_file", "workspace:proof",
}  # fmt: skip
FILES = ("application/pdf", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")


def written():
    return list(JournalEntry.objects.filter(word="list.taken").order_by("number"))


def test_every_list_that_is_taken_away_is_written_down(client, world):  # noqa: F811 - the fixture
    """Whatever file officials are given that is none of those above; new ones too."""
    client.force_login(world.people.counter)
    unwritten, taken = [], set()
    for name, address in addresses(world):
        if not name.startswith("workspace:") or name in OTHERS:
            continue
        before = len(written())
        answer = client.get(address)
        if answer.status_code == 200 and answer.headers["Content-Type"] in FILES:
            taken.add(name)
            unwritten += [] if len(written()) == before + 1 else [name]
    assert unwritten == []
    assert taken >= {"workspace:inbox_sheet", "workspace:board_sheet", "workspace:dossiers_sheet",
                     "workspace:book_sheet", "workspace:book_printed"}  # fmt: skip


def test_it_says_how_many_lines_and_not_whom_one_looked_for(client, world):  # noqa: F811 - the fixture
    client.force_login(world.people.counter)
    client.get("/lam-viec/bang-tinh/ho-so.xlsx", {"q": "Nông Thị Hoa", "kenh": "", "xep": "moi-nhat"})
    (entry,) = written()
    assert entry.actor == f"people.account:{world.people.counter.pk}"
    assert entry.details["page"] == "/lam-viec/bang-tinh/ho-so.xlsx"
    assert entry.details["lines"] == 2
    assert entry.details["narrowed"] == "q xep"
    assert "Nông" not in str(entry.details)


def test_a_page_of_a_book_counts_its_lines(client, world):  # noqa: F811 - the fixture
    client.force_login(world.people.counter)
    client.get("/lam-viec/so-theo-doi/bang-tinh/?tu=2026-01-01&den=2026-12-31")
    client.get("/lam-viec/so-theo-doi/2026/3/1/")
    assert [entry.details["lines"] for entry in written()] == [1, 1]


def test_who_gets_no_file_leaves_no_line(client, world):  # noqa: F811 - the fixture
    client.force_login(world.people.clerk)
    assert client.get("/lam-viec/so-theo-doi/bang-tinh/").status_code == 403
    client.get("/lam-viec/bang-tinh/viec.xlsx", {"tu": "32/13/2026"})
    assert written() == []
