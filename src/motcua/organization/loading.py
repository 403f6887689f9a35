"""Reads places, former ones too, agencies with their premises, and successions from a pack."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Annotated, Any, ClassVar, Literal

from django.conf import settings
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from motcua.kernel.packs import Finding, LoadReport, Pack, spares
from motcua.organization.models import Agency, FormerPlace, Place, Post, Premises, SigningAuthority, Succession
from motcua.organization.operations import (
    AgencyParts,
    define_agency,
    define_place,
    define_signing_authority,
    define_succession,
    is_overruled,
    replace_former_places,
    replace_premises,
)
from motcua.organization.rules import (
    KINDS_SAID,
    AgencyKind,
    CodeScheme,
    Duty,
    FormerKind,
    Level,
    PlaceKind,
    SuccessionKind,
    UnitKind,
    duty_of,
)

TIME = r"^([01]\d|2[0-3]):[0-5]\d$"


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class PlaceItem(Strict):
    KEY: ClassVar = ("code", "valid_from")
    code: str = Field(pattern=r"^\d{2,5}$")
    name: str
    kind: PlaceKind
    full_name: str = ""
    parent: str = ""
    valid_from: date
    valid_until: date | None = None
    tile: tuple[Annotated[int, Field(ge=1, le=40)], Annotated[int, Field(ge=1, le=40)]] | None = None


class FormerPlacesItem(Strict):
    """Former communes of one former district that became the same present ones; each name with its kind before it."""

    names: list[str] = Field(min_length=1)
    district: str
    became: list[str]
    ended_on: date
    legal_basis: str = Field(max_length=300)
    note: str = Field(default="", max_length=300)


class OpenItem(Strict):
    """When an agency receives people on some weekdays (0 is Monday)."""

    weekdays: list[Annotated[int, Field(ge=0, le=6)]] = Field(min_length=1)
    opens: str = Field(pattern=TIME)
    closes: str = Field(pattern=TIME)

    @model_validator(mode="after")
    def _opens_before_it_closes(self) -> "OpenItem":
        if self.opens >= self.closes:
            raise ValueError("giờ mở phải trước giờ đóng")
        return self


class PremisesItem(Strict):
    KEY: ClassVar = ("agency",)
    agency: str
    address: str = Field(default="", max_length=300)
    phone: str = Field(default="", max_length=50)
    hours: list[OpenItem] = []
    note: str = Field(default="", max_length=300)
    source: str = Field(min_length=1, max_length=300)
    is_demonstration: bool = False


class PostItem(Strict):
    code: str
    title: str
    duties: list[Annotated[str, AfterValidator(duty_of)]] = Field(min_length=1)


class UnitItem(Strict):
    code: str
    name: str
    kind: UnitKind
    posts: list[PostItem] = []


class CodeItem(Strict):
    scheme: CodeScheme = CodeScheme.QD_20_2020
    value: str
    is_demonstration: bool = False


class AgencyItem(Strict):
    """An agency; with `each_of` one for every place of these kinds, `{name}`, `{kind}` and `{code}` filled in."""

    KEY: ClassVar = ("code",)
    code: str
    name: str
    short_name: str
    level: Level
    kind: AgencyKind
    place: str = ""
    parent: str = ""
    each_of: list[PlaceKind] = []
    identification: CodeItem | None = None
    is_demonstration: bool = False
    valid_from: date
    valid_until: date | None = None
    units: list[UnitItem] = []


class SuccessionItem(Strict):
    KEY: ClassVar = ("predecessor", "successor")
    predecessor: str
    successor: str
    kind: Literal["MERGED", "SPLIT", "RENAMED", "DISSOLVED"]
    takes_effect_on: date
    legal_basis: str


class AuthorityItem(Strict):
    """A head's written authority to sign results of some procedures: `post` is `agency/unit/post`; `until` excluded."""

    KEY: ClassVar = ("post", "number")
    post: str = Field(pattern=r"^[^/]+/[^/]+/[^/]+$")
    number: str = Field(min_length=1, max_length=60)
    issued_on: date
    valid_from: date
    until: date
    procedures: list[str] = Field(min_length=1)

    @model_validator(mode="after")
    def _has_a_time(self) -> "AuthorityItem":
        if not self.issued_on <= self.valid_from < self.until:
            raise ValueError("ngày ký, ngày bắt đầu và ngày hết hạn phải theo thứ tự")
        return self


KIND_WORDS = {
    PlaceKind.PROVINCE: "tỉnh",
    PlaceKind.DISTRICT: "huyện",
    PlaceKind.COMMUNE: "xã",
    PlaceKind.WARD: "phường",
}


