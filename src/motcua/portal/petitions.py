"""Petitions: what was published, sending one, following it by its code and key, meeting the same."""

from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from allauth.core.internal import ratelimit
from allauth.core.ratelimit import consume
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from motcua.feedback import queries
from motcua.feedback.deadlines import deadline_of
from motcua.feedback.models import Petition
from motcua.feedback.operations import answering
from motcua.feedback.operations.sending import send
from motcua.feedback.rules import INTERNAL, State
from motcua.feedback.saying import opens, wrong_in
from motcua.kernel.addresses import number_in
from motcua.kernel.attempts import Attempt
from motcua.kernel.codes import shown_code, typed_code
from motcua.kernel.logs import Kind
from motcua.kernel.operations import Refused, reference
from motcua.kernel.text import visible
from motcua.organization.queries import communes
from motcua.people.visitor import Visitor, visited
from motcua.people.watch import log_of_request
from motcua.ui.errors import too_fast
from motcua.ui.files import handed_in
from motcua.ui.petitions import Typed, choices, read, take_photos
from motcua.ui.words import words

PAGE = 20
# How long what a key has opened stays open in this browser, in seconds.
OPEN_FOR = 30 * 60
OPENED, SENT = "petition_opened", "petition_sent"


@login_not_required
@require_GET
@visited
def petitions(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """What people reported and proposed, and how it was answered: found by words, kind, agency, place, state."""
    text = visible(request.GET.get("q", ""))[:200]
    names = ("loai", "co-quan", "xa", "tinh-trang")
    kind, agency, place, state = (visible(request.GET.get(name, ""))[:80] for name in names)
    rows = queries.published(
        text=text, kind=kind if kind in words("petition_kind") else "", agency=agency, place=place, state=state
    )
    found = queries.page_before(rows, number_in(request.GET.get("truoc", "")), limit=PAGE)
    return render(
        request,
        "portal/petitions.html",
        {
            "text": text,
            "kind": kind,
            "agency": agency,
            "place": place,
            "state": state,
            "kinds": list(words("petition_kind").items()),
            "agencies": [(one.code, one.name) for one in queries.agencies_with_petitions()],
            "places": [(one.code, one.full_name) for one in communes(on=visitor.on)],
            "states": [("open", _("Chưa trả lời")), ("answered", _("Đã trả lời"))],
            "petitions": found[:PAGE],
            "following": found[PAGE - 1].pk if len(found) > PAGE else "",
            "now": visitor.at,
        },
    )


@login_not_required
@require_GET
@visited
def overdue(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """What no agency has answered in time, the longest first; of what is not public only who owes it."""
    rows = queries.overdue(at=visitor.at)
    found = queries.page_after(rows, number_in(request.GET.get("sau", "")), limit=PAGE)
    facts = {"petitions": found[:PAGE], "following": found[PAGE - 1].pk if len(found) > PAGE else ""}
    return render(request, "portal/petitions_overdue.html", facts)


def _known(visitor: Visitor) -> dict[str, str]:
    """What the account of who asks says already."""
    account = visitor.account
    if account is None or account.is_official:
        return {}
    return {
        "name": account.full_name,
        "address": account.address,
        "phone": account.phone,
        "email": account.email,
        "place": account.place.code if account.place else "",
    }


@login_not_required
@visited
def petition_new(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """Send a petition; what others said alike is shown first."""
    typed = read(request, _known(visitor))
    attempt, alike = Attempt(request), []
    if attempt.is_sent:
        take_photos(attempt, typed, visitor=visitor, by=visitor.account)
        if not attempt.is_refused:
            with attempt:
                said = typed.said(on=visitor.on)
                if errors := wrong_in(said):
                    raise Refused(_("Có nội dung cần sửa."), errors=errors)
                alike = [] if request.POST.get("seen") else queries.similar(said.title)
                if not alike:
                    return _sent(request, visitor, typed)
    facts = {"typed": typed, "alike": alike, **choices(on=visitor.on)}
    return attempt.page("portal/petition_new.html", facts)


def _sent(request: HttpRequest, visitor: Visitor, typed: Typed) -> HttpResponse:
    said = typed.said(on=visitor.on)
    if not consume(request, action="petition_send", key=said.phone):
        log_of_request(request, Kind.TOO_OFTEN, of="petition")
        raise Refused(_("Đã gửi nhiều phản ánh, kiến nghị từ nơi này hoặc số điện thoại này. Thử lại sau."))
    receipt = send(said, photos=typed.photos, submission_key=typed.submission_key, by=visitor.account, at=visitor.at)
    petition = receipt.petition
    request.session[SENT] = {"code": petition.code, "key": receipt.key}
    _open(request, visitor, petition)
    return redirect("portal:petition_sent")


def _open(request: HttpRequest, visitor: Visitor, petition: Petition) -> None:
    until = visitor.at.timestamp() + OPEN_FOR
    request.session[OPENED] = {"id": petition.pk, "until": until, "by": _person(visitor)}


def _person(visitor: Visitor) -> int | None:
    return visitor.account.pk if visitor.account is not None else None


def _is_authors(request: HttpRequest, visitor: Visitor, petition: Petition) -> bool:
    """Whether who looks sent it: from their account, or with its key in this browser a short while ago."""
    if visitor.account is not None and petition.author_id == visitor.account.pk:
        return True
    opened = request.session.get(OPENED) or {}
    is_open = opened.get("until", 0) >= visitor.at.timestamp() and opened.get("by") == _person(visitor)
    return is_open and opened.get("id") == petition.pk


@login_not_required
@require_GET
@visited
def petition_sent(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """The code and the key of what was just sent, to be kept."""
    sent = request.session.get(SENT) or {}
    petition = queries.petition_by_code(sent.get("code", ""))
    if petition is None or not _is_authors(request, visitor, petition):
        return redirect("portal:petition_follow")
    facts = {"petition": petition, "key": shown_code(sent["key"]), "deadline": deadline_of(petition)}
    return render(request, "portal/petition_sent.html", facts)


def _may_look(request: HttpRequest) -> bool:
    """Whether this place and this browser have not tried too many codes and keys."""
    agent = f"{get_adapter().get_client_ip(request)} {request.headers.get('User-Agent', '')}"
    key = request.session.session_key or agent
    return bool(ratelimit.consume(request, app="allauth.account", action="petition_follow", key=key, limit_get=True))


@login_not_required
@visited
def petition_follow(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """How far a petition is, by its code; all of it by its code and key."""
    sent = request.POST if request.method == "POST" else request.GET
    typed, key = visible(sent.get("ma", ""))[:60], visible(request.POST.get("khoa", ""))[:60]
    attempt, petition = Attempt(request), None
    if typed:
        if not _may_look(request):
            return too_fast(request, minutes=10)
        petition = queries.petition_by_code(typed)
        if petition is None:
            attempt.refuse("", {"ma": _("Không có phản ánh, kiến nghị mang mã này. Kiểm tra lại từng ký tự.")})
    elif request.method == "POST":
        attempt.refuse("", {"ma": _("Nhập mã.")})
    if petition is not None and request.method == "POST":
        if typed_code(key) and opens(petition, key):
            request.session.cycle_key()
            _open(request, visitor, petition)
            return redirect("portal:petition", code=petition.code)
        if key:
            log_of_request(request, Kind.WRONG_CODE, of=reference(petition))
        attempt.refuse("", {"khoa": _("Khóa không đúng. Kiểm tra lại từng ký tự.") if key else _("Nhập khóa.")})
    deadline = deadline_of(petition) if petition is not None and petition.is_owed else None
    facts = {"typed": typed, "petition": petition, "deadline": deadline, "now": visitor.at}
    return attempt.page("portal/petition_follow.html", facts)


@require_GET
@visited
def my_petitions(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """What I sent from my account."""
    found = queries.page_before(queries.own(visitor.by), number_in(request.GET.get("truoc", "")), limit=PAGE)
    following = found[PAGE - 1].pk if len(found) > PAGE else ""
    facts = {"petitions": found[:PAGE], "following": following, "now": visitor.at}
    return render(request, "portal/my_petitions.html", facts)


@login_not_required
@visited
def petition(request: HttpRequest, visitor: Visitor, code: str) -> HttpResponse:
    """One petition: what is public of it; all of it to its author, who accepts the answer or opens it again."""
    found = queries.petition_by_code(code)
    is_author = found is not None and _is_authors(request, visitor, found)
    if found is None or not (is_author or queries.public_petition(code) is not None):
        # Whether there is one is told where tries are counted.
        return redirect(f"{reverse('portal:petition_follow')}?{urlencode({'ma': typed_code(code)})}")
    attempt, why = Attempt(request), visible(request.POST.get("why", ""))
    if attempt.is_sent:
        with attempt:
            said = _act(request, visitor, found, why, is_author=is_author)
            return attempt.done(said, "portal:petition", code=found.code)
    answers = [one for one in queries.answers_of(found) if is_author or one.shown]
    facts = {
        "petition": found,
        "is_author": is_author,
        "answers": answers,
        "photos": found.photos.all() if is_author or found.shows_photos else [],
        "steps": [one for one in found.steps.select_related("agency") if one.step not in INTERNAL],
        "deadline": deadline_of(found) if found.is_owed else None,
        "is_late": found.is_owed and found.due_at < visitor.at,
        "is_answered": found.state == State.ANSWERED,
        "may_support": found.is_owed and found.is_public and not is_author,
        "is_citizen": visitor.account is not None and not visitor.account.is_official,
        "is_supporter": visitor.account is not None and found.supports.filter(account=visitor.account).exists(),
        "why": why,
        "kept_title": found.title if is_author else found.shown_title,
        "kept_text": found.text if is_author else found.shown_text,
    }
    return attempt.page("portal/petition.html", facts)


def _act(request: HttpRequest, visitor: Visitor, found: Petition, why: str, *, is_author: bool) -> str:
    act = request.POST.get("act", "")
    if act == "support" and visitor.account is not None:
        answering.support(found, by=visitor.account, at=visitor.at)
        return _("Đã ghi nhận bạn cũng gặp việc này.")
    if not is_author or act not in ("reopen", "close"):
        raise Http404
    # Who opened it with the key acts without an account, whoever else is signed in.
    account = visitor.account
    by = account if account is not None and found.author_id == account.pk else None
    if act == "close":
        answering.close(found, by=by, at=visitor.at)
        return _("Đã kết thúc. Cảm ơn bạn.")
    answering.reopen(found, why=why, by=by, at=visitor.at)
    return _("Đã mở lại để cơ quan giải quyết tiếp.")


@login_not_required
@require_GET
@visited
def petition_photo(request: HttpRequest, visitor: Visitor, code: str, number: int) -> HttpResponse:
    """A photograph, to its author and, where it is public, to everybody."""
    found = queries.petition_by_code(code)
    photo = queries.photo_of(found, number) if found is not None else None
    is_public = queries.public_petition(code) is not None
    if found is None or photo is None:
        raise Http404
    if not (_is_authors(request, visitor, found) or (is_public and found.shows_photos)):
        raise Http404
    return handed_in(photo.stored, photo.name)
