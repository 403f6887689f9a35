"""Which process is in force."""

from collections.abc import Collection
from datetime import date

from django.utils.translation import gettext as _

from motcua.organization.models import Agency, Post, Unit
from motcua.processes.models import ProcessDefinition
from motcua.processes.rules import Whose


def choices(*, on: date) -> list[tuple[str, str]]:
    """The processes in force on a day, by their names."""
    return list(ProcessDefinition.objects.on(on).order_by("name", "key").values_list("key", "name"))


def unfit(key: str, *, agencies: Collection[int], on: date) -> str:
    """Why a process is not one of these agencies: of others, or with a step for which none has a post."""
    process = process_in_force(key, on=on)
    if process is not None:
        whose = Whose(process.level, process.agency_kind)
        others = Agency.objects.filter(pk__in=agencies).values_list("level", "kind").order_by().distinct()
        if not all(whose.is_of(level=level, kind=kind) for level, kind in others):
            return _("Quy trình này của cơ quan cấp khác, loại khác. Chọn quy trình của nơi nhận.")
    there = Post.objects.on(on).filter(unit__in=Unit.objects.on(on).filter(agency__in=agencies))
    for step in process.process.steps if process is not None else ():
        if not there.filter(unit__kind=step.unit_kind, duties__contains=[step.duty]).exists():
            return _("Nơi này không có vị trí làm bước «%s» của quy trình.") % step.name
    return ""


def process_in_force(key: str, *, on: date) -> ProcessDefinition | None:
    """The process with this key on a day."""
    return ProcessDefinition.objects.on(on).filter(key=key).first()
