"""The everyday vocabulary, and how current the built indexes are."""

from django.db import models


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


class IndexState(models.Model):
    """Counts changes of what an index is made of, and up to which one the built index goes."""

    kind = models.CharField(max_length=20, primary_key=True)
    wanted = models.PositiveBigIntegerField(default=0)
    built = models.PositiveBigIntegerField(default=0)
    built_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.kind} {self.built}/{self.wanted}"
