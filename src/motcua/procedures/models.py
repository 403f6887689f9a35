"""Procedures and their versions in time, with everything a person must know before applying."""

from django.db import models

from motcua.kernel.validity import Dated, DatedQuerySet, no_overlap
from motcua.organization.models import choices
from motcua.organization.rules import AgencyKind, Level
from motcua.people.models import Account
from motcua.procedures.rules import (
    PUBLIC_STATUSES,
    Aspect,
    Audience,
    ChannelKind,
    DecisionKind,
    DecisionState,
    Origin,
    Reception,
    VersionStatus,
)
from motcua.procedures.rules.national import FindingKind


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
    name = models.TextField()
    field = models.ForeignKey(Field, on_delete=models.PROTECT, related_name="procedures")
    sort_key = models.TextField(db_collation="C")
    keywords = models.TextField(blank=True, help_text="other words it is found by, one phrase between commas")
    name_en = models.TextField(blank=True, help_text="our own translation, for what people take home")

    class Meta:
        ordering = ["sort_key", "pk"]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class ProcedureVersion(Dated):
    """What a procedure asks, gives and costs while this version is in force."""

    procedure = models.ForeignKey(Procedure, on_delete=models.CASCADE, related_name="versions")
    status = models.CharField(max_length=10, choices=choices(VersionStatus), default=VersionStatus.PUBLISHED.value)
    origin = models.CharField(max_length=10, choices=choices(Origin), default=Origin.PACK.value)
    decision_number = models.CharField(max_length=100, blank=True)
    decided_on = models.DateField(null=True)
    repeal_number = models.CharField(max_length=100, blank=True, help_text="decision that ended it without a successor")
    levels = models.JSONField(default=list)
    audiences = models.JSONField(default=list)
    summary = models.TextField(blank=True)
    steps = models.JSONField(default=list)
    conditions = models.JSONField(default=list)
    is_full_online = models.BooleanField(default=False)
    partial_reason = models.TextField(blank=True)
    comes_in_person = models.BooleanField(
        default=False, db_default=False, help_text="who must sign or be there is given the result there"
    )
    has_one_case = models.BooleanField(default=False, help_text="reviewed: everybody brings the same papers")
    is_same_day = models.BooleanField(default=False)
    supplement_policies = models.JSONField(default=dict)
    close_after_days = models.PositiveSmallIntegerField(null=True)
    agency_kind = models.CharField(max_length=20, blank=True)
    agency_code = models.CharField(max_length=80, blank=True)
    unit_code = models.CharField(max_length=80, blank=True)
    receptions = models.JSONField(default=list, help_text="every level or agency that receives it, where several do")
    agency_name = models.TextField(blank=True, help_text="as the national catalogue names it")
    competent_name = models.TextField(blank=True)
    coordinating_name = models.TextField(blank=True)
    process_key = models.SlugField(max_length=80, blank=True, help_text="empty: not resolved on this platform")
    form_key = models.SlugField(max_length=80, blank=True)
    result_key = models.SlugField(
        max_length=80, blank=True, default="", db_default="",
        help_text="empty: the template that names the procedure, or a letter",
    )  # fmt: skip
    result_name = models.TextField(blank=True)
    results = models.JSONField(default=list, help_text="name and national code of every result")
    notes = models.JSONField(default=list)
    reductions = models.JSONField(default=list, help_text="what the law takes off the fee: `rules.terms.Reduction`")
    source_url = models.URLField(max_length=500, blank=True)
    author = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    editors = models.JSONField(
        default=list, db_default=[], help_text="keys of all who wrote in it: none of them reviews it"
    )
    reviewer = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    reviewed_at = models.DateTimeField(null=True)
    content_mark = models.CharField(max_length=16, blank=True, help_text="of the pack item it was read from")

    objects = DatedQuerySet.as_manager()

    class Meta:
        constraints = [
            no_overlap("version_one_at_a_time", "procedure", condition=models.Q(status__in=PUBLIC_STATUSES)),
            models.UniqueConstraint(
                fields=["procedure", "origin"],
                condition=~models.Q(status__in=PUBLIC_STATUSES),
                name="version_one_draft_of_an_origin",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.procedure.code} từ {self.valid_from}"

    @property
    def is_commune_level(self) -> bool:
        return Level.COMMUNE.value in self.levels

    @property
    def received(self) -> list[Reception]:
        """Every level or agency that receives it: those it names, else the one its own fields say."""
        if self.receptions:
            return [Reception(**{"process_key": self.process_key} | one) for one in self.receptions]
        kind = self.agency_kind or (AgencyKind.PEOPLES_COMMITTEE.value if self.is_commune_level else "")
        level = Level.COMMUNE.value if self.is_commune_level else Level.PROVINCE.value
        return [Reception(level, kind, self.agency_code, self.unit_code, self.process_key)]


class Channel(models.Model):
    """One way of filing, with its own time and fee; an empty time or fee means «not known», never zero."""

    version = models.ForeignKey(ProcedureVersion, on_delete=models.CASCADE, related_name="channels")
    kind = models.CharField(max_length=10, choices=choices(ChannelKind))
    variant = models.PositiveSmallIntegerField(default=0, help_text="0 is the ordinary case, others have their note")
    when = models.JSONField(default=dict, help_text="the answers about my case for which this variant stands")
    amount = models.PositiveIntegerField(null=True)
    unit = models.CharField(max_length=15, blank=True)
    is_unit_assumed = models.BooleanField(default=False)
    time_note = models.TextField(blank=True)
    is_only_when_down = models.BooleanField(default=False, help_text="open only while filing online does not work")
    fee_dong = models.PositiveBigIntegerField(null=True)
    fee_note = models.TextField(blank=True)
    fee_per = models.CharField(max_length=60, blank=True, help_text="one of what, where a dossier may have several")
    fee_scale = models.JSONField(default=dict, help_text="tiers, cap and how many times: `rules.tariffs.Scale`")
    fee_basis = models.CharField(max_length=200, blank=True, help_text="the place of law, as people cite it")
    is_fee_of_province = models.BooleanField(default=False, help_text="the province's council fixes the amount")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "kind", "variant"], name="channel_once")]
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.kind


