"""Is it alive, is it ready, how is it doing: for the service manager and the monitor."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_GET
from prometheus_client import CONTENT_TYPE_LATEST

from motcua.api import measuring
from motcua.kernel.health import State, examine
from motcua.kernel.illness import RETRY_AFTER
from motcua.kernel.manifests import HealthPart, offered
from motcua.people.visitor import Visitor, visited

LOCAL = ("127.0.0.1", "::1", "")
# By any of these a server in front says that somebody asks through it.
THROUGH = ("HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED", "HTTP_X_REAL_IP", "HTTP_X_FORWARDED_HOST", "HTTP_VIA")


@login_not_required
@require_GET
def live(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return HttpResponse("ok", content_type="text/plain")


@login_not_required
@require_GET
@visited
def ready(request: HttpRequest, visitor: Visitor) -> JsonResponse:
    """Whether this web node can serve people: 503 while a part is ill without which it cannot.

    Who asks from this machine is told how each part is and what to do; others, whether it is ready. What may be ill
    without keeping a page from being served (the worker, letters that wait, the clock) is told and keeps it ready.
    Asked with `ghi=1`, it is whether it can write for them too: a node whose clock is off cannot, and a balancer lets
    it rest while another can (docs/decisions/a-node-whose-clock-is-off-rests.md).
    """
    quick = [part for part in offered(HealthPart).values() if not part.is_slow]
    found = list(examine(at=visitor.at, parts=quick))
    writes = request.GET.get("ghi") == "1"
    needed = [part.key for part in quick if part.is_vital or (writes and part.is_for_writing)]
    is_ready = not any(part.key in needed and health.state is State.ILL for part, health in found)
    told: dict[str, Any] = {"ready": is_ready}
    if _is_near(request):
        told["parts"] = {
            part.key: {"state": health.state, "said": health.said, "todo": health.todo} for part, health in found
        }
    answer = JsonResponse(told, status=200 if is_ready else 503, json_dumps_params={"ensure_ascii": False})
    if not is_ready:
        answer["Retry-After"] = RETRY_AFTER
    return answer


def _is_near(request: HttpRequest) -> bool:
    """Whether this very machine asks, and nobody through a server in front of it."""
    return request.META.get("REMOTE_ADDR", "") in LOCAL and not any(name in request.META for name in THROUGH)


@login_not_required
@require_GET
@visited
def metrics(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """Measurements of this installation and of all processes of this server, only for this machine."""
    if not _is_near(request):
        return HttpResponse(status=404)
    return HttpResponse(measuring.told(at=visitor.at), content_type=CONTENT_TYPE_LATEST)
