"""Definitions in force, and the drafts people are filling in."""

import uuid
from copy import deepcopy
from dataclasses import replace
from functools import cached_property
from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import get_language

from motcua.calendars.queries import working_day_from
from motcua.forms.rules import Definition, in_words, parse, told_by
from motcua.kernel.models import StoredFile
from motcua.kernel.speech import say
from motcua.kernel.validity import Dated, DatedQuerySet, no_overlap
from motcua.people.models import Account

# By row and language, what was written in the row and what it was parsed to.
_PARSED: dict[tuple[int | None, str], tuple[Any, Definition]] = {}


class FormDefinition(Dated):
    """One version of an e-form. A draft and a dossier keep the version they were begun with."""

    key = models.SlugField(max_length=80)
    title = models.CharField(max_length=300)
    definition = models.JSONField()

    objects = DatedQuerySet.as_manager()

    class Meta:
        constraints = [no_overlap("form_key_once", "key")]

    def __str__(self) -> str:
        return self.title

    @cached_property
    def _spoken(self) -> dict[str, Definition]:
        return {}

    @property
    def parsed(self) -> Definition:
        """The form, its questions in the language in force where the packs have them; its terms end by the calendar.

        A process parses a form once, and again when its row says something else.
        """
        language = get_language() or settings.LANGUAGE_CODE
        if language not in self._spoken:
            known = _PARSED.get((self.pk, language))
            if known is None or known[0] != self.definition:
                spoken = in_words(parse(self.definition), say)
                known = (deepcopy(self.definition), replace(spoken, working_day_from=working_day_from))
                _PARSED[self.pk, language] = known
            self._spoken[language] = known[1]
        return self._spoken[language]


class Draft(models.Model):
    """An application being filled in: saved by itself, open on any device of its owner."""

    token = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    submission_key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    procedure_code = models.CharField(max_length=12)
    procedure_name = models.CharField(max_length=500)
    form = models.ForeignKey(FormDefinition, on_delete=models.PROTECT, related_name="+")
    place_code = models.CharField(max_length=80, blank=True, help_text="commune, or agency of the province")
    case_answers = models.JSONField(default=dict)
    answers = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    typed = models.JSONField(default=dict, help_text="by page, what was typed and is not valid yet")
    parties = models.JSONField(default=dict)
    saved_from = models.JSONField(null=True, help_text="by page, from which of the opened pages it was saved last")
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)
    warned_at = models.DateTimeField(null=True, help_text="when its owner was told that it will be deleted")
    counter_code = models.CharField(
        max_length=8, null=True, unique=True, help_text="by which an official at a counter takes it over"
    )
    counter_code_until = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["account", "-updated_at"], name="draft_open_of", condition=models.Q(submitted_at=None))
        ]

    def __str__(self) -> str:
        return f"{self.procedure_code} {self.token}"

    @property
    def told(self) -> dict[str, Any]:
        """Everything told: the answers, and those about one's case, on which conditions and checks may rest too."""
        return {**self.answers, **told_by(self.case_answers)}


class DraftFile(models.Model):
    """A file attached to a draft for one component."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="files")
    component_key = models.CharField(max_length=80)
    name = models.CharField(max_length=255)
    stored = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["draft", "component_key", "stored"], name="draft_file_once_per_component")
        ]
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name
