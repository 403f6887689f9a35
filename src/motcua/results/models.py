"""Result templates in force, and the registers that results are entered in."""

from functools import cached_property

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from motcua.kernel.folding import Folded
from motcua.kernel.validity import Dated, DatedQuerySet, no_overlap
from motcua.organization.models import Agency
from motcua.papers.models import Paper
from motcua.results.rules import Person, Template, parse


class ResultTemplate(Dated):
    """One version of a template. A result keeps the version it was drafted with."""

    key = models.SlugField(max_length=80)
    title = models.CharField(max_length=300)
    procedures = models.JSONField(default=list, help_text="codes of the procedures whose result it is")
    definition = models.JSONField()

    objects = DatedQuerySet.as_manager()

    class Meta:
        constraints = [no_overlap("result_template_key_once", "key")]
        indexes = [GinIndex(fields=["procedures"], name="result_template_of", opclasses=["jsonb_path_ops"])]

    def __str__(self) -> str:
        return self.title

    @cached_property
    def parsed(self) -> Template:
        return parse(self.definition)


class RegisterEntry(models.Model):
    """A line of a register of an agency: what a result says, under the number it bears (Luật Hộ tịch 60/2014 Đ59)."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", db_index=False)
    book = models.SlugField(max_length=80)
    year = models.PositiveSmallIntegerField()
    number = models.CharField(max_length=60)
    paper = models.OneToOneField(Paper, on_delete=models.PROTECT, related_name="+")
    template = models.ForeignKey(ResultTemplate, on_delete=models.PROTECT, related_name="+")
    subject_name = models.CharField(max_length=200)
    subject_key = models.GeneratedField(
        expression=Folded("subject_name"), output_field=models.TextField(), db_persist=True
    )
    values = models.JSONField(default=dict)
    declaration = models.PositiveSmallIntegerField(
        default=0,
        help_text="which declaration of the dossier it was made from, 1 is the first; 0: of none that is kept",
    )
    entered_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agency", "book", "year", "number"], name="register_number_once")
        ]
        indexes = [models.Index(fields=["agency", "book", "subject_key"], name="register_by_name")]

    def __str__(self) -> str:
        return f"{self.book} {self.number}"

    @property
    def number_of_year(self) -> str:
        """«05/2026», also where the paper bears it with a symbol."""
        return f"{self.number.partition('/')[0]}/{self.year}"


class RegisteredPerson(models.Model):
    """Somebody whom an entry is about, so that later papers find them by number, or by name and birth."""

    entry = models.ForeignKey(RegisterEntry, on_delete=models.CASCADE, related_name="people")
    name = models.CharField(max_length=200, blank=True)
    name_key = models.GeneratedField(expression=Folded("name"), output_field=models.TextField(), db_persist=True)
    born = models.CharField(max_length=10, blank=True, help_text="year first, no more than is known")
    numbers = ArrayField(models.CharField(max_length=20), default=list)

    class Meta:
        indexes = [
            models.Index(fields=["name_key", "born"], name="registered_by_name_and_birth"),
            GinIndex(fields=["numbers"], name="registered_by_number"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def person(self) -> Person:
        return Person(self.name_key, self.born, frozenset(self.numbers))
