"""The only code that changes processes."""

from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from motcua.kernel.operations import SYSTEM, Refused, note, operation
from motcua.processes.models import ProcessDefinition, as_process
from motcua.processes.rules import problems


@operation(who=SYSTEM, journal="process.published")
def publish_process(
    *, key: str, name: str, legal_basis: str, steps: list[dict[str, Any]], valid_from: date, by: None, at: datetime
) -> ProcessDefinition:
    """Put a sound process in force from a day on; the one before it ends that day (NĐ 61/2018 Đ19).

    Refused when the process is unsound or its longest path takes more than the statutory time.
    """
    if wrong := problems(as_process(steps)):
        raise Refused(_("Không thể ban hành quy trình: %s") % " ".join(wrong))
    note(key=key, steps=len(steps))
    current: ProcessDefinition | None
    current = ProcessDefinition.objects.select_for_update().filter(key=key, valid_until=None).first()
    if current is not None and current.valid_from < valid_from:
        current.valid_until = valid_from
        current.save(update_fields=["valid_until"])
    elif current is not None:
        current.name, current.legal_basis, current.steps = name, legal_basis, steps
        current.save(update_fields=["name", "legal_basis", "steps"])
        return current
    return ProcessDefinition.objects.create(
        key=key, name=name, legal_basis=legal_basis, steps=steps, valid_from=valid_from
    )
