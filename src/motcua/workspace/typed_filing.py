"""What was typed on the counter's page, as the dossier it is to become."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

from django.utils.translation import gettext as _

from motcua.dossiers.operations.filing import ComponentFacts, Filing
from motcua.dossiers.queries import returns_of
from motcua.dossiers.rules import Channel, PartyFacts, Returning, ReturnMethod, Role
from motcua.kernel.lengths import REASON, within
from motcua.kernel.operations import Refused
from motcua.kernel.text import VIETNAM, visible
from motcua.kernel.values import figures, flat, hour
from motcua.people.rules import Proof
from motcua.procedures.models import ProcedureVersion
from motcua.procedures.rules import matches
from motcua.workspace.counting import counted


def components_of(
    version: ProcedureVersion, answers: dict[str, str], data: dict[str, str], numbers: Sequence[str] = ()
) -> list[dict[str, Any]]:
    """The components of this case with what was counted so far; copies that the fee counts too are asked there."""
    rows = []
    for component in version.components.all():
        if component.is_shown_only or not matches(component.when, answers):
            continue
        copies = data.get(f"copies_{component.key}", str(component.copies))
        if is_counted := component.counted_by in numbers:
            copies = data.get(f"number_{numbers.index(component.counted_by)}", "").strip() or str(component.copies)
        rows.append(
            {
                "component": component,
                "originals": data.get(f"originals_{component.key}", str(component.originals)),
                "copies": copies,
                "is_counted": is_counted,
            }
        )
    return rows


# The day in its three boxes, and the hour beside them.
HANDED_OVER = [f"handed_over_at_{part}" for part in ("year", "month", "day")]


def handed_over_at(data: dict[str, str]) -> datetime | None:
    """When the post handed it over, by a clock in Viet Nam; nothing where nothing of it was written."""
    day, clock = [flat(data.get(name, "")) for name in HANDED_OVER], data.get("handed_over_at_time", "").strip()
    if not any((*day, clock)):
        return None
    try:
        year, month, number = map(int, day)
        return datetime.combine(date(year, month, number), time.fromisoformat(hour(clock)), tzinfo=VIETNAM)
    except ValueError as error:
        said = _("Ngày giờ phải là thời điểm có thật, ví dụ 23/11/2026, 14:30.")
        raise Refused(said, errors={"handed_over_at": said}) from error


def filing_typed(
    version: ProcedureVersion,
    data: dict[str, str],
    answers: dict[str, str],
    numbers: dict[str, int],
    rows: Sequence[dict[str, Any]],
) -> Filing:
    def typed(name: str) -> str:
        return visible(data.get(name, "")).strip()

    phone, email = typed("phone"), typed("email")
    number = typed("id_number")
    filer = PartyFacts(
        Role.FILER, typed("filer_name"), number, address=typed("address"),
        authorisation=typed("authorisation"), phone=phone, email=email, proof=_proof(data),
    )  # fmt: skip
    holder = PartyFacts(Role.HOLDER, filer.name, filer.id_number, address=filer.address)
    # Whatever was typed of another person is of another person: without their name it is asked for.
    if any(map(typed, ("holder_name", "holder_id_number", "holder_address"))):
        holder = PartyFacts(
            Role.HOLDER, typed("holder_name"), typed("holder_id_number"), address=typed("holder_address")
        )
    recipient = PartyFacts(Role.RECIPIENT, filer.name, filer.id_number, phone=phone, email=email)
    if any(map(typed, ("recipient_name", "recipient_id_number", "recipient_phone", "recipient_authorisation"))):
        recipient = PartyFacts(
            Role.RECIPIENT, typed("recipient_name"), typed("recipient_id_number"),
            phone=typed("recipient_phone"), authorisation=typed("recipient_authorisation"),
        )  # fmt: skip
    method = _return_method(version, data)
    components = [
        ComponentFacts(
            key := row["component"].key,
            row["component"].name,
            counted(row["originals"], f"originals_{key}"),
            _copies_in(row, numbers),
        )
        for row in rows
    ]
    return Filing(
        version=version,
        place_code=data.get("place", ""),
        channel=channel_typed(data),
        parties=[filer, holder, recipient],
        returning=Returning(method, typed("return_address") or filer.address if method == ReturnMethod.POST else ""),
        case_answers=answers,
        components=components,
        fee_numbers=numbers,
        outage=within("outage", typed("outage"), REASON),
    )


def _copies_in(row: Mapping[str, Any], numbers: Mapping[str, int]) -> int:
    """How many copies of a paper: as counted beside it, or as many as the fee was counted for."""
    component = row["component"]
    if row["is_counted"]:
        return numbers.get(component.counted_by, component.copies)
    return counted(row["copies"], f"copies_{component.key}")


def _proof(data: dict[str, str]) -> Proof:
    """What the official saw of the filer: the card, and the code on it where that was what filled the page."""
    if not data.get("card"):
        return Proof.SAID
    return Proof.SCANNED if data.get("scanned") == figures(data.get("id_number", "")) else Proof.SEEN


def _return_method(version: ProcedureVersion, data: dict[str, str]) -> ReturnMethod:
    """As chosen; into an account only where there is one, which a draft has. What cannot be is refused at its field."""
    wanted = data.get("return_method")
    if wanted == ReturnMethod.ONLINE and data.get("draft_code") and ReturnMethod.ONLINE in returns_of(version):
        return ReturnMethod.ONLINE
    return ReturnMethod.POST if wanted == ReturnMethod.POST else ReturnMethod.COUNTER


def channel_typed(data: dict[str, str]) -> Channel:
    return Channel.POST if data.get("channel") == "POST" else Channel.COUNTER
