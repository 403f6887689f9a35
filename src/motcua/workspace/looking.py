"""A dossier as every page below its address finds it: who is shown what people declared leaves a look behind.

The first page records each time it is opened. The others (its files, papers, forms) are read one after the other with
it: they record a look where the same official has left none a short while ago, so that nobody reads by their addresses
alone unseen, and a person reads no line for each page that was turned.
"""

from datetime import timedelta

from django.utils.translation import gettext_noop

from motcua.dossiers.models import Dossier
from motcua.handling.queries import dossier_for
from motcua.people.desk import Desk
from motcua.people.operations import record_view
from motcua.people.queries import has_looked

# What is read so soon after a look belongs to it.
SAME_LOOK = timedelta(minutes=30)


def read_dossier(desk: Desk, code: str) -> Dossier | None:
    """A dossier within the reader's right, whose owner will see that it was looked at; else nothing."""
    dossier = dossier_for(desk.by, code, on=desk.on, posts=desk.posts)
    if dossier is not None:
        look_on(desk, dossier)
    return dossier


def look_on(desk: Desk, dossier: Dossier) -> None:
    """Record a look at a dossier, unless what is shown belongs to the last one."""
    owner = dossier.filer_account_id
    if owner is None or has_looked(desk.by, owner=owner, reference=dossier.shown_code, since=desk.at - SAME_LOOK):
        return
    look_at(desk, dossier)


def look_at(desk: Desk, dossier: Dossier) -> None:
    """Record a look at a dossier for its owner (Luật 91/2025/QH15)."""
    if dossier.filer_account is None or dossier.filer_account_id == desk.by.pk:
        return
    # By the post at the units of the dossier, where there is one: also one that is somebody's who is absent.
    units = (dossier.receiving_unit_id, dossier.handling_unit_id)
    posts = sorted(desk.posts, key=lambda post: post.unit_id not in units)
    record_view(
        dossier.filer_account,
        by=desk.by,
        reference=dossier.shown_code,
        purpose=gettext_noop("Giải quyết hồ sơ"),
        agency_name=posts[0].unit.agency.name,
        posts=posts,
        at=desk.at,
    )