def load(pack: Pack, *, at: datetime) -> LoadReport:
    """Define everything of the pack that is new or different."""
    report = _load_places(pack, at)
    report.add(_load_former_places(pack, at))
    report.add(_load_agencies(pack, at))
    report.add(_load_premises(pack, at))
    report.add(_load_successions(pack, at))
    report.add(_load_authorities(pack, at))
    return report


def _load_places(pack: Pack, at: datetime) -> LoadReport:
    items, findings = pack.items("places", PlaceItem)
    report = LoadReport(findings=findings)
    known = {(place.code, place.valid_from): place for place in Place.objects.all()}
    by_code = {place.code: place for place in known.values()}
    tiles: dict[tuple[int, int], PlaceItem] = {}
    for item in items:
        value = item.value
        if value.tile and value.valid_until is None and tiles.setdefault(value.tile, value) is not value:
            report.findings.append(item.finding(f"ô này đã là của {tiles[value.tile].name}", "tile"))
            continue
        parent = by_code.get(value.parent)
        if value.parent and parent is None:
            report.findings.append(Finding(item.file, item.line, "parent", f"không có địa bàn {value.parent}"))
            continue
        facts: dict[str, Any] = value.model_dump(include={"name", "kind", "valid_from", "valid_until"})
        facts |= {
            "kind": value.kind.value,
            "full_name": value.full_name or f"{KIND_WORDS[value.kind].capitalize()} {value.name}",
            "parent": parent,
            "tile_row": value.tile[0] if value.tile else None,
            "tile_column": value.tile[1] if value.tile else None,
        }
        found = known.get((value.code, value.valid_from))
        if found is not None and all(getattr(found, name) == wanted for name, wanted in facts.items()):
            report.unchanged += 1
            continue
        by_code[value.code] = define_place(code=value.code, facts=facts, by=None, at=at)
        report.created += found is None
        report.updated += found is not None
    return report


def _load_former_places(pack: Pack, at: datetime) -> LoadReport:
    items, findings = pack.items("former_places", FormerPlacesItem)
    report = LoadReport(findings=findings)
    places = {place.code: place for place in Place.objects.order_by("valid_from")}
    wanted: list[dict[str, Any]] = []
    for item in items:
        missing = [code for code in (item.value.district, *item.value.became) if code not in places]
        if missing:
            report.findings.append(item.finding(f"không có địa bàn {', '.join(missing)}"))
            continue
        facts: dict[str, Any] = item.value.model_dump(include={"ended_on", "legal_basis", "note"})
        facts |= {"district": places[item.value.district], "became": [places[code] for code in item.value.became]}
        for written in item.value.names:
            kind, name = _kind_and_name(written)
            if kind is None:
                report.findings.append(item.finding(f"«{written}» không bắt đầu bằng xã, phường hay thị trấn", "names"))
            else:
                wanted.append({"name": name, "kind": kind.value, **facts})
    stored: list[dict[str, Any]] = [
        {name: getattr(one, name) for name in ("name", "kind", "ended_on", "legal_basis", "note", "district")}
        | {"became": list(one.became.order_by("pk"))}
        for one in FormerPlace.objects.select_related("district").order_by("pk")
    ]
    same = [row | {"became": sorted(row["became"], key=lambda place: place.pk)} for row in wanted] == stored
    named = {_former(row) for row in wanted}
    if not wanted or (
        not same and spares(pack, report, (name for row in stored if (name := _former(row)) not in named))
    ):
        return report
    if not same:
        replace_former_places(rows=wanted, by=None, at=at)
    return _counted(report, len(wanted), is_same=same)


def _former(row: dict[str, Any]) -> str:
    return f"{row['kind']} {row['name']}, {row['district'].name}, {row['ended_on']}"


def _kind_and_name(written: str) -> tuple[FormerKind | None, str]:
    for spelling, kind in KINDS_SAID.items():
        if written.startswith(f"{spelling.capitalize()} "):
            return kind, written[len(spelling) + 1 :]
    return None, written


