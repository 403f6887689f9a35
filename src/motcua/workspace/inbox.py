"""One inbox, sorted by what falls due; each kind of work by itself, with boxes to tick where it is done in bulk."""

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from motcua.handling.boards import soon_by
from motcua.handling.inboxes import Asked, Key, counts_of, inbox_of
from motcua.handling.rules import Work
from motcua.kernel.addresses import moment_in, number_in
from motcua.people.desk import Desk, context, official_page
from motcua.workspace.bulk import BULK

PAGE = 30

# Each kind of work in the address and in words.
KINDS: Mapping[Work, tuple[str, Promise | str]] = {
    Work.NEW: ("tiep-nhan", _("Hồ sơ mới")),
    Work.HAND_OVER: ("chuyen", _("Chờ chuyển xử lý")),
    Work.ANSWERED: ("bo-sung", _("Đã bổ sung")),
    Work.PROPOSAL: ("de-xuat", _("Đề xuất")),
    Work.CHECK: ("tham-tra", _("Thẩm tra")),
    Work.PREPARE: ("soan", _("Soạn kết quả")),
    Work.APPROVE: ("duyet", _("Xem xét, duyệt")),
    Work.SIGN: ("ky", _("Ký")),
    Work.LETTER: ("van-ban", _("Văn bản chờ ký")),
    Work.ISSUE: ("phat-hanh", _("Phát hành")),
    Work.SEAL: ("ky-so-co-quan", _("Văn bản chờ ký số cơ quan")),
    Work.CONSULTATION: ("y-kien", _("Lấy ý kiến")),
    Work.ENQUIRY: ("cau-hoi", _("Câu hỏi của người nộp")),
    Work.COUNTER_ENQUIRY: ("cau-hoi-tai-quay", _("Câu hỏi của người nộp, tại quầy")),
    Work.UNIT_OPINION: ("y-kien-trong", _("Lấy ý kiến trong cơ quan")),
    Work.RETURN: ("tra", _("Chờ trả kết quả")),
}
BY_SLUG = {slug: work for work, (slug, _words) in KINDS.items()}


def read_key(text: str) -> Key | None:
    """The place in the inbox that a «next» link names; nonsense means the beginning."""
    due, kind, pk = (*text.split("|"), "", "")[:3]
    moment, number = moment_in(due), number_in(pk)
    return Key(moment, kind[:20], number) if moment is not None and number is not None else None


def write_key(key: Key) -> str:
    return f"{key.due_at.isoformat()}|{key.kind}|{key.pk}"


@official_page
def inbox(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Everything that waits for me, what falls due first on top; or one kind of it."""
    counts = counts_of(desk.by, at=desk.at, posts=desk.posts)
    work = BY_SLUG.get(request.GET.get("viec", ""))
    # Where there is but one kind of work, it needs no choosing.
    only = work or (counts[0].work if len(counts) == 1 else None)
    asked = Asked([only] if only else [one.work for one in counts], after=read_key(request.GET.get("sau", "")))
    items = inbox_of(desk.by, on=desk.on, asked=asked, posts=desk.posts, limit=PAGE)
    shown = items[:PAGE]
    return render(
        request,
        "workspace/inbox.html",
        context(
            desk,
            items=shown,
            following=write_key(shown[-1].key) if len(items) > PAGE else "",
            tabs=[(*KINDS[one.work], one) for one in counts],
            chosen=KINDS[work][0] if work else "",
            bulk=BULK.get(only) if only else None,
            are_all_ticked=request.GET.get("chon") == "tat-ca",
            soon=soon_by(desk.posts[0].unit, desk.at),
        ),
    )
