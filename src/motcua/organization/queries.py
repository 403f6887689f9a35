"""Places by the names people know them by, former ones too, and where an agency receives people."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from motcua.kernel.text import fold, sort_key
from motcua.organization.models import Agency, FormerName, FormerPlace, Place, Post, Premises, SigningAuthority
from motcua.organization.rules import (
    KINDS_SAID,
    OF_ANY_KIND,
    AgencyKind,
    FormerKind,
    PlaceKind,
    Said,
    is_in_name,
    is_same_name,
    names_district,
    names_other_province,
    places_said,
)

COMMUNES = (PlaceKind.COMMUNE, PlaceKind.WARD)


def communes(*, on: date) -> list[Place]:
    """The communes and wards of the province, in Vietnamese order."""
    return list(Place.objects.on(on).filter(kind__in=COMMUNES).select_related("parent").order_by("sort_key", "pk"))


def houses(*, on: date, level: str) -> list[tuple[str, str, str]]:
    """The public-service centres of a level by code and name, each with its address as far as it is known."""
    found = Agency.objects.on(on).filter(kind=AgencyKind.SERVICE_CENTRE, level=level).order_by("pk")
    return [
        (code, name, address or "") for code, name, address in found.values_list("code", "name", "premises__address")
    ]


def centres(*, on: date) -> list[Agency]:
    """The public-service centres where dossiers are handed in (NĐ 118/2025 Đ8): the province's, then the communes'."""
    found = Agency.objects.on(on).filter(kind=AgencyKind.SERVICE_CENTRE)
    rows = found.select_related("place").order_by("place__sort_key", "pk")
    return sorted(rows, key=lambda agency: agency.place.kind != PlaceKind.PROVINCE)


def centre(code: str, *, on: date) -> Agency | None:
    """One public-service centre with its place."""
    found = Agency.objects.on(on).filter(kind=AgencyKind.SERVICE_CENTRE, code=code)
    return found.select_related("place").first()


def premises_of(agency: Agency) -> Premises | None:
    """Where an agency receives people, as far as it is known."""
    return Premises.objects.filter(agency=agency).first()


def former_places_of(place: Place) -> list[FormerPlace]:
    """The former communes that a present one was formed of, the latest first."""
    found = FormerPlace.objects.filter(became=place).select_related("district")
    return sorted(found, key=lambda one: (-one.ended_on.toordinal(), sort_key(one.name)))


def called(agencies: Sequence[Agency], text: str) -> list[Agency]:
    """Those of agencies whose name, or a name that a decision ended, has these words, with or without marks."""
    said = fold(text)
    former = FormerName.objects.filter(agency__in=agencies).exclude(renamed_on=None).values_list("agency", "name")
    once = {pk for pk, name in former if said in fold(name)}
    return [one for one in agencies if one.pk in once or said in fold(one.name)]


@dataclass(frozen=True)
class Naming:
    """A place as a text names it: the words, where they stand, the present places and the former ones of that name."""

    words: str
    begins: int
    ends: int
    present: Sequence[Place]
    former: Sequence[FormerPlace]

    @property
    def became(self) -> list[Place]:
        """The present places that the words stand for, each once."""
        found = [*self.present, *(place for former in self.former for place in former.became.all())]
        return list({place.pk: place for place in found}.values())

    @property
    def is_outdated(self) -> bool:
        """Whether what it names is another place now: a present place that goes on under its name is not."""
        return any(not self._goes_on(former) for former in self.former)

    def _goes_on(self, former: FormerPlace) -> bool:
        return any(
            place.name == former.name and place.kind == former.kind for place in (*former.became.all(), *self.present)
        )


def places_named(text: str, *, on: date) -> list[Naming]:
    """The communes, wards and towns, present and former, that a text names with their kind («xã Hoàng Đồng»).

    A district that the text names too leaves only what belonged to it; of another province nothing is known.
    """
    return [naming for _key, naming in places_named_in([("", text)], on=on)]


def places_named_in(texts: Iterable[tuple[str, str]], *, on: date) -> list[tuple[str, Naming]]:
    """The same for several texts at once, each under a key of its own."""
    said = [(key, text, one) for key, text in texts for one in places_said(text)]
    if not said:
        return []
    present, former = communes(on=on), _former()
    ours = [one.parent.name for one in present[:1] if one.parent]
    found = [
        (key, _named(one, text, present, former))
        for key, text, one in said
        if not any(names_other_province(text, province) for province in ours)
    ]
    return [(key, naming) for key, naming in found if naming is not None]


def names_place(text: str, place: Place) -> bool:
    """Whether a text names this very place with its kind («phường Kỳ Lừa»)."""
    return any(
        said.kind == place.kind and any(is_same_name(name, place.name) for name, _ends in said.names)
        for said in places_said(text)
    )


def outdated_names_in(texts: Iterable[tuple[str, str]], *, on: date) -> list[tuple[str, Naming]]:
    """Where texts name a commune that is another one now, each under its key; once for the same words."""
    found: dict[tuple[str, str], Naming] = {}
    for key, naming in places_named_in(texts, on=on):
        if naming.is_outdated:
            found.setdefault((key, naming.words), naming)
    return [(key, naming) for (key, _words), naming in found.items()]


def without_places(text: str, namings: Sequence[Naming]) -> str:
    """What a question is about when its places are left out; the question itself where it says nothing else."""
    left, last = "", 0
    for naming in namings:
        left += text[last : naming.begins] + " "
        last = naming.ends
    return " ".join((left + text[last:]).split()) or text


def _former() -> list[FormerPlace]:
    return list(FormerPlace.objects.select_related("district").prefetch_related("became"))


def _named(said: Said, text: str, present: Iterable[Place], former: Iterable[FormerPlace]) -> Naming | None:
    for name, ends in said.names:
        now = [one for one in present if one.kind == said.kind and is_same_name(name, one.name)]
        then = [one for one in former if one.kind == said.kind and is_same_name(name, one.name)]
        if not (now or then):
            continue
        if of_district := [one for one in then if names_district(text, one.district.name)]:
            now, then = [], of_district
        return Naming(text[said.begins : ends], said.begins, ends, now, then)
    return None


@dataclass(frozen=True)
class Match:
    """A present commune that was looked for, and the former places by whose names it was found."""

    place: Place
    former: Sequence[FormerPlace]


@dataclass(frozen=True)
class Matches:
    """What a search for a place finds; `lost`: former places of which no source tells what they became."""

    found: Sequence[Match]
    lost: Sequence[FormerPlace]


def match_places(text: str, *, on: date) -> Matches:
    """Present communes by their name, by that of a former commune, or by that of a former district."""
    kind, name = _kind_and_name(text)
    places = {place.pk: place for place in communes(on=on)}
    of_kind = [one for one in _former() if kind in (None, one.kind)]
    wanted = [one for one in of_kind if is_in_name(name, one.name) or is_same_name(name, one.district.name)]
    by_place: dict[int, list[FormerPlace]] = {
        place.pk: [] for place in places.values() if kind in (None, place.kind) and is_in_name(name, place.name)
    }
    for former in wanted:
        for place in former.became.all():
            by_place.setdefault(place.pk, []).append(former)
    found = [Match(places[pk], former) for pk, former in by_place.items() if pk in places]
    return Matches(
        sorted(found, key=lambda match: not _is_exact(name, match)), [one for one in wanted if not one.became.all()]
    )


def _is_exact(name: str, match: Match) -> bool:
    return is_same_name(name, match.place.name) or any(is_same_name(name, former.name) for former in match.former)


# «P. Kỳ Lừa», «TT. Cao Lộc», «x Tân Thanh», as envelopes say it.
SHORT_KINDS = {"x": FormerKind.COMMUNE, "p": FormerKind.WARD, "tt": FormerKind.TOWN}
_SHORT = re.compile(r"(x|p|tt)(?:\s*\.\s*|\s+)(\S.*)", re.IGNORECASE)


def _kind_and_name(text: str) -> tuple[FormerKind | None, str]:
    """What is looked for without the word for its kind; districts are of no kind here."""
    typed = " ".join(text.replace(",", " ").split())
    if short := _SHORT.match(typed):
        return SHORT_KINDS[short[1].lower()], short[2]
    for spelling, kind in {**KINDS_SAID, **OF_ANY_KIND}.items():
        for written in (spelling, fold(spelling)):
            if typed.lower().startswith(f"{written} "):
                return kind, typed[len(written) + 1 :]
    return None, typed


def authority_over(agency_id: int, procedure: str, *, on: date) -> SigningAuthority | None:
    """The authority by which the head of a unit signs an agency's results of a procedure on a day; the latest one."""
    given = SigningAuthority.objects.on(on).filter(post__in=Post.objects.on(on).filter(unit__agency_id=agency_id))
    return (
        given.filter(procedures__contains=[procedure])
        .select_related("post__unit__agency")
        .order_by("-issued_on", "-pk")
        .first()
    )
