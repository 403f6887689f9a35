"""Opening tasks of the internal process: shared by hand-over, finishing a step and returning to one."""

from datetime import datetime

from django.utils.translation import gettext as _

from motcua.dossiers.models import Dossier, Task
from motcua.dossiers.operations.clock import share_of_time
from motcua.kernel.operations import Refused
from motcua.organization.models import Unit
from motcua.processes.rules import Process, Step


def process_of(dossier: Dossier) -> Process:
    """The process the dossier keeps since its acceptance."""
    if dossier.process is None:
        raise Refused(_("Hồ sơ chưa có quy trình nội bộ. Báo quản trị hệ thống."))
    return dossier.process.process


def open_first_task(dossier: Dossier, *, at: datetime) -> Task:
    """Open the step where work begins."""
    return open_task(dossier, process_of(dossier).first, at=at)


def open_task(dossier: Dossier, step: Step, *, at: datetime, reason: str = "") -> Task:
    """Open one step for the unit that does it, due after its share of the statutory time."""
    return Task.objects.create(
        dossier=dossier,
        step_key=step.key,
        name=step.name,
        kind=step.kind,
        unit=unit_for(dossier, step),
        duty=step.duty,
        round=dossier.round,
        opened_at=at,
        due_at=share_of_time(dossier, step.share, at=at),
        return_reason=reason,
    )


def unit_for(dossier: Dossier, step: Step) -> Unit:
    """The unit of the handling agency that does this kind of step."""
    if dossier.handling_unit.kind == step.unit_kind:
        return dossier.handling_unit
    unit = (
        Unit.objects.filter(agency=dossier.handling_agency, kind=step.unit_kind, valid_until=None)
        .order_by("pk")
        .first()
    )
    if unit is None:
        raise Refused(
            _("%(agency)s chưa có bộ phận làm bước «%(step)s». Báo quản trị hệ thống.")
            % {"agency": dossier.handling_agency.name, "step": step.name}
        )
    return unit
