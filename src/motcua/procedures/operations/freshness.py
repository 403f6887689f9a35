"""Watches the law under the catalogue: a basis that changed becomes a task for the keeper of what rests on it."""

import hashlib
from collections.abc import Sequence
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from motcua.kernel.operations import SYSTEM, note, operation
from motcua.kernel.text import format_date, local
from motcua.laws.models import Relation
from motcua.laws.queries import Standing, places_of
from motcua.laws.rules import citations, slug_of
from motcua.procedures.models import CatalogueTask, ProcedureVersion
from motcua.procedures.queries import Change, Resting, changes_under, resting_procedures
from motcua.procedures.rules import VersionStatus
from motcua.procedures.rules.national import FindingKind


@operation(who=SYSTEM, journal="catalogue.law_checked")
def check_legal_bases(*, numbers: Sequence[str] | None, by: None, at: datetime) -> int:
    """Flag every procedure in force whose legal basis lost effect, or was amended since (NĐ 63/2010 Đ24).

    `numbers` None means every document. The flag stands until a keeper settles it; the same change is raised once.
    Returns how many tasks are new.
    """
    day = local(at).date()
    return _flag(changes_under(resting_procedures(numbers, on=day), on=day), at)


@operation(who=SYSTEM, journal="catalogue.templates_checked")
def check_templates(*, templates: Sequence[Resting], by: None, at: datetime) -> int:
    """Flag every paper template whose circular lost effect, or was amended since (NĐ 63/2010 Đ24); how many are new."""
    return _flag(changes_under(templates, on=local(at).date()), at)


@operation(who=SYSTEM, journal="catalogue.citations_checked")
def check_citations(*, codes: Sequence[str] | None, by: None, at: datetime) -> int:
    """Flag every procedure in force whose steps or conditions cite an article that its document does not have.

    `codes` None means every procedure (NĐ 63/2010 Đ24). Returns how many tasks are new.
    """
    public = ProcedureVersion.objects.on(local(at).date()).filter(status=VersionStatus.PUBLISHED)
    if codes is not None:
        public = public.filter(procedure__code__in=list(codes))
    cited = [
        (procedure, citation)
        for procedure, steps, conditions in public.order_by("pk").values_list("procedure_id", "steps", "conditions")
        for text in (*steps, *conditions)
        for citation in citations(text)
        if citation.address
    ]
    places = places_of({slug for _procedure, one in cited if (slug := slug_of(one.number))})
    found = {
        (procedure, f"{one.address} {one.number}")
        for procedure, one in cited
        if (here := places.get(slug_of(one.number))) and "/".join(one.address.split("/")[:2]) not in here
    }
    return _raise(
        [
            CatalogueTask(
                procedure_id=procedure,
                kind=FindingKind.CITATION_DEAD,
                where=place[:100],
                excerpt=place,
                mark=hashlib.sha256(f"{FindingKind.CITATION_DEAD}|{place}".encode()).hexdigest(),
                raised_at=at,
            )
            for procedure, place in sorted(found)
        ]
    )


def _raise(tasks: Sequence[CatalogueTask]) -> int:
    """Write the tasks that are not there yet, and say how many those were."""
    kinds = {task.kind for task in tasks}
    before = CatalogueTask.objects.filter(kind__in=kinds).count()
    CatalogueTask.objects.bulk_create(tasks, 1000, ignore_conflicts=True)
    new = CatalogueTask.objects.filter(kind__in=kinds).count() - before
    note(tasks=new)
    return new


def _flag(changes: Sequence[Change], at: datetime) -> int:
    kind = FindingKind.LAW_CHANGED
    # What is kept is Vietnamese, whoever published the document.
    with override("vi"):
        words = [words_of(change) for change in changes]
    tasks = [
        CatalogueTask(
            procedure_id=change.resting.procedure_id,
            kind=kind,
            where=(change.resting.template or change.resting.number)[:100],
            excerpt=said,
            mark=hashlib.sha256(f"{kind}|{change.resting.template}{change.mark}".encode()).hexdigest(),
            raised_at=at,
        )
        for change, said in zip(changes, words, strict=True)
    ]
    note(documents=len({change.resting.number for change in changes}))
    return _raise(tasks)


def words_of(change: Change) -> str:
    """What happened, in words: which document did it, and since when."""
    number = change.resting.number
    if change.by is not None:
        return _happened(number, PARTLY[change.by.kind], change.by)
    return _ended(number, change.standing) if change.standing else ""


PARTLY = {
    "AMENDS": gettext_lazy("được sửa đổi, bổ sung bởi"),
    "CORRECTS": gettext_lazy("được đính chính bởi"),
    "REPEALS_PARTLY": gettext_lazy("bị bãi bỏ một phần bởi"),
    "SUSPENDS_PARTLY": gettext_lazy("bị ngưng hiệu lực một phần bởi"),
}
ENDED = {
    "REPLACES": gettext_lazy("bị thay thế bởi"),
    "REPEALS": gettext_lazy("bị bãi bỏ bởi"),
    "SUSPENDS": gettext_lazy("bị ngưng hiệu lực bởi"),
}


def _ended(number: str, standing: Standing) -> str:
    cause = next((one for one in standing.by if one.kind in ENDED), None)
    if cause is not None:
        return _happened(number, ENDED[cause.kind], cause)
    until = standing.document.effective_until
    if until is None:
        return _("%s không còn hiệu lực.") % number
    return _("%(number)s hết hiệu lực từ %(on)s.") % {"number": number, "on": format_date(until)}


def _happened(number: str, words: Promise | str, cause: Relation) -> str:
    since = _(" từ %s") % format_date(cause.on) if cause.on else ""
    return f"{number} {words} {cause.source.number}{since}."
