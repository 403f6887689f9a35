"""The first day of an installation: what is set up, what is missing, and the pages where an administrator does it."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from motcua.kernel.addresses import number_in
from motcua.kernel.attempts import Attempt
from motcua.kernel.logs import Kind, log_security
from motcua.kernel.operations import Refused
from motcua.notices.operations import try_channel
from motcua.notices.rules import Channel
from motcua.organization.models import Agency, Post, Unit
from motcua.organization.rules import guarded
from motcua.people.arrivals import COLUMNS, LARGEST, Line, lines_of, table_of
from motcua.people.desk import Desk, context, official_page
from motcua.people.models import Account
from motcua.people.operations.set_up import Listed, give_code, take_in_list
from motcua.ui.files import content_of, download
from motcua.ui.sheets import Sheet, workbook
from motcua.workspace.catalogue import XLSX
from motcua.workspace.officials import administer
from motcua.workspace.standing import receiving, steps

# Seconds for which a list that was read may be looked at before it is taken in.
FRESH = 3600
PAGE = 20


@official_page
def set_up(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Every step as it stands now; mail and short messages are tried here."""
    administer(desk)
    attempt = Attempt(request)
    if attempt.is_sent:
        with attempt:
            channel = request.POST.get("then", "")
            if channel not in (Channel.EMAIL, Channel.SMS):
                raise Refused(_("Trang đã cũ. Tải lại trang rồi làm lại."))
            try_channel(channel=Channel(channel), by=desk.by, at=desk.at)
            return attempt.done(_("Đã xếp vào hàng chờ gửi. Tải lại trang sau ít giây để xem."), "workspace:set_up")
    found = list(steps(by=desk.by, on=desk.on, at=desk.at))
    needed = [step for step in found if not step.is_optional]
    done = sum(step.is_done for step in needed)
    values = context(desk, steps=found, done=done, total=len(needed), following=next(
        (step for step in needed if not step.is_done), None
    ))  # fmt: skip
    return attempt.page("workspace/set_up.html", values)


