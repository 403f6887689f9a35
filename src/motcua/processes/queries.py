"""Which process is in force."""

from datetime import date

from motcua.processes.models import ProcessDefinition


def process_in_force(key: str, *, on: date) -> ProcessDefinition | None:
    """The process with this key on a day."""
    return ProcessDefinition.objects.on(on).filter(key=key).first()
