"""What is kept, how many, how long and why; and what people asked to have erased."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from motcua.kernel.attempts import Attempt
from motcua.kernel.lengths import within
from motcua.kernel.retention import kept_now
from motcua.people.desk import Desk, context, official_page
from motcua.people.operations.own_data import answer_erasure
from motcua.people.queries import erasure_request, open_erasure_requests
from motcua.ui.retention import rule_words


@require_GET
@official_page
def retention(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The list of what is kept, and the requests that wait for an administrator's answer."""
    if not desk.administers:
        raise PermissionDenied
    kinds = [{**rule_words(kind.rule), "key": kind.key, "count": kind.count} for kind in kept_now(at=desk.at)]
    requests = open_erasure_requests(desk.by, at=desk.at)
    return render(request, "workspace/retention.html", context(desk, kinds=kinds, requests=requests))


@official_page
def erasure(request: HttpRequest, desk: Desk, pk: int) -> HttpResponse:
    """One request to have something erased, and its answer."""
    if not desk.administers:
        raise PermissionDenied
    asked = erasure_request(desk.by, pk, at=desk.at)
    if asked is None:
        raise Http404
    attempt = Attempt(request)
    answer = request.POST.get("answer", "")
    if attempt.is_sent:
        with attempt:
            answer_erasure(asked, answer=within("answer", answer, 5_000), by=desk.by, at=desk.at)
            return attempt.done(_("Đã trả lời. Người đề nghị được báo."), "workspace:retention")
    return attempt.page("workspace/erasure.html", context(desk, asked=asked, answer=answer))
