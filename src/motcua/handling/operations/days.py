"""What falls due is told to whoever has it to do, once each working day."""

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings

from motcua.calendars.queries import schedule_for
from motcua.handling.boards import soon_by
from motcua.handling.inboxes import Asked, InboxItem, inbox_of
from motcua.handling.rules import LIMITED
from motcua.kernel.operations import SYSTEM, note, operation
from motcua.kernel.text import local
from motcua.notices.models import Notice
from motcua.notices.operations import tell
from motcua.notices.queries import unread_count
from motcua.people.models import Account, Leave
from motcua.people.rights import posts_of

# So many are looked at, and so many named by their codes.
MOST, NAMED = 200, 10


@operation(who=SYSTEM, journal="work.told")
def tell_of_today(official: Account, *, by: None, at: datetime) -> Notice | None:
    """Tell an official what of their work is late and what falls due by the close of the next working day.

    (NĐ 61/2018 Đ19.) On screen, and by mail to who has not declined; nothing on a day off, on leave, or when nothing
    presses. Codes alone are named, no people.
    """
    on = local(at).date()
    posts = posts_of(official, on=on)
    if not posts or Leave.objects.on(on).filter(official=official).exists():
        return None
    if not schedule_for(posts[0].unit.agency_id, on=on).hours_of(on):
        return None
    soon_end = soon_by(posts[0].unit, at)
    items = inbox_of(official, on=on, asked=Asked(sorted(LIMITED)), posts=posts, limit=MOST)
    late = [item for item in items if item.at is not None and item.at < at]
    soon = [item for item in items if item.at is not None and at <= item.at <= soon_end]
    if not late and not soon:
        return None
    note(late=len(late), soon=len(soon))
    site = settings.PUBLIC_ADDRESS.rstrip("/")
    told: Notice = tell(
        kind="work_today",
        account=official,
        email=official.email if official.wants_digest else "",
        phone="",
        context={
            "late": str(len(late)),
            "soon": str(len(soon)),
            "late_codes": _codes(late),
            "soon_codes": _codes(soon),
            "unread": str(unread) if (unread := unread_count(official)) else None,
            "off": f"{site}/lam-viec/thu-tom-tat/",
            "link": f"{site}/lam-viec/",
        },
        dossier_reference="",
        by=None,
        at=at,
    )
    return told


def _codes(items: Sequence[InboxItem]) -> str | None:
    codes = list(dict.fromkeys(item.shown_code for item in items))
    more = "…" if len(codes) > NAMED else ""
    return ", ".join(codes[:NAMED]) + more or None