class Question(models.Model):
    """A question whose answer decides what my case needs."""

    version = models.ForeignKey(ProcedureVersion, on_delete=models.CASCADE, related_name="questions")
    key = models.SlugField(max_length=60)
    text = models.TextField()
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
    is_note = models.BooleanField(default=False, help_text="a remark among the components, nothing to bring")
    counted_by = models.CharField(
        max_length=40,
        blank=True,
        default="",
        db_default="",
        help_text="what the fee is for whose number its copies have",
    )
    order = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "key"], name="component_key_once")]
        ordering = ["order"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_to_hand_in(self) -> bool:
        """Whether it must be handed in: it is required, more than shown, and no database has it already."""
        return self.is_required and not self.is_in_database and not self.is_shown_only and not self.is_note


class LegalBasis(models.Model):
    """A document the procedure rests on, and what became of it since the procedure was last reviewed."""

    version = models.ForeignKey(ProcedureVersion, on_delete=models.CASCADE, related_name="legal_bases")
    number = models.CharField(max_length=60)
    title = models.CharField(max_length=500, blank=True)
    articles = models.JSONField(default=list, help_text="the numbers of the articles that count, where they are known")
    order = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "number"], name="legal_basis_once")]
        indexes = [models.Index(fields=["number"], name="legal_basis_number")]
        ordering = ["order"]

    def __str__(self) -> str:
        return self.number


class LifeEvent(models.Model):
    """Something that happens in a life or a business, and the procedures it brings, in order, with when each is needed.

    The procedures are named by their codes: one that is not in the catalogue yet appears when it comes. `ask` is what
    people say who are in it, most of all in these `months`.
    """

    key = models.SlugField(max_length=60, unique=True)
    audience = models.CharField(max_length=10, choices=choices(Audience), default=Audience.CITIZEN)
    name = models.CharField(max_length=100)
    hint = models.CharField(max_length=200, blank=True)
    text = models.TextField(blank=True)
    icon = models.CharField(max_length=40, blank=True)
    group = models.CharField(max_length=60, blank=True, default="", db_default="")
    ask = models.CharField(max_length=80, blank=True, default="", db_default="")
    months = models.JSONField(default=list, blank=True, db_default=[])
    steps = models.JSONField(default=list, help_text="code and note of every procedure")
    order = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["order"]

    def __str__(self) -> str:
        return self.name


class PlainWords(models.Model):
    """A version in a few short sentences without the words of law; of that version alone, so that none outlives it."""

    code = models.CharField(max_length=12)
    valid_from = models.DateField()
    sentences = models.JSONField(default=list)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["code", "valid_from"], name="plain_words_once")]

    def __str__(self) -> str:
        return f"{self.code} từ {self.valid_from}"


class ImportRun(models.Model):
    """One import of a national list: the file, and what became of its rows."""

    file_name = models.CharField(max_length=255)
    digest = models.CharField(max_length=64)
    started_at = models.DateTimeField()
    rows = models.PositiveIntegerField()
    created = models.PositiveIntegerField()
    changed = models.PositiveIntegerField()
    unchanged = models.PositiveIntegerField()
    unread = models.PositiveIntegerField()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.file_name} {self.started_at:%Y-%m-%d}"


