"""Who may do what on a day, as the command prints it."""

import json
from datetime import date

import pytest

from motcua.cli.access import report
from motcua.organization.models import Post
from motcua.people.models import Holding
from motcua.people.operations import end_post, lock_official
from tests.dossiers.conftest import at, people  # noqa: F401 - fixtures

DAY = date(2026, 3, 2)


@pytest.fixture
def admin(people):  # noqa: F811
    seat = Post.objects.get(unit__agency__code="ubnd-tinh", code="quan-tri")
    Holding.objects.create(official=people.office, post=seat, valid_from=at(1, month=1).date())
    return people.office


@pytest.fixture
def told(capsys):
    """What the command says, as data."""

    def tell(on=DAY):
        assert report(on=on, json=True, at=at(9)) == 0
        return json.loads(capsys.readouterr().out)

    return tell


def names(facts, duty):
    return {held["name"] for held in facts["powerful"][duty]}


def seat_of(facts, path):
    return next(post for post in facts["posts"] if post["path"] == path)


def test_the_powerful_come_first_and_every_post_with_who_holds_it(people, admin, capsys):  # noqa: F811
    assert report(on=DAY, json=False, at=at(9)) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("Ai được làm gì, tính đến 02/03/2026:")
    assert lines.index("QUYỀN LỚN") < lines.index("CƠ QUAN, VỊ TRÍ")
    first = next(n for n, line in enumerate(lines) if line.startswith("Quản trị (ADMIN): 1 (giao vị trí: post."))
    assert lines[first + 1].startswith("  Office <office@x.vn> – ")
    assert any("Counter <counter@x.vn>" in line and "Tiếp nhận hồ sơ (RECEIVE)" in line for line in lines)
    assert any(line.endswith("chưa có ai giữ") for line in lines)
    opened = next(line for line in lines if line.startswith("Tiếp nhận hồ sơ (RECEIVE): "))
    assert "dossier.accepted" in opened


def test_each_duty_opens_what_the_register_says(people, admin, told):  # noqa: F811
    facts = told()
    assert names(facts, "ADMIN") == {"Office"}
    assert names(facts, "SIGN") == {"Leader"}
    by_word = {one["journal"]: one for one in facts["operations"]}
    assert by_word["dossier.accepted"]["duties"] == ["RECEIVE"]
    assert by_word["post.given"]["duties"] == ["ADMIN"]
    assert by_word["agency.defined"]["duties"] == []
    assert len(facts["operations"]) > 100


def test_what_ended_or_begins_later_gives_nothing_on_the_day(people, admin, told):  # noqa: F811
    path = seat_path(people.counter)
    assert [held["name"] for held in seat_of(told(), path)["holders"]] == ["Counter"]
    end_post(people.counter.holdings.get(), on=date(2026, 3, 5), by=admin, at=at(2))
    assert seat_of(told(date(2026, 3, 4)), path)["holders"][0]["until"] == "2026-03-05"
    assert seat_of(told(date(2026, 3, 5)), path)["holders"] == []
    assert seat_of(told(date(2025, 12, 31)), path)["holders"] == []


def test_who_is_locked_out_may_nothing(people, admin, told):  # noqa: F811
    lock_official(people.leader, reason="Chuyển công tác", by=admin, at=at(2))
    assert names(told(), "SIGN") == set()


def test_a_post_or_a_unit_that_is_no_more_is_not_shown(people, told):  # noqa: F811
    path = seat_path(people.counter)
    Post.objects.filter(pk=people.counter.holdings.get().post_id).update(valid_until=DAY)
    facts = told()
    assert path not in {post["path"] for post in facts["posts"]}
    unit = Post.objects.get(pk=people.leader.holdings.get().post_id).unit
    unit.valid_until = DAY
    unit.save()
    facts = told()
    assert seat_path(people.leader) not in {post["path"] for post in facts["posts"]}
    assert names(facts, "SIGN") == set()


def seat_path(official):
    return official.holdings.first().post.path
