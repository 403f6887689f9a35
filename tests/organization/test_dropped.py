"""Units and posts that a pack no longer names end; their rows stay for what rests on them."""

from datetime import UTC, date, datetime

import pytest

from motcua.organization.models import Agency, Post, Unit
from motcua.organization.operations import AgencyParts, define_agency
from motcua.people.operations import create_account, give_post
from motcua.people.rights import posts_of
from motcua.people.rules import AccountKind

AT = datetime(2026, 11, 23, 2, tzinfo=UTC)
TODAY = date(2026, 11, 23)
pytestmark = [pytest.mark.django_db, pytest.mark.issue(2)]


def define(agency, units):
    facts = {
        name: getattr(agency, name) for name in ("name", "short_name", "level", "kind", "place", "parent", "valid_from")
    }
    return define_agency(code=agency.code, facts=facts, parts=AgencyParts([], units), by=None, at=AT)


def units_of(agency, *, without="", without_post=""):
    return [
        {
            "code": unit.code, "name": unit.name, "kind": unit.kind,
            "posts": [
                {"code": post.code, "title": post.title, "duties": post.duties}
                for post in unit.posts.exclude(code=without_post)
            ],
        }
        for unit in agency.units.exclude(code=without)
    ]  # fmt: skip


def test_a_unit_no_longer_named_ends_with_its_posts_and_its_row_stays():
    agency = Agency.objects.get(code="so-tu-phap")
    whole = units_of(agency)
    define(agency, units_of(agency, without="van-thu"))
    ended = Unit.objects.get(agency=agency, code="van-thu")
    assert ended.valid_until == TODAY
    assert set(ended.posts.values_list("valid_until", flat=True)) == {TODAY}
    assert not Unit.objects.on(TODAY).filter(pk=ended.pk).exists()
    assert Unit.objects.on(date(2026, 11, 22)).filter(pk=ended.pk).exists()
    define(agency, whole)
    ended.refresh_from_db()
    assert ended.valid_until is None


def test_who_holds_a_post_that_ended_has_its_duties_no_more():
    agency = Agency.objects.get(code="so-tu-phap")
    by = create_account(kind=AccountKind.OFFICIAL, password="x", full_name="A", email="a@x.vn", by=None, at=AT)
    post = Post.objects.get(unit__agency=agency, unit__code="chuyen-mon", code="chuyen-vien")
    give_post(by, post=post, valid_from=date(2026, 1, 1), by=None, at=AT)
    assert posts_of(by, on=TODAY) == [post]
    define(agency, units_of(agency, without_post="chuyen-vien"))
    assert posts_of(by, on=TODAY) == []
    assert posts_of(by, on=date(2026, 11, 22)) == [post]