def _load_premises(pack: Pack, at: datetime) -> LoadReport:
    items, findings = pack.items("premises", PremisesItem)
    report = LoadReport(findings=findings)
    agencies = {agency.code: agency for agency in Agency.objects.all()}
    wanted: list[dict[str, Any]] = []
    for item in items:
        if item.value.agency not in agencies:
            report.findings.append(item.finding(f"không có cơ quan {item.value.agency}", "agency"))
            continue
        if item.value.is_demonstration and not settings.DEMONSTRATION_DATA:
            continue
        hours = [
            [weekday, _minutes(span.opens), _minutes(span.closes)]
            for span in item.value.hours
            for weekday in span.weekdays
        ]
        facts: dict[str, Any] = item.value.model_dump(exclude={"agency", "hours"})
        wanted.append({"agency": agencies[item.value.agency], "hours": sorted(hours), **facts})
    names = ("agency", "hours", "address", "phone", "note", "source", "is_demonstration")
    stored = [
        {name: getattr(one, name) for name in names} for one in Premises.objects.select_related("agency").order_by("pk")
    ]
    same = wanted == stored
    named = {row["agency"] for row in wanted}
    # What was made up for a demonstration is nobody's to keep.
    lost = [row["agency"].code for row in stored if row["agency"] not in named and not row["is_demonstration"]]
    gone = (f"nơi tiếp nhận của {code}" for code in lost)
    if not items or (not same and spares(pack, report, gone)):
        return report
    if not same:
        replace_premises(rows=wanted, by=None, at=at)
    return _counted(report, len(wanted), is_same=same)


def _minutes(text: str) -> int:
    return int(text[:2]) * 60 + int(text[3:])


def _counted(report: LoadReport, count: int, *, is_same: bool) -> LoadReport:
    report.unchanged += count if is_same else 0
    report.updated += 0 if is_same else count
    return report


def _load_agencies(pack: Pack, at: datetime) -> LoadReport:
    items, findings = pack.items("agencies", AgencyItem)
    report = LoadReport(findings=findings)
    places = {place.code: place for place in Place.objects.order_by("valid_from")}
    known = {agency.code: agency for agency in Agency.objects.all()}
    wanted: dict[str, tuple[AgencyItem, Place]] = {}
    for item in items:
        value = item.value
        targets = (
            [place for place in places.values() if place.kind in value.each_of and place.valid_until is None]
            if value.each_of
            else [places[value.place]]
            if value.place in places
            else []
        )
        if not targets:
            report.findings.append(Finding(item.file, item.line, "place", f"không có địa bàn {value.place}"))
        # One that is written out, also in a later pack, stands over the one of its kind of place.
        wanted |= {value.code.format(**_words(place)): (value, place) for place in targets}
    for code, (value, place) in wanted.items():
        stored = known.get(code)
        agency = _agency(value, place, known)
        if stored is not None:
            facts, units = agency.facts | _written_here(stored), _with_local(stored, agency.units)
            agency = replace(agency, facts=facts, units=units)
        if stored is not None and agency.is_as(stored):
            report.unchanged += 1
        elif stored is None or not spares(pack, report, _dropped(stored, agency.units)):
            parts = AgencyParts(agency.codes, agency.units)
            known[code] = define_agency(code=code, facts=agency.facts, parts=parts, by=None, at=at)
            report.created += stored is None
            report.updated += stored is not None
    return report


def _words(place: Place) -> dict[str, str]:
    return {"name": place.name, "code": place.code, "kind": KIND_WORDS[PlaceKind(place.kind)]}


@dataclass(frozen=True)
class _Agency:
    """What an agency is to be."""

    facts: dict[str, Any]
    codes: list[dict[str, Any]]
    units: list[dict[str, Any]]

    def is_as(self, stored: Agency) -> bool:
        codes = set(stored.codes.values_list("value", flat=True))
        missing = [row for row in self.codes if row["value"] not in codes and not is_overruled(stored, row)]
        return not missing and _is_same(stored, self.facts, self.units)


def _written_here(agency: Agency) -> dict[str, Any]:
    """What an administrator said of an agency and a pack does not change: its name, its end."""
    named = ("name", "short_name") if agency.is_named_here else ()
    ended = ("valid_until",) if agency.is_ended_here else ()
    return {name: getattr(agency, name) for name in (*named, *ended)}


