"""What officials tell each other: notes on a dossier, and whether a letter says each day what falls due."""

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from motcua.dossiers.models import Dossier
from motcua.handling.models import Consultation, Note, Task
from motcua.handling.operations.notes import write_note
from motcua.indicators.leading.piles import led_by
from motcua.kernel.attempts import Attempt
from motcua.kernel.lengths import within
from motcua.people.desk import Desk, context, official_page
from motcua.people.models import Account, Holding
from motcua.people.operations import change_account
from motcua.workspace.gone import gone
from motcua.workspace.looking import read_dossier
from motcua.workspace.typed import typed_on

# So many may be offered to be mentioned.
MOST = 50
# So long is a note.
LONGEST = 4_000


@official_page
def notes(request: HttpRequest, desk: Desk, code: str) -> HttpResponse:
    """The notes on a dossier, and one to write: read by whoever may see the dossier, and by no citizen."""
    dossier = read_dossier(desk, code)
    if dossier is None:
        return gone(request, desk, code, typed_on(request.POST, {"text": _("Ghi chú")}.get))
    people = around(dossier, desk)
    chosen = set(request.POST.getlist("mentioned"))
    attempt, text = Attempt(request), request.POST.get("text", "")
    if attempt.is_sent:
        with attempt:
            mentioned = [one for one in people if str(one.handle) in chosen]
            write_note(dossier, text=within("text", text, LONGEST), mentioned=mentioned, by=desk.by, at=desk.at)
            return attempt.done(_("Đã ghi chú."), "workspace:notes", code=dossier.shown_code)
    written = Note.objects.of(dossier).select_related("written_by").prefetch_related("mentioned")
    facts = context(
        desk,
        dossier=dossier,
        notes=written,
        text=text,
        people=[(str(one.handle), one.full_name, str(one.handle) in chosen) for one in people],
    )
    return attempt.page("workspace/notes.html", facts)


def around(dossier: Dossier, desk: Desk) -> list[Account]:
    """Officials of the units through which the dossier goes, who may be mentioned."""
    tasks = Task.objects.of(dossier).values("unit")
    asked = Consultation.objects.of(dossier).filter(recalled_at=None, answered_at=None)
    units = Q(post__unit__in=tasks) | Q(post__unit__in=[dossier.receiving_unit_id, dossier.handling_unit_id])
    units |= Q(post__unit__in=asked.exclude(asked_unit=None).values("asked_unit"))
    seats = Holding.objects.on(desk.on).filter(units).values("official")
    people = Account.objects.filter(pk__in=seats, is_active=True).exclude(pk=desk.by.pk)
    return list(people.order_by("full_name", "pk")[:MOST])


@official_page
def digest(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Whether a letter says each working day what is late and what falls due; to who leads, how their agency stands."""
    attempt, leads = Attempt(request), bool(led_by(desk.posts))
    if attempt.is_sent:
        with attempt:
            wants = {"wants_digest": bool(request.POST.get("wants"))}
            if leads:
                wants["wants_weekly"] = bool(request.POST.get("weekly"))
            change_account(desk.by, **wants, by=desk.by, at=desk.at)
            return attempt.done(_("Đã lưu."), "workspace:digest")
    values = context(desk, wants=desk.by.wants_digest, leads=leads, wants_weekly=desk.by.wants_weekly)
    return attempt.page("workspace/digest.html", values)
