"""Filters kept under a name: one press keeps what the list shows, one lets it go."""

from urllib.parse import parse_qsl, urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from motcua.handling.models import SavedFilter
from motcua.handling.operations.saving import forget_filter, save_filter
from motcua.kernel.attempts import Attempt
from motcua.people.desk import Desk, official_page
from motcua.workspace.listing import FIELDS

# The lists by their names, and what an address asks of each besides the filters.
PAGES = {"viec": "workspace:inbox", "don-vi": "workspace:board", "ho-so": "workspace:dossiers", "so": "workspace:book"}
KEPT = {*FIELDS.split(), "xep", "viec", "bo-phan"}


@require_POST
@official_page
def save(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Keep the filters of the list that was shown."""
    page = request.POST.get("page", "")
    if page not in PAGES:
        raise Http404
    asked = [(name, value) for name, value in parse_qsl(request.POST.get("asks", "")) if name in KEPT]
    attempt = Attempt(request)
    with attempt:
        name = request.POST.get("name", "")[:200]
        save_filter(desk.by, page=page, name=name, asks=urlencode(asked), by=desk.by, at=desk.at)
        return attempt.done(_("Đã lưu bộ lọc."), f"{reverse(PAGES[page])}?{urlencode(asked)}")
    return attempt.back(f"{reverse(PAGES[page])}?{urlencode(asked)}")


@require_POST
@official_page
def forget(request: HttpRequest, desk: Desk, pk: int) -> HttpResponse:
    """Let one of my kept filters go."""
    saved = get_object_or_404(SavedFilter, pk=pk, owner=desk.by)
    attempt = Attempt(request)
    with attempt:
        forget_filter(desk.by, saved=saved, by=desk.by, at=desk.at)
        return attempt.done(_("Đã bỏ bộ lọc."), PAGES[saved.page])
    return attempt.back(PAGES[saved.page])
