"""Is it alive, is it ready, how is it doing: for the service manager and the monitor."""

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_GET
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from motcua.kernel.models import OutboxMessage

LOCAL = ("127.0.0.1", "::1", "")


@login_not_required
@require_GET
def live(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return HttpResponse("ok", content_type="text/plain")


@login_not_required
@require_GET
def ready(request: HttpRequest) -> JsonResponse:
    """The database answers and its structure is up to date; how many messages could not be sent."""
    try:
        executor = MigrationExecutor(connection)
        waiting = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
        failed = OutboxMessage.objects.filter(state=OutboxMessage.State.FAILED).count()
    except DatabaseError:
        return JsonResponse({"ready": False, "database": False}, status=503)
    state = {"ready": not waiting, "database": True, "migrations_waiting": waiting, "messages_failed": failed}
    return JsonResponse(state, status=200 if not waiting else 503)


@login_not_required
@require_GET
def metrics(request: HttpRequest) -> HttpResponse:
    """Measurements of this process, only for this machine."""
    if request.META.get("REMOTE_ADDR", "") not in LOCAL or "HTTP_X_FORWARDED_FOR" in request.META:
        return HttpResponse(status=404)
    return HttpResponse(generate_latest(), content_type=CONTENT_TYPE_LATEST)
