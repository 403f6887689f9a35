"""The catalogue of procedures: for which cases, with which papers, how long, for how much; and its changes."""

import json
from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet

from motcua.opendata.makers.base import Asked, listed, maker
from motcua.procedures.models import ProcedureVersion
from motcua.procedures.rules import PUBLIC_STATUSES, VersionStatus


def _in_force(asked: Asked) -> QuerySet[ProcedureVersion]:
    """The versions that are law on the day, in the order of codes."""
    found = ProcedureVersion.objects.on(asked.on).filter(status__in=PUBLIC_STATUSES)
    return found.select_related("procedure__field").order_by("procedure__code")


def _when(when: dict[str, Any]) -> str:
    return json.dumps(when, ensure_ascii=False, sort_keys=True) if when else ""


@maker(
    "procedures",
    "code name name_en field_code field levels audiences is_full_online is_same_day agency competent result decision"
    " decided_on valid_from legal_bases source_url",
)
def procedures(asked: Asked) -> Iterator[dict[str, Any]]:
    """Every procedure in force."""
    for one in _in_force(asked).prefetch_related("legal_bases"):
        yield {
            "code": one.procedure.code,
            "name": one.procedure.name,
            "name_en": one.procedure.name_en,
            "field_code": one.procedure.field.code,
            "field": one.procedure.field.name,
            "levels": listed(one.levels),
            "audiences": listed(one.audiences),
            "is_full_online": one.is_full_online,
            "is_same_day": one.is_same_day,
            "agency": one.agency_name,
            "competent": one.competent_name,
            "result": one.result_name,
            "decision": one.decision_number,
            "decided_on": one.decided_on,
            "valid_from": one.valid_from,
            "legal_bases": listed(basis.number for basis in one.legal_bases.all()),
            "source_url": one.source_url,
        }


@maker("procedure_cases", "code question text option option_text")
def cases(asked: Asked) -> Iterator[dict[str, Any]]:
    """The questions whose answers decide what a case needs."""
    for one in _in_force(asked).prefetch_related("questions"):
        for question in one.questions.all():
            for option in question.options:
                yield {
                    "code": one.procedure.code,
                    "question": question.key,
                    "text": question.text,
                    "option": str(option.get("value", "")),
                    "option_text": str(option.get("label", "")),
                }


@maker(
    "procedure_components",
    "code component name originals copies is_required is_shown_only is_in_database is_made_by_form when note",
)
def components(asked: Asked) -> Iterator[dict[str, Any]]:
    """The papers of each procedure, and for which case."""
    for one in _in_force(asked).prefetch_related("components"):
        for part in one.components.all():
            if part.is_note:
                continue
            yield {
                "code": one.procedure.code,
                "component": part.key,
                "name": part.name,
                "originals": part.originals,
                "copies": part.copies,
                "is_required": part.is_required,
                "is_shown_only": part.is_shown_only,
                "is_in_database": part.is_in_database,
                "is_made_by_form": part.is_made_by_form,
                "when": _when(part.when),
                "note": part.note,
            }


@maker(
    "procedure_terms",
    "code channel variant when amount unit is_unit_assumed time_note fee_dong fee_note fee_per fee_basis"
    " is_fee_of_province",
)
def terms(asked: Asked) -> Iterator[dict[str, Any]]:
    """How long each way of filing takes and what it costs; empty where the catalogue does not say it."""
    for one in _in_force(asked).prefetch_related("channels"):
        for channel in one.channels.all():
            yield {
                "code": one.procedure.code,
                "channel": channel.kind,
                "variant": channel.variant,
                "when": _when(channel.when),
                "amount": channel.amount,
                "unit": channel.unit,
                "is_unit_assumed": channel.is_unit_assumed,
                "time_note": channel.time_note,
                "fee_dong": channel.fee_dong,
                "fee_note": channel.fee_note,
                "fee_per": channel.fee_per,
                "fee_basis": channel.fee_basis,
                "is_fee_of_province": channel.is_fee_of_province,
            }


@maker("procedure_changes", "day change code name field decision decided_on")
def changes(asked: Asked) -> Iterator[dict[str, Any]]:
    """What became of the catalogue until today, the latest first: new, amended, repealed."""
    found: list[dict[str, Any]] = []
    before: set[str] = set()
    rows = ProcedureVersion.objects.filter(status__in=PUBLIC_STATUSES, valid_from__lte=asked.on)
    for one in rows.select_related("procedure__field").order_by("procedure__code", "valid_from"):
        code = one.procedure.code
        about = {"code": code, "name": one.procedure.name, "field": one.procedure.field.name}
        decided = {"decision": one.decision_number, "decided_on": one.decided_on}
        found.append({"day": one.valid_from, "change": "AMENDED" if code in before else "NEW", **about, **decided})
        before.add(code)
        ended = one.valid_until
        if one.status == VersionStatus.REPEALED and ended is not None and ended <= asked.on:
            found.append({"day": ended, "change": "REPEALED", **about, "decision": one.repeal_number})
    yield from sorted(found, key=lambda one: (-one["day"].toordinal(), one["code"], one["change"]))
