"""State of a dossier: parties, files, clock, story, papers, rating; and the rulebooks it stands under."""

import uuid
from datetime import date
from functools import cached_property
from typing import Any

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Case, Q, When
from django.db.models.functions import Coalesce, Reverse

from motcua.dossiers import rules
from motcua.dossiers.rules import OPEN, Status, rulebooks
from motcua.forms.models import FormDefinition
from motcua.forms.rules import told_by
from motcua.forms.rules.rates import Counted, counted_in, uncounted
from motcua.kernel.folding import Folded, Words
from motcua.kernel.models import StoredFile
from motcua.kernel.sentences import read
from motcua.kernel.speech import gettext_noop, say
from motcua.kernel.text import local
from motcua.kernel.validity import Dated, DatedQuerySet, no_overlap
from motcua.organization.models import Agency, Unit, choices
from motcua.organization.rules import Level
from motcua.papers.models import Paper
from motcua.people.models import Account, Proven, proof_is_dated
from motcua.procedures.models import Procedure, ProcedureVersion
from motcua.procedures.rules.tariffs import Tariff
from motcua.processes.models import ProcessDefinition


class Rulebook(Dated):
    """What a decree on the one-stop mechanism fixes, while it is in force."""

    key = models.SlugField(max_length=50)
    name = models.CharField(max_length=300)
    data = models.JSONField()

    objects = DatedQuerySet.as_manager()

    class Meta:
        constraints = [no_overlap("one_rulebook_at_a_time")]

    def __str__(self) -> str:
        return self.name

    @cached_property
    def rules(self) -> rulebooks.Rulebook:
        return rulebooks.as_rulebook(self.data | {"key": self.key, "name": self.name})


class DossierQuerySet(models.QuerySet["Dossier"]):
    """Vocabulary of lists of dossiers."""

    def open(self) -> "DossierQuerySet":
        return self.filter(status__in=[status.value for status in OPEN])

    def filed_by(self, account: Account) -> "DossierQuerySet":
        return self.filter(filer_account=account)

    def with_labels(self) -> "DossierQuerySet":
        """With what every list shows: procedure and agency names."""
        return self.select_related("version__procedure", "handling_agency", "receiving_unit")


# What somebody still has to do something about; the rest is most of all there is.
IS_OPEN = Q(status__in=sorted(status.value for status in OPEN))
# With the status inside, inboxes count from the index alone.
OPEN_ONES: dict[str, Any] = {"include": ["status"], "condition": IS_OPEN}
# By when the office must do something: `dossiers.queries.LIMIT` as an expression.
LIMIT = Coalesce("due_at", Case(When(status=Status.NEW.value, then="first_answer_due_at")))


