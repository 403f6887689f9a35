"""Processes in force. A dossier keeps the one of its acceptance day."""

from functools import cached_property
from typing import Any

from django.db import models

from motcua.kernel.validity import Dated, DatedQuerySet, no_overlap
from motcua.processes.rules import Process, Step, StepKind


class ProcessDefinition(Dated):
    """A process under a key that procedures name, valid for a time."""

    key = models.SlugField(max_length=80)
    name = models.CharField(max_length=200)
    legal_basis = models.CharField(max_length=300, blank=True)
    level = models.CharField(max_length=10, blank=True, db_default="", help_text="of which agencies; empty: of any")
    agency_kind = models.CharField(max_length=20, blank=True, db_default="", help_text="empty: of any kind")
    steps = models.JSONField()

    objects = DatedQuerySet.as_manager()

    class Meta:
        constraints = [no_overlap("process_key_once", "key")]

    def __str__(self) -> str:
        return self.name

    @cached_property
    def process(self) -> Process:
        return as_process(self.steps)


def as_process(steps: list[dict[str, Any]]) -> Process:
    """The rules' view of stored steps."""
    return Process(
        tuple(Step(**{**step, "kind": StepKind(step["kind"]), "next": tuple(step.get("next", ()))}) for step in steps)
    )
