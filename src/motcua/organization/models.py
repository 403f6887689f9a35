"""Places, agencies, units and posts. A name is not a key: each has a code and a time in which it exists."""

from datetime import date, datetime
from typing import Self, TypeVar

from django.db import models

from motcua.kernel.text import format_date
from motcua.kernel.validity import Dated, DatedQuerySet, no_overlap
from motcua.organization.rules import (
    KINDS_SAID,
    AgencyKind,
    AnyDuty,
    CodeScheme,
    FormerKind,
    InPlaceOf,
    Level,
    PlaceKind,
    SuccessionKind,
    UnitKind,
)

M = TypeVar("M", bound="models.Model")
KIND_OF = {kind.value: spelling.capitalize() for spelling, kind in KINDS_SAID.items()}


def choices(enum: type) -> list[tuple[str, str]]:
    return [(str(member.value), str(member.value)) for member in enum]  # type: ignore[attr-defined]


class Place(Dated):
    """A province, a former district, a commune or a ward, with the code of the General Statistics Office."""

    code = models.CharField(max_length=10)
    name = models.CharField(max_length=100)
    full_name = models.CharField(max_length=120)
    kind = models.CharField(max_length=10, choices=choices(PlaceKind))
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="children")
    sort_key = models.CharField(max_length=300, db_collation="C")
    tile_row = models.PositiveSmallIntegerField(null=True, help_text="where it stands in the picture of tiles")
    tile_column = models.PositiveSmallIntegerField(null=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        constraints = [no_overlap("place_code_once", "code")]
        ordering = ["sort_key", "pk"]

    def __str__(self) -> str:
        return self.full_name


class FormerPlace(models.Model):
    """A commune, ward or town that is no more, as old papers name it, and the present ones it became.

    Several present ones: it was divided. None: the source tells that it ended, not where it went.
    """

    name = models.CharField(max_length=100)
    kind = models.CharField(max_length=10, choices=choices(FormerKind))
    district = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="former_places")
    ended_on = models.DateField()
    became = models.ManyToManyField(Place, related_name="formed_from")
    legal_basis = models.CharField(max_length=300)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["name", "kind", "district"], name="former_place_once")]
        ordering = ["name", "district", "pk"]

    def __str__(self) -> str:
        return f"{self.name} ({self.district.name})"

    @property
    def full_name(self) -> str:
        """Xã Hoàng Đồng."""
        return f"{KIND_OF[self.kind]} {self.name}"


class Agency(Dated):
    """A state agency for as long as it exists under this name and these functions."""

    code = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=200)
    short_name = models.CharField(max_length=100)
    level = models.CharField(max_length=10, choices=choices(Level))
    kind = models.CharField(max_length=20, choices=choices(AgencyKind))
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="agencies")
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="children")
    is_demonstration = models.BooleanField(default=False)
    sort_key = models.CharField(max_length=500, db_collation="C")
    is_named_here = models.BooleanField(
        default=False, db_default=False, help_text="an administrator named it anew: packs leave its name as it is"
    )
    is_ended_here = models.BooleanField(
        default=False, db_default=False, help_text="an administrator ended it: packs do not bring it back"
    )

    objects = DatedQuerySet.as_manager()

    class Meta:
        ordering = ["sort_key", "pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def full_name(self) -> str:
        """With the province of a commune's agency: communes of several provinces have one name."""
        return self._with_province(self.name)

    def name_at(self, moment: datetime) -> str:
        """The name under which it issued things at a moment."""
        former = [one for one in self.former_names.all() if moment < one.used_until]
        return min(former, key=lambda one: one.used_until).name if former else self.name

    def full_name_at(self, moment: datetime) -> str:
        """`full_name` as it was at a moment."""
        return self._with_province(self.name_at(moment))

    def _with_province(self, name: str) -> str:
        province = self.place.parent if self.level == Level.COMMUNE else None
        return name if province is None else f"{name}, {province.full_name[:1].lower()}{province.full_name[1:]}"


class FormerName(models.Model):
    """A name that an agency had here until a moment, and the decision of the next one.

    `renamed_on`: the day from which the decision names it anew; none where the name had been written wrongly.
    """

    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, related_name="former_names")
    name = models.CharField(max_length=200)
    short_name = models.CharField(max_length=100)
    used_until = models.DateTimeField()
    renamed_on = models.DateField(null=True)
    legal_basis = models.CharField(max_length=300)

    class Meta:
        ordering = ["-used_until", "-pk"]

    def __str__(self) -> str:
        return self.name