class NationalRecord(models.Model):
    """The latest row of the national catalogue for a code, word for word as it came."""

    code = models.CharField(max_length=12, unique=True)
    raw = models.JSONField()
    digest = models.CharField(max_length=64)
    line = models.PositiveIntegerField()
    run = models.ForeignKey(ImportRun, on_delete=models.PROTECT, related_name="records")
    version = models.ForeignKey(ProcedureVersion, on_delete=models.SET_NULL, null=True, related_name="+")

    def __str__(self) -> str:
        return self.code


class UnreadRow(models.Model):
    """A row that could not become a procedure, kept word for word so that nothing is lost."""

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="unread_rows")
    line = models.PositiveIntegerField()
    raw = models.TextField()
    reason = models.CharField(max_length=300)

    class Meta:
        ordering = ["line"]

    def __str__(self) -> str:
        return f"{self.line}: {self.reason}"


class CatalogueTask(models.Model):
    """Something in the catalogue a keeper must look at: a doubtful value, or a legal basis that changed."""

    procedure = models.ForeignKey(
        Procedure, on_delete=models.CASCADE, null=True, related_name="tasks", help_text="none: a template all share"
    )
    kind = models.CharField(max_length=30, choices=choices(FindingKind))
    where = models.CharField(max_length=100)
    excerpt = models.TextField(blank=True, help_text="the source's own words")
    mark = models.CharField(max_length=64, help_text="of kind, place and words: the same doubt is one task for ever")
    raised_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    answer = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["procedure", "mark"], name="catalogue_task_once", nulls_distinct=False)
        ]
        indexes = [
            models.Index(fields=["kind", "id"], name="catalogue_task_open", condition=models.Q(settled_at=None)),
        ]
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.kind} {self.where}"


class Override(Dated):
    """The province's own value beside the national one, by its own decision."""

    procedure = models.ForeignKey(Procedure, on_delete=models.CASCADE, related_name="overrides")
    aspect = models.CharField(max_length=10, choices=choices(Aspect))
    channel = models.CharField(max_length=10, choices=choices(ChannelKind), blank=True, help_text="empty: all")
    fee_dong = models.PositiveBigIntegerField(null=True)
    amount = models.PositiveIntegerField(null=True)
    unit = models.CharField(max_length=15, blank=True)
    text = models.TextField(blank=True)
    decision_number = models.CharField(max_length=100)
    decided_on = models.DateField()
    author = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()

    objects = DatedQuerySet.as_manager()

    class Meta:
        constraints = [
            no_overlap("override_one_at_a_time", "procedure", "aspect", "channel"),
            models.CheckConstraint(
                name="override_says_something",
                condition=models.Q(fee_dong__isnull=False)
                | models.Q(amount__isnull=False) & ~models.Q(unit="")
                | ~models.Q(text=""),
            ),
        ]
        ordering = ["aspect", "channel", "valid_from"]

    def __str__(self) -> str:
        return f"{self.procedure_id} {self.aspect} {self.decision_number}"


class WaitingDecision(models.Model):
    """A decision one keeper wrote down and another confirms: a repeal or that there is none, a value of the province.

    `valid_from` is the day from which it holds. The end of a value has neither number nor day of signature; a repeal
    taken back has the number of that, and its reason as `text`. `remark` says why another did not confirm it.
    """

    procedure = models.ForeignKey(Procedure, on_delete=models.CASCADE, related_name="decisions")
    kind = models.CharField(max_length=10, choices=choices(DecisionKind))
    override = models.ForeignKey(Override, on_delete=models.CASCADE, null=True, related_name="+")
    aspect = models.CharField(max_length=10, choices=choices(Aspect), blank=True)
    channel = models.CharField(max_length=10, choices=choices(ChannelKind), blank=True)
    fee_dong = models.PositiveBigIntegerField(null=True)
    amount = models.PositiveIntegerField(null=True)
    unit = models.CharField(max_length=15, blank=True)
    text = models.TextField(blank=True)
    decision_number = models.CharField(max_length=100, blank=True)
    decided_on = models.DateField(null=True)
    valid_from = models.DateField()
    written_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=choices(DecisionState), default=DecisionState.WAITING.value)
    decided_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    remark = models.CharField(max_length=500, blank=True, db_default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["procedure", "kind", "aspect", "channel"],
                condition=models.Q(state=DecisionState.WAITING.value),
                name="decision_waits_once",
            ),
            models.CheckConstraint(
                name="decision_confirmed_by_a_second_person",
                condition=~models.Q(state=DecisionState.CONFIRMED.value)
                | models.Q(decided_by__isnull=False) & ~models.Q(decided_by=models.F("written_by")),
            ),
        ]
        indexes = [
            models.Index(fields=["id"], name="decision_waiting", condition=models.Q(state=DecisionState.WAITING.value)),
        ]
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.kind} {self.procedure_id}"
