"""Watches the law under the catalogue: a basis that lost effect becomes a task for the procedure's keeper."""

import hashlib
from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from motcua.kernel.operations import SYSTEM, note, operation
from motcua.kernel.text import format_date, local
from motcua.laws.queries import Standing, standings
from motcua.laws.rules import WITHOUT_EFFECT
from motcua.procedures.models import CatalogueTask, LegalBasis
from motcua.procedures.rules import VersionStatus
from motcua.procedures.rules.national import FindingKind


@operation(who=SYSTEM, journal="catalogue.law_checked")
def check_legal_bases(*, numbers: Sequence[str] | None, by: None, at: datetime) -> int:
    """Flag every procedure in force that rests on one of these documents and it is without effect (NĐ 63/2010 Đ24).

    `numbers` None means every document. The flag stands until a keeper settles it; the same change is raised once.
    Returns how many tasks are new.
    """
    day = local(at).date()
    bases = LegalBasis.objects.filter(version__status=VersionStatus.PUBLISHED, version__valid_from__lte=day).exclude(
        version__valid_until__lte=day
    )
    if numbers is not None:
        bases = bases.filter(number__in=numbers)
    rows = list(bases.values_list("version__procedure_id", "number"))
    found = standings({number for _procedure, number in rows}, on=day)
    dead = {number: one for number, one in found.items() if one.status in WITHOUT_EFFECT}
    tasks = [
        CatalogueTask(
            procedure_id=procedure,
            kind=FindingKind.LAW_CHANGED,
            where=number[:100],
            excerpt=_why(number, dead[number]),
            mark=hashlib.sha256(f"{FindingKind.LAW_CHANGED}|{number}|{dead[number].status}".encode()).hexdigest(),
            raised_at=at,
        )
        for procedure, number in dict.fromkeys(rows)
        if number in dead
    ]
    before = CatalogueTask.objects.filter(kind=FindingKind.LAW_CHANGED).count()
    CatalogueTask.objects.bulk_create(tasks, 1000, ignore_conflicts=True)
    new = CatalogueTask.objects.filter(kind=FindingKind.LAW_CHANGED).count() - before
    note(documents=len(dead), tasks=new)
    return new


def _why(number: str, standing: Standing) -> str:
    """The reason in words: which document ended it, and since when."""
    cause = next((one for one in standing.by if one.kind in ("REPLACES", "REPEALS", "SUSPENDS")), None)
    if cause is None:
        return _("%s không còn hiệu lực.") % number
    words = {"REPLACES": _("bị thay thế bởi"), "REPEALS": _("bị bãi bỏ bởi"), "SUSPENDS": _("bị ngưng hiệu lực bởi")}
    since = _(" từ %s") % format_date(cause.on) if cause.on else ""
    return f"{number} {words[cause.kind]} {cause.source.number}{since}."
