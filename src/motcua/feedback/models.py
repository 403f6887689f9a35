"""Petitions, their photographs, who else meets the same, what happened to them, how they were answered."""

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models

from motcua.feedback.rules import OWED, TITLE, WHERE, PetitionKind, Road, State, Step, Way
from motcua.kernel.codes import shown_code
from motcua.kernel.models import StoredFile
from motcua.kernel.validity import Dated, DatedQuerySet, no_overlap
from motcua.organization.models import Agency, Place, Unit, choices
from motcua.people.models import Account


class PetitionRule(Dated):
    """A number or a word by which petitions go, as a pack says it, while it is in force."""

    code = models.CharField(max_length=40)
    number = models.PositiveIntegerField(null=True)
    text = models.CharField(max_length=200, blank=True)
    basis = models.CharField(max_length=300)

    objects = DatedQuerySet.as_manager()

    class Meta:
        constraints = [no_overlap("one_petition_rule_of_a_code_at_a_time", "code")]

    def __str__(self) -> str:
        return f"{self.code} {self.valid_from:%d/%m/%Y}"


class Petition(models.Model):
    """What somebody reports or proposes. What its author wrote stays; what others read of it is beside.

    `due_at`: when what is owed next is due, counted `due_days` working days from `due_since`.
    """

    code = models.CharField(max_length=20, unique=True)
    key_hash = models.CharField(max_length=64, help_text="of the key by which its author opens it without an account")
    submission_key = models.UUIDField(unique=True)
    kind = models.CharField(max_length=12, choices=choices(PetitionKind))
    title = models.CharField(max_length=TITLE)
    text = models.TextField()
    place = models.ForeignKey(Place, on_delete=models.PROTECT, null=True, related_name="+")
    where = models.CharField(max_length=WHERE, blank=True)
    about = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, related_name="+")
    way = models.CharField(max_length=8, choices=choices(Way))
    received_at = models.DateTimeField()
    receiver = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", help_text="which sorts it")
    registered_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    author = models.ForeignKey(Account, on_delete=models.SET_NULL, null=True, related_name="+")
    name = models.CharField(max_length=150)
    address = models.CharField(max_length=300)
    phone = models.CharField(max_length=20)
    email = models.EmailField(blank=True)
    may_be_asked = models.BooleanField(default=False, help_text="whether who handles it may know its author")
    state = models.CharField(max_length=12, choices=choices(State), default=State.RECEIVED.value)
    due_at = models.DateTimeField()
    due_since = models.DateTimeField()
    due_days = models.PositiveSmallIntegerField()
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    forwarded_at = models.DateTimeField(null=True)
    shown_title = models.CharField(max_length=TITLE, blank=True)
    shown_text = models.TextField(blank=True)
    shows_photos = models.BooleanField(default=False)
    is_public = models.BooleanField(default=False)
    folded = models.TextField(blank=True, help_text="what is published of it, as it is searched")
    supporters = models.PositiveIntegerField(default=0)
    leader_owes_since = models.DateTimeField(null=True)
    road = models.CharField(max_length=12, choices=choices(Road), blank=True)
    road_reason = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["agency", "due_at"],
                condition=models.Q(state__in=[one.value for one in OWED]),
                name="petition_owed_by",
            ),
            models.Index(fields=["receiver", "state", "due_at"], name="petition_to_sort"),
            models.Index(fields=["unit", "state", "due_at"], name="petition_of_unit"),
            models.Index(
                fields=["due_at"], condition=models.Q(state__in=[one.value for one in OWED]), name="petition_owed"
            ),
            models.Index(fields=["-id"], condition=models.Q(is_public=True), name="petition_public"),
            models.Index(fields=["author", "-id"], name="petition_author"),
            GinIndex(OpClass("folded", name="gin_trgm_ops"), condition=models.Q(is_public=True), name="petition_like"),
        ]
        constraints = [
            models.CheckConstraint(
                name="petition_forwarded_to_somebody",
                condition=models.Q(state__in=[State.RECEIVED.value, State.TURNED_AWAY.value])
                | models.Q(agency__isnull=False, forwarded_at__isnull=False),
            ),
            models.CheckConstraint(
                name="petition_turned_away_somewhere",
                condition=~models.Q(state=State.TURNED_AWAY.value) | ~models.Q(road="") & ~models.Q(road_reason=""),
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def shown_code(self) -> str:
        """PA-K7PX-2M9Q"""
        return f"{self.code[:2]}-{shown_code(self.code[2:])}"

    @property
    def is_owed(self) -> bool:
        return self.state in OWED


class PetitionPhoto(models.Model):
    """A photograph sent with a petition: what it shows, made anew and small, nothing else of its file."""

    petition = models.ForeignKey(Petition, on_delete=models.CASCADE, related_name="photos")
    number = models.PositiveSmallIntegerField()
    stored = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=150)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["petition", "number"], name="petition_photo_number")]

    def __str__(self) -> str:
        return f"{self.petition_id} {self.number}"


class PetitionAnswer(models.Model):
    """An answer to a petition: drafted, checked, given; each time it is opened again another."""

    petition = models.ForeignKey(Petition, on_delete=models.CASCADE, related_name="answers")
    round = models.PositiveSmallIntegerField()
    text = models.TextField()
    drafted_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField()
    sent_back = models.TextField(blank=True, help_text="why it was given back last")
    shown = models.TextField(blank=True, help_text="what is published of it; empty where only its author reads it")
    checked_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    given_at = models.DateTimeField(null=True)
    is_by_leader = models.BooleanField(default=False)
    unsolved = models.TextField(blank=True, help_text="why its author did not accept it")

    class Meta:
        ordering = ["round"]
        constraints = [models.UniqueConstraint(fields=["petition", "round"], name="petition_answer_round")]

    def __str__(self) -> str:
        return f"{self.petition_id} {self.round}"


class PetitionStep(models.Model):
    """What happened to a petition, in order; who did it is for officials."""

    petition = models.ForeignKey(Petition, on_delete=models.CASCADE, related_name="steps")
    step = models.CharField(max_length=16, choices=choices(Step))
    at = models.DateTimeField()
    by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, related_name="+")
    text = models.TextField(blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.petition_id} {self.step}"


class PetitionSupport(models.Model):
    """Somebody meets the same: one word for each account."""

    petition = models.ForeignKey(Petition, on_delete=models.CASCADE, related_name="supports")
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["petition", "account"], name="petition_supported_once")]

    def __str__(self) -> str:
        return f"{self.petition_id} {self.account_id}"
