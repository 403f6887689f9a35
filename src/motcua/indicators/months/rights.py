"""Who sees an official's month and answers what they contest: their head, and who supervises their agency."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from motcua.indicators.months.models import ContestedLine
from motcua.kernel.conditions import Condition
from motcua.kernel.locks import Lock, Rank
from motcua.organization.models import Post
from motcua.organization.rules import Duty
from motcua.people.models import Account, Holding
from motcua.people.rights import ACCOUNT, Reach, Relation, Right, policy_of

CONTESTED = Lock(ContestedLine, Rank.ACCOUNT, under=("official", ACCOUNT), beside=("unit",))
HEADS = Right(
    "head of the official's unit", (Duty.APPROVE,), Relation("the unit", Reach.UNIT, lambda one: one.unit_id, "unit_id")
)
SUPERVISES = Right(
    "who supervises the official's agency",
    (Duty.SUPERVISE,),
    Relation("the agency", Reach.AGENCY, lambda one: one.unit.agency_id, "agency_id"),
)


def _answers(by: Any, posts: Sequence[Post], line: Any) -> bool:
    """Nobody answers what they contest themselves."""
    return line.official_id != by.pk and (HEADS.holds(by, posts, line) or SUPERVISES.holds(by, posts, line))


ANSWERER = policy_of(
    f"{HEADS.name}, or {SUPERVISES.name}; not the official", _answers, duties=HEADS.duties + SUPERVISES.duties
)
IS_UNANSWERED = Condition(
    "nobody has answered it",
    lambda line: "" if line.answered_at is None else _("Phản đối này đã được trả lời. Tải lại trang để xem."),
)


def heads_of(posts: Sequence[Post], official: Account, *, on: date) -> bool:
    """Whether who holds these posts is the official's head, or supervises where the official works on a day."""
    units, agencies = set(HEADS.places(posts)), set(SUPERVISES.places(posts))
    held = Holding.objects.on(on).filter(official=official).values_list("post__unit", "post__unit__agency")
    return any(unit in units or agency in agencies for unit, agency in held)