class Dossier(models.Model):
    """One request of a person under one procedure. It keeps the versions in force on its acceptance day."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    reference = models.CharField(max_length=20, unique=True)
    code = models.CharField(max_length=60, unique=True, null=True)
    submission_key = models.UUIDField(unique=True)

    version = models.ForeignKey(ProcedureVersion, on_delete=models.PROTECT, related_name="+")
    form = models.ForeignKey(FormDefinition, on_delete=models.PROTECT, null=True, related_name="+")
    rulebook = models.ForeignKey(Rulebook, on_delete=models.PROTECT, related_name="+")
    process = models.ForeignKey(ProcessDefinition, on_delete=models.PROTECT, null=True, related_name="+")
    receiving_unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    handling_agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    handling_unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")

    channel = models.CharField(max_length=10, choices=choices(rules.Channel))
    status = models.CharField(max_length=15, choices=choices(Status), default=Status.NEW.value)
    summary = models.CharField(max_length=300)
    case_answers = models.JSONField(default=dict)
    answers = models.JSONField(default=dict)
    # The indexes below begin with it.
    filer_account = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    holder_name = models.CharField(max_length=200)
    # The holder's name as people type it without marks.
    holder_key = models.GeneratedField(
        expression=Folded("holder_name"), output_field=models.TextField(), db_persist=True
    )
    filer_key = models.TextField(
        default="",
        db_default="",
        help_text="the names of the filer and of who receives the result likewise, where they are not the holder's",
    )
    return_method = models.CharField(max_length=10, choices=choices(rules.ReturnMethod))
    return_address = models.CharField(max_length=300, blank=True)

    duration_amount = models.PositiveIntegerField(null=True)
    duration_unit = models.CharField(max_length=15, blank=True)
    fee_dong = models.PositiveBigIntegerField(null=True)
    fee_per = models.CharField(max_length=60, blank=True, help_text="one of what, where a dossier may have several")
    fee_rate = models.JSONField(
        default=dict,
        help_text="of a fee for one of something its rate, whatever sum is asked for: `rules.tariffs.Tariff`",
    )
    fee_numbers = models.JSONField(default=dict, help_text="of what it is for one, how many there are, as counted")
    is_fee_of_province = models.BooleanField(
        default=False, help_text="there is a fee, which the province's council fixes and nobody entered here"
    )
    fee_paid_at = models.DateTimeField(null=True)
    fee_paid_dong = models.PositiveBigIntegerField(
        null=True, help_text="all that was paid, whatever the fee became since"
    )
    besides_dong = models.PositiveBigIntegerField(
        default=0, help_text="sums asked for beside a fee that was paid already"
    )
    asked_dong = models.PositiveBigIntegerField(null=True, help_text="what is asked for now; none while nothing is")

    is_undeclared = models.BooleanField(
        default=False, help_text="its declaration is on paper, or only begun; somebody has to type it"
    )
    in_place_of = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        null=True,
        related_name="received_anew",
        help_text="the one that was received under another procedure",
    )

    submitted_at = models.DateTimeField()
    first_answer_due_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    accepted_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    book_line = models.PositiveIntegerField(null=True, help_text="its number in the unit's book of the year")
    due_at = models.DateTimeField(null=True)
    first_due_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    returned_at = models.DateTimeField(null=True)
    recalled_at = models.DateTimeField(null=True, help_text="When its result was declared void after it was issued.")
    ended_at = models.DateTimeField(null=True)
    round = models.PositiveSmallIntegerField(default=1)
    reappointments = models.PositiveSmallIntegerField(default=0)

    outcome = models.CharField(max_length=10, blank=True)
    decision = models.JSONField(default=dict)

    objects = DossierQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="dossier_accepted_has_code",
                condition=Q(status__in=["NEW", "NOT_ACCEPTED", "SUPPLEMENT", "WITHDRAWN"])
                | Q(code__isnull=False, accepted_at__isnull=False),
            ),
            models.CheckConstraint(
                name="dossier_returned_was_done",
                condition=~Q(status="RETURNED") | Q(done_at__isnull=False, returned_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["receiving_unit", "status", "first_answer_due_at", "id"], name="dossier_counter"),
            models.Index(fields=["handling_agency", "status", "due_at", "id"], name="dossier_agency"),
            models.Index(fields=["receiving_unit", "accepted_at", "id"], name="dossier_book"),
            models.Index(fields=["receiving_unit", "-id"], name="dossier_of_counter"),
            models.Index(fields=["handling_unit", "-id"], name="dossier_of_unit"),
            models.Index(fields=["handling_agency", "-id"], name="dossier_of_agency"),
            models.Index(fields=["handling_unit", "due_at", "id"], name="dossier_open_unit", **OPEN_ONES),
            models.Index(fields=["receiving_unit", "due_at", "id"], name="dossier_open_counter", **OPEN_ONES),
            models.Index("handling_unit", LIMIT, "id", name="dossier_limit_unit", **OPEN_ONES),
            models.Index("receiving_unit", LIMIT, "id", name="dossier_limit_counter", **OPEN_ONES),
            models.Index(fields=["filer_account", "-id"], name="dossier_of_filer"),
            models.Index(fields=["receiving_unit", "holder_key"], name="dossier_of_holder"),
            GinIndex(Words("holder_key", "filer_key"), name="dossier_names"),
            # The end of a code is found as the beginning of the same code turned round.
            models.Index(
                OpClass(Reverse(Coalesce("code", "reference")), name="text_pattern_ops"), name="dossier_code_end"
            ),
            models.Index(
                fields=["due_at", "id"], name="dossier_due", condition=Q(status__in=["ACCEPTED", "IN_PROCESS"])
            ),
        ]

    def __str__(self) -> str:
        return self.code or self.reference

    @property
    def filed_on(self) -> date:
        """The day of filing; at the counter and by post, of handing over."""
        return local(self.submitted_at).date()

    @property
    def is_answered(self) -> bool:
        """Whether an answered supplement waits for the office, where the list asked for it (`has_answer`)."""
        return bool(getattr(self, "has_answer", False))

    @property
    def state(self) -> Status:
        return Status(self.status)

    @property
    def shown_code(self) -> str:
        """The code people quote: of the dossier once accepted, of the submission before."""
        return self.code or self.reference

    @property
    def procedure(self) -> Procedure:
        return self.version.procedure

    @property
    def is_half_declared(self) -> bool:
        """Whether its declaration was begun and something is missing or wrong in it."""
        return self.is_undeclared and bool(self.answers)

    @property
    def is_forwarded(self) -> bool:
        """Whether a counter of another place received it for the agency that handles it."""
        here, there = self.receiving_unit.agency, self.handling_agency
        return here.level != there.level or (there.level == Level.COMMUNE and here.place_id != there.place_id)

    @property
    def paid_of_fee(self) -> int | None:
        """What of all that was paid is for the fee itself; none while nothing was paid."""
        if self.fee_paid_dong is None:
            return None
        return self.fee_paid_dong - self.besides_dong + (self.asked_dong or 0)

    @property
    def fee_difference(self) -> int:
        """What is still to be paid of a fee that became another one after it was paid; below zero: to be returned."""
        if self.paid_of_fee is None or self.fee_dong is None or self.fee_per:
            return 0
        return self.fee_dong - self.paid_of_fee

    @property
    def fee_returned(self) -> int:
        """What was paid too much and is to be returned."""
        return max(-self.fee_difference, 0)

    @property
    def counted(self) -> list[Counted]:
        """What was asked for by number: copies, each at its rate."""
        told = {**self.answers, **told_by(self.case_answers)}
        return list(counted_in(self.form.parsed, told)) if self.form is not None else []

    @property
    def is_fee_asked(self) -> bool:
        """Whether a first sum was asked for: it is all that was to be paid then."""
        return self.fee_paid_dong is not None or self.state is Status.PAYMENT

    @property
    def copies(self) -> list[Counted]:
        """Of that, what costs something besides the fee; nothing once the whole sum was asked for."""
        return [] if self.is_fee_asked else self.ordered

    @property
    def copies_dong(self) -> int:
        """What the copies that were asked for cost, each at its rate."""
        return sum(one.sum_dong for one in self.counted)

    @property
    def ordered(self) -> list[Counted]:
        """The paper copies that are handed over with the result, however the result itself comes."""
        return [one for one in self.counted if one.dong is not None]

    @property
    def has_copies_in_fee(self) -> bool:
        """Whether the first sum that was asked for had the copies in it: it had room for them."""
        asked = self.asked_dong if self.fee_paid_dong is None else self.paid_of_fee
        return self.is_fee_asked and max(self.fee_dong or 0, asked or 0) >= self.copies_dong

    @property
    def due_dong(self) -> int | None:
        """What is to be paid in all, where no sum was asked for yet, and the fee and its numbers are known."""
        return None if self.is_fee_asked else self.whole_of(self.tariff)

    @property
    def total_dong(self) -> int | None:
        """What is to be paid in all, where that is another sum than the fee as it is told; none where it is that."""
        due = self.due_dong
        return due if due and (self.fee_per or due != self.fee_dong) else None

    @property
    def unpaid_dong(self) -> int:
        """What is known to be due and was not paid: asked for or not yet, or the rest of a fee that became another."""
        return self.asked_dong or self.due_dong or max(self.fee_difference, 0)

    @property
    def unsettled_dong(self) -> int:
        """What a receipt settles without a request: a fee that differs from what was paid, or nobody asked for.

        Below zero it is to be returned.
        """
        unasked = self.due_dong if self.state in rules.WORK_DONE else None
        return self.fee_difference or unasked or 0

    @property
    def tariff(self) -> Tariff:
        """By what its fee is reckoned; of one that was asked for too, where it is for one of something."""
        if self.fee_rate:
            return Tariff.read(self.fee_rate)
        return Tariff(self.fee_dong, self.fee_per)

    @property
    def numbers(self) -> dict[str, int]:
        """How many there are of what a fee is for one: as declared, else as the counter counted."""
        declared: dict[str, int] = {}
        for one in self.counted:
            if one.dong is None:
                declared[one.per] = declared.get(one.per, 0) + one.number
        return {**self.fee_numbers, **declared}

    @property
    def numbers_to_count(self) -> list[str]:
        """The numbers that its fee depends on and no declaration asks for: the counter does."""
        return uncounted(self.form.parsed if self.form is not None else None, self.tariff.wanted)

    def whole_of(self, tariff: Tariff) -> int | None:
        """What a fee comes to with all that it is for and the copies beside it; none where something is not known."""
        whole = tariff.sum_of(self.numbers)
        return None if whole is None else whole + self.copies_dong

    @property
    def decided(self) -> rules.Decision | None:
        """The result as it was drafted; none before."""
        return rules.Decision.read(self.decision)


class Party(Proven):
    """Filer, holder or recipient, as they were when the dossier was filed. Who they are is proved of filers alone."""

    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="parties")
    role = models.CharField(max_length=10, choices=choices(rules.Role))
    name = models.CharField(max_length=200)
    id_number = models.CharField(max_length=20, blank=True)
    born_on = models.DateField(null=True)
    phone = models.CharField(max_length=20, blank=True)
    email = models.EmailField(blank=True)
    address = models.CharField(max_length=300, blank=True)
    authorisation = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["dossier", "role"], name="party_role_once"),
            proof_is_dated("party_proof_is_dated"),
        ]
        indexes = [
            models.Index(fields=["id_number"], name="party_id_number"),
            models.Index(fields=["phone"], name="party_phone", condition=~Q(phone="")),
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.name}"


class ReceivedComponent(models.Model):
    """A component of the dossier as received: how many originals and copies, on paper or electronic."""

    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="components")
    key = models.CharField(max_length=80)
    name = models.TextField()
    originals = models.PositiveSmallIntegerField(default=0)
    copies = models.PositiveSmallIntegerField(default=0)
    is_electronic = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["dossier", "key"], name="component_once")]

    def __str__(self) -> str:
        return self.name


class DossierFile(models.Model):
    """A file filed with the dossier, added at the counter, or given with a supplement."""

    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="files")
    component_key = models.CharField(max_length=80, blank=True)
    component_name = models.TextField(blank=True)
    name = models.CharField(max_length=255)
    stored = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    supplement = models.ForeignKey("SupplementRequest", on_delete=models.CASCADE, null=True, related_name="files")
    added_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class ClockMark(models.Model):
    """A mark on the dossier's clock: started, paused, resumed, restarted, extended."""

    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="clock_marks")
    kind = models.CharField(max_length=10)
    at = models.DateTimeField()
    until = models.DateTimeField(null=True)
    why = models.TextField(blank=True)
    # Of EXTENDED: why, as a group of the rulebook.
    late_group = models.CharField(max_length=40, blank=True, default="", db_default="")

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.kind} {self.at}"


