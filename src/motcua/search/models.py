"""The everyday vocabulary, what others do, the citizen's own time limits, and how current the built indexes are."""

from django.db import models

from motcua.search.said import LIMITS


class Expression(models.Model):
    """Everyday words and what they stand for: official terms, and the procedures or articles meant most, best first.

    An article is named by its document's number and its address: «52/2014/QH13#dieu/56».
    """

    text = models.CharField(max_length=200)
    folded = models.CharField(max_length=200)
    means = models.JSONField(default=list)
    procedures = models.JSONField(default=list)
    articles = models.JSONField(default=list)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.text


class Elsewhere(models.Model):
    """Something people ask for that is not resolved here, by the words they use for it, and who does it.

    Its procedures are those of the national catalogue that are this thing: what people call them leads here too.
    """

    key = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=200)
    who = models.CharField(max_length=300)
    words = models.JSONField(default=list)
    procedures = models.JSONField(default=list)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.key


class TimeLimit(models.Model):
    """What the law gives the citizen, not the office: until when a thing must be done, how long its result is good."""

    procedure = models.CharField(max_length=12)
    kind = models.CharField(max_length=10, choices=[(kind.value, kind.value) for kind in LIMITS])
    text = models.CharField(max_length=300)
    law = models.CharField(max_length=60)
    article = models.CharField(max_length=20)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["procedure", "kind"], name="time_limit_once")]

    def __str__(self) -> str:
        return f"{self.procedure} {self.kind}"


class IndexState(models.Model):
    """Counts changes of what an index is made of, and up to which one the built index goes."""

    kind = models.CharField(max_length=20, primary_key=True)
    wanted = models.PositiveBigIntegerField(default=0)
    edition = models.CharField(max_length=32, db_default="", help_text="never the same again, not after a restore")
    built = models.PositiveBigIntegerField(default=0)
    built_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.kind} {self.built}/{self.wanted}"
