"""One inbox, sorted by what falls due."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from motcua.dossiers.queries import InboxItem, Key, inbox_of
from motcua.workspace.access import Desk, context, official_page

PAGE = 30


def read_key(text: str) -> Key | None:
    """The place in the inbox that a «next» link names; nonsense means the beginning."""
    try:
        due, kind, pk = text.split("|")
        moment = datetime.fromisoformat(due)
        return Key(moment, kind[:20], int(pk)) if moment.tzinfo else None
    except ValueError:
        return None


def write_key(key: Key) -> str:
    return f"{key.due_at.isoformat()}|{key.kind}|{key.pk}"


@official_page
def inbox(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Everything that waits for me, what falls due first on top."""
    after = read_key(request.GET.get("sau", ""))
    items: list[InboxItem] = inbox_of(desk.by, on=desk.on, after=after, posts=desk.posts, limit=PAGE)
    shown = items[:PAGE]
    following = write_key(shown[-1].key) if len(items) > PAGE else ""
    return render(
        request,
        "workspace/inbox.html",
        context(desk, items=shown, following=following, is_first=not request.GET.get("sau")),
    )
