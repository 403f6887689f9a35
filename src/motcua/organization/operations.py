"""The only code that changes places, agencies and their posts."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from importlib import import_module
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from motcua.kernel.counters import is_counted
from motcua.kernel.manifests import offered
from motcua.kernel.operations import SYSTEM, Refused, inside_operation, note, operation
from motcua.kernel.text import format_date, local, sort_key
from motcua.kernel.validity import DatedQuerySet
from motcua.organization.models import (
    Agency,
    AgencyCode,
    FormerName,
    FormerPlace,
    Place,
    Post,
    Premises,
    SigningAuthority,
    Succession,
    Unit,
)
from motcua.organization.rules import CodeScheme, RestsOnUnit, dossier_series

# Groups of an identification code: the province or ministry, then units below it.
CODE = re.compile(r"[A-Z]\d{2}(\.[A-Z0-9]{1,3}){0,3}")
# As the packs number agencies that have no code yet.
MADE_UP = re.compile(r"[A-Z]\d{2}\.TD")
Rows = Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class AgencyParts:
    """What belongs to an agency: its identification codes, and its units, each with its posts."""

    codes: Rows
    units: Rows


@dataclass(frozen=True)
class Naming:
    """How an agency is called, on what that rests, and from which day a decision says so; none for a slip."""

    name: str
    short_name: str
    legal_basis: str
    renamed_on: date | None = None


@operation(who=SYSTEM, journal="place.defined")
def define_place(*, code: str, facts: Mapping[str, Any], by: None, at: datetime) -> Place:
    """Define a province, commune or ward under its statistical code from a day on (NQ 1672/NQ-UBTVQH15)."""
    note(code=code)
    place, _is_new = Place.objects.update_or_create(
        code=code,
        valid_from=facts["valid_from"],
        defaults={**facts, "sort_key": sort_key(facts["name"])},
    )
    return place


@operation(who=SYSTEM, journal="place.former_replaced")
def replace_former_places(*, rows: Rows, by: None, at: datetime) -> None:
    """Say anew which former communes there are and what they became (NQ 1672/NQ-UBTVQH15, NQ 818/NQ-UBTVQH14)."""
    note(former_places=len(rows))
    FormerPlace.objects.all().delete()
    for row in rows:
        facts = dict(row)
        became = facts.pop("became")
        FormerPlace.objects.create(**facts).became.set(became)


@operation(who=SYSTEM, journal="agency.premises_replaced")
def replace_premises(*, rows: Rows, by: None, at: datetime) -> None:
    """Say anew where agencies receive people: address, telephone, hours, as far as known (NĐ 61/2018 Đ13)."""
    note(premises=len(rows))
    Premises.objects.all().delete()
    Premises.objects.bulk_create([Premises(**row) for row in rows])


@operation(who=SYSTEM, journal="agency.defined")
def define_agency(*, code: str, facts: Mapping[str, Any], parts: AgencyParts, by: None, at: datetime) -> Agency:
    """Define an agency with its codes, units and posts (NĐ 118/2025). Posts that people hold are kept."""
    note(code=code)
    agency, _is_new = Agency.objects.update_or_create(
        code=code, defaults={**facts, "sort_key": sort_key(facts["name"])}
    )
    for row in parts.codes:
        if not is_overruled(agency, row):
            _keep_code(agency, row)
    units = Unit.objects.bulk_create(
        [Unit(agency=agency, code=row["code"], name=row["name"], kind=row["kind"]) for row in parts.units],
        update_conflicts=True,
        unique_fields=["agency", "code"],
        update_fields=["name", "kind", "valid_until"],
    )
    Post.objects.bulk_create(
        [
            Post(unit=unit, code=post["code"], title=post["title"], duties=list(post["duties"]))
            for unit, row in zip(units, parts.units, strict=True)
            for post in row["posts"]
        ],
        update_conflicts=True,
        unique_fields=["unit", "code"],
        update_fields=["title", "duties", "valid_until"],
    )
    _end_dropped(agency, parts.units, local(at).date())
    return agency


def is_overruled(agency: Agency, row: Mapping[str, Any]) -> bool:
    """Whether a pack's code is made up and the agency was given one."""
    given = AgencyCode.objects.filter(agency=agency, scheme=row["scheme"], is_demonstration=False)
    return row["is_demonstration"] and given.exists()


def _keep_code(agency: Agency, row: Mapping[str, Any]) -> None:
    """Another one that was given since ends the pack's code, whatever the pack says of its end."""
    given = AgencyCode.objects.filter(agency=agency, scheme=row["scheme"], valid_from__gt=row["valid_from"])
    ends = given.order_by("valid_from").values_list("valid_from", flat=True).first() or row["valid_until"]
    AgencyCode.objects.update_or_create(
        agency=agency, scheme=row["scheme"], valid_from=row["valid_from"], defaults={**row, "valid_until": ends}
    )


