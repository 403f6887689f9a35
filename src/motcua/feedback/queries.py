"""What is published of petitions, what officials have to do about them, and what an author follows."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.contrib.postgres.search import TrigramWordSimilarity
from django.db.models import Q, QuerySet, Value

from motcua.feedback.models import Petition, PetitionAnswer, PetitionPhoto
from motcua.feedback.rights import LEADS, SORTS, WORKS, visible_to
from motcua.feedback.rules import OWED, WITH_AGENCY, State
from motcua.kernel.codes import typed_code
from motcua.kernel.text import fold
from motcua.organization.models import Agency, Post, Unit
from motcua.organization.rules import Level
from motcua.people.models import Account

# So alike must be what is said of two petitions that one is shown beside the other.
ALIKE = 0.55
SIMILAR = 4
BESIDE = ("agency", "unit", "place", "about", "receiver", "author")


def published(
    *, text: str = "", kind: str = "", agency: str = "", place: str = "", state: str = ""
) -> QuerySet[Petition]:
    """Public petitions, the latest first; found by words with or without marks."""
    rows = Petition.objects.filter(is_public=True).exclude(state=State.TURNED_AWAY).select_related("agency", "place")
    for word in fold(text).split()[:10]:
        rows = rows.filter(folded__contains=word)
    if kind:
        rows = rows.filter(kind=kind)
    if agency:
        rows = rows.filter(agency__code=agency)
    if place:
        rows = rows.filter(place__code=place)
    if state == "answered":
        rows = rows.filter(state__in=[State.ANSWERED, State.CLOSED])
    elif state == "open":
        rows = rows.filter(state__in=OWED)
    return rows.order_by("-pk")


def page_before(rows: QuerySet[Petition], before: int | None, *, limit: int) -> list[Petition]:
    """A page of a list that has the latest first, with one more where there are more."""
    return list((rows if before is None else rows.filter(pk__lt=before))[: limit + 1])


def page_after(rows: QuerySet[Petition], after: int | None, *, limit: int) -> list[Petition]:
    """A page of a list by what is due first, after the one of this key, with one more where there are more."""
    last = Petition.objects.filter(pk=after).values_list("due_at", flat=True).first() if after is not None else None
    if last is not None:
        rows = rows.filter(Q(due_at__gt=last) | Q(due_at=last, pk__gt=after))
    return list(rows.order_by("due_at", "pk")[: limit + 1])


def similar(title: str, text: str = "") -> list[Petition]:
    """Public petitions that say nearly the same, the nearest first."""
    said = fold(f"{title} {text}")[:300]
    if len(said) < 8:
        return []
    rows = Petition.objects.filter(is_public=True).exclude(state=State.TURNED_AWAY)
    near = rows.annotate(alike=TrigramWordSimilarity(fold(title), "folded")).filter(
        folded__trigram_word_similar=Value(fold(title)), alike__gte=ALIKE
    )
    return list(near.select_related("agency").order_by("-alike", "-pk")[:SIMILAR])


def overdue(*, at: datetime) -> QuerySet[Petition]:
    """What an agency owes and has not answered in time, public or not: of the others nothing is said but who owes."""
    return Petition.objects.filter(state__in=OWED, due_at__lt=at).select_related("agency", "receiver")


def petition_by_code(code: str) -> Petition | None:
    """A petition by its code, however it was typed."""
    return Petition.objects.filter(code=typed_code(code)).select_related(*BESIDE).first()


def public_petition(code: str) -> Petition | None:
    """A petition that everybody may read."""
    found = petition_by_code(code)
    return found if found is not None and found.is_public and found.state != State.TURNED_AWAY else None


def answers_of(petition: Petition) -> list[PetitionAnswer]:
    """The answers that were given, the latest last."""
    return list(petition.answers.exclude(given_at=None).order_by("round"))


def photo_of(petition: Petition, number: int) -> PetitionPhoto | None:
    """One of its photographs."""
    return petition.photos.filter(number=number).select_related("stored").first()


def own(by: Account) -> QuerySet[Petition]:
    """What somebody sent from their account, the latest first."""
    return Petition.objects.filter(author=by).select_related("agency").order_by("-pk")


def to_do(posts: Iterable[Post]) -> QuerySet[Petition]:
    """What somebody with these posts has to do something about: to sort, to assign, to handle, to check."""
    held = list(posts)
    at_agency = Q(agency__in=LEADS.places(held), state__in=WITH_AGENCY)
    in_unit = Q(unit__in=WORKS.places(held), state__in=[State.ASSIGNED, State.DRAFTED])
    rows = Petition.objects.filter(Q(receiver__in=SORTS.places(held), state=State.RECEIVED) | at_agency | in_unit)
    return rows.select_related("agency", "unit", "receiver")


def all_visible(posts: Iterable[Post]) -> QuerySet[Petition]:
    """Every petition that somebody with these posts may see, the latest first."""
    return Petition.objects.filter(visible_to(posts)).select_related("agency", "unit", "receiver").order_by("-pk")


def petition_for(posts: Sequence[Post], code: str) -> Petition | None:
    """A petition within the right of somebody with these posts."""
    return Petition.objects.filter(visible_to(posts), code=typed_code(code)).select_related(*BESIDE).first()


def agencies_to_ask(*, on: date) -> list[Agency]:
    """The agencies to which petitions may go, those of the province first."""
    found = Agency.objects.on(on).select_related("place").order_by("place__sort_key", "pk")
    return sorted(found, key=lambda one: one.level != Level.PROVINCE)


def agencies_with_petitions() -> list[Agency]:
    """The agencies of what is published."""
    public = Petition.objects.filter(is_public=True, agency__isnull=False).values("agency")
    return list(Agency.objects.filter(pk__in=public).order_by("short_name", "pk"))


def units_of(agency: Agency, *, on: date) -> list[Unit]:
    """The units of an agency on a day."""
    return list(Unit.objects.on(on).filter(agency=agency).order_by("name", "pk"))
