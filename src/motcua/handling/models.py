"""The work on a dossier: tasks, proposals, consultations, checks on the spot."""

from typing import Self, TypeVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from motcua.dossiers.models import Dossier
from motcua.handling import rules
from motcua.kernel.models import StoredFile
from motcua.organization.models import Agency, Unit, choices
from motcua.papers.models import Paper
from motcua.people.models import Account
from motcua.procedures.models import Procedure

M = TypeVar("M", bound=models.Model)


class OfDossierQuerySet(models.QuerySet[M]):
    """Rows of the work on a dossier."""

    def of(self, dossier: Dossier) -> Self:
        """Those of one dossier."""
        return self.filter(dossier=dossier)


class TaskQuerySet(OfDossierQuerySet["Task"]):
    """Vocabulary of steps."""

    def open(self) -> Self:
        return self.filter(finished_at=None)


class ProposalQuerySet(OfDossierQuerySet["Proposal"]):
    """Vocabulary of proposals."""

    def pending(self) -> Self:
        return self.filter(state__in=Proposal.PENDING)


class ConsultationQuerySet(OfDossierQuerySet["Consultation"]):
    """Vocabulary of consultations."""

    def unanswered(self) -> Self:
        """Those whose answer is still wanted."""
        return self.filter(answered_at=None, recalled_at=None)


class Task(models.Model):
    """One step of the internal process, given to a unit, done by one official."""

    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="+")
    step_key = models.CharField(max_length=80)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=10)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    duty = models.CharField(max_length=15)
    assignee = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    assigned_at = models.DateTimeField(null=True, help_text="since when its official has it in hand")
    round = models.PositiveSmallIntegerField()
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    finished_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    is_cancelled = models.BooleanField(default=False)
    note = models.TextField(blank=True)
    return_reason = models.TextField(blank=True)

    objects = TaskQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["dossier", "step_key"], condition=Q(finished_at=None), name="task_open_once"
            )
        ]
        indexes = [
            models.Index(
                fields=["unit", "due_at", "id"],
                include=["dossier", "duty", "kind", "assignee", "is_cancelled"],
                name="task_inbox",
                condition=Q(finished_at=None),
            ),
            models.Index(fields=["assignee", "due_at", "id"], name="task_mine", condition=Q(finished_at=None)),
            models.Index(fields=["unit", "-dossier"], name="task_of_unit"),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.dossier_id})"


class Proposal(models.Model):
    """What a unit proposes: the leader signs its letter, the clerk seals it, the one-stop unit carries it out."""

    class State(models.TextChoices):
        SIGNING = "SIGNING", _("Chờ lãnh đạo ký văn bản")
        SEALING = "SEALING", _("Chờ văn thư ký số cơ quan")
        OPEN = "OPEN", _("Chờ Bộ phận Một cửa")
        DONE = "DONE", _("Đã thực hiện")
        REJECTED = "REJECTED", _("Không được đồng ý")
        LAPSED = "LAPSED", _("Không còn cần đến")

    # While one waits for somebody the dossier has no other.
    PENDING = (State.SIGNING, State.SEALING, State.OPEN)

    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=12, choices=choices(rules.ProposalKind))
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    reason = models.TextField()
    data = models.JSONField(default=dict)
    proposed_at = models.DateTimeField()
    proposed_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    due_at = models.DateTimeField(null=True, help_text="by when whoever has it before them should have done their part")
    letter = models.OneToOneField(Paper, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    answer = models.TextField(blank=True)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["dossier"], condition=Q(state__in=("SIGNING", "SEALING", "OPEN")), name="proposal_one_open"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.dossier_id}"

    @property
    def terms(self) -> rules.ProposalTerms:
        """What it asks for besides its reason."""
        return rules.ProposalTerms.read(self.data)


class Consultation(models.Model):
    """Another agency, or a unit of one's own, is asked for its opinion with a date, while work goes on.

    (NĐ 61/2018 Đ19.5.) Who asks a unit shows the dossier to that unit and to no other of the agency.
    """

    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="+")
    asked_agency = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, related_name="+")
    asked_unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    question = models.TextField()
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    due_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    answer = models.TextField(blank=True)
    agrees = models.BooleanField(null=True)
    # When the one-stop unit was told that the answer is overdue.
    late_reported_at = models.DateTimeField(null=True)
    # When the question was taken back: it stays as it was asked, and nobody need answer it.
    recalled_at = models.DateTimeField(null=True)
    recalled_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    recall_reason = models.CharField(max_length=1000, blank=True, default="", db_default="")

    objects = ConsultationQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        indexes = [
            models.Index(
                fields=["asked_agency", "due_at", "id"],
                name="consultation_inbox",
                condition=Q(answered_at=None, recalled_at=None),
            ),
            models.Index(fields=["asked_agency", "-dossier"], name="consultation_of_agency"),
            models.Index(
                fields=["asked_unit", "due_at", "id"],
                name="consultation_inbox_of_unit",
                condition=Q(answered_at=None, recalled_at=None),
            ),
            models.Index(fields=["asked_unit", "-dossier"], name="consultation_of_unit"),
        ]
        constraints = [
            models.CheckConstraint(
                name="consultation_asks_one",
                condition=Q(asked_agency=None, asked_unit__isnull=False)
                | Q(asked_agency__isnull=False, asked_unit=None),
            )
        ]

    def __str__(self) -> str:
        return f"{self.asked_name} ({self.dossier_id})"

    @property
    def asked(self) -> Agency | Unit:
        """Who is asked."""
        found = self.asked_agency or self.asked_unit
        if found is None:
            raise ValueError(f"consultation {self.pk} asks nobody")
        return found

    @property
    def asked_name(self) -> str:
        """Who is asked, in words."""
        return self.asked.name

    @property
    def calendar_of(self) -> int:
        """The agency by whose calendar its days count."""
        return self.asked_unit.agency_id if self.asked_unit is not None else self.asked_agency_id or 0


