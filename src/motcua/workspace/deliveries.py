"""What has not left the house yet: where an administrator sees what is broken and lets it try again."""

from collections.abc import Callable, Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from motcua.kernel.addresses import number_in
from motcua.kernel.attempts import Attempt
from motcua.kernel.manifests import Topic, offered
from motcua.kernel.operations import Refused
from motcua.notices.operations import send_again, try_again
from motcua.notices.queries import unfinished, unsent
from motcua.people.desk import Desk, context, official_page

PAGE = 30


@official_page
def deliveries(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Notices that wait or were given up, and other work the worker did in vain, each with its last error."""
    if not desk.administers:
        raise PermissionDenied
    attempt = Attempt(request)
    if attempt.is_sent:
        with attempt:
            _again(request, desk)
            return attempt.done(_("Đã xếp lại vào hàng chờ."), "workspace:deliveries")
        return attempt.back("workspace:deliveries")
    messages = unsent(desk.by, at=desk.at, before=number_in(request.GET.get("truoc", "")), limit=PAGE + 1)
    jobs = unfinished(desk.by, at=desk.at, before=number_in(request.GET.get("viec-truoc", "")), limit=PAGE + 1)
    values = context(
        desk,
        deliveries=messages[:PAGE],
        following=messages[PAGE - 1].pk if len(messages) > PAGE else "",
        jobs=[(_topic(job.topic), job) for job in jobs[:PAGE]],
        jobs_following=jobs[PAGE - 1].pk if len(jobs) > PAGE else "",
    )
    return render(request, "workspace/deliveries.html", values)


def _topic(key: str) -> str:
    """What was queued, in words; what an older version queued keeps its key."""
    topic = offered(Topic).get(key)
    return _(topic.label) if topic else key


def _again(request: HttpRequest, desk: Desk) -> None:
    if "job" in request.POST:
        try_again(_chosen(desk, request.POST["job"], unfinished), by=desk.by, at=desk.at)
    else:
        send_again(_chosen(desk, request.POST.get("delivery", ""), unsent), by=desk.by, at=desk.at)


def _chosen(desk: Desk, typed: str, listed: Callable[..., Sequence[Any]]) -> Any:
    """The row that was pressed, as long as it is in the list."""
    wanted = number_in(typed)
    rows = listed(desk.by, at=desk.at, before=wanted + 1, limit=1) if wanted else []
    if not rows or rows[0].pk != wanted:
        raise Refused(_("Mục này không còn trong danh sách. Danh sách dưới đây là mới nhất."))
    return rows[0]
