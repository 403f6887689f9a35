"""Units and posts by a list: sent, shown line by line with what is wrong, then written, all of it or what is right."""

import hashlib
from collections.abc import Sequence

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from motcua.kernel.attempts import Attempt
from motcua.kernel.operations import Refused
from motcua.organization.models import Agency, Post, Unit
from motcua.people.arrivals import LARGEST, table_of
from motcua.people.desk import Desk, context, official_page
from motcua.people.operations.set_up import Written, take_in_structure
from motcua.people.structures import BETWEEN, COLUMNS, NEEDED, Line, duty_labels, kinds, lines_of
from motcua.ui.files import download
from motcua.ui.sheets import Sheet, workbook
from motcua.workspace.catalogue import XLSX
from motcua.workspace.officials import administer
from motcua.workspace.setting_up import kept_table, salt

WHAT = "structure"
WIDTHS = (30, 26, 40, 20, 22, 40, 50)


@official_page
def structure(request: HttpRequest, desk: Desk) -> HttpResponse:
    """A list of units and posts."""
    administer(desk)
    attempt = Attempt(request)
    table: list[dict[str, str]] = []
    lines: list[Line] = []
    if attempt.is_sent:
        with attempt:
            table = kept_table(request, desk.by, WHAT, lambda content: table_of(content, COLUMNS, NEEDED))
            lines = lines_of(table, on=desk.on)
            then = request.POST.get("then", "")
            if then in ("all", "right"):
                if request.POST.get("seen", "") != seen_as(lines):
                    raise Refused(_("Đơn vị, vị trí đã được đổi sau khi bạn xem. Xem lại các dòng rồi nạp."))
                return attempt.done(_take_in(lines, only_right=then == "right", desk=desk), "workspace:set_up")
    right = [line for line in lines if line.is_right]
    values = context(
        desk, lines=lines, right=len(right), wrong=len(lines) - len(right), largest=LARGEST, seen=seen_as(lines),
        guarded=sum(line.is_guarded for line in right),
        kept=signing.dumps(table, salt=salt(desk.by, WHAT), compress=True),
    )  # fmt: skip
    return attempt.page("workspace/set_up_structure.html", values)


@require_GET
@official_page
def template(request: HttpRequest, desk: Desk) -> HttpResponse:
    """An empty list to fill in; beside it the units and posts there are, as the list would say them, and the duties."""
    administer(desk)
    heads = list(zip(COLUMNS.values(), WIDTHS, strict=True))
    words, labels = kinds(), duty_labels()
    units = Unit.objects.on(desk.on).filter(agency__in=Agency.objects.on(desk.on))
    posts = Post.objects.on(desk.on).filter(unit__in=units).select_related("unit__agency")
    now = [
        [
            post.unit.agency.code, post.unit.code, post.unit.name, words[post.unit.kind], post.code, post.title,
            f"{BETWEEN} ".join(labels[code] for code in post.duties if code in labels),
        ]
        for post in posts.order_by("unit__agency__sort_key", "unit", "pk")
    ]  # fmt: skip
    duties = Sheet("Nhiệm vụ", [("Nhiệm vụ", 50), ("Mã", 24)], [[label, code] for code, label in labels.items()])
    sheets = [Sheet("Đơn vị, vị trí", heads, []), Sheet("Hiện có", heads, now), duties]
    return download(workbook(sheets), "don-vi-vi-tri.xlsx", XLSX)


def seen_as(lines: Sequence[Line]) -> str:
    """What the lines would change, as it was looked at: another list of changes is looked at again."""
    told = [(line.is_new_unit, line.is_new_post, line.old_name, line.old_title, line.old_duties) for line in lines]
    return hashlib.sha256(repr(told).encode()).hexdigest()


def _take_in(lines: Sequence[Line], *, only_right: bool, desk: Desk) -> str:
    right = [line for line in lines if line.is_right]
    if not right or (len(right) < len(lines) and not only_right):
        raise Refused(_("Còn dòng sai. Sửa tệp rồi gửi lại, hoặc chỉ nạp những dòng đúng."))
    written = [
        Written(line.number, line.agency, line.unit, line.unit_name, line.kind, line.post, line.title, line.duties)
        for line in right
        if line.agency is not None
    ]
    units, posts = take_in_structure(lines=written, by=desk.by, at=desk.at)
    if not units and not posts:
        return _("Không có gì phải ghi: đơn vị, vị trí đã đúng như danh sách.")
    return _("Đã ghi %(units)d đơn vị, %(posts)d vị trí.") % {"units": units, "posts": posts}