def _with_local(agency: Agency, units: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What a pack says of an agency's units; those that an administrator wrote, or ended, stay as they were left."""
    merged = {row["code"]: {**row, "posts": {post["code"]: post for post in row["posts"]}} for row in units}
    for unit in agency.units.filter(valid_until=None).order_by("pk").prefetch_related("posts"):
        posts = [post for post in unit.posts.all() if post.is_local and post.valid_until is None]
        if not unit.is_local and not posts:
            continue
        row = merged.setdefault(unit.code, {"code": unit.code, "name": unit.name, "kind": unit.kind, "posts": {}})
        if unit.is_local:
            row |= {"name": unit.name, "kind": unit.kind}
        row["posts"] |= {one.code: {"code": one.code, "title": one.title, "duties": one.duties} for one in posts}
    for code in agency.units.filter(is_local=True).exclude(valid_until=None).values_list("code", flat=True):
        merged.pop(code, None)
    closed = Post.objects.filter(unit__agency=agency, is_local=True).exclude(valid_until=None)
    for unit_code, code in closed.values_list("unit__code", "code"):
        if unit_code in merged:
            merged[unit_code]["posts"].pop(code, None)
    return [{**row, "posts": list(row["posts"].values())} for row in merged.values()]


def _dropped(agency: Agency, units: list[dict[str, Any]]) -> Iterator[str]:
    """The units and posts of an agency that are not among these."""
    named = {row["code"]: {post["code"] for post in row["posts"]} for row in units}
    for unit in agency.units.filter(valid_until=None).order_by("code").prefetch_related("posts"):
        if unit.code not in named:
            yield f"{agency.code}/{unit.code}"
        posts = [post.code for post in unit.posts.all() if post.valid_until is None]
        yield from (f"{agency.code}/{unit.code}/{code}" for code in posts if code not in named.get(unit.code, set()))


def _agency(value: AgencyItem, place: Place, known: dict[str, Agency]) -> _Agency:
    words = _words(place)
    facts: dict[str, Any] = {
        "name": value.name.format(**words),
        "short_name": value.short_name.format(**words),
        "level": value.level.value,
        "kind": value.kind.value,
        "place": place,
        "parent": known.get(value.parent.format(**words)) if value.parent else None,
        "is_demonstration": value.is_demonstration,
        "valid_from": value.valid_from,
        "valid_until": value.valid_until,
    }
    codes = []
    if value.identification and (settings.DEMONSTRATION_DATA or not value.identification.is_demonstration):
        codes.append(
            {
                "scheme": value.identification.scheme.value,
                "value": value.identification.value.format(**words),
                "is_demonstration": value.identification.is_demonstration,
                "valid_from": value.valid_from,
                "valid_until": value.valid_until,
            }
        )
    return _Agency(facts, codes, [unit.model_dump(mode="json") for unit in value.units])


def _is_same(agency: Agency, facts: dict[str, Any], units: list[dict[str, Any]]) -> bool:
    wanted = {
        unit["code"]: (
            unit["name"],
            unit["kind"],
            {one["code"]: (one["title"], one["duties"]) for one in unit["posts"]},
        )
        for unit in units
    }
    stored = {
        unit.code: (
            unit.name,
            unit.kind,
            {one.code: (one.title, one.duties) for one in unit.posts.filter(valid_until=None)},
        )
        for unit in agency.units.filter(valid_until=None)
    }
    return stored == wanted and all(getattr(agency, name) == fact for name, fact in facts.items())


def _load_successions(pack: Pack, at: datetime) -> LoadReport:
    items, findings = pack.items("successions", SuccessionItem)
    report = LoadReport(findings=findings)
    known = {agency.code: agency for agency in Agency.objects.all()}
    for item in items:
        value = item.value
        missing = [code for code in (value.predecessor, value.successor) if code not in known]
        if missing:
            report.findings.append(Finding(item.file, item.line, "", f"không có cơ quan {', '.join(missing)}"))
            continue
        before, after = known[value.predecessor], known[value.successor]
        facts = {
            "kind": SuccessionKind(value.kind).value,
            "takes_effect_on": value.takes_effect_on,
            "legal_basis": value.legal_basis,
        }
        if Succession.objects.filter(predecessor=before, successor=after, **facts).exists():
            report.unchanged += 1
            continue
        define_succession(predecessor=before, successor=after, facts=facts, by=None, at=at)
        report.created += 1
    return report


def _load_authorities(pack: Pack, at: datetime) -> LoadReport:
    items, findings = pack.items("signing_authorities", AuthorityItem)
    report = LoadReport(findings=findings)
    for item in items:
        agency, unit, code = item.value.post.split("/")
        posts = Post.objects.filter(unit__agency__code=agency, unit__code=unit, valid_until=None)
        heads = [post for post in posts.select_related("unit__agency") if post.has(Duty.APPROVE)]
        # The step goes to who approves in the unit: that must be this post and no other.
        if [head.code for head in heads] != [code]:
            said = f"{item.value.post} không phải vị trí duy nhất xem xét, duyệt ở đơn vị này"
            report.findings.append(item.finding(said, "post"))
            continue
        facts: dict[str, Any] = item.value.model_dump(include={"issued_on", "valid_from", "procedures"})
        facts["valid_until"] = item.value.until
        number = item.value.number
        stored = SigningAuthority.objects.filter(post=heads[0], number=number, issued_on=item.value.issued_on).first()
        if stored is not None and all(getattr(stored, name) == wanted for name, wanted in facts.items()):
            report.unchanged += 1
            continue
        define_signing_authority(post=heads[0], number=number, facts=facts, by=None, at=at)
        report.created += stored is None
        report.updated += stored is not None
    return report
