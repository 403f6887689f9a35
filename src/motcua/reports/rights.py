"""Who prepares, checks and signs the reports of an agency, and who sees which."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from motcua.kernel.conditions import Condition
from motcua.kernel.locks import Lock, Rank
from motcua.kernel.operations import Policy
from motcua.organization.models import Agency, Post
from motcua.organization.rules import AgencyKind, Duty, Level
from motcua.people.models import Account
from motcua.people.rights import Reach, Relation, Right, or_platform, policy_of
from motcua.reports.models import Report, ReportVersion

REPORT = Lock(Report, Rank.SHARED, beside=("form", "agency"))
VERSION = Lock(ReportVersion, Rank.SHARED, beside=("drafted_by", "checked_by", "paper"), under=("report", REPORT))
State = ReportVersion.State


def agency_of(subject: Any) -> int | None:
    """Whose report it is; of an agency, its own."""
    if isinstance(subject, ReportVersion):
        subject = subject.report
    return subject.agency_id if isinstance(subject, Report) else subject.pk if isinstance(subject, Agency) else None


AT_AGENCY = Relation("the report's agency", Reach.AGENCY, agency_of, "agency_id")
# Who controls procedures at the People's Committee of the province (INSPECT) prepares its reports.
PREPARES = Right(
    "who prepares the agency's reports", (Duty.APPROVE, Duty.SUPERVISE, Duty.SIGN, Duty.INSPECT), AT_AGENCY
)
SIGNS = Right("who signs for the agency", (Duty.SIGN, Duty.SUPERVISE), AT_AGENCY)


def _is_second(by: Any, posts: Sequence[Post], version: Any) -> bool:
    """Whoever prepares there but did not draft it; who signs for the agency answers for it alone."""
    if not PREPARES.holds(by, posts, version):
        return False
    return version.drafted_by_id != by.pk or SIGNS.holds(by, posts, version)


def _why_not_check(by: Any, subject: Any, arguments: Mapping[str, Any]) -> str:
    is_own = isinstance(by, Account) and getattr(subject, "drafted_by_id", None) == by.pk
    return _("Người lập báo cáo không tự kiểm tra. Cần một người khác của cơ quan.") if is_own else ""


CHECKER = Policy(
    **{
        **vars(
            policy_of("who prepares reports there and did not draft it, or signs", _is_second, duties=PREPARES.duties)
        ),
        "why_not": _why_not_check,
    }
)
SIGNER = SIGNS.policy
PREPARER = PREPARES.policy


def _collects(by: Any, posts: Sequence[Post], subject: Any) -> bool:
    return bool(collecting(posts))


def is_of_province(agency: Agency) -> bool:
    """Whether it is the People's Committee of the province, which gathers what the others report."""
    return agency.level == Level.PROVINCE and agency.kind == AgencyKind.PEOPLES_COMMITTEE


def collecting(posts: Sequence[Post]) -> list[Agency]:
    """The People's Committees of the province for which these posts gather reports."""
    return list(
        {
            post.unit.agency_id: post.unit.agency
            for post in posts
            if is_of_province(post.unit.agency) and any(post.has(duty) for duty in PREPARES.duties)
        }.values()
    )


COLLECTOR = or_platform(
    "who gathers reports for the province, or the platform",
    policy_of("who gathers reports for the province", _collects, duties=PREPARES.duties),
)


def visible_to(posts: Sequence[Post]) -> Q:
    """Which reports somebody with these posts sees: those of the own agency; who gathers them, all."""
    return Q() if collecting(posts) else Q(agency__in=PREPARES.places(posts))


def is_in(*states: ReportVersion.State) -> Condition:
    """The version is in one of these states."""
    return Condition(
        " or ".join(states),
        lambda version: (
            ""
            if version.state in states
            else _("Báo cáo này đang ở bước khác: %s. Tải lại trang để xem.") % version.get_state_display()
        ),
    )