class ConsultationFile(models.Model):
    """A file that goes along with a question, or with its answer."""

    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="files")
    is_answer = models.BooleanField(default=False)
    name = models.CharField(max_length=255)
    stored = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name


class Note(models.Model):
    """What officials say to each other about a dossier, and whom of them they mention: never part of its story."""

    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="+")
    text = models.TextField()
    written_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    mentioned = models.ManyToManyField(Account, related_name="+")

    objects = OfDossierQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["dossier", "id"], name="note_dossier")]

    def __str__(self) -> str:
        return f"{self.written_by_id} {self.dossier_id}"


class StockText(models.Model):
    """Words that an agency's people write once and use often: for one procedure, or for all of them."""

    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, related_name="+")
    procedure = models.ForeignKey(Procedure, on_delete=models.CASCADE, null=True, related_name="+")
    kind = models.CharField(max_length=10, choices=choices(rules.StockKind))
    text = models.CharField(max_length=1000)
    written_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "procedure", "kind", "text"],
                condition=Q(retired_at=None),
                nulls_distinct=False,
                name="stock_text_once",
            )
        ]
        indexes = [
            models.Index(fields=["agency", "kind"], name="stock_text_of_agency", condition=Q(retired_at=None)),
        ]

    def __str__(self) -> str:
        return self.text[:60]


class EarlierDraft(models.Model):
    """The result as it was drafted before somebody wrote it otherwise: nothing of a draft is lost (NĐ 61/2018 Đ19)."""

    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="+")
    outcome = models.CharField(max_length=10)
    decision = models.JSONField()
    replaced_at = models.DateTimeField()
    replaced_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")

    objects = OfDossierQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.dossier_id} {self.replaced_at}"


class EnquiryQuerySet(OfDossierQuerySet["Enquiry"]):
    """Vocabulary of what filers ask."""

    def unanswered(self) -> Self:
        return self.filter(answered_at=None)


class Enquiry(models.Model):
    """What the filer asks about the dossier; whoever it lies with answers, and both stay with it."""

    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="+")
    text = models.TextField()
    asked_at = models.DateTimeField()
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")

    objects = EnquiryQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["id"], include=["dossier"], name="enquiry_open", condition=Q(answered_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id} {self.asked_at}"


class SiteCheck(models.Model):
    """A check on site, written down then or later: when, where, who took part, what was found (NĐ 61/2018 Đ19.3)."""

    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="+")
    took_place_at = models.DateTimeField()
    place = models.CharField(max_length=300)
    participants = models.JSONField()
    findings = models.TextField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")

    objects = OfDossierQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(name="site_check_is_past", condition=Q(took_place_at__lte=models.F("recorded_at"))),
            models.CheckConstraint(name="site_check_has_participants", condition=~Q(participants=[])),
        ]

    def __str__(self) -> str:
        return f"{self.place} {self.took_place_at}"


class SavedFilter(models.Model):
    """A list as an official wants to see it again: the end of its address under a name of their own."""

    owner = models.ForeignKey(Account, on_delete=models.CASCADE, db_index=False, related_name="+")
    page = models.CharField(max_length=10)
    name = models.CharField(max_length=60)
    asks = models.CharField(max_length=1000)
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner", "page", "name"], name="filter_name_once")]

    def __str__(self) -> str:
        return f"{self.page} {self.name}"


class KeptCount(models.Model):
    """So many more, or fewer, pieces of open work of a unit: the board is their sum, whether folded already or not.

    Written by the database in the transaction of what is counted, one row a change, so that nobody waits for another;
    folded now and then. See docs/decisions/boards-sum-what-is-kept.md.
    """

    # Without constraints: checking them would lock the unit's row in every filing.
    unit = models.ForeignKey(Unit, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+")
    # COUNTER and UNIT: dossiers of who received and of who handles them. TASKS: open steps.
    side = models.CharField(max_length=7)
    status = models.CharField(max_length=15, blank=True)
    assignee = models.ForeignKey(
        Account, on_delete=models.DO_NOTHING, null=True, db_constraint=False, db_index=False, related_name="+"
    )
    # Empty for what has none, and for what waits for its filer. Folded, all that was due before the day is one.
    due_at = models.DateTimeField(null=True)
    number = models.IntegerField()

    class Meta:
        indexes = [
            models.Index(
                fields=["unit", "side"], include=["status", "assignee", "due_at", "number"], name="count_of_unit"
            )
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.side} {self.status} {self.number:+d}"
