"""The page on which an administrator plays a dossier from filing to result, of which nothing stays."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from motcua.handling.operations.rehearsals import note_rehearsed
from motcua.handling.rehearsing import Played, counters, rehearsable, rehearse
from motcua.kernel.addresses import number_in
from motcua.kernel.attempts import Attempt
from motcua.kernel.operations import Refused
from motcua.organization.models import Unit
from motcua.people.desk import Desk, context, official_page
from motcua.workspace.officials import administer


@official_page
def rehearsal(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Choose a counter, then a procedure; what was played is shown once and kept nowhere."""
    administer(desk)
    attempt = Attempt(request)
    units = counters(on=desk.on)
    sent = request.POST if request.method == "POST" else request.GET
    unit = _chosen(units, sent.get("quay", ""))
    procedures = {one.code: one.name for one in rehearsable(unit, on=desk.on)} if unit else {}
    code = sent.get("thu-tuc", "")
    played: list[Played] = []
    if attempt.is_sent:
        with attempt:
            if unit is None or code not in procedures:
                raise Refused(_("Trang đã cũ. Tải lại trang rồi làm lại."))
            played = _play(desk, unit, code)
    values = context(
        desk, units=[(str(one.pk), f"{one.agency.name}, {one.name}") for one in units], unit=unit,
        procedures=list(procedures.items()), code=code, name=procedures.get(code, ""), played=played,
        stopped=next((step for step in played if not step.is_well), None),
    )  # fmt: skip
    return attempt.page("workspace/rehearsal.html", values)


def _chosen(units: list[Unit], text: str) -> Unit | None:
    """The counter that was chosen, or the only one."""
    number = number_in(text)
    return next((one for one in units if one.pk == number), units[0] if len(units) == 1 else None)


def _play(desk: Desk, unit: Unit, code: str) -> list[Played]:
    played = rehearse(unit=unit, procedure_code=code, at=desk.at)
    stopped = next((step.label for step in played if not step.is_well), "")
    note_rehearsed(unit, procedure=code, steps=len(played), stopped_at=stopped, by=desk.by, at=desk.at)
    return played
