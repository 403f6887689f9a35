"""Petitions at work: what waits for me, one petition from sorting to answer, one typed for who stands here or calls."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_GET

from motcua.feedback import queries
from motcua.feedback.deadlines import deadline_of
from motcua.feedback.models import Petition
from motcua.feedback.operations import answering, handling
from motcua.feedback.operations.sending import register
from motcua.feedback.rights import SORTS, is_of_the_accused
from motcua.feedback.rules import Road, Way
from motcua.feedback.rules.marks import Mark, marks, masked
from motcua.kernel.addresses import number_in
from motcua.kernel.attempts import Attempt
from motcua.kernel.codes import shown_code
from motcua.kernel.operations import offers
from motcua.kernel.text import visible
from motcua.organization.models import Agency, Unit
from motcua.organization.rules import Duty
from motcua.people.desk import Desk, context, official_page
from motcua.ui.files import handed_in
from motcua.ui.petitions import choices, read, take_photos
from motcua.ui.words import words

PAGE = 30
REGISTERED = "petition_registered"
PURPOSE = gettext_noop("Làm rõ phản ánh, kiến nghị")
# What may be typed on the page of one petition.
FIELDS = ("agency", "shown_title", "shown_text", "road", "reason", "unit", "text", "shown")
SWITCHES = ("is_public", "shows_photos", "are_marks_seen")


@require_GET
@official_page
def petitions(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The petitions that wait for me, what is due first; or all that are mine to see, the latest first."""
    is_all = request.GET.get("xem") == "tat-ca"
    if is_all:
        found = queries.page_before(queries.all_visible(desk.posts), number_in(request.GET.get("sau", "")), limit=PAGE)
    else:
        found = queries.page_after(queries.to_do(desk.posts), number_in(request.GET.get("sau", "")), limit=PAGE)
    values = context(
        desk,
        petitions=[(one, _title(desk, one)) for one in found[:PAGE]],
        following=found[PAGE - 1].pk if len(found) > PAGE else "",
        is_all=is_all,
        may_register=_may_register(desk),
        now=desk.at,
    )
    return render(request, "workspace/petitions.html", values)


def _may_register(desk: Desk) -> bool:
    return desk.has(Duty.RECEIVE) or desk.has(Duty.INSPECT)


def _sorts(desk: Desk, petition: Petition) -> bool:
    return SORTS.holds(desk.by, desk.posts, petition)


def _title(desk: Desk, petition: Petition) -> str:
    return petition.title if _sorts(desk, petition) else petition.shown_title


