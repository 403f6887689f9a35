"""The search box for machines, and the suggestions while somebody types."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from motcua.kernel.addresses import number_in
from motcua.people.visitor import Visitor, visited
from motcua.search.queries import suggestions_for
from motcua.ui.hits import records

KINDS = ("", "procedure", "law")
MOST = 50


@login_not_required
@require_GET
@visited
def search(request: HttpRequest, visitor: Visitor) -> JsonResponse:
    """`?q=&kind=procedure|law&limit=`: hits best first. 400 names the parameter that is wrong."""
    kind, limit = request.GET.get("kind", ""), number_in(request.GET.get("limit", "10"))
    if kind not in KINDS:
        return JsonResponse({"error": _("kind phải là procedure hoặc law.")}, status=400)
    if limit is None or not 1 <= limit <= MOST:
        return JsonResponse({"error": _("limit phải là số từ 1 đến %d.") % MOST}, status=400)
    text = request.GET.get("q", "")
    return JsonResponse(
        {"hits": records(text, kind=kind, on=visitor.on, limit=limit)}, json_dumps_params={"ensure_ascii": False}
    )


@login_not_required
@require_GET
@visited
def suggest(request: HttpRequest, visitor: Visitor) -> JsonResponse:
    """`?q=`: at most eight questions that begin like this one."""
    found = suggestions_for(request.GET.get("q", ""), on=visitor.on)
    answer = JsonResponse({"suggestions": found}, json_dumps_params={"ensure_ascii": False})
    answer["Cache-Control"] = "public, max-age=300"
    return answer