@official_page
def codes(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The agencies that receive, each with its identification code to write down."""
    administer(desk)
    attempt = Attempt(request)
    number = number_in(request.POST.get("agency", "")) or 0
    typed = request.POST.get("code", "")[:40]
    if attempt.is_sent:
        with attempt:
            agency = Agency.objects.on(desk.on).filter(pk=number).first()
            if agency is None:
                raise Refused(_("Trang đã cũ. Tải lại trang rồi làm lại."))
            given = give_code(
                agency, code=typed, valid_from=desk.on, is_sure="is_sure" in request.POST, by=desk.by, at=desk.at
            )
            said = _("%(agency)s: mã %(code)s từ hôm nay.") % {"agency": agency.name, "code": given.value}
            return attempt.done(said, "workspace:set_up_codes")
    rows, start = receiving(desk.on), number_in(request.GET.get("sau", "")) or 0
    following = start + PAGE if len(rows) > start + PAGE else ""
    values = context(desk, rows=rows[start : start + PAGE], following=following, number=number, typed=typed)
    return attempt.page("workspace/set_up_codes.html", values)


@official_page
def officials(request: HttpRequest, desk: Desk) -> HttpResponse:
    """A list of officials: sent, shown line by line with what is wrong, then taken in, all of it or what is right."""
    administer(desk)
    attempt = Attempt(request)
    table: list[dict[str, str]] = []
    lines: list[Line] = []
    sends_links = request.method != "POST" or "links" in request.POST
    if attempt.is_sent:
        with attempt:
            table = kept_table(request, desk.by, "officials", table_of)
            lines = lines_of(table, by=desk.by, on=desk.on)
            then = request.POST.get("then", "")
            if then in ("all", "right"):
                said = _take_in(lines, only_right=then == "right", sends_links=sends_links, desk=desk)
                return attempt.done(said, "workspace:set_up")
        if attempt.is_refused:
            # What refused may be what another keeper wrote meanwhile: the lines are shown as they stand now.
            lines = lines_of(table, by=desk.by, on=desk.on)
    right = _to_write(lines)
    there = sum(line.is_there for line in lines)
    values = context(
        desk, lines=lines, right=len(right), there=there, wrong=len(lines) - len(right) - there, largest=LARGEST,
        sends_links=sends_links, guarded=sum(line.is_guarded for line in right),
        kept=signing.dumps(table, salt=salt(desk.by, "officials"), compress=True),
    )  # fmt: skip
    return attempt.page("workspace/set_up_officials.html", values)


@require_GET
@official_page
def template(request: HttpRequest, desk: Desk) -> HttpResponse:
    """An empty list to fill in, with the posts there are beside it."""
    administer(desk)
    posts = Post.objects.on(desk.on).filter(unit__in=Unit.objects.on(desk.on)).select_related("unit__agency")
    widths = (30, 34, 16, 50, 12, 40)
    heads = [(_vietnamese(title), width) for title, width in zip(COLUMNS.values(), widths, strict=True)]
    rows = [
        [post.path, post.title, post.unit.name, post.unit.agency.name, "x" if guarded(post.duties) else ""]
        for post in posts.order_by("unit__agency__sort_key", "unit", "pk")
    ]
    seats = Sheet(
        "Vị trí", [("Vị trí", 50), ("Chức danh", 40), ("Đơn vị", 40), ("Cơ quan", 50), ("Hai quản trị", 12)], rows
    )
    return download(workbook([Sheet("Cán bộ", heads, []), seats]), "danh-sach-can-bo.xlsx", XLSX)


def _vietnamese(text: str) -> str:
    """The heads of a list are the same for whoever reads it: the list is read by them."""
    return text


def salt(by: Account, what: str) -> str:
    """Of a list that somebody looks at: nobody else sends it back, nor as another list."""
    return f"{what} {by.pk}"


def kept_table(
    request: HttpRequest, by: Account, what: str, read: Callable[[bytes], list[dict[str, str]]]
) -> list[dict[str, str]]:
    """The list that is sent now, or the one that was looked at."""
    if upload := request.FILES.get("file"):
        return read(content_of(upload))
    try:
        kept: list[dict[str, str]] = signing.loads(request.POST.get("kept", ""), salt=salt(by, what), max_age=FRESH)
    except signing.BadSignature as error:
        if "kept" in request.POST:
            log_security(Kind.WRONG_KEY, account=by.pk, of="list")
        raise Refused(_("Chọn tệp danh sách."), errors={"file": _("Chọn tệp .xlsx theo mẫu.")}) from error
    return kept


def _to_write(lines: Sequence[Line]) -> list[Line]:
    """Lines that are right and say something new."""
    return [line for line in lines if line.is_right and not line.is_there]


def _take_in(lines: Sequence[Line], *, only_right: bool, sends_links: bool, desk: Desk) -> str:
    right, there = _to_write(lines), sum(line.is_there for line in lines)
    if not right or (len(right) + there < len(lines) and not only_right):
        raise Refused(_("Còn dòng sai. Sửa tệp rồi gửi lại, hoặc chỉ nạp những dòng đúng."))
    reason = _("Theo danh sách cán bộ nạp lần đầu.")
    listed = [
        Listed(line.number, line.full_name, line.email, line.phone, line.post, line.since, line.reason or reason)
        for line in right
        if line.post is not None and line.since is not None
    ]
    opened, given, proposed = take_in_list(lines=listed, sends_links=sends_links, by=desk.by, at=desk.at)
    said: Mapping[str, Any] = {"opened": opened, "given": given, "proposed": proposed}
    told = _("Đã mở %(opened)d tài khoản, giao %(given)d vị trí, đề nghị %(proposed)d vị trí chờ quản trị thứ hai.")
    skipped = _("Bỏ qua %d dòng đã có.") % there if there else ""
    return f"{told % said} {skipped}".strip()