class HistoryEntry(models.Model):
    """One line of the dossier's story: when, who, from which unit, what. Public lines are shown to the filer."""

    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="history")
    at = models.DateTimeField()
    word = models.CharField(max_length=40)
    status = models.CharField(max_length=15, choices=choices(Status))
    by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    actor_name = models.CharField(max_length=200)
    unit_name = models.CharField(max_length=300, blank=True)
    in_place_of = models.CharField(
        max_length=200, blank=True, default="", db_default="", help_text="who was absent and whose work this was"
    )
    text = models.TextField(blank=True)
    # Of a sentence of ours: what its holes hold. None: a person wrote the text.
    values = models.JSONField(null=True)
    is_public = models.BooleanField(default=True)

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["dossier", "id"], name="history_dossier")]

    def __str__(self) -> str:
        return f"{self.at} {self.word}"

    @property
    def actor(self) -> str:
        """Who acted, and in whose place; the platform itself is named in the reader's language."""
        if self.in_place_of:
            return say(gettext_noop("%(who)s (thay %(absent)s)")) % {
                "who": self.actor_name, "absent": self.in_place_of,
            }  # fmt: skip
        return self.actor_name if self.by_id is not None else say(self.actor_name)

    @property
    def said(self) -> str:
        """The line in the reader's language; what a person wrote stays as written."""
        return self.text if self.values is None else str(read(self.text, self.values))


class DossierPaper(models.Model):
    """A paper issued about the dossier: receipt, requests, notices, the result itself."""

    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="papers")
    kind = models.CharField(max_length=30)
    paper = models.OneToOneField(Paper, on_delete=models.PROTECT, related_name="+")
    is_public = models.BooleanField(default=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.kind} {self.dossier_id}"


class Rating(models.Model):
    """How the filer found the service, once for each dossier."""

    dossier = models.OneToOneField(Dossier, on_delete=models.CASCADE, related_name="rating")
    stars = models.PositiveSmallIntegerField()
    comment = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(name="rating_1_to_5", condition=Q(stars__gte=1, stars__lte=5))]

    def __str__(self) -> str:
        return f"{self.stars}"


class TrackingCode(models.Model):
    """A one-time code sent to the filer's contact, so that details can be seen without an account."""

    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="tracking_codes")
    secret_hash = models.CharField(max_length=64)
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.dossier_id} {self.sent_at}"
