"""Stock opinions and reasons: kept by an agency's people, offered beside the box in which they are written."""

from collections.abc import Iterable
from typing import Any

from django.db.models import F, Q
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext as _

from motcua.handling.models import StockText
from motcua.handling.operations.stock import retire_stock, write_stock
from motcua.handling.rights import writes_for
from motcua.handling.rules import StockKind
from motcua.kernel.addresses import number_in
from motcua.kernel.attempts import Attempt
from motcua.kernel.operations import Refused
from motcua.organization.models import Agency, Post
from motcua.people.desk import Desk, context, official_page
from motcua.procedures.models import Procedure
from motcua.ui.words import words
from motcua.workspace.forms import ActionForm

# Into which box of a form which texts go.
BOXES = {"reason": StockKind.REASON, "answer": StockKind.OPINION, "remark": StockKind.OPINION}


def box_of(form: Any) -> str:
    """The box of a form into which stock texts go; empty where it has none."""
    return next((name for name in BOXES if name in form.fields), "")


def texts_for(posts: Iterable[Post], procedure: Procedure, box: str) -> list[StockText]:
    """What the agencies of these posts keep for this procedure and for all, the procedure's own first."""
    if not box:
        return []
    agencies = {post.unit.agency_id for post in posts}
    kept = StockText.objects.filter(agency__in=agencies, kind=BOXES[box], retired_at=None)
    kept = kept.filter(Q(procedure=procedure) | Q(procedure=None))
    return list(kept.order_by(F("procedure").asc(nulls_last=True), "text")[:200])


def chosen_into(form: ActionForm, request: HttpRequest, posts: Iterable[Post], procedure: Procedure) -> bool:
    """Whether somebody only chose a stock text: then it stands in its box, and nothing is judged or done yet."""
    box = box_of(form)
    if request.POST.get("then") != "stock" or not box:
        return False
    form.data = inserted(request.POST, box, texts_for(posts, procedure, box))
    form.spare()
    return True


def inserted(sent: QueryDict, box: str, texts: Iterable[StockText]) -> QueryDict:
    """What was sent, with the chosen text behind what is typed in the box already."""
    chosen = {str(one.pk): one.text for one in texts}.get(sent.get("mau", ""), "")
    data = sent.copy()
    data[box] = "\n".join(filter(None, [data.get(box, "").strip(), chosen]))
    return data


@official_page
def stock(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The stock texts of my agency: to write one, to retire one."""
    agencies = {post.unit.agency_id: post.unit.agency for post in desk.posts if writes_for([post], post.unit.agency_id)}
    data, attempt = request.POST, Attempt(request)
    if attempt.is_sent:
        with attempt:
            if data.get("then") == "retire":
                found = StockText.objects.filter(pk=number_in(data.get("stock", "")) or 0).first()
                if found is None:
                    raise Refused(_("Trang đã cũ. Tải lại trang rồi làm lại."))
                retire_stock(found, by=desk.by, at=desk.at)
                return attempt.done(_("Đã bỏ mẫu câu."), "workspace:stock")
            _write(data, desk, agencies)
            return attempt.done(_("Đã ghi mẫu câu."), "workspace:stock")
    kept = StockText.objects.filter(agency__in=agencies, retired_at=None)
    facts = context(
        desk,
        texts=kept.select_related("agency", "procedure", "written_by").order_by("kind", "text"),
        agencies=[(str(pk), one.name) for pk, one in agencies.items()],
        kinds=[(kind.value, words("stock")[kind]) for kind in StockKind],
        data=data,
    )
    return attempt.page("workspace/stock.html", facts)


def _write(data: QueryDict, desk: Desk, agencies: dict[int, Agency]) -> None:
    agency = agencies.get(number_in(data.get("agency", "")) or 0, next(iter(agencies.values()), None))
    if agency is None:
        raise Refused(_("Bạn không có quyền thực hiện việc này."))
    code = data.get("procedure", "").strip()[:12]
    procedure = Procedure.objects.filter(code=code).first() if code else None
    if code and procedure is None:
        raise Refused(_("Chưa ghi được."), errors={"procedure": _("Không có thủ tục mang mã này.")})
    kind = data.get("kind", "")
    if kind not in StockKind.__members__:
        raise Refused(_("Chưa ghi được."), errors={"kind": _("Chọn một loại.")})
    write_stock(
        agency=agency, kind=StockKind(kind), text=data.get("text", ""), procedure=procedure, by=desk.by, at=desk.at
    )
