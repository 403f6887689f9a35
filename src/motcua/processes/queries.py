"""Which process is in force."""

from datetime import date

from motcua.processes.models import ProcessDefinition


def choices(*, on: date) -> list[tuple[str, str]]:
    """The processes in force on a day, by their names."""
    return list(ProcessDefinition.objects.on(on).order_by("name", "key").values_list("key", "name"))


def process_in_force(key: str, *, on: date) -> ProcessDefinition | None:
    """The process with this key on a day."""
    return ProcessDefinition.objects.on(on).filter(key=key).first()