@operation(who=SYSTEM, journal="unit.written")
def write_unit(agency: Agency, *, code: str, name: str, kind: str, by: None, at: datetime) -> Unit:
    """Write down a unit of an agency, or its name anew; packs leave it so from then on (NĐ 118/2025)."""
    note(agency=agency.code, code=code, name=name, kind=kind)
    unit, _is_new = Unit.objects.update_or_create(
        agency=agency, code=code, defaults={"name": name, "kind": kind, "valid_until": None, "is_local": True}
    )
    return unit


@operation(who=SYSTEM, journal="post.written")
def write_post(unit: Unit, *, code: str, title: str, duties: Sequence[str], by: None, at: datetime) -> Post:
    """Write down a post of a unit, or its title and duties anew; packs leave it so from then on (NĐ 118/2025)."""
    note(unit=f"{unit.agency.code}/{unit.code}", code=code, title=title, duties=list(duties))
    post, _is_new = Post.objects.update_or_create(
        unit=unit, code=code,
        defaults={"title": title, "duties": list(duties), "valid_until": None, "is_local": True},
    )  # fmt: skip
    return post


@operation(who=SYSTEM, journal="agency.written")
def write_agency(*, code: str, facts: Mapping[str, Any], legal_basis: str, by: None, at: datetime) -> Agency:
    """Write down an agency that no pack names (NĐ 118/2025). `facts` as its model has them."""
    note(code=code, name=facts["name"], valid_from=facts["valid_from"], legal_basis=legal_basis)
    return Agency.objects.create(code=code, sort_key=sort_key(facts["name"])[:500], **facts)


@operation(who=SYSTEM, journal="agency.named")
def name_agency(agency: Agency, *, naming: Naming, by: None, at: datetime) -> Agency:
    """Name an agency anew; what it issued keeps the name of its day, and packs leave it so (NĐ 118/2025)."""
    note(
        code=agency.code, name=naming.name, former=agency.name, renamed_on=naming.renamed_on,
        legal_basis=naming.legal_basis,
    )  # fmt: skip
    FormerName.objects.create(
        agency=agency, name=agency.name, short_name=agency.short_name, used_until=at, renamed_on=naming.renamed_on,
        legal_basis=naming.legal_basis,
    )  # fmt: skip
    agency.name, agency.short_name, agency.is_named_here = naming.name, naming.short_name, True
    agency.sort_key = sort_key(naming.name)[:500]
    agency.save(update_fields=["name", "short_name", "sort_key", "is_named_here"])
    return agency


@operation(who=SYSTEM, journal="unit.closed")
def close_unit(unit: Unit, *, on: date, legal_basis: str, by: None, at: datetime) -> Unit:
    """End a unit and its posts; packs leave it ended. Refused while work rests on it (NĐ 118/2025)."""
    for one in offered(RestsOnUnit).values():
        module, function = one.waits.split(":")
        if getattr(import_module(module), function)(unit.pk):
            raise Refused(_(one.said))
    note(unit=f"{unit.agency.code}/{unit.code}", on=on, legal_basis=legal_basis)
    unit.posts.filter(Q(valid_until=None) | Q(valid_until__gt=on)).update(valid_until=on, is_local=True)
    unit.valid_until, unit.is_local = on, True
    unit.save(update_fields=["valid_until", "is_local"])
    return unit


@operation(who=SYSTEM, journal="post.closed")
def close_post(post: Post, *, on: date, legal_basis: str, by: None, at: datetime) -> Post:
    """End a post; packs leave it ended (NĐ 118/2025)."""
    note(post=post.path, on=on, legal_basis=legal_basis)
    post.valid_until, post.is_local = on, True
    post.save(update_fields=["valid_until", "is_local"])
    return post


@operation(who=SYSTEM, journal="agency.closed")
def close_agency(agency: Agency, *, on: date, legal_basis: str, by: None, at: datetime) -> Agency:
    """End an agency whose units have all ended; packs leave it ended (NQ 202/2025/QH15). Refused while one has not."""
    if left := agency.units.on(on).order_by("pk").values_list("name", flat=True):
        raise Refused(_("Còn đơn vị «%s». Kết thúc các đơn vị trước, hoặc cùng lúc.") % "», «".join(left))
    note(code=agency.code, on=on, legal_basis=legal_basis)
    agency.valid_until, agency.is_ended_here = on, True
    agency.save(update_fields=["valid_until", "is_ended_here"])
    return agency


