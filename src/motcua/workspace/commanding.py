"""The command field: go anywhere, begin anything, find any dossier of mine, by a few letters without marks."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from motcua.handling.filters import Sort
from motcua.handling.lists import dossiers_for
from motcua.kernel.speech import say
from motcua.kernel.text import fold
from motcua.organization.rules import Duty
from motcua.people.desk import Desk, context, official_page
from motcua.procedures.queries import offered
from motcua.search.answers import answering
from motcua.search.queries import procedures_for
from motcua.workspace.listing import asked_in, clock_of

MOST = 6
# Fewer letters than this ask for no dossier and no procedure.
LEAST = 2


@dataclass(frozen=True)
class Command:
    """One thing to do or to open: its words, what it is, where it leads."""

    words: str
    kind: str
    address: str


@require_GET
@official_page
def commands(request: HttpRequest, desk: Desk) -> HttpResponse:
    """What a few letters may mean; without scripts a page, for the field alone (`phan`) its list."""
    text = request.GET.get("q", "")[:100].strip()
    found = [*_places(desk, text)]
    if len(text) >= LEAST:
        procedures, dossiers = list(_procedures(desk, text)), list(_dossiers(request, desk))
        # The first is chosen beforehand: whose dossier is named is meant before a procedure that only sounds so.
        is_sure = bool(answering(text, on=desk.on).codes)
        found += [*procedures, *dossiers] if is_sure else [*dossiers, *procedures]
    template = "workspace/_commands.html" if "phan" in request.GET else "workspace/commands.html"
    return render(request, template, context(desk, text=text, commands=found))


def _places(desk: Desk, text: str) -> Iterator[Command]:
    """Pages of the desk and of one's own whose name has all the words."""
    pages = [(say(entry.label), reverse(entry.key)) for entry in desk.entries]
    pages += [
        (_("Tài khoản"), reverse("portal:account")),
        (_("Thông báo"), reverse("portal:notices")),
        (_("Mẫu câu"), reverse("workspace:stock")),
        (_("Thư tóm tắt hằng ngày"), reverse("workspace:digest")),
        (_("Trang cho người dân"), reverse("portal:home")),
    ]
    words = fold(text).split()
    for label, address in pages:
        if all(word in fold(label) for word in words):
            yield Command(label, _("Mở trang"), address)


def _procedures(desk: Desk, text: str) -> Iterator[Command]:
    """What the counter can receive now."""
    units = desk.units_with(Duty.RECEIVE)
    if not units:
        return
    here = {one.code for one in offered(on=desk.on, level=units[0].agency.level)}
    hits = procedures_for(text, on=desk.on, limit=MOST, level=units[0].agency.level, is_offered=True)
    for hit in hits:
        if hit.procedure.code in here:
            name, code = say(hit.procedure.name), hit.procedure.code
            yield Command(name, _("Tiếp nhận"), reverse("workspace:register", args=[code]))


def _dossiers(request: HttpRequest, desk: Desk) -> Iterator[Command]:
    """Dossiers within my right, as the search for dossiers finds them."""
    listing, clock = asked_in(request, Sort.NEWEST), clock_of(desk, desk.posts[0].unit)
    asked = listing.page(clock, "")
    page = dossiers_for(desk.by, on=desk.on, asked=asked, posts=desk.posts, limit=MOST)
    for line in page.lines[:MOST]:
        words = f"{line.shown_code} {line.holder_name}, {say(line.procedure_name)}"
        yield Command(words, _("Hồ sơ"), reverse("workspace:dossier", args=[line.shown_code]))
