"""Leave: an official says who does the work meanwhile; the head of a unit may say it for one of it."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from motcua.kernel.addresses import number_in
from motcua.kernel.attempts import Attempt
from motcua.kernel.operations import Refused
from motcua.kernel.text import format_date
from motcua.people.desk import Desk, context, official_page
from motcua.people.leaves import leaves_for, led_by, substitutes_for
from motcua.people.models import Account, Leave
from motcua.people.operations.leaves import declare_leave, end_leave, stop_standing_in
from motcua.ui.days import day_text, typed_day

# What the button says that only chooses whose leave it is.
CHOOSE = "choose"


@official_page
def leaves(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Leaves that concern me, one to declare for me or for whom I head, each to be ended early."""
    data = request.POST if request.method == "POST" else request.GET
    led = led_by(desk.by, on=desk.on)
    named = next((one for one in (desk.by, *led) if str(one.handle) == data.get("ai", "")), None)
    absent = named or desk.by
    attempt = Attempt(request)
    # Whose leave it is may be chosen on the form itself: what was typed stays.
    if attempt.is_sent and data.get("then") != CHOOSE:
        with attempt:
            does = {"end": _end, "decline": _decline}.get(data.get("then", ""))
            said = does(data, desk) if does else _declare(data, desk, named)
            return attempt.done(said, "workspace:leaves")
    mine = {desk.by.pk, *(one.pk for one in led)}
    facts = context(
        desk,
        absent=absent,
        chosen=str(absent.handle),
        today=desk.on,
        people=[(str(one.handle), one.full_name) for one in (desk.by, *led)],
        substitutes=[(str(one.handle), words) for one, words in substitutes_for(absent, on=desk.on)],
        leaves=[
            (leave, leave.official_id in mine, leave.substitute_id == desk.by.pk)
            for leave in leaves_for(desk.by, on=desk.on)
        ],
        data=data,
        typed={name: day_text(data, name) for name in ("first", "last")},
    )
    return attempt.page("workspace/leaves.html", facts)


def _declare(data: Any, desk: Desk, absent: Account | None) -> str:
    if absent is None:
        said = _("Bạn không ghi được ngày nghỉ của người đã chọn, nên chưa ghi gì. Chọn lại ai nghỉ.")
        raise Refused(said, errors={"ai": said})
    choices = {str(one.handle): one for one, _words in substitutes_for(absent, on=desk.on)}
    substitute = choices.get(data.get("substitute", ""))
    errors: dict[str, str] = {}
    first, last = (_day(data, name, errors) for name in ("first", "last"))
    if substitute is None:
        errors["substitute"] = _("Chọn người làm thay.")
    if substitute is None or first is None or last is None:
        raise Refused(_("Chưa ghi được ngày nghỉ."), errors=errors)
    declare_leave(absent, substitute=substitute, first=first, last=last, by=desk.by, at=desk.at)
    return _("Đã ghi: %(who)s nghỉ từ %(first)s đến hết %(last)s, %(other)s làm thay.") % {
        "who": absent.full_name, "other": substitute.full_name,
        "first": format_date(first), "last": format_date(last),
    }  # fmt: skip


def _day(data: Any, name: str, errors: dict[str, str]) -> date | None:
    """The day typed under a name; what is wrong with it is said of its own kind, as on every page."""
    empty, none = _("Nhập ngày, ví dụ 30/11/2026."), _("Ngày phải là ngày có thật, ví dụ 30/11/2026.")
    try:
        return typed_day(data, name, required=empty, invalid=none)
    except ValidationError as error:
        errors[name] = error.messages[0]
        return None


def _found(data: Any, desk: Desk) -> Leave:
    """The leave that a button stands beside."""
    found = Leave.objects.filter(pk=number_in(data.get("leave", "")) or 0).select_related("official").first()
    if found is None or found.pk not in {leave.pk for leave in leaves_for(desk.by, on=desk.on)}:
        raise Refused(_("Trang đã cũ. Tải lại trang rồi làm lại."))
    return found


def _decline(data: Any, desk: Desk) -> str:
    found = stop_standing_in(_found(data, desk), by=desk.by, at=desk.at)
    return (
        _("Bạn không làm thay %s nữa. Người nghỉ và lãnh đạo được báo để chọn người khác.") % found.official.full_name
    )


def _end(data: Any, desk: Desk) -> str:
    found = _found(data, desk)
    has_begun, facts = found.valid_from <= desk.on, {
        "who": found.official.full_name, "first": format_date(found.valid_from), "last": format_date(found.last_day),
    }  # fmt: skip
    end_leave(found, by=desk.by, at=desk.at)
    if not has_begun:
        return _("Đã bỏ lần nghỉ chưa bắt đầu của %(who)s, từ %(first)s đến hết %(last)s.") % facts
    return _("Đã kết thúc lần nghỉ. %s làm việc của mình từ hôm nay.") % found.official.full_name
