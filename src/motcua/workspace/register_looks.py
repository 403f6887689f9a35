"""Who looks at entries of registers because a paper is compared with them: recorded as looks at dossiers are."""

from collections.abc import Iterable

from django.utils.translation import gettext_noop

from motcua.dossiers.models import DossierPaper
from motcua.handling.paperwork import Result
from motcua.people.desk import Desk
from motcua.people.operations import record_view
from motcua.results.models import RegisterEntry
from motcua.results.registers import may_read
from motcua.workspace.forms import FactsForm


def entries_of(form: FactsForm) -> list[RegisterEntry]:
    """The entries that a page of drafting shows."""
    copied = [draft.entry for draft in form.drafts if draft.entry is not None]
    return [conflict.entry for conflict, _words in form.conflicts] + copied


def entries_beside(result: Result) -> list[RegisterEntry]:
    """The entries that who approves and signs reads beside a result."""
    copied = [draft.entry for draft in result.drafts if draft.entry is not None]
    return [conflict.entry for conflict in result.conflicts] + copied


def record_looks(desk: Desk, entries: Iterable[RegisterEntry]) -> None:
    """Record for its owner each look at an entry that was shown (Luật 91/2025/QH15)."""
    papers = {entry.paper_id for entry in entries if may_read(entry, desk.posts)}
    if not papers:
        return
    held = DossierPaper.objects.filter(paper__in=papers, dossier__filer_account__isnull=False)
    for line in held.exclude(dossier__filer_account=desk.by).select_related("dossier__filer_account").order_by("pk"):
        if line.dossier.filer_account is not None:
            record_view(
                line.dossier.filer_account,
                by=desk.by,
                reference=line.dossier.shown_code,
                purpose=gettext_noop("Đối chiếu sổ đăng ký"),
                agency_name=desk.posts[0].unit.agency.name,
                posts=desk.posts,
                at=desk.at,
            )
