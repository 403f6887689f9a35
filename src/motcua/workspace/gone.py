"""Who typed something about a dossier that is not theirs any more reads why, and has what they typed to copy."""

from datetime import timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from motcua.dossiers.models import Dossier
from motcua.handling.models import Consultation
from motcua.kernel.text import format_date
from motcua.kernel.values import dossier_code
from motcua.people.desk import Desk, context
from motcua.people.models import Leave
from motcua.workspace.typed import Typed, typed_on

# So long after a leave ended its end is told as the reason.
LATELY = timedelta(days=14)


def gone(request: HttpRequest, desk: Desk, code: str, typed: Typed | None = None) -> HttpResponse:
    """The page that there is none, with what was sent to it; it tells nobody whether there is such a dossier."""
    typed = typed_on(request.POST, lambda _name: None) if typed is None else typed
    if not typed and not request.FILES:
        raise Http404
    shown = context(desk, typed=typed, whys=_whys(desk, code))
    return render(request, "workspace/gone.html", shown, status=404)


def not_mine(request: HttpRequest, desk: Desk, dossier: Dossier, label: str, typed: Typed) -> HttpResponse:
    """Who may still see the dossier, but do this on it no more: why, and what they typed."""
    if not typed and not request.FILES:
        raise Http404
    changed = " ".join(_whys(desk, dossier.shown_code)) or _(
        "Bạn không còn quyền làm việc này, hoặc hồ sơ đã qua bước ấy."
    )
    action = {"label": label}
    shown = context(desk, action=action, dossier=dossier, changed=changed, typed=typed)
    return render(request, "workspace/too_late.html", shown, status=404)


def _whys(desk: Desk, code: str) -> list[str]:
    """What ended that gave the right: of the reader's own, which they knew of."""
    ended = Leave.objects.filter(substitute=desk.by, valid_until__lte=desk.on, valid_until__gt=desk.on - LATELY)
    whys = [
        _("Lần bạn làm thay %(who)s đã kết thúc ngày %(day)s.")
        % {"who": leave.official.full_name, "day": format_date(leave.valid_until or desk.on)}
        for leave in ended.select_related("official").order_by("pk")
    ]
    typed, posts = dossier_code(code[:200]), desk.posts
    asked = Consultation.objects.exclude(recalled_at=None)
    mine = asked.filter(dossier__code=typed, asked_agency__in=[post.unit.agency_id for post in posts], asked_unit=None)
    mine |= asked.filter(dossier__code=typed, asked_unit__in=[post.unit_id for post in posts])
    return [*whys, _("Cơ quan hỏi đã rút yêu cầu lấy ý kiến.")] if mine.exists() else whys
