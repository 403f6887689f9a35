"""Is it alive, is it ready, how is it doing: for the service manager and the monitor."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_GET
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from motcua.kernel.days import clock_is_right
from motcua.kernel.files import has_room, known_is_read
from motcua.kernel.models import OutboxMessage, StoredFile
from motcua.kernel.outbox import is_worked, late
from motcua.kernel.scanning import is_alive
from motcua.papers.trusted import keys_are_read
from motcua.people.visitor import Visitor, visited

LOCAL = ("127.0.0.1", "::1", "")


@login_not_required
@require_GET
def live(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return HttpResponse("ok", content_type="text/plain")


@login_not_required
@require_GET
@visited
def ready(request: HttpRequest, visitor: Visitor) -> JsonResponse:
    """Whether this web node can serve people, part by part: 503 without its database, structure, files or keys.

    Files and keys are read, not only looked for: a disk that is not mounted has room enough.

    A worker or a scanner that is missing, messages that wait too long or were given up, and a clock that is wrong are
    told, and keep no page from being served.
    """
    try:
        executor = MigrationExecutor(connection)
        waiting = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
        failed = OutboxMessage.objects.filter(state=OutboxMessage.State.FAILED).count()
        told = {
            "worker": is_worked(at=visitor.at),
            "clock": clock_is_right(at=visitor.at),
            "messages_late": late(at=visitor.at),
            "messages_failed": failed,
        }
    except DatabaseError:
        return JsonResponse({"ready": False, "database": False}, status=503)
    files = has_room(settings.FILE_MAX_BYTES) and (bool(waiting) or known_is_read())
    keys = bool(waiting) or keys_are_read(on=visitor.on)
    is_ready = files and keys and not waiting
    state = {"ready": is_ready, "database": True, "migrations_waiting": waiting, "files": files, "keys": keys}
    return JsonResponse(state | told | _scanner(), status=200 if is_ready else 503)


def _scanner() -> dict[str, bool | int]:
    """The scanner of malware, where there is one: files are taken without it, and scanned when it is back."""
    if not settings.CLAMAV:
        return {}
    waiting = StoredFile.objects.filter(scanned_at=None, unreferenced_since=None).count()
    return {"scanner": is_alive(), "files_unscanned": waiting}


@login_not_required
@require_GET
def metrics(request: HttpRequest) -> HttpResponse:
    """Measurements of this process, only for this machine."""
    if request.META.get("REMOTE_ADDR", "") not in LOCAL or "HTTP_X_FORWARDED_FOR" in request.META:
        return HttpResponse(status=404)
    return HttpResponse(generate_latest(), content_type=CONTENT_TYPE_LATEST)
