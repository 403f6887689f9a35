"""Who receives, sorts, handles, checks and answers petitions, and who learns of whom they come."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from motcua.feedback.models import Petition
from motcua.feedback.rules import State
from motcua.kernel.conditions import Condition
from motcua.kernel.locks import Lock, Rank
from motcua.kernel.operations import Policy
from motcua.organization.models import Post
from motcua.organization.rules import Duty
from motcua.people.models import Account
from motcua.people.rights import Reach, Relation, Right, policy_of

PETITION = Lock(Petition, Rank.DOSSIER, beside=("agency", "unit", "receiver", "about", "author"))

AT_RECEIVER = Relation("the agency that sorts it", Reach.AGENCY, lambda one: one.receiver_id, "receiver_id")
AT_AGENCY = Relation("the agency it went to", Reach.AGENCY, lambda one: one.agency_id, "agency_id")
IN_UNIT = Relation("the unit that has it", Reach.UNIT, lambda one: one.unit_id, "unit_id")
# Who controls procedures receives petitions about them (NĐ 20/2008/NĐ-CP).
SORTS = Right("who sorts petitions", (Duty.INSPECT,), AT_RECEIVER)
LEADS = Right("who leads the agency it went to", (Duty.SIGN, Duty.SUPERVISE), AT_AGENCY)
WORKS = Right("who works in the unit that has it", (Duty.PROCESS, Duty.APPROVE, Duty.RECEIVE, Duty.INSPECT), IN_UNIT)
HEADS = Right("who heads the unit that has it", (Duty.APPROVE,), IN_UNIT)
SORTER = SORTS.policy
LEADER = LEADS.policy


def _registers(by: Any, posts: Sequence[Post], subject: Any) -> bool:
    return any(post.has(duty) for post in posts for duty in (Duty.RECEIVE, Duty.INSPECT))


REGISTRAR = policy_of("who receives at a counter or on the phone", _registers, duties=(Duty.RECEIVE, Duty.INSPECT))


def _works(by: Any, posts: Sequence[Post], petition: Any) -> bool:
    return LEADS.holds(by, posts, petition) or WORKS.holds(by, posts, petition)


HANDLER = policy_of("who handles it", _works, duties=LEADS.duties + WORKS.duties)


def _checks(by: Any, posts: Sequence[Post], petition: Any) -> bool:
    """Who leads the agency; who heads the unit, but not their own draft, and not where a leader owes the answer."""
    if LEADS.holds(by, posts, petition):
        return True
    if petition.leader_owes_since is not None or not HEADS.holds(by, posts, petition):
        return False
    draft = petition.answers.filter(given_at=None).first()
    return draft is None or draft.drafted_by_id != by.pk


def _why_not_check(by: Any, subject: Any, arguments: Mapping[str, Any]) -> str:
    if not isinstance(subject, Petition):
        return ""
    if subject.leader_owes_since is not None:
        return _("Nhiều người cùng gặp việc này: câu trả lời do lãnh đạo cơ quan duyệt.")
    return _("Người dự thảo không tự duyệt câu trả lời của mình.")


CHECKER = Policy(
    **{
        **vars(policy_of("who checks its answer", _checks, duties=LEADS.duties + HEADS.duties)),
        "why_not": _why_not_check,
    }
)
AUTHOR = Policy(
    "its author: by account, or with the key of the petition",
    lambda by, petition, arguments: (
        by is None or (isinstance(by, Account) and by.is_active and petition.author_id == by.pk)
    ),
)
SUPPORTER = Policy("citizen", lambda by, s, a: isinstance(by, Account) and by.is_active and not by.is_official)


def visible_to(posts: Iterable[Post]) -> Q:
    """Which petitions somebody with these posts sees in lists and finds by address."""
    held = list(posts)
    return Q(receiver__in=SORTS.places(held)) | Q(agency__in=LEADS.places(held)) | Q(unit__in=WORKS.places(held))


def is_of_the_accused(posts: Iterable[Post], petition: Petition) -> bool:
    """Whether somebody with these posts works where it is about."""
    return petition.about_id is not None and any(post.unit.agency_id == petition.about_id for post in posts)


def _sees_author(by: Any, posts: Sequence[Post], petition: Any) -> bool:
    """Never the agency it is about; who sorts it; who handles it, where its author lets them."""
    if is_of_the_accused(posts, petition):
        return False
    return SORTS.holds(by, posts, petition) or (petition.may_be_asked and _works(by, posts, petition))


SEES_AUTHOR = policy_of(
    "who may know its author: never the agency it is about",
    _sees_author,
    duties=tuple(dict.fromkeys(SORTS.duties + LEADS.duties + WORKS.duties)),
)


def is_in(*states: State) -> Condition:
    """The petition is in one of these states."""
    return Condition(
        " or ".join(states),
        lambda petition: "" if petition.state in states else _("Phản ánh này đã sang bước khác. Tải lại trang để xem."),
    )
