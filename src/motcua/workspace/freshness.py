"""What rests on law that is no longer in force, for the keepers of the catalogue."""

from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from motcua.kernel.attempts import Attempt
from motcua.kernel.replica import read
from motcua.people.desk import Desk, context, official_page
from motcua.procedures.models import CatalogueTask
from motcua.procedures.operations import keeping
from motcua.procedures.queries import general_tasks
from motcua.ui.days import day_text
from motcua.ui.files import download
from motcua.ui.stale import stale, stale_sheet, unproved
from motcua.workspace.catalogue import XLSX

PAGE = 30


def _day(request: HttpRequest, desk: Desk) -> date | None:
    """The day that is asked about, today where none is; none where what was typed is no day."""
    typed = day_text(request.GET, "ngay")
    try:
        return date.fromisoformat(typed) if typed else desk.on
    except ValueError:
        return None


@require_GET
@official_page
def report(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Documents without effect or changed on a day, and the procedures and templates resting on them."""
    return _page(request, desk)


def _page(
    request: HttpRequest, desk: Desk, *, status: int = 200, message: str = "", refused: int | None = None
) -> HttpResponse:
    if not desk.keeps_catalogue:
        raise PermissionDenied
    typed = _day(request, desk)
    day = typed or desk.on
    documents = stale(on=day)
    start = request.GET.get("sau", "")
    first = next((n + 1 for n, one in enumerate(documents) if one.number == start), 0)
    shown = documents[first : first + PAGE]
    return render(
        request,
        "workspace/stale.html",
        context(
            desk,
            day=day,
            typed=day_text(request.GET, "ngay") or day.isoformat(),
            trouble="" if typed else _("Nhập một ngày có thật. Dưới đây là tình trạng hôm nay."),
            documents=shown,
            total=len(documents),
            unproved=unproved(on=day),
            procedures=len({procedure.pk for one in documents for procedure in one.procedures}),
            following=shown[-1].number if first + PAGE < len(documents) else "",
            tasks=general_tasks(desk.by, on=desk.on),
            message=message,
            refused=refused,
        ),
        status=status,
    )


@require_GET
@official_page
def spreadsheet(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The same as a spreadsheet, a row for each procedure and document."""
    if not desk.keeps_catalogue:
        raise PermissionDenied
    day = _day(request, desk) or desk.on

    def written(as_of: datetime | None) -> bytes:
        return stale_sheet(stale(on=day), as_of=as_of)

    return download(read(written, at=desk.at, by=desk.by), "can-cu-het-hieu-luc.xlsx", XLSX)


@require_POST
@official_page
def settle(request: HttpRequest, desk: Desk, pk: int) -> HttpResponse:
    """Close a doubt about a template with what was found out."""
    task = CatalogueTask.objects.filter(pk=pk, procedure=None).first()
    if task is None or not desk.keeps_catalogue:
        raise Http404
    answer = request.POST.get("answer", "").replace("\x00", "")
    attempt = Attempt(request)
    with attempt:
        keeping.settle(task, answer=answer, by=desk.by, at=desk.at)
        return attempt.done(_("Đã ghi kết quả kiểm tra."), "workspace:stale")
    return _page(request, desk, status=422, message=attempt.message, refused=pk)
