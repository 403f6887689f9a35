"""The page on which a keeper lets a draft be received on the platform: who, by which process, on which form."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from motcua.kernel.addresses import number_in
from motcua.kernel.attempts import Attempt
from motcua.kernel.manifests import offered
from motcua.organization.models import Agency, Unit
from motcua.organization.rules import AgencyKind, Level, UnitKind
from motcua.people.desk import Desk, context, official_page
from motcua.procedures.models import ProcedureVersion
from motcua.procedures.operations.receiving import Receiving, save_receiving
from motcua.procedures.queries import choices_of, mark_of, version_for
from motcua.procedures.rules import PUBLIC_STATUSES, NamedPart, Reception
from motcua.ui.procedure import reception_name
from motcua.ui.words import word
from motcua.workspace.catalogue import keeper

ROWS = 3
FLAGS = ("is_full_online", "comes_in_person")


@official_page
def receiving(request: HttpRequest, desk: Desk, code: str, pk: int) -> HttpResponse:
    """Up to three levels or agencies that receive it, each with its division and process; the form; the result."""
    keeper(desk)
    draft = version_for(desk.by, number_in(str(pk)) or 0, on=desk.on)
    if draft is None or draft.procedure.code != code or draft.status in PUBLIC_STATUSES:
        raise Http404
    attempt = Attempt(request)
    typed = request.POST if request.method == "POST" else _as_kept(draft)
    if attempt.is_sent:
        with attempt:
            save_receiving(
                draft, receiving=_read(draft, typed), seen=request.POST.get("seen", ""), by=desk.by, at=desk.at
            )
            said = _("Đã ghi nơi nhận, quy trình, mẫu. Nhờ người thứ hai duyệt rồi công bố.")
            return attempt.done(said, "workspace:catalogue_procedure", code=code)
    parts = {key: list(choices_of(part, on=desk.on).items()) for key, part in offered(NamedPart).items()}
    many = max(ROWS, len(draft.received) if draft.process_key else 0)
    rows = [
        {
            "number": number + 1,
            **{
                name: {"name": f"{name}_{number}", "value": typed.get(f"{name}_{number}", "")}
                for name in ("receiver", "unit", "process")
            },
        }
        for number in range(many)
    ]
    values = context(
        desk, draft=draft, procedure=draft.procedure, rows=rows, receivers=_receivers(draft, desk.on),
        units=_units(desk.on), seen=mark_of(draft),
        processes=parts["process_key"], forms=parts["form_key"], results=parts["result_key"],
        typed={name: typed.get(name, "") for name in ("form_key", "result_key", *FLAGS)},
    )  # fmt: skip
    return attempt.page("workspace/procedure_receiving.html", values)


def _key(reception: Reception) -> str:
    return "/".join((reception.level, reception.agency_kind, reception.agency_code))


def _as_kept(draft: ProcedureVersion) -> dict[str, str]:
    """What the fields of the page say of a draft as it is."""
    typed = {"form_key": draft.form_key, "result_key": draft.result_key}
    typed |= {name: "yes" if getattr(draft, name) else "" for name in FLAGS}
    for number, one in enumerate(draft.received if draft.process_key else []):
        typed |= {
            f"receiver_{number}": _key(one), f"unit_{number}": one.unit_code, f"process_{number}": one.process_key,
        }  # fmt: skip
    return typed


def _read(draft: ProcedureVersion, typed: Mapping[str, str]) -> Receiving:
    """What was typed; what is known of who stays, besides, stays: a note, values of its own."""
    known = {_key(one): one for one in draft.received} if draft.process_key else {}
    return Receiving(
        receptions=[_reception(typed, number, known) for number in range(max(ROWS, len(known)))],
        form_key=typed.get("form_key", "")[:80],
        result_key=typed.get("result_key", "")[:80],
        **{name: bool(typed.get(name)) for name in FLAGS},
    )


def _reception(typed: Mapping[str, str], number: int, known: Mapping[str, Reception]) -> Reception:
    key = typed.get(f"receiver_{number}", "")[:200]
    level, _first, rest = key.partition("/")
    kind, _second, code = rest.partition("/")
    unit, process = (typed.get(f"{name}_{number}", "")[:80] for name in ("unit", "process"))
    before = known.get(key, Reception(""))
    return Reception(level, kind, code, unit, process, before.note, before.channels)


def _receivers(draft: ProcedureVersion, on: date) -> list[tuple[str, str]]:
    """Who may receive: the communes by the kind of their agency, each agency of the province; and who does already."""
    found = list(_of_kinds()) + [
        (_key(Reception(Level.PROVINCE, "", one.code)), one.name)
        for one in Agency.objects.on(on)
        .filter(level=Level.PROVINCE)
        .exclude(kind=AgencyKind.SERVICE_CENTRE)
        .order_by("sort_key", "pk")
    ]
    offered_keys = {key for key, _name in found}
    return found + [(_key(one), reception_name(one)) for one in draft.received if _key(one) not in offered_keys]


def _of_kinds() -> Iterator[tuple[str, str]]:
    yield _key(Reception(Level.COMMUNE, AgencyKind.PEOPLES_COMMITTEE)), _("Ủy ban nhân dân xã, phường")
    yield _key(Reception(Level.COMMUNE, AgencyKind.POLICE)), _("Công an xã, phường")
    yield _key(Reception(Level.PROVINCE, AgencyKind.DEPARTMENT)), _("Mỗi sở, cơ quan cấp tỉnh (người nộp chọn)")


def _units(on: date) -> list[tuple[str, str]]:
    """The divisions there are, those of all communes once."""
    found = Unit.objects.on(on).filter(kind=UnitKind.PROFESSIONAL, agency__in=Agency.objects.on(on))
    rows: Any = found.values("code", "name", "agency__level").annotate(count=Count("pk")).order_by("name", "code")
    names: dict[str, list[str]] = {}
    for row in rows:
        level = word("level", row["agency__level"])
        names.setdefault(row["code"], []).append(f"{row['name']} ({level}, {row['count']})")
    return [(code, "; ".join(said)[:160]) for code, said in names.items()]
