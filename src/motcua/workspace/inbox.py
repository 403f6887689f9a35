"""One inbox, sorted by what falls due; each kind of work by itself, with boxes to tick where it is done in bulk."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from motcua.handling.filters import Filters, Sort
from motcua.handling.inboxes import Asked, Key, counts_of, inbox_of
from motcua.handling.lists import MOST, PIECE, lines_of
from motcua.kernel.addresses import moment_in, number_in, place_in, place_written
from motcua.people.desk import Desk, context, official_page
from motcua.workspace.bulk import BULK
from motcua.workspace.glancing import NAME, glance_at
from motcua.workspace.listing import (
    FIELDS,
    PAGE,
    XLSX,
    Clock,
    Row,
    asked_in,
    clock_of,
    row_of_item,
    sheet_of,
    shown_with,
    with_places,
    wrong_sheet,
)
from motcua.workspace.taking_away import taken
from motcua.workspace.words import KINDS

BY_SLUG = {slug: work for work, (slug, _words) in KINDS.items()}
# Of an inbox the tabs say the step, and all of it is one's own.
ASKS = FIELDS.replace(" buoc nguoi", "").replace(" tinh-trang", "")


def read_key(text: str) -> Key | None:
    """The place in the inbox that a «next» link names; nonsense means the beginning."""
    due, kind, pk, written = (*text.replace("\x00", "").split("|", 3), "", "", "")[:4]
    moment, number, value = moment_in(due), number_in(pk), place_in(written)
    return None if moment is None or number is None or value is None else Key(moment, kind[:20], number, value)


def write_key(key: Key) -> str:
    return f"{key.due_at.isoformat()}|{key.kind}|{key.pk}|{place_written(key.value)}"


@official_page
def inbox(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Everything that waits for me, what falls due first on top; or one kind of it."""
    counts = counts_of(desk.by, at=desk.at, posts=desk.posts)
    work = BY_SLUG.get(request.GET.get("viec", ""))
    # Where there is but one kind of work, it needs no choosing.
    only = work or (counts[0].work if len(counts) == 1 else None)
    listing, clock = asked_in(request, Sort.DUE), clock_of(desk, desk.posts[0].unit)
    asked = Asked(
        [only] if only else [one.work for one in counts],
        after=read_key(request.GET.get("sau", "")),
        filters=replace(listing.filters, step=None, person=None, status=None),
        sort=listing.sort,
        at=clock.now,
        soon=clock.soon,
    )
    items = inbox_of(desk.by, on=desk.on, asked=asked, posts=desk.posts, limit=PAGE)
    shown = items[:PAGE]
    return render(
        request,
        "workspace/inbox.html",
        context(
            desk,
            items=shown,
            rows=[row_of_item(item, clock) for item in shown],
            following=write_key(shown[-1].key) if len(items) > PAGE else "",
            tabs=[(*KINDS[one.work], one) for one in counts],
            chosen=KINDS[work][0] if work else "",
            are_all_ticked=request.GET.get("chon") == "tat-ca",
            **shown_with(desk, listing, "viec", fields=ASKS, keep="viec")
            | {"bulk": BULK.get(only) if only else None, "has_glances": True}
            | {"glance": glance_at(desk, request.GET.get(NAME, ""), clock)},
        ),
    )


@require_GET
@official_page
def following(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The next dossier of my inbox: after the one I come from where it still waits there, else the first."""
    code = request.GET.get("sau", "")[:200]
    waits = inbox_of(desk.by, on=desk.on, asked=Asked(filters=Filters(text=code)), posts=desk.posts, limit=1)
    here = next((item.key for item in waits if item.shown_code == code), None)
    for after in dict.fromkeys([here, None]):
        for item in inbox_of(desk.by, on=desk.on, asked=Asked(after=after), posts=desk.posts, limit=5):
            if item.shown_code != code:
                return redirect("workspace:dossier", code=item.shown_code)
    messages.info(request, _("Không còn việc nào khác đang chờ bạn."))
    return redirect("workspace:inbox")


@require_GET
@official_page
def sheet(request: HttpRequest, desk: Desk) -> HttpResponseBase:
    """All of the inbox that its address asks for, as a spreadsheet."""
    listing, clock = asked_in(request, Sort.DUE), clock_of(desk, desk.posts[0].unit)
    if wrong := wrong_sheet(listing, request, "workspace:inbox"):
        return wrong
    work = BY_SLUG.get(request.GET.get("viec", ""))
    asked = Asked(
        [work] if work else tuple(KINDS),
        filters=replace(listing.filters, step=None, person=None, status=None),
        sort=listing.sort,
        at=clock.now,
        soon=clock.soon,
    )
    made = partial(sheet_of, _("Việc cần làm"), is_work=True)
    return taken(desk, _rows(desk, asked, clock), made, name=f"viec-can-lam-{desk.on}.xlsx", media_type=XLSX)


def _rows(desk: Desk, asked: Asked, clock: Clock) -> Iterator[Row]:
    """Page by page."""
    for _piece in range(MOST // PIECE):
        items = inbox_of(desk.by, on=desk.on, asked=asked, posts=desk.posts, limit=PIECE)
        shown = items[:PIECE]
        lines = lines_of([item.dossier_id for item in shown])
        yield from with_places([row_of_item(item, clock) for item in shown], lines)
        if len(items) <= PIECE:
            return
        asked = replace(asked, after=items[PIECE - 1].key)
