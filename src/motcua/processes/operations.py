"""The only code that changes processes."""

from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from motcua.kernel.operations import SYSTEM, Refused, note, operation
from motcua.processes.models import ProcessDefinition, as_process
from motcua.processes.rules import ANYBODYS, Whose, problems


@operation(who=SYSTEM, journal="process.published")
def publish_process(
    *,
    key: str,
    named: tuple[str, str],
    whose: Whose = ANYBODYS,
    steps: list[dict[str, Any]],
    valid_from: date,
    by: None,
    at: datetime,
) -> ProcessDefinition:
    """Put a sound process in force from a day on; the one before it ends that day (NĐ 61/2018 Đ19).

    `named`: its name and what it rests on. Refused when the process is unsound or its longest path takes more than the
    statutory time.
    """
    if wrong := problems(as_process(steps)):
        raise Refused(_("Không thể ban hành quy trình: %s") % " ".join(wrong))
    note(key=key, steps=len(steps))
    facts: dict[str, Any] = {"name": named[0], "legal_basis": named[1], "steps": steps, **asdict(whose)}
    current: ProcessDefinition | None
    current = ProcessDefinition.objects.select_for_update().filter(key=key, valid_until=None).first()
    if current is not None and current.valid_from < valid_from:
        current.valid_until = valid_from
        current.save(update_fields=["valid_until"])
    elif current is not None:
        for field, value in facts.items():
            setattr(current, field, value)
        current.save(update_fields=list(facts))
        return current
    return ProcessDefinition.objects.create(key=key, valid_from=valid_from, **facts)
