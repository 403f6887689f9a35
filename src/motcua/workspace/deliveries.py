"""What has not left the house yet: where an administrator sees a broken gateway and sends again."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from motcua.kernel.operations import Refused
from motcua.notices.operations import send_again
from motcua.notices.queries import unsent
from motcua.workspace.access import Desk, context, official_page

PAGE = 30


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else None


@official_page
def deliveries(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Notices that wait or were given up, each with its last error."""
    if not desk.administers:
        raise PermissionDenied
    before = _number(request.GET.get("truoc", ""))
    found = unsent(desk.by, at=desk.at, before=before, limit=PAGE + 1)
    if request.method == "POST":
        wanted = _number(request.POST.get("delivery", ""))
        one = (
            next((row for row in unsent(desk.by, at=desk.at, before=wanted + 1, limit=1) if row.pk == wanted), None)
            if wanted
            else None
        )
        try:
            if one is None:
                raise Refused(_("Thông báo này đã được gửi. Danh sách dưới đây là mới nhất."))
            send_again(one, by=desk.by, at=desk.at)
        except Refused as refusal:
            messages.warning(request, refusal.message)
        else:
            messages.success(request, _("Đã xếp vào hàng chờ gửi lại."))
        return redirect("workspace:deliveries")
    following = found[PAGE - 1].pk if len(found) > PAGE else ""
    return render(request, "workspace/deliveries.html", context(desk, deliveries=found[:PAGE], following=following))
