"""Legal documents, their articles, what they do to each other, and what imports could not read."""

from django.db import models

from motcua.laws.rules import Certainty, DocumentKind, RelationKind
from motcua.organization.models import choices


class LegalDocument(models.Model):
    """A document of law. A stub is known only because another names it; `source` is the file its text came from."""

    number = models.CharField(max_length=100)
    slug = models.CharField(max_length=100, unique=True)
    kind = models.CharField(max_length=20, choices=choices(DocumentKind))
    title = models.TextField(blank=True)
    issuer = models.CharField(max_length=300, blank=True)
    signed_on = models.DateField(null=True)
    effective_from = models.DateField(null=True)
    effective_until = models.DateField(null=True)
    known_on = models.DateField(null=True, help_text="the last day for which a source says that it is in force")
    known_from = models.CharField(max_length=300, blank=True, help_text="the source that says so")
    facts = models.JSONField(
        default=list, help_text="how the register knows its facts: names, certainty and where, a group a source"
    )
    remark = models.TextField(blank=True, help_text="what the register could not settle, in words")
    is_stub = models.BooleanField(default=False)
    source = models.CharField(max_length=300, blank=True)
    sort_key = models.CharField(max_length=40, db_collation="C", help_text="year and number, newest last")

    class Meta:
        ordering = ["-sort_key", "-pk"]
        indexes = [
            models.Index(fields=["-sort_key", "-id"], name="document_order"),
            models.Index(fields=["number"], name="document_number"),
        ]

    def __str__(self) -> str:
        return self.number


class Article(models.Model):
    """An article of a document as it stands; its address is the same through all amendments.

    One without a mark is known by number and heading only, from the register; its text was not taken in.
    """

    document = models.ForeignKey(LegalDocument, on_delete=models.CASCADE, related_name="articles")
    address = models.CharField(max_length=60)
    number = models.CharField(max_length=10)
    heading = models.TextField(blank=True)
    text = models.TextField(blank=True)
    containers = models.JSONField(default=list)
    codes = models.JSONField(default=list, help_text="where the codified law has it")
    amendments = models.JSONField(
        default=list, help_text="number, article and day of every later document that changed it"
    )
    effective_from = models.DateField(null=True)
    order = models.PositiveIntegerField()
    mark = models.CharField(max_length=64, blank=True)
    source = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["document", "address"], name="article_once")]
        ordering = ["document_id", "order", "pk"]

    def __str__(self) -> str:
        return f"{self.document_id} {self.address}"


class FormerText(models.Model):
    """What an article said before an import brought its present text."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="former")
    heading = models.TextField(blank=True)
    text = models.TextField(blank=True)
    effective_from = models.DateField(null=True)
    replaced_on = models.DateField(help_text="when the text after it took effect; the day of the import if unknown")
    mark = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["article", "mark", "replaced_on"], name="former_text_once")]
        ordering = ["-replaced_on", "-pk"]

    def __str__(self) -> str:
        return f"{self.article_id} {self.replaced_on}"


class Relation(models.Model):
    """What one document does to another, from a day on. One of the register says how it is known and where from."""

    source = models.ForeignKey(LegalDocument, on_delete=models.CASCADE, related_name="acts")
    target = models.ForeignKey(LegalDocument, on_delete=models.CASCADE, related_name="suffered")
    kind = models.CharField(max_length=20, choices=choices(RelationKind))
    on = models.DateField(null=True)
    part = models.TextField(blank=True)
    certainty = models.CharField(max_length=10, blank=True, choices=choices(Certainty))
    ground = models.CharField(max_length=300, blank=True)

    class Meta:
        # A document may act on another in the same way on several days: a part of it ends today, another next year.
        constraints = [
            models.UniqueConstraint(
                fields=["source", "target", "kind", "on"], name="relation_once_a_day", nulls_distinct=False
            )
        ]
        indexes = [models.Index(fields=["target", "kind"], name="relation_target")]
        ordering = ["on", "pk"]

    def __str__(self) -> str:
        return f"{self.source_id} {self.kind} {self.target_id}"


class LawImport(models.Model):
    """One import of law: what it took in."""

    name = models.CharField(max_length=255)
    started_at = models.DateTimeField()
    files = models.PositiveIntegerField(default=0)
    articles = models.PositiveIntegerField(default=0)
    created = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.name} {self.started_at:%Y-%m-%d}"


class LawFinding(models.Model):
    """Something an import could not read, with file, line and words, so that nothing is lost unseen."""

    run = models.ForeignKey(LawImport, on_delete=models.CASCADE, related_name="findings")
    file = models.CharField(max_length=300)
    line = models.PositiveIntegerField(default=0)
    kind = models.CharField(max_length=30)
    text = models.TextField(blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.file}:{self.line} {self.kind}"
