"""Says who may do what on a day, from posts and the register of operations. Imported once Django is up."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from itertools import groupby
from json import dumps
from typing import Any

from motcua.kernel.manifests import offered
from motcua.kernel.operations import SYSTEM, OperationInfo, registered
from motcua.kernel.terminal import say
from motcua.kernel.text import format_date, local
from motcua.organization.models import Post, Unit
from motcua.organization.rules import DutyName
from motcua.people.models import Holding, Leave
from motcua.people.rights import held_on

# How the journal calls what gives posts and takes them away.
GRANTS = "post."


@dataclass(frozen=True)
class Access:
    """Every post that stands on a day, who holds it, and which operations there are."""

    on: date
    posts: list[Post]
    holdings: list[Holding]
    operations: list[OperationInfo]
    leaves: list[Leave]

    @cached_property
    def holdings_of(self) -> dict[int, list[Holding]]:
        """Who holds which post, by its key."""
        return {key: list(held) for key, held in groupby(self.holdings, lambda holding: holding.post_id)}

    def opened_by(self, duty: str) -> list[str]:
        """The operations, by their words in the journal, that this duty opens."""
        return sorted(info.journal for info in self.operations if duty in info.who.duties)

    def others(self) -> dict[str, list[str]]:
        """The operations that no duty opens, by who may."""
        rest: dict[str, list[str]] = {}
        for info in self.operations:
            if not info.who.duties:
                rest.setdefault(_who(info), []).append(info.journal)
        return {who: sorted(words) for who, words in rest.items()}

    def powerful(self) -> dict[str, list[Holding]]:
        """Who holds which of the guarded duties, and of those by which posts are given."""
        granting = {duty for info in self.operations if info.journal.startswith(GRANTS) for duty in info.who.duties}
        wanted = [name.key for name in offered(DutyName).values() if name.is_guarded or name.key in granting]
        return {duty: [held for held in self.holdings if duty in held.post.duties] for duty in reversed(wanted)}


def _who(info: OperationInfo) -> str:
    if info.who is SYSTEM:
        return "Chỉ nền tảng và dòng lệnh"
    if info.who.any_post:
        return "Mọi vị trí, trong cơ quan của mình"
    return "Theo chính người đó: chủ tài khoản, chủ bản nháp, người nộp, người nhận"


def access(on: date) -> Access:
    """What stands on a day."""
    posts = Post.objects.on(on).filter(unit__in=Unit.objects.on(on)).select_related("unit__agency")
    in_order = posts.order_by("unit__agency__sort_key", "unit__agency_id", "unit_id", "pk")
    leaves = Leave.objects.on(on).select_related("official", "substitute").order_by("pk")
    return Access(
        on, list(in_order), held_on(on), sorted(registered().values(), key=lambda info: info.journal), list(leaves)
    )


def report(*, on: date | None, json: bool, at: datetime) -> int:
    """Print it: the powerful few first, then each agency, then which duty opens what."""
    found = access(on or local(at).date())
    if json:
        say(dumps(_record(found), ensure_ascii=False))
        return 0
    for line in _lines(found):
        say(line)
    return 0


def _lines(found: Access) -> Iterator[str]:
    people = len({held.official_id for held in found.holdings})
    yield f"Ai được làm gì, tính đến {format_date(found.on)}: {len(found.posts)} vị trí, {people} người giữ."
    yield "\nQUYỀN LỚN"
    for duty, holdings in found.powerful().items():
        grants = [word for word in found.opened_by(duty) if word.startswith(GRANTS)]
        granting = f" (giao vị trí: {', '.join(grants)})" if grants else ""
        yield f"{_named(duty)}: {len(holdings)}{granting}"
        yield from (f"  {_person(held)} – {_place(held.post)}{_time(held)}" for held in holdings)
    yield "\nCƠ QUAN, VỊ TRÍ"
    for agency, posts in groupby(found.posts, lambda post: post.unit.agency):
        yield f"{agency.name} ({agency.code})"
        for unit, seats in groupby(posts, lambda post: post.unit):
            yield f"  {unit.name}"
            yield from (f"    {_seat(post, found.holdings_of.get(post.pk, []))}" for post in seats)
    yield "\nĐANG LÀM THAY (có quyền của người nghỉ, trừ duyệt, ký, đóng dấu số, quản trị mà mình không giữ)"
    yield from (
        f"{leave.substitute.full_name} thay {leave.official.full_name}, đến hết {format_date(leave.last_day)}"
        for leave in found.leaves
    )
    yield "\nNHIỆM VỤ MỞ NHỮNG THAO TÁC NÀO (theo tên trong nhật ký)"
    for duty in offered(DutyName):
        yield f"{_named(duty)}: {', '.join(found.opened_by(duty)) or 'chỉ xem'}"
    yield "\nTHAO TÁC KHÔNG CẦN NHIỆM VỤ"
    yield from (f"{who}: {', '.join(words)}" for who, words in found.others().items())


def _named(duty: str) -> str:
    known = offered(DutyName).get(duty)
    return f"{known.label} ({duty})" if known else duty


def _person(held: Holding) -> str:
    return f"{held.official.full_name} <{held.official.email or held.official.phone}>"


def _place(post: Post) -> str:
    return f"{post.title}, {post.unit.name}, {post.unit.agency.name}"


def _time(held: Holding) -> str:
    until = f", thôi giữ từ {format_date(held.valid_until)}" if held.valid_until else ""
    return f", từ {format_date(held.valid_from)}{until}"


def _seat(post: Post, holdings: Iterable[Holding]) -> str:
    who = "; ".join(map(_person, holdings)) or "chưa có ai giữ"
    return f"{post.title} [{', '.join(map(_named, post.duties))}]: {who}"


def _record(found: Access) -> dict[str, Any]:
    return {
        "on": found.on.isoformat(),
        "powerful": {duty: [_held(held) for held in holdings] for duty, holdings in found.powerful().items()},
        "posts": [
            {
                "path": post.path, "title": post.title, "unit": post.unit.name, "agency": post.unit.agency.name,
                "duties": post.duties, "holders": [_held(held) for held in found.holdings_of.get(post.pk, [])],
            }
            for post in found.posts
        ],
        "in_place_of": [
            {
                "account": str(leave.substitute.handle), "absent": str(leave.official.handle),
                "from": leave.valid_from.isoformat(), "until": (leave.valid_until or date.max).isoformat(),
            }
            for leave in found.leaves
        ],
        "operations": [
            {
                "name": info.name, "journal": info.journal, "who": info.who.name, "duties": list(info.who.duties),
                "any_post": info.who.any_post,
            }
            for info in found.operations
        ],
    }  # fmt: skip


def _held(held: Holding) -> dict[str, Any]:
    return {
        "account": str(held.official.handle), "name": held.official.full_name, "email": held.official.email,
        "post": held.post.path, "from": held.valid_from.isoformat(),
        "until": held.valid_until.isoformat() if held.valid_until else None,
    }  # fmt: skip
