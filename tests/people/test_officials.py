"""Accounts of officials and their posts: opened, given for a time, ended, locked, with the work put back."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from motcua.handling.models import Task
from motcua.handling.operations import tasks
from motcua.kernel.models import JournalEntry
from motcua.kernel.operations import NotPermitted, Refused
from motcua.kernel.text import local
from motcua.organization.models import Post
from motcua.people import operations
from motcua.people.arrivals import lines_of
from motcua.people.models import Account, Holding
from motcua.people.queries import officials
from motcua.people.rights import posts_of
from tests.dossiers.conftest import PLACE, accepted, at, people, register  # noqa: F401 - fixtures

DAY = date(2026, 3, 2)


@pytest.fixture
def admin(people):  # noqa: F811
    seat = Post.objects.get(unit__agency__code="ubnd-tinh", code="quan-tri")
    Holding.objects.create(official=people.office, post=seat, valid_from=at(1, month=1).date())
    return people.office


@pytest.fixture
def seat():
    return Post.objects.get(unit__agency__code=f"ubnd-{PLACE}", unit__code="tu-phap-ho-tich", code="chuyen-vien")


def test_an_account_is_opened_without_a_password_that_anybody_knows(admin, people):  # noqa: F811
    made = operations.open_official(full_name=" Lý Văn Tư ", email="tu@langson.example", by=admin, at=at(2))
    assert (made.full_name, made.kind) == ("Lý Văn Tư", "OFFICIAL")
    assert made.has_usable_password()
    assert JournalEntry.objects.filter(word="official.opened").count() == 1
    with pytest.raises(Refused) as refusal:
        operations.open_official(full_name="", email="TU@langson.example", by=admin, at=at(2))
    assert set(refusal.value.errors) == {"full_name", "email"}
    with pytest.raises(NotPermitted):
        operations.open_official(full_name="X", email="x2@x.vn", by=people.head, at=at(2))
    assert Account.objects.filter(email__iexact="tu@langson.example").count() == 1


@pytest.mark.issue(18)
@pytest.mark.parametrize("name", ["王小明", "Lò Thị D \U0001f338"])
def test_who_will_sign_papers_has_a_name_that_papers_can_show(admin, name):
    with pytest.raises(Refused) as refusal:
        operations.open_official(full_name=name, email="tu@langson.example", by=admin, at=at(2))
    assert set(refusal.value.errors) == {"full_name"}
    assert not Account.objects.filter(email="tu@langson.example").exists()
    row = {"number": "2", "full_name": name, "email": "tu@langson.example", "post": "", "since": ""}
    (line,) = lines_of([row], by=admin, on=at(2).date())
    assert any("không in được" in said for said in line.errors)


def test_two_administrators_open_one_address_at_the_same_moment(admin, monkeypatch):
    operations.open_official(full_name="Lý Văn Tư", email="tu@langson.example", by=admin, at=at(2))
    # The second looked before the first was there.
    monkeypatch.setattr(Account.objects, "filter", lambda *_args, **_facts: Account.objects.none())
    with pytest.raises(Refused) as refusal:
        operations.open_official(full_name="Lý Văn Tú", email="Tu@langson.example", by=admin, at=at(2))
    assert list(refusal.value.errors) == ["email"]


def test_a_post_is_held_for_a_time_in_somebodys_place(admin, people, seat):  # noqa: F811
    operations.give_post(
        people.builder, post=seat, valid_from=DAY, valid_until=DAY + timedelta(days=5), by=admin, at=at(2)
    )

    def holds(day):
        return seat.pk in {post.pk for post in posts_of(people.builder, on=day)}

    assert holds(DAY)
    assert holds(DAY + timedelta(days=4))
    assert not holds(DAY + timedelta(days=5))
    with pytest.raises(Refused, match="đã giữ vị trí đó"):
        operations.give_post(people.builder, post=seat, valid_from=DAY, by=admin, at=at(2))
    with pytest.raises(Refused, match="Ngày cuối"):
        operations.give_post(people.head, post=seat, valid_from=DAY, valid_until=DAY, by=admin, at=at(2))
    operations.give_post(people.builder, post=seat, valid_from=DAY + timedelta(days=5), by=admin, at=at(2))


@pytest.mark.issue(16)
def test_no_administrator_gives_himself_a_post(client, admin, people, seat):  # noqa: F811
    """Whoever holds one reads what people filed there: it takes another administrator, for posts that sign two."""
    with pytest.raises(Refused, match="Không ai tự giao"):
        operations.give_post(admin, post=seat, valid_from=DAY, by=admin, at=at(2))
    (line,) = lines_of(
        [{"number": "2", "full_name": admin.full_name, "email": admin.email, "post": seat.path, "since": "02/03/2026"}],
        by=admin, on=DAY,
    )  # fmt: skip
    assert any("Không ai tự giao" in said for said in line.errors)
    client.force_login(admin)
    sent = {
        "then": "give",
        "co-quan": f"ubnd-{PLACE}",
        "post": seat.pk,
        "from": local(timezone.now()).date().isoformat(),
    }
    assert "Không ai tự giao" in client.post(f"/lam-viec/can-bo/{admin.handle}/", sent).content.decode()
    assert not admin.holdings.filter(post=seat).exists()
    operations.give_post(
        people.clerk,
        post=Post.objects.get(unit__agency__code="ubnd-tinh", code="quan-tri"),
        valid_from=DAY,
        by=None,
        at=at(2),
    )
    operations.give_post(admin, post=seat, valid_from=DAY, by=people.clerk, at=at(2))


def test_who_leaves_a_post_leaves_its_work_to_the_unit(admin, people, accepted):  # noqa: F811
    task = Task.objects.get(dossier=accepted(), finished_at=None)
    tasks.take_task(task, by=people.clerk, at=at(2))
    held = people.clerk.holdings.get()
    operations.end_post(held, on=DAY + timedelta(days=1), by=admin, at=at(2))
    task.refresh_from_db()
    assert task.assignee is None
    assert posts_of(people.clerk, on=DAY)
    assert not posts_of(people.clerk, on=DAY + timedelta(days=1))
    for when, on in ((at(2), DAY - timedelta(days=1)), (at(5), at(6).date())):
        with pytest.raises(Refused):
            operations.end_post(held, on=on, by=admin, at=when)
    with pytest.raises(NotPermitted):
        operations.end_post(people.head.holdings.get(), on=DAY, by=people.leader, at=at(2))


def test_work_stays_with_who_keeps_the_duty_in_another_post(admin, people, accepted):  # noqa: F811
    task = Task.objects.get(dossier=accepted(), finished_at=None)
    head = Post.objects.get(unit=task.unit, code="truong-phong")
    operations.give_post(people.clerk, post=head, valid_from=DAY, by=None, at=at(2))
    tasks.take_task(task, by=people.clerk, at=at(2))
    operations.end_post(people.clerk.holdings.exclude(post=head).get(), on=DAY, by=admin, at=at(2))
    task.refresh_from_db()
    assert task.assignee == people.clerk


def test_the_last_administrator_stays(admin):
    held = admin.holdings.get(post__code="quan-tri")
    with pytest.raises(Refused, match="cuối cùng"):
        operations.end_post(held, on=DAY, by=admin, at=at(2))
    with pytest.raises(Refused, match="Không tự khóa"):
        operations.lock_official(admin, reason="x", by=admin, at=at(2))


def test_a_locked_official_is_out_at_once(client, admin, people, accepted):  # noqa: F811
    task = Task.objects.get(dossier=accepted(), finished_at=None)
    tasks.take_task(task, by=people.clerk, at=at(2))
    client.force_login(people.clerk)
    assert client.get("/lam-viec/").status_code == 200
    with pytest.raises(Refused, match="lý do"):
        operations.lock_official(people.clerk, reason=" ", by=admin, at=at(2))
    operations.lock_official(people.clerk, reason="Mất máy", by=admin, at=at(2))
    assert client.get("/lam-viec/")["Location"].startswith("/dang-nhap/")
    task.refresh_from_db()
    assert task.assignee is None
    operations.unlock_official(people.clerk, by=admin, at=at(2))
    client.force_login(people.clerk)
    assert client.get("/lam-viec/").status_code == 200
    with pytest.raises(Refused, match="không phải"):
        operations.lock_official(people.citizen, reason="x", by=admin, at=at(2))


def test_the_pages_open_give_end_and_lock(client, admin, people, seat):  # noqa: F811
    client.force_login(admin)
    made = client.post("/lam-viec/can-bo/moi/", {"full_name": "Lý Văn Tư", "email": "tu@x.vn", "phone": "0911222333"})
    page = made["Location"]
    account = Account.objects.get(email="tu@x.vn")
    assert account.phone == "+84911222333"
    assert "Chưa giữ vị trí nào" in client.get(page).content.decode()
    offered = client.get(page, {"co-quan": f"ubnd-{PLACE}"})
    assert (str(seat.pk), f"{seat.title}, {seat.unit.name}") in offered.context["vacancies"]
    today = local(timezone.now()).date()
    given = {"then": "give", "co-quan": f"ubnd-{PLACE}", "post": seat.pk, "from": today.isoformat()}
    wrong = client.post(page, {**given, "until": "2020-01-01"})
    assert wrong.status_code == 422
    assert "Ngày cuối phải từ ngày đầu trở đi." in wrong.content.decode()
    assert client.post(page, {**given, "from": "x"}).status_code == 422
    boxes = {
        "from_day": "31",
        "from_month": "2",
        "from_year": "2027",
        "until_day": "1",
        "until_month": "",
        "until_year": "",
    }
    wrong = client.post(page, {**given, "from": "", **boxes}).content.decode()
    assert 'name="from_day" value="31"' in wrong
    assert 'name="until_day" value="1"' in wrong
    assert client.post(page, {**given, "post": "x"}).status_code == 422
    assert client.post(page, given).status_code == 302
    held = account.holdings.get()
    assert "Lý Văn Tư" in client.get("/lam-viec/can-bo/?q=lý văn").content.decode()
    assert client.post(page, {"then": "end", "holding": held.pk, "on_day": "x"}).status_code == 422
    boxes = {"on_day": today.day, "on_month": today.month, "on_year": today.year}
    assert client.post(page, {"then": "end", "holding": held.pk, **boxes}).status_code == 302
    assert client.post(page, {"then": "lock", "reason": ""}).status_code == 422
    assert client.post(page, {"then": "lock", "reason": "Thôi việc"}).status_code == 302
    assert "Đã khóa" in client.get(page).content.decode()
    assert client.post(page, {"then": "unlock"}).status_code == 302
    assert client.post(page, {"then": "x"}).status_code == 422
    assert client.get("/lam-viec/can-bo/00000000-0000-4000-8000-000000000000/").status_code == 404


def test_only_administrators_see_them(client, people):  # noqa: F811
    client.force_login(people.head)
    for address in ("/lam-viec/can-bo/", "/lam-viec/can-bo/moi/", f"/lam-viec/can-bo/{people.clerk.handle}/"):
        assert client.get(address).status_code == 403


@pytest.mark.django_db
def test_the_first_administrator_comes_from_the_server_and_nobody_else():
    seat = Post.objects.get(unit__agency__code="ubnd-tinh", code="quan-tri")
    facts = {
        "email": "dau.tien@langson.example",
        "full_name": " Lộc Văn Đầu ",
        "password": "mot-hai-ba-bon",
        "post": seat,
    }
    with pytest.raises(NotPermitted):
        operations.admit_administrator(**facts, by=Account(kind="OFFICIAL"), at=at(2))
    made = operations.admit_administrator(**facts, by=None, at=at(2))
    assert (made.full_name, made.kind, made.check_password("mot-hai-ba-bon")) == ("Lộc Văn Đầu", "OFFICIAL", True)
    assert {post.pk for post in posts_of(made, on=DAY)} == {seat.pk}
    assert "mot-hai" not in str(list(JournalEntry.objects.values()))
    operations.open_official(full_name="Người Sau", email="sau@langson.example", by=made, at=at(2))


def test_who_administered_before_gets_in_again_and_keeps_the_account(admin, people):  # noqa: F811
    seat = Post.objects.get(unit__agency__code="ubnd-tinh", code="quan-tri")
    admin.is_active = False
    admin.save()
    again = operations.admit_administrator(
        email=admin.email.upper(), full_name="", password="mot-hai-ba-bon", post=seat, by=None, at=at(2)
    )
    assert (again.pk, again.is_active, again.full_name) == (admin.pk, True, admin.full_name)
    assert Holding.objects.filter(official=admin, post=seat).count() == 1


def test_no_citizen_and_no_nameless_account_administers(people, seat):  # noqa: F811
    office = Post.objects.get(unit__agency__code="ubnd-tinh", code="quan-tri")
    facts = {"full_name": "Ai", "password": "mot-hai-ba-bon", "by": None, "at": at(2)}
    with pytest.raises(Refused, match="công dân"):
        operations.admit_administrator(**facts, email=people.citizen.email, post=office)
    with pytest.raises(Refused) as refusal:
        operations.admit_administrator(**{**facts, "full_name": " "}, email="khong-phai", post=office)
    assert set(refusal.value.errors) == {"full_name", "email"}
    with pytest.raises(Refused, match="không phải là quản trị"):
        operations.admit_administrator(**facts, email="ai@langson.example", post=seat)
    assert not Account.objects.filter(email="ai@langson.example").exists()


@pytest.fixture
def named(db):
    names = ["Đặng Thị Ước", "Nguyễn Văn Đức", "Nguyen Van Duc", "Nguyễn Vân Đức", "100% Văn"]
    return [
        Account.objects.create(full_name=name, email=f"ten{n}_x@langson.example", kind="OFFICIAL", joined_at=at(2))
        for n, name in enumerate(names)
    ]


@pytest.mark.parametrize(
    ("typed", "places"),
    [
        ("nguyen van", [1, 2, 3]),
        ("Nguyễn Văn", [1, 2, 3]),
        ("  NGUYEN   văn đức ", [1, 2, 3]),
        ("dang thi uoc", [0]),
        ("ước", [0]),
        ("TEN4_X@", [4]),
        ("0% v", [4]),
        ("en_", []),
        ("khong-co-ai", []),
    ],
)
def test_an_official_is_found_with_marks_and_without(named, typed, places):
    keys = {one.pk: place for place, one in enumerate(named)}
    assert [keys[one.pk] for one in officials(typed) if one.pk in keys] == places


def test_found_officials_come_page_by_page(named):
    first = officials("nguyen van", limit=2)
    assert [one.full_name for one in first] == ["Nguyễn Văn Đức", "Nguyen Van Duc", "Nguyễn Vân Đức"]
    assert [one.full_name for one in officials("nguyen van", after=first[1].pk, limit=2)] == ["Nguyễn Vân Đức"]


def test_one_name_among_many_is_found_by_an_index(named):
    Account.objects.bulk_create(
        Account(full_name=f"Hoàng Thị Mai {n}", email=f"m{n}@langson.example", kind="OFFICIAL", joined_at=at(2))
        for n in range(8000)
    )
    with connection.cursor() as cursor, CaptureQueriesContext(connection) as captured:
        # What the planner knows of a table that has long had so many rows.
        cursor.execute("ANALYZE people_account")
        assert [one.pk for one in officials("dang thi uoc")] == [named[0].pk]
        cursor.execute(f"EXPLAIN {captured[0]['sql']}")
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "account_official_like" in plan
