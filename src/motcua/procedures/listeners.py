"""When law changes or the catalogue does, the procedures resting on it are looked at again."""

from motcua.kernel.events import DayBegun, listen
from motcua.laws.events import LawsChanged
from motcua.procedures.events import CatalogueChanged
from motcua.procedures.models import LegalBasis
from motcua.procedures.operations.freshness import check_citations, check_legal_bases


@listen(DayBegun)
def day_begun(event: DayBegun) -> None:
    check_legal_bases(numbers=None, by=None, at=event.at)


@listen(LawsChanged)
def laws_changed(event: LawsChanged) -> None:
    check_legal_bases(numbers=list(event.numbers), by=None, at=event.at)
    check_citations(codes=None, by=None, at=event.at)


@listen(CatalogueChanged)
def catalogue_changed(event: CatalogueChanged) -> None:
    numbers = LegalBasis.objects.filter(version__procedure__code__in=event.codes).values_list("number", flat=True)
    check_legal_bases(numbers=sorted(set(numbers)), by=None, at=event.at)
    check_citations(codes=event.codes, by=None, at=event.at)