@operation(who=SYSTEM, journal="agency.identified")
def identify_agency(
    agency: Agency, *, code: str, valid_from: date, is_sure: bool = False, by: None, at: datetime
) -> AgencyCode:
    """Say which identification code an agency has from a day on, in place of one that was made up (QĐ 20/2020/QĐ-TTg).

    One that numbered nothing yet gives way. Refused when it is no such code, another agency's, when another one of that
    day or later has numbered dossiers, and, unless `is_sure`, when it begins as no other agency's does, or as one that
    was made up.
    """
    if not CODE.fullmatch(code):
        raise Refused(_("Mã định danh có dạng H37, H37.12 hoặc H37.12.34: các nhóm chữ in, số, cách nhau dấu chấm."))
    scheme = CodeScheme.QD_20_2020
    others = AgencyCode.objects.filter(scheme=scheme).exclude(agency=agency)
    if not is_sure and (strange := _strange_beginning(code, others)):
        raise Refused(strange, errors={"is_sure": strange})
    AgencyCode.objects.filter(agency=agency, scheme=scheme, is_demonstration=True).delete()
    own = AgencyCode.objects.filter(agency=agency, scheme=scheme)
    replaced = _give_way(own, valid_from, local(at).date())
    note(agency=agency.code, code=code, valid_from=valid_from, **({"replaced": replaced} if replaced else {}))
    if others.on(valid_from).filter(value=code).exists():
        raise Refused(_("Mã này là của một cơ quan khác."))
    own.on(valid_from).update(valid_until=valid_from)
    return AgencyCode.objects.create(agency=agency, scheme=scheme, value=code, valid_from=valid_from)


def _strange_beginning(code: str, others: DatedQuerySet[AgencyCode]) -> str:
    """A code of another province or ministry, or a made-up one, is a slip of the hand that all dossiers would bear."""
    if MADE_UP.match(code):
        said = _("Mã %(code)s giống mã tạm đặt cho bản trình diễn. Xem lại quyết định, hoặc xác nhận là đúng.")
        return said % {"code": code}
    first = {value.split(".")[0] for value in others.values_list("value", flat=True)}
    if not first or code.split(".")[0] in first:
        return ""
    said = _("Mã %(code)s không bắt đầu bằng %(first)s như mã của các cơ quan khác. Xem lại, hoặc xác nhận là đúng.")
    return said % {"code": code, "first": ", ".join(sorted(first))}


@inside_operation
def _give_way(own: DatedQuerySet[AgencyCode], valid_from: date, today: date) -> list[str]:
    """Take back the codes of that day or later under which nothing is numbered; the one before goes on."""
    replaced = []
    for former in own.filter(valid_from__gte=valid_from).order_by("-valid_from"):
        is_used = former.valid_from == today and is_counted(dossier_series(former.value, today))
        if former.valid_from < today or is_used:
            said = _("Cơ quan này có mã %(code)s từ %(day)s và đã dùng mã ấy. Mã mới chỉ ghi được từ ngày sau.")
            raise Refused(said % {"code": former.value, "day": format_date(former.valid_from)})
        former.delete()
        own.filter(valid_until=former.valid_from).update(valid_until=None)
        replaced.append(former.value)
    return replaced


def _end_dropped(agency: Agency, units: Rows, day: date) -> None:
    """End the units and posts that are no longer named; their rows stay, for dossiers and the past rest on them."""
    named = {row["code"]: {post["code"] for post in row["posts"]} for row in units}
    gone = agency.units.filter(valid_until=None).exclude(code__in=named)
    posts = Post.objects.filter(unit__agency=agency, valid_until=None)
    ended = [post.pk for post in posts.select_related("unit") if post.code not in named.get(post.unit.code, set())]
    if not ended and not gone.exists():
        return
    note(ended_units=sorted(gone.values_list("code", flat=True)), ended_posts=len(ended))
    Post.objects.filter(pk__in=ended).update(valid_until=day)
    gone.update(valid_until=day)


@operation(who=SYSTEM, journal="agency.succeeded")
def define_succession(
    *, predecessor: Agency, successor: Agency, facts: Mapping[str, Any], by: None, at: datetime
) -> Succession:
    """Say which agency took over from which (NQ 202/2025/QH15)."""
    note(predecessor=predecessor.code, successor=successor.code)
    succession, _is_new = Succession.objects.update_or_create(
        predecessor=predecessor, successor=successor, defaults=dict(facts)
    )
    return succession


@operation(who=SYSTEM, journal="signing_authority.defined")
def define_signing_authority(
    *, post: Post, number: str, facts: Mapping[str, Any], by: None, at: datetime
) -> SigningAuthority:
    """Say which results the head of a unit signs by the written authority of the agency's head (NĐ 30/2020 Đ13.4)."""
    note(post=post.path, number=number, until=facts["valid_until"].isoformat(), procedures=list(facts["procedures"]))
    authority, _is_new = SigningAuthority.objects.update_or_create(
        post=post, number=number, issued_on=facts["issued_on"], defaults=dict(facts)
    )
    return authority
