"""Agencies are merged while dossiers are open: all moves, or nothing; codes and due dates stay."""

import pytest

from motcua.cli.agencies import take_over_dossiers
from motcua.dossiers.models import HistoryEntry
from motcua.handling.models import Task
from motcua.handling.operations.succession import take_over
from motcua.handling.successions import plan_take_over
from motcua.kernel.models import JournalEntry
from motcua.kernel.operations import NotPermitted, Refused
from motcua.kernel.terminal import Trouble
from motcua.notices.models import Notice
from motcua.organization.models import Agency, Post, Succession, Unit
from motcua.organization.rules import Duty
from motcua.people.models import Holding
from motcua.people.operations import create_account, give_post
from motcua.people.rights import posts_of
from motcua.people.rules import AccountKind
from tests.dossiers.conftest import PLACE, at

pytestmark = [pytest.mark.django_db, pytest.mark.issue(2)]
DAY = at(4)


@pytest.fixture
def before():
    return Agency.objects.get(code=f"ubnd-{PLACE}")


@pytest.fixture
def after():
    return Agency.objects.get(code="ubnd-05977")


@pytest.fixture
def decided(before, after):
    return Succession.objects.create(
        predecessor=before, successor=after, kind="MERGED", takes_effect_on=DAY.date(), legal_basis="QĐ 1"
    )


@pytest.fixture
def administrator():
    account = create_account(
        kind=AccountKind.OFFICIAL, password="x", full_name="Admin", email="admin@x.vn", by=None, at=at(1, month=1)
    )
    seat = Post.objects.filter(duties__contains=[Duty.ADMIN.value]).exclude(unit__agency__code=f"ubnd-{PLACE}").first()
    give_post(account, post=seat, valid_from=at(1, month=1).date(), by=None, at=at(1, month=1))
    return account


def to_the_end(work, dossier, *, when):
    while Task.objects.of(dossier).filter(finished_at=None).exists():
        work(dossier, when=when)
    return dossier


def test_all_open_dossiers_tasks_and_posts_move_and_the_promises_stay(people, accepted, work, decided, before, after):
    finished = to_the_end(work, accepted("1.004873"), when=at(2, 10))
    first = accepted("1.004873")
    code, due = first.code, first.due_at
    take_over(predecessor=before, successor=after, by=None, at=DAY)
    first.refresh_from_db()
    assert (first.code, first.due_at) == (code, due)
    assert (first.handling_agency, first.handling_unit.agency) == (after, after)
    assert {task.unit.agency for task in Task.objects.of(first).filter(finished_at=None)} == {after}
    assert [post.unit.agency for post in posts_of(people.clerk, on=DAY.date())] == [after]
    assert [post.unit.agency for post in posts_of(people.clerk, on=at(3).date())] == [before]
    finished.refresh_from_db()
    assert finished.handling_agency == before
    assert HistoryEntry.objects.filter(dossier=first, word="taken_over").count() == 1
    assert JournalEntry.objects.filter(word="dossier.taken_over").count() == 1
    assert Notice.objects.filter(kind="taken_over", dossier_reference=first.reference).exists()
    assert to_the_end(work, first, when=at(4, 15)).status in ("DONE", "RETURNED")


def test_a_dry_run_changes_nothing(people, accepted, decided, before, after):
    accepted()
    journal, holdings = JournalEntry.objects.count(), Holding.objects.count()
    plan = plan_take_over(before, after, at=DAY)
    assert (len(plan.dossiers), plan.tasks, plan.problems) == (1, 1, [])
    assert (JournalEntry.objects.count(), Holding.objects.count()) == (journal, holdings)