@official_page
def petition_register(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Type a petition for who stands at the counter or telephones; then hand over its code and key."""
    if not _may_register(desk):
        raise PermissionDenied
    registered = request.session.pop(REGISTERED, None) if request.method == "GET" else None
    petition = queries.petition_by_code(registered["code"]) if registered else None
    if registered and petition is not None:
        key = shown_code(registered["key"])
        values = context(desk, petition=petition, key=key, deadline=deadline_of(petition))
        return render(request, "workspace/petition_registered.html", values)
    typed, attempt = read(request, {}), Attempt(request)
    way = request.POST.get("way", "")
    if attempt.is_sent:
        take_photos(attempt, typed, visitor=desk.visitor, by=desk.by)
        if not attempt.is_refused:
            with attempt:
                receipt = register(
                    typed.said(on=desk.on),
                    way=Way(way) if way in (Way.COUNTER, Way.PHONE) else Way.WEB,
                    photos=typed.photos,
                    submission_key=typed.submission_key,
                    by=desk.by,
                    at=desk.at,
                )
                request.session[REGISTERED] = {"code": receipt.petition.code, "key": receipt.key}
                return redirect("workspace:petition_register")
    ways = [(one.value, words("petition_way")[one.value]) for one in (Way.COUNTER, Way.PHONE)]
    values = context(desk, typed=typed, way=way, ways=ways, **choices(on=desk.on))
    return attempt.page("workspace/petition_register.html", values)


@dataclass(frozen=True)
class Sent:
    """What was typed and ticked on the page of one petition."""

    texts: dict[str, str]
    ticked: frozenset[str]


Act = Callable[[Desk, Petition, Sent], str]


def _forward(desk: Desk, petition: Petition, sent: Sent) -> str:
    shown = handling.Shown(
        sent.texts["shown_title"],
        sent.texts["shown_text"],
        is_public="is_public" in sent.ticked,
        shows_photos="shows_photos" in sent.ticked,
    )
    agency = Agency.objects.on(desk.on).filter(code=sent.texts["agency"]).first()
    handling.forward(petition, agency=agency, shown=shown, by=desk.by, at=desk.at)
    return _("Đã chuyển cơ quan giải quyết.")


def _turn_away(desk: Desk, petition: Petition, sent: Sent) -> str:
    handling.turn_away(petition, road=sent.texts["road"], reason=sent.texts["reason"], by=desk.by, at=desk.at)
    return _("Đã hướng dẫn người gửi.")


def _hand_back(desk: Desk, petition: Petition, sent: Sent) -> str:
    handling.hand_back(petition, reason=sent.texts["reason"], by=desk.by, at=desk.at)
    return _("Đã chuyển trả để phân loại lại.")


def _assign(desk: Desk, petition: Petition, sent: Sent) -> str:
    key = number_in(sent.texts["unit"])
    unit = Unit.objects.on(desk.on).filter(pk=key, agency=petition.agency).first() if key is not None else None
    handling.assign(petition, unit=unit, by=desk.by, at=desk.at)
    return _("Đã giao đơn vị giải quyết.")


def _draft(desk: Desk, petition: Petition, sent: Sent) -> str:
    answering.draft(petition, text=sent.texts["text"], by=desk.by, at=desk.at)
    return _("Đã chuyển người duyệt.")


def _send_back(desk: Desk, petition: Petition, sent: Sent) -> str:
    answering.send_back(petition, reason=sent.texts["reason"], by=desk.by, at=desk.at)
    return _("Đã trả lại dự thảo.")


def _give(desk: Desk, petition: Petition, sent: Sent) -> str:
    answering.give(
        petition,
        text=sent.texts["text"],
        shown=sent.texts["shown"],
        is_public="is_public" in sent.ticked,
        are_marks_seen="are_marks_seen" in sent.ticked,
        by=desk.by,
        at=desk.at,
    )
    return _("Đã trả lời người gửi.")


ACTS: dict[str, tuple[Act, Any]] = {
    "forward": (_forward, handling.forward),
    "turn_away": (_turn_away, handling.turn_away),
    "hand_back": (_hand_back, handling.hand_back),
    "assign": (_assign, handling.assign),
    "draft": (_draft, answering.draft),
    "send_back": (_send_back, answering.send_back),
    "give": (_give, answering.give),
}


def _found(desk: Desk, code: str) -> Petition:
    found = queries.petition_for(desk.posts, code)
    if found is None:
        raise Http404
    return found


@official_page
def petition(request: HttpRequest, desk: Desk, code: str) -> HttpResponse:
    """One petition with what I may do about it; who sent it is shown when asked for, and that is kept."""
    found, attempt = _found(desk, code), Attempt(request)
    act = request.POST.get("act", "")
    sent = Sent(
        {name: visible(request.POST.get(name, "")) for name in FIELDS},
        frozenset(name for name in SWITCHES if request.POST.get(name)),
    )
    author = None
    if attempt.is_sent and act == "author":
        with attempt:
            author = handling.see_author(found, purpose=PURPOSE, by=desk.by, at=desk.at)
    elif attempt.is_sent:
        if act not in ACTS:
            raise Http404
        with attempt:
            said = ACTS[act][0](desk, found, sent)
            is_mine = queries.petition_for(desk.posts, code) is not None
            return attempt.done(said, *(("workspace:petition", found.code) if is_mine else ("workspace:petitions",)))
    values = context(desk, **_shown(desk, found), sent=sent.texts, ticked=sent.ticked, act=act, author=author)
    return attempt.page("workspace/petition.html", values)


def _shown(desk: Desk, found: Petition) -> dict[str, Any]:
    sorts = _sorts(desk, found)
    may = {name: offers(operation, found, by=desk.by, posts=desk.posts) for name, (_act, operation) in ACTS.items()}
    drafted = found.answers.select_related("drafted_by").filter(given_at=None).first()
    text = drafted.text if drafted else ""
    # Who is hidden from the agency complained of is not named by a suggestion either.
    names = [] if is_of_the_accused(desk.posts, found) else [found.name]
    return {
        "petition": found,
        "deadline": deadline_of(found) if found.is_owed else None,
        "is_late": found.is_owed and found.due_at < desk.at,
        "sorts": sorts,
        "kept_title": found.title if sorts else found.shown_title,
        "kept_text": found.text if sorts else found.shown_text,
        "photos": found.photos.all() if sorts or found.shows_photos else [],
        "may": may,
        "may_see_author": offers(handling.see_author, found, by=desk.by, posts=desk.posts),
        "drafted": drafted,
        "answers": queries.answers_of(found),
        "steps": found.steps.select_related("agency", "by"),
        "agencies": [(one.code, one.name) for one in queries.agencies_to_ask(on=desk.on)],
        "units": [(one.pk, one.name) for one in queries.units_of(found.agency, on=desk.on)] if found.agency else [],
        "roads": [(one.value, words("petition_road")[one.value]) for one in Road],
        "suggested_title": masked(found.title, marks(found.title, names)),
        "suggested_text": masked(found.text, marks(found.text, names)),
        "marks": _pieces(found.text, marks(found.text, names)) if may["forward"] else [],
        "suggested_answer": masked(text, marks(text, names)),
        "answer_marks": _pieces(text, marks(text, names)),
    }


def _pieces(text: str, found: list[Mark]) -> list[tuple[str, str]]:
    """What each mark suggests, in words, and what stands there."""
    return [(str(words("personal_mark")[one.kind]), text[one.start : one.end]) for one in found]


@require_GET
@official_page
def petition_photo(request: HttpRequest, desk: Desk, code: str, number: int) -> HttpResponse:
    """A photograph, to who sorts; to who handles it where it goes on with the petition."""
    found = _found(desk, code)
    photo = queries.photo_of(found, number)
    if photo is None or not (_sorts(desk, found) or found.shows_photos):
        raise Http404
    return handed_in(photo.stored, photo.name)
