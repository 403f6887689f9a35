"""Procedures and their versions in time, with everything a person must know before applying."""

from django.contrib.postgres.indexes import GinIndex
from django.db import models

from motcua.kernel.validity import Dated, DatedQuerySet, no_overlap
from motcua.organization.models import choices
from motcua.organization.rules import Level
from motcua.procedures.rules import ChannelKind, VersionStatus


class Field(models.Model):
    """A field of state management (lĩnh vực)."""

    code = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=200)
    sort_key = models.CharField(max_length=500, db_collation="C")

    class Meta:
        ordering = ["sort_key", "pk"]

    def __str__(self) -> str:
        return self.name


class Procedure(models.Model):
    """An administrative procedure under its national code (`1.001193`), whatever its versions say."""

    code = models.CharField(max_length=12, unique=True)
    name = models.CharField(max_length=500)
    field = models.ForeignKey(Field, on_delete=models.PROTECT, related_name="procedures")
    sort_key = models.CharField(max_length=1500, db_collation="C")
    folded = models.TextField(help_text="name, field and keywords without marks, for search")

    class Meta:
        ordering = ["sort_key", "pk"]
        indexes = [GinIndex(fields=["folded"], name="procedure_folded_trgm", opclasses=["gin_trgm_ops"])]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class ProcedureVersion(Dated):
    """What a procedure asks, gives and costs while this version is in force."""

    procedure = models.ForeignKey(Procedure, on_delete=models.CASCADE, related_name="versions")
    status = models.CharField(max_length=10, choices=choices(VersionStatus), default=VersionStatus.PUBLISHED.value)
    decision_number = models.CharField(max_length=60, blank=True)
    levels = models.JSONField(default=list)
    audiences = models.JSONField(default=list)
    summary = models.TextField(blank=True)
    steps = models.JSONField(default=list)
    conditions = models.JSONField(default=list)
    is_full_online = models.BooleanField(default=False)
    partial_reason = models.TextField(blank=True)
    is_same_day = models.BooleanField(default=False)
    supplement_policies = models.JSONField(default=dict)
    close_after_days = models.PositiveSmallIntegerField(null=True)
    agency_kind = models.CharField(max_length=20, blank=True)
    agency_code = models.CharField(max_length=80, blank=True)
    unit_code = models.CharField(max_length=80, blank=True)
    process_key = models.SlugField(max_length=80)
    form_key = models.SlugField(max_length=80, blank=True)
    result_name = models.CharField(max_length=300)
    notes = models.JSONField(default=list)
    content_mark = models.CharField(max_length=16, blank=True, help_text="of the pack item it was read from")

    objects = DatedQuerySet.as_manager()

    class Meta:
        constraints = [no_overlap("version_one_at_a_time", "procedure")]

    def __str__(self) -> str:
        return f"{self.procedure.code} từ {self.valid_from}"

    @property
    def is_commune_level(self) -> bool:
        return Level.COMMUNE.value in self.levels


class Channel(models.Model):
    """One way of filing, with its own time and fee; an empty time or fee means «not known», never zero."""

    version = models.ForeignKey(ProcedureVersion, on_delete=models.CASCADE, related_name="channels")
    kind = models.CharField(max_length=10, choices=choices(ChannelKind))
    amount = models.PositiveIntegerField(null=True)
    unit = models.CharField(max_length=15, blank=True)
    is_unit_assumed = models.BooleanField(default=False)
    time_note = models.CharField(max_length=300, blank=True)
    fee_dong = models.PositiveBigIntegerField(null=True)
    fee_note = models.CharField(max_length=500, blank=True)
    is_fee_demonstration = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "kind"], name="channel_once")]
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.kind


class Question(models.Model):
    """A question whose answer decides what my case needs."""

    version = models.ForeignKey(ProcedureVersion, on_delete=models.CASCADE, related_name="questions")
    key = models.SlugField(max_length=60)
    text = models.CharField(max_length=300)
    hint = models.CharField(max_length=500, blank=True)
    options = models.JSONField()
    order = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "key"], name="question_once")]
        ordering = ["order"]

    def __str__(self) -> str:
        return self.text


class Component(models.Model):
    """A paper the dossier consists of, for some cases or for all."""

    version = models.ForeignKey(ProcedureVersion, on_delete=models.CASCADE, related_name="components")
    key = models.SlugField(max_length=80)
    name = models.TextField()
    originals = models.PositiveSmallIntegerField(default=0)
    copies = models.PositiveSmallIntegerField(default=0)
    note = models.TextField(blank=True)
    when = models.JSONField(default=dict)
    is_required = models.BooleanField(default=True)
    is_made_by_form = models.BooleanField(default=False)
    is_in_database = models.BooleanField(default=False)
    is_shown_only = models.BooleanField(default=False)
    order = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "key"], name="component_key_once")]
        ordering = ["order"]

    def __str__(self) -> str:
        return self.name


class LegalBasis(models.Model):
    """A document the procedure rests on."""

    version = models.ForeignKey(ProcedureVersion, on_delete=models.CASCADE, related_name="legal_bases")
    number = models.CharField(max_length=60)
    title = models.CharField(max_length=500, blank=True)
    order = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "number"], name="legal_basis_once")]
        ordering = ["order"]

    def __str__(self) -> str:
        return self.number


class Synonym(models.Model):
    """An everyday word and the official words it stands for, both folded."""

    word = models.CharField(max_length=100, unique=True)
    stands_for = models.JSONField()

    def __str__(self) -> str:
        return self.word


class LifeEvent(models.Model):
    """Something that happens in a life, and the procedures it brings, in order."""

    key = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=100)
    hint = models.CharField(max_length=200, blank=True)
    icon = models.CharField(max_length=40, blank=True)
    order = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["order"]

    def __str__(self) -> str:
        return self.name


class LifeEventProcedure(models.Model):
    """A procedure of a life event, at its place."""

    event = models.ForeignKey(LifeEvent, on_delete=models.CASCADE, related_name="entries")
    procedure = models.ForeignKey(Procedure, on_delete=models.CASCADE, related_name="+")
    order = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["event", "procedure"], name="life_event_procedure_once")]
        ordering = ["order"]

    def __str__(self) -> str:
        return f"{self.event_id} {self.procedure_id}"