@pytest.mark.parametrize("case", ["no decision", "too early", "two successors", "no unit", "two units", "no post"])
def test_whatever_is_not_clear_stops_everything(people, accepted, decided, before, after, case):
    dossier = accepted()
    if case == "no decision":
        decided.delete()
    elif case == "too early":
        Succession.objects.update(takes_effect_on=at(5).date())
    elif case == "two successors":
        other = Agency.objects.get(code="so-tu-phap")
        Succession.objects.create(
            predecessor=before, successor=other, kind="SPLIT", takes_effect_on=DAY.date(), legal_basis="QĐ 2"
        )
    elif case == "no unit":
        Unit.objects.filter(agency=after, kind="LEADERSHIP").update(kind="OFFICE")
    elif case == "two units":
        Unit.objects.filter(agency=after, code="tu-phap-ho-tich").update(code="khac")
    elif case == "no post":
        for post in Post.objects.filter(unit__agency=after, unit__code="lanh-dao"):
            Post.objects.filter(pk=post.pk).update(code=f"khac-{post.code}")
    assert plan_take_over(before, after, at=DAY).problems
    with pytest.raises(Refused, match="Chưa chuyển được gì"):
        take_over(predecessor=before, successor=after, by=None, at=DAY)
    dossier.refresh_from_db()
    assert dossier.handling_agency == before
    assert not JournalEntry.objects.filter(word="agency.taken_over").exists()


def test_a_result_signed_for_the_old_agency_is_issued_first(people, accepted, work, decided, before, after):
    dossier = accepted("1.004873")
    for _step in range(4):
        if dossier.papers.filter(paper__signed_at__isnull=False, kind__startswith="RESULT").exists():
            break
        work(dossier, when=at(2, 10))
    [problem] = plan_take_over(before, after, at=DAY).problems
    assert dossier.code in problem


def test_only_an_administrator_may(people, decided, before, after):
    with pytest.raises(NotPermitted):
        take_over(predecessor=before, successor=after, by=people.leader, at=DAY)


def test_the_command_shows_first_and_moves_when_told(people, accepted, decided, before, after, capsys):
    dossier = accepted()
    assert take_over_dossiers(predecessor=before.code, successor=after.code, apply=False, at=DAY) == 0
    assert dossier.code in capsys.readouterr().out
    dossier.refresh_from_db()
    assert dossier.handling_agency == before
    assert take_over_dossiers(predecessor=before.code, successor=after.code, apply=True, at=DAY) == 0
    dossier.refresh_from_db()
    assert dossier.handling_agency == after
    with pytest.raises(Trouble):
        take_over_dossiers(predecessor="khong-co", successor=after.code, apply=True, at=DAY)


def test_an_administrator_sees_what_is_open_and_moves_it_on_a_page(
    client, people, administrator, accepted, decided, before, after
):
    dossier = accepted("1.004873")
    address = f"/lam-viec/ke-thua/{before.code}/{after.code}/"
    client.force_login(people.clerk)
    assert client.get(address).status_code == 403
    assert client.post(address).status_code == 403
    client.force_login(administrator)
    listed = client.get("/lam-viec/ke-thua/").content.decode()
    assert address in listed
    assert dossier.code in client.get(address).content.decode()
    assert client.get("/lam-viec/ke-thua/khong/co/").status_code == 404
    assert client.post(address, follow=True).status_code == 200
    dossier.refresh_from_db()
    assert dossier.handling_agency == after
    assert "Không còn gì đang mở" in client.get(address).content.decode()


def test_the_page_says_why_nothing_may_move_yet(client, administrator, accepted, decided, before, after):
    dossier = accepted("1.004873")
    Unit.objects.filter(agency=after).update(valid_until=at(1).date())
    client.force_login(administrator)
    page = client.post(f"/lam-viec/ke-thua/{before.code}/{after.code}/").content.decode()
    assert "không có một đơn vị tương ứng duy nhất" in page
    assert "Chuyển sang cơ quan kế thừa" not in page
    dossier.refresh_from_db()
    assert dossier.handling_agency == before


def test_officials_whose_posts_came_in_another_order_than_their_accounts_move_too(people, decided, before, after):
    accounts = [
        create_account(
            kind=AccountKind.OFFICIAL, password="x", full_name=name, email=f"{name}@x.vn", by=None, at=at(1, month=1)
        )
        for name in ("first", "second")
    ]
    seat = Post.objects.get(unit__agency=before, unit__code="kinh-te", code="chuyen-vien")
    for account in reversed(accounts):
        give_post(account, post=seat, valid_from=at(1, month=1).date(), by=None, at=at(1, month=1))
    take_over(predecessor=before, successor=after, by=None, at=DAY)
    for account in accounts:
        assert {post.unit.agency for post in posts_of(account, on=DAY.date())} == {after}
