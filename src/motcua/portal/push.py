"""Notices on this device: I allow them, I stop them."""

from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from motcua.kernel.attempts import Attempt
from motcua.kernel.operations import Refused
from motcua.notices.operations import allow_device, stop_device
from motcua.notices.push.simulator import new_browser
from motcua.notices.push.vapid import public_part
from motcua.notices.queries import offers_push, push_devices_of
from motcua.people.models import Account
from motcua.people.rules import device_words
from motcua.people.visitor import Visitor, visited


def push_values(by: Account) -> dict[str, object]:
    """What the page of notices shows of it: nothing where it is not offered."""
    if by.is_official or not offers_push():
        return {"push_key": "", "push_devices": []}
    return {"push_key": public_part(), "push_devices": push_devices_of(by)}


@require_POST
@visited
def push(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """Allow notices on the browser that says where it is reached, or stop them on one of mine."""
    if visitor.by.is_official or not offers_push():
        raise Http404
    attempt = Attempt(request)
    with attempt:
        if wanted := request.POST.get("device", ""):
            found = [device for device in push_devices_of(visitor.by) if device.handle == _handle(wanted)]
            if not found:
                raise Refused(_("Thiết bị này đã tắt thông báo. Tải lại trang."))
            stop_device(found[0], by=visitor.by, at=visitor.at)
            return attempt.done(_("Đã tắt thông báo trên thiết bị đó."), "portal:notices")
        # A demonstration reaches no push service: its browser is made up too, and its messages are shown.
        given = new_browser() if settings.IS_DEMONSTRATION else _given(request)
        device = device_words(request.headers.get("User-Agent", ""))
        allow_device(**given, device=device, by=visitor.by, at=visitor.at)
        return attempt.done(_("Đã bật thông báo trên thiết bị này."), "portal:notices")
    return attempt.back("portal:notices")


def _given(request: HttpRequest) -> dict[str, str]:
    return {name: request.POST.get(name, "") for name in ("endpoint", "p256dh", "auth")}


def _handle(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
