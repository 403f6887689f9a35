"""What is kept how long: the manifests say what there is, the packs how long and why; a job removes what is over."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from importlib import import_module
from typing import Any

import structlog
from django.apps import apps
from django.db.models import Model, QuerySet

from motcua.kernel import outbox
from motcua.kernel.manifests import Kept, offered
from motcua.kernel.models import RetentionRule
from motcua.kernel.operations import SYSTEM, note, operation
from motcua.kernel.text import local

log = structlog.get_logger()

# So many rows are removed in one transaction.
BATCH = 1_000


@operation(who=SYSTEM, journal="retention.ruled")
def rule_retention(*, key: str, valid_from: date, facts: Mapping[str, Any], by: None, at: datetime) -> RetentionRule:
    """Put in force how long a kind of thing is kept (Luật 91/2025/QH15; NĐ 30/2020)."""
    note(key=key, days=facts["days"], basis=facts["basis"])
    rule, _is_new = RetentionRule.objects.update_or_create(key=key, valid_from=valid_from, defaults=dict(facts))
    return rule


@dataclass(frozen=True)
class KeptNow:
    """One kind of thing that is kept: under which rule, if there is one, and how many there are."""

    key: str
    rule: RetentionRule | None
    count: int


def rules_in_force(*, on: date) -> dict[str, RetentionRule]:
    """How long each kind is kept, on a day, in the order of the packs."""
    return {rule.key: rule for rule in RetentionRule.objects.on(on).order_by("pk")}


def days_kept(key: str, *, on: date) -> int | None:
    """After how many days something of this kind is removed; None where it is not."""
    rule = RetentionRule.objects.on(on).filter(key=key).first()
    return rule.days if rule is not None else None


def kept_now(*, at: datetime) -> list[KeptNow]:
    """Everything that is kept, with its rule and how many there are; what no pack speaks of stands last."""
    rules, kinds = rules_in_force(on=local(at).date()), offered(Kept)
    order = {key: place for place, key in enumerate(rules)}
    keys = sorted(kinds, key=lambda key: order.get(key, len(order)))
    return [KeptNow(key, rules.get(key), _rows(kinds[key]).count()) for key in keys]


def remove_what_is_over(*, at: datetime) -> None:
    """Remove what has been kept as long as it may. What one kind fails with keeps none of the others."""
    failures = []
    for key, rule in rules_in_force(on=local(at).date()).items():
        kind = offered(Kept).get(key)
        if kind is None or rule.days is None:
            continue
        try:
            _remover(kind)(kind, days=rule.days, at=at)
        except Exception as error:
            log.exception("retention_failed", kind=key)
            failures.append(error)
    if failures:
        raise ExceptionGroup("retention", failures)


def _remover(kind: Kept) -> Callable[..., None]:
    if not kind.removes:
        return remove_rows
    module, function = kind.removes.split(":")
    remover: Callable[..., None] = getattr(import_module(module), function)
    return remover


def remove_rows(kind: Kept, *, days: int, at: datetime) -> None:
    """Remove the rows of a kind whose days are over, if there are any."""
    if not kind.since:
        return
    over = _rows(kind).filter(**{f"{kind.since}__lt": at - timedelta(days=days)}).order_by("pk")
    while keys := list(over.values_list("pk", flat=True)[:BATCH]):
        delete_kept(kind=kind, keys=keys, by=None, at=at)


@operation(who=SYSTEM, journal="kept.removed")
def delete_kept(*, kind: Kept, keys: list[Any], by: None, at: datetime) -> None:
    """Delete what has been kept as long as it may (Luật 91/2025/QH15)."""
    _rows(kind).filter(pk__in=keys).delete()
    note(kind=kind.key, count=len(keys))


def forget_letters(kind: Kept, *, days: int, at: datetime) -> None:
    """Empty letters and messages that left, or were given up, so long ago."""
    before = at - timedelta(days=days)
    if outbox.remembered(before=before).exists():
        empty_letters(before=before, by=None, at=at)


@operation(who=SYSTEM, journal="letters.emptied")
def empty_letters(*, before: datetime, by: None, at: datetime) -> None:
    """Take the words out of what was sent or given up before then; that it was, stays (Luật 91/2025/QH15)."""
    note(count=outbox.forget(before=before), before=before)


def _rows(kind: Kept) -> "QuerySet[Model]":
    rows: QuerySet[Model] = apps.get_model(kind.model)._default_manager.filter(**dict(kind.where))
    return rows
