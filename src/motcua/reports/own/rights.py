"""Who puts together and reads an agency's own reports, and who sees officials in them."""

from typing import Any

from motcua.kernel.locks import Lock, Rank
from motcua.organization.models import Agency
from motcua.organization.rules import Duty
from motcua.people.rights import Reach, Relation, Right
from motcua.reports.own.models import OwnReport
from motcua.reports.rights import PREPARES

OWN = Lock(OwnReport, Rank.SHARED, beside=("agency",))


def agency_of(subject: Any) -> int | None:
    """Whose report it is; of an agency, its own."""
    return subject.agency_id if isinstance(subject, OwnReport) else subject.pk if isinstance(subject, Agency) else None


AT_AGENCY = Relation("the report's agency", Reach.AGENCY, agency_of, "agency_id")
# The duties that draft an agency's periodic reports put together its own, and read them.
KEEPS = Right("who prepares the agency's reports", PREPARES.duties, AT_AGENCY)
# Figures of single officials are for who supervises them, as an official's month is.
SEES_OFFICIALS = Right("who supervises the agency", (Duty.SUPERVISE,), AT_AGENCY)
KEEPER = KEEPS.policy