class AgencyCode(Dated):
    """An identification code of an agency under one scheme (QCVN 102:2016; QĐ 20/2020/QĐ-TTg)."""

    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, related_name="codes")
    scheme = models.CharField(max_length=20, choices=choices(CodeScheme))
    value = models.CharField(max_length=40)
    is_demonstration = models.BooleanField(default=False)

    objects = DatedQuerySet.as_manager()

    class Meta:
        constraints = [
            no_overlap("agency_code_one_per_scheme", "agency", "scheme"),
            no_overlap("agency_code_not_shared", "scheme", "value"),
        ]

    def __str__(self) -> str:
        return self.value


class Succession(models.Model):
    """One agency takes over the functions, dossiers and numbers of another from a day on."""

    predecessor = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="successions")
    successor = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="inheritances")
    kind = models.CharField(max_length=10, choices=choices(SuccessionKind))
    takes_effect_on = models.DateField()
    legal_basis = models.CharField(max_length=300)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["predecessor", "successor"], name="succession_once")]

    def __str__(self) -> str:
        return f"{self.predecessor} → {self.successor}"


class Premises(models.Model):
    """Where an agency receives people, as far as it is known; hours that are not given are those of its calendar.

    `hours`: weekday (0 is Monday), when it opens and when it closes in minutes from midnight.
    """

    agency = models.OneToOneField(Agency, on_delete=models.CASCADE, related_name="premises")
    address = models.CharField(max_length=300, blank=True)
    phone = models.CharField(max_length=50, blank=True)
    hours = models.JSONField(default=list)
    note = models.CharField(max_length=300, blank=True)
    source = models.CharField(max_length=300)
    is_demonstration = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.address or str(self.agency)


class EndingQuerySet(models.QuerySet[M]):
    """Things that once were and may end; the old rows stay for the dossiers that name them."""

    def on(self, day: date) -> Self:
        """Those that have not ended by a day."""
        return self.filter(models.Q(valid_until__gt=day) | models.Q(valid_until=None))


class Unit(models.Model):
    """A part of an agency: its one-stop unit, a professional division, its leadership, its office."""

    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, related_name="units")
    code = models.SlugField(max_length=80)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=choices(UnitKind))
    valid_until = models.DateField(null=True, help_text="the day it is no more")
    is_local = models.BooleanField(
        default=False, db_default=False, help_text="an administrator wrote it: packs leave it as it is"
    )

    objects = EndingQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["agency", "code"], name="unit_code_in_agency")]

    def __str__(self) -> str:
        return self.name


class Post(models.Model):
    """A position in a unit with the duties it carries; people hold it for a time (people.Holding)."""

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="posts")
    code = models.SlugField(max_length=80)
    title = models.CharField(max_length=200)
    duties = models.JSONField(default=list)
    valid_until = models.DateField(null=True, help_text="the day it is no more")
    is_local = models.BooleanField(
        default=False, db_default=False, help_text="an administrator wrote it: packs leave it as it is"
    )

    objects = EndingQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "code"], name="post_code_in_unit")]

    def __str__(self) -> str:
        return self.title

    # Set where somebody has it only while another is absent (`people.rights.posts_of`).
    in_place_of: InPlaceOf | None = None

    @property
    def path(self) -> str:
        """Its place in words of the packs: `agency/unit/post`."""
        return f"{self.unit.agency.code}/{self.unit.code}/{self.code}"

    def has(self, duty: AnyDuty) -> bool:
        return duty.value in self.duties


class SigningAuthority(Dated):
    """A head's written authority: the head of a unit signs results for a time (NĐ 30/2020 Đ13.4).

    `procedures`: the codes of those whose results these are. It always has an end; who holds the post authorises nobody
    further.
    """

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="authorities")
    number = models.CharField(max_length=60)
    issued_on = models.DateField()
    procedures = models.JSONField()

    objects = DatedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["post", "number", "issued_on"], name="signing_authority_once"),
            models.CheckConstraint(
                condition=models.Q(valid_until__isnull=False, valid_until__gt=models.F("valid_from")),
                name="signing_authority_ends",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def cited(self) -> str:
        """Văn bản số 12/UQ-UBND ngày 01/11/2026."""
        return f"văn bản số {self.number} ngày {format_date(self.issued_on)}"
