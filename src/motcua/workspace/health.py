"""How the system is doing, part by part, in words for an administrator."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_GET

from motcua.kernel.health import State, examine
from motcua.people.desk import Desk, context, official_page

# The tone in which each state is shown, and its word; what is worst comes first.
STATES = {
    State.ILL: ("late", gettext_noop("Hỏng")),
    State.WORRYING: ("soon", gettext_noop("Nên xem")),
    State.WELL: ("good", gettext_noop("Tốt")),
}


@require_GET
@official_page
def health(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Each part as the node that answers sees it now."""
    if not desk.administers:
        raise PermissionDenied
    examined = sorted(examine(at=desk.at), key=lambda pair: list(STATES).index(pair[1].state))
    parts = [
        {
            "label": _(part.label), "tone": STATES[found.state][0], "state": _(STATES[found.state][1]),
            "said": found.said, "todo": found.todo,
        }
        for part, found in examined
    ]  # fmt: skip
    ill = sum(found.state is State.ILL for _part, found in examined)
    return render(request, "workspace/health.html", context(desk, parts=parts, ill=ill))
