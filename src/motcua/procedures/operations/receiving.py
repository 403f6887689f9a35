"""How a keeper lets a procedure be received on the platform: by whom, by which process, on which form."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from importlib import import_module

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from motcua.kernel.manifests import offered
from motcua.kernel.operations import Refused, note, operation
from motcua.kernel.text import local
from motcua.organization.models import Agency, Unit
from motcua.organization.rules import AgencyKind, Level, UnitKind
from motcua.people.models import Account
from motcua.procedures.models import ProcedureVersion
from motcua.procedures.operations.keeping import IS_DRAFT, KEEPER, VERSION, refuse_changed, written_by
from motcua.procedures.queries import choices_of
from motcua.procedures.rules import NamedPart, Reception


@dataclass(frozen=True)
class Receiving:
    """Who receives, none where it is not received here; which form and result; whether it is done online to the end."""

    receptions: Sequence[Reception] = ()
    form_key: str = ""
    result_key: str = ""
    is_full_online: bool = False
    comes_in_person: bool = False


@operation(who=KEEPER, journal="procedure.receiving_saved", on=VERSION, when=IS_DRAFT)
def save_receiving(
    draft: ProcedureVersion, *, receiving: Receiving, seen: str = "", by: Account, at: datetime
) -> ProcedureVersion:
    """Write into a draft who receives it on the platform and how; a review given before is void (NĐ 118/2025 Đ8).

    Refused for a process, form or template that is not in force, and where nobody there receives or handles it.
    """
    refuse_changed(draft, seen)
    on = local(at).date()
    if errors := _errors(draft, receiving, on):
        raise Refused(_("Chưa ghi: sửa các ô được đánh dấu."), errors=errors)
    rows = [one for one in receiving.receptions if one.level]
    first = rows[0] if rows else Reception("")
    draft.process_key, draft.agency_kind = first.process_key, first.agency_kind
    draft.agency_code, draft.unit_code = first.agency_code, first.unit_code
    draft.receptions = [_stored(one) for one in rows] if len(rows) > 1 or first.note or first.channels else []
    # Who receives in the commune is found by the level, when it is the only one.
    if rows:
        draft.levels = list(dict.fromkeys(one.level for one in rows))
    draft.form_key, draft.result_key = receiving.form_key, receiving.result_key
    draft.is_full_online, draft.comes_in_person = receiving.is_full_online, receiving.comes_in_person
    written_by(draft, by)
    draft.save()
    note(code=draft.procedure.code, process=draft.process_key, receptions=len(rows))
    return draft


def _stored(reception: Reception) -> dict[str, object]:
    return {name: value for name, value in asdict(reception).items() if value}


def _errors(draft: ProcedureVersion, receiving: Receiving, on: date) -> dict[str, str]:
    errors = {}
    known = {key: choices_of(part, on=on) for key, part in offered(NamedPart).items()}
    for name in ("form_key", "result_key"):
        key = getattr(receiving, name)
        if key and key not in known[name]:
            errors[name] = _("Chọn trong danh sách.")
    if not errors and any(one.level for one in receiving.receptions) and (lacking := _lacking(draft, receiving, on)):
        errors["result_key" if receiving.result_key else "form_key"] = lacking
    named: list[tuple[str, str, str]] = []
    for number, one in enumerate(receiving.receptions):
        who = (one.level, one.agency_kind, one.agency_code)
        if one.level and (why := _("Nơi này đã chọn ở trên.") if who in named else unreachable(one, on=on)):
            errors[f"receiver_{number}"] = why
        if one.level and (wrong := _wrong_process(one, known["process_key"], on)):
            errors[f"process_{number}"] = wrong
        named.append(who)
    if receiving.is_full_online and not draft.channels.filter(kind="ONLINE").exists():
        errors["is_full_online"] = _("Bản nháp chưa có cách nộp trực tuyến.")
    return errors


def _lacking(draft: ProcedureVersion, receiving: Receiving, on: date) -> str:
    """What a form or template that is named needs of another and does not find there."""
    named = {"form_key": receiving.form_key, "result_key": receiving.result_key}
    for part in offered(NamedPart).values():
        if part.lacks:
            module, function = part.lacks.split(":")
            said: str = getattr(import_module(module), function)(draft.procedure.code, named=named, on=on)
            if said:
                return said
    return ""


def _wrong_process(reception: Reception, known: Mapping[str, str], on: date) -> str:
    if reception.process_key not in known:
        return _("Chọn quy trình nội bộ.")
    module, function = offered(NamedPart)["process_key"].unfit.split(":")
    agencies = list(handling_agencies(reception, on=on).values_list("pk", flat=True))
    said: str = getattr(import_module(module), function)(reception.process_key, agencies=agencies, on=on)
    return said if agencies else ""


def handling_agencies(reception: Reception, *, on: date) -> QuerySet[Agency]:
    """The agencies that a reception means on a day."""
    agencies = Agency.objects.on(on).filter(level=reception.level)
    if reception.level == Level.COMMUNE:
        return agencies.filter(kind=reception.agency_kind or AgencyKind.PEOPLES_COMMITTEE)
    if reception.agency_code:
        return agencies.filter(code=reception.agency_code)
    return agencies.filter(kind=reception.agency_kind)


def unreachable(reception: Reception, *, on: date) -> str:
    """Why nothing filed can come to where a reception says, as agencies and units stand on a day; empty when it can."""
    agencies = handling_agencies(reception, on=on)
    units = Unit.objects.on(on)
    divisions = units.filter(agency__in=agencies, kind=UnitKind.PROFESSIONAL)
    counters = units.filter(
        agency__kind=AgencyKind.SERVICE_CENTRE, agency__level=reception.level, kind=UnitKind.ONE_STOP
    )
    if not agencies.exists():
        return _("Không có cơ quan nào như vậy.")
    if not counters.exists():
        return _("Cấp này chưa có Bộ phận Một cửa.")
    if reception.unit_code and not divisions.filter(code=reception.unit_code).exists():
        return _("Nơi này không có phòng, bộ phận đã chọn.")
    if not divisions.exists():
        return _("Nơi này chưa có phòng, bộ phận chuyên môn.")
    return ""
