"""The counter: register who stands there in under a minute, by keyboard."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from motcua.dossiers.models import Dossier
from motcua.dossiers.operations import filing, intake
from motcua.dossiers.operations.filing import ComponentFacts, Filing, PartyFacts, Returning
from motcua.dossiers.rules import Channel, ReturnMethod, Role
from motcua.kernel.operations import Refused
from motcua.organization.models import Unit
from motcua.organization.rules import Duty, Level
from motcua.procedures.models import ProcedureVersion
from motcua.procedures.queries import offered, offices_of, version_in_force
from motcua.procedures.rules import matches
from motcua.search.queries import procedures_for
from motcua.workspace.access import Desk, context, official_page
from motcua.workspace.forms import RETURN_METHODS


def _unit(desk: Desk) -> Unit:
    units = desk.units_with(Duty.RECEIVE)
    if not units:
        raise PermissionDenied
    return units[0]


@official_page
def choose(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Which procedure: type a few letters, press Enter; one hit goes straight on."""
    unit = _unit(desk)
    text = request.GET.get("q", "").replace("\x00", "")[:100]
    level = unit.agency.level
    if text.strip():
        found = [hit.procedure for hit in procedures_for(text, on=desk.on, limit=20, level=level, is_offered=True)]
    else:
        found = list(offered(on=desk.on, level=level)[:200])
    if text.strip() and len(found) == 1:
        return redirect("workspace:register", procedure_code=found[0].code)
    return render(request, "workspace/counter.html", context(desk, found=found, text=text, unit=unit))


def _components(version: ProcedureVersion, answers: dict[str, str], data: dict[str, str]) -> list[dict[str, Any]]:
    """The components of this case with what was counted so far."""
    rows = []
    for component in version.components.all():
        if component.is_shown_only or not matches(component.when, answers):
            continue
        rows.append(
            {
                "component": component,
                "originals": data.get(f"originals_{component.key}", str(component.originals)),
                "copies": data.get(f"copies_{component.key}", str(component.copies)),
            }
        )
    return rows


def _count(text: str) -> int:
    return min(int(text), 99) if text.isascii() and text.isdigit() and len(text) < 4 else 0


def _filing(version: ProcedureVersion, unit: Unit, data: dict[str, str], answers: dict[str, str]) -> Filing:
    phone, email = data.get("phone", "")[:20], data.get("email", "")[:254]
    filer = PartyFacts(
        Role.FILER, data.get("filer_name", "").strip()[:200], data.get("id_number", "").strip()[:20],
        address=data.get("address", "")[:300], phone=phone, email=email,
    )  # fmt: skip
    holder_name = data.get("holder_name", "").strip()[:200]
    holder = PartyFacts(
        Role.HOLDER, holder_name or filer.name, "" if holder_name else filer.id_number, address=filer.address
    )
    method = data.get("return_method", "COUNTER")
    components = [
        ComponentFacts(row["component"].key, row["component"].name, _count(row["originals"]), _count(row["copies"]))
        for row in _components(version, answers, data)
    ]
    return Filing(
        version=version,
        place_code=unit.agency.place.code if unit.agency.level == Level.COMMUNE else data.get("place", ""),
        channel=Channel.POST if data.get("channel") == "POST" else Channel.COUNTER,
        parties=[filer, holder, PartyFacts(Role.RECIPIENT, filer.name, filer.id_number, phone=phone, email=email)],
        returning=Returning(ReturnMethod(method) if method in ReturnMethod.__members__ else ReturnMethod.COUNTER),
        case_answers=answers,
        components=components,
    )


@official_page
def register(request: HttpRequest, desk: Desk, procedure_code: str) -> HttpResponse:
    """One page: who, which case, what was handed in; then accept, or register and decide later."""
    unit, version = _unit(desk), version_in_force(procedure_code, on=desk.on)
    if version is None or not version.process_key or unit.agency.level not in version.levels:
        raise Http404
    data = (request.POST if request.method == "POST" else request.GET).dict()
    answers = {
        q.key: data[q.key] for q in version.questions.all() if data.get(q.key) in {o["value"] for o in q.options}
    }
    message, errors = "", {}
    offices = offices_of(version, on=desk.on, level=Level.PROVINCE) if unit.agency.level == Level.PROVINCE else []
    if len(offices) == 1:
        data["place"] = offices[0].code
    if request.method == "POST":
        try:
            dossier = _register(desk, unit, _filing(version, unit, data, answers), data)
        except Refused as refusal:
            message, errors = refusal.message, refusal.errors
        else:
            messages.success(request, _("Đã đăng ký hồ sơ %s.") % dossier.shown_code)
            return redirect("workspace:dossier", code=dossier.shown_code)
    questions = [
        (q, [(o["value"], o["label"]) for o in q.options], answers.get(q.key, "")) for q in version.questions.all()
    ]
    return render(
        request,
        "workspace/register.html",
        context(
            desk,
            version=version,
            procedure=version.procedure,
            questions=questions,
            components=_components(version, answers, data),
            data=data,
            key=data.get("submission_key") or str(uuid.uuid4()),
            errors=list(errors.items()),
            error=errors,
            message=message,
            return_methods=RETURN_METHODS,
            channel=version.channels.filter(kind="COUNTER").first(),
            offices=[(one.code, one.name) for one in offices] if len(offices) > 1 else [],
        ),
        status=422 if message else 200,
    )


def _register(desk: Desk, unit: Unit, facts: Filing, data: dict[str, str]) -> Dossier:
    try:
        key = uuid.UUID(data.get("submission_key", ""))
    except ValueError as error:
        raise Refused(_("Trang đã cũ. Tải lại trang rồi nhập lại.")) from error
    dossier = filing.register_at_counter(filing=facts, unit=unit, submission_key=key, by=desk.by, at=desk.at)
    if data.get("then") == "accept" and dossier.state == "NEW":
        try:
            return intake.accept(dossier, components=facts.components, by=desk.by, at=desk.at)
        except Refused:
            dossier.refresh_from_db()
            # Pressed twice: the other press has accepted it meanwhile.
            if dossier.accepted_at is None:
                raise
    return dossier
