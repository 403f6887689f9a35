"""The board of a unit counts what is open, for the officials whose right covers it, and for nobody else."""

from datetime import timedelta

import pytest

from motcua.dossiers.models import Dossier, SupplementRequest
from motcua.dossiers.operations import supplements
from motcua.dossiers.queries import dossiers_of_filer, waiting_for_me
from motcua.dossiers.rules import WAITING
from motcua.handling.boards import board_of, units_for
from motcua.handling.filters import Sort
from motcua.handling.lists import Asked, dossiers_for
from motcua.handling.models import Task
from motcua.people.rights import posts_of
from motcua.ui.templatetags.mc import due_words
from tests.dossiers.conftest import at

pytestmark = pytest.mark.django_db


def board_for(official, **more):
    (unit, *_others) = units_for(posts_of(official, on=at(2).date()), on=at(2).date())
    return board_of(unit, at=at(2), **more)


def test_the_counter_sees_what_it_received_by_status_and_lateness(people, accepted, register):
    accepted()
    register(when=at(2))
    board = board_for(people.counter)
    assert board.total == 2
    assert {one.name for one in board.statuses} <= {"NEW", "ACCEPTED", "IN_PROCESS"}
    Dossier.objects.filter(due_at__isnull=False).update(due_at=at(2) - timedelta(days=1))
    assert board_for(people.counter).late >= 1


def test_what_waits_for_its_filer_is_not_late(people, accepted):
    dossier = accepted()
    Dossier.objects.filter(pk=dossier.pk).update(due_at=at(2) - timedelta(days=1))
    assert board_for(people.counter).late == 1
    assert [one.late for one in board_for(people.clerk).officials] == [0]
    Task.objects.filter(dossier=dossier).update(due_at=at(2) - timedelta(days=1))
    assert [one.late for one in board_for(people.clerk).officials] == [1]
    for waiting in WAITING:
        Dossier.objects.filter(pk=dossier.pk).update(status=waiting)
        board = board_for(people.counter)
        assert (board.total, board.late) == (1, 0)
        assert [one.late for one in board_for(people.clerk).officials] == [0]
        assert due_words(board.page.lines[0], at(2)) == "Chờ người nộp"


def test_what_its_filer_has_answered_waits_for_the_office(people, register):
    dossier = register(when=at(2))
    item = supplements.ItemFacts("Bản sao hộ chiếu", "Thiếu")
    supplements.request_supplement(dossier, items=[item], reason="Thiếu", by=people.counter, at=at(2))
    mine = {"posts": posts_of(people.counter, on=at(3).date()), "on": at(3).date()}

    def told():
        rows = [*dossiers_for(people.counter, **mine).lines, *dossiers_of_filer(people.citizen)]
        return {due_words(row, at(3)) for row in rows if row.shown_code == dossier.shown_code}

    Dossier.objects.update(due_at=at(9))
    assert told() == {"Chờ người nộp"}
    assert [one.pk for one in waiting_for_me(people.citizen)] == [dossier.pk]
    SupplementRequest.objects.update(state="ANSWERED")
    assert told() == {"Đã bổ sung, chờ cơ quan xem"}
    assert waiting_for_me(people.citizen) == []


def test_a_dossier_that_is_over_leaves_the_board(people, accepted):
    dossier = accepted()
    assert dossier.pk in [one.pk for one in board_for(people.counter).page.lines]
    Dossier.objects.filter(pk=dossier.pk).update(status="WITHDRAWN")
    assert board_for(people.counter).total == 0


def test_the_list_goes_on_where_the_page_before_ended(people, register):
    for _number in range(5):
        register(when=at(2))
    whole = [one.pk for one in board_for(people.counter).page.lines]
    found, after = [], None
    while True:
        page = board_for(people.counter, asked=Asked(sort=Sort.DUE, after=after), limit=2).page
        found += [one.pk for one in page.lines]
        after = page.following
        if after is None:
            break
    assert found == whole


def test_the_page_answers_odd_questions_and_hides_other_units(client, people, accepted):
    accepted()
    client.force_login(people.counter)
    assert client.get("/lam-viec/don-vi/").status_code == 200
    for odd in ("\x00", "x|y", "2026-01-01T00:00:00+00:00|1", "9" * 400, "٣"):
        assert client.get("/lam-viec/don-vi/", {"sau": odd}).status_code == 200
    own = {unit.pk for unit in units_for(posts_of(people.counter, on=at(2).date()), on=at(2).date())}
    assert client.get("/lam-viec/don-vi/", {"bo-phan": max(own) + 1}).status_code == 404
    assert client.get("/lam-viec/don-vi/", {"bo-phan": "x"}).status_code == 404


def test_a_counter_whose_work_others_do_says_of_nobody_that_nothing_is_open(people, accepted, client):
    accepted()
    for who, is_told in ((people.counter, False), (people.clerk, True)):
        client.force_login(who)
        page = client.get("/lam-viec/don-vi/").content.decode()
        assert "Không có việc nào đang mở." not in page
        assert ("Theo người" in page) == is_told
