"""Without signing in: where a dossier stands, its details by a one-time code, and whether a paper is genuine."""

import re
import uuid
from typing import Any
from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from allauth.core.internal import ratelimit
from allauth.core.ratelimit import consume
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from motcua.dossiers.models import Dossier
from motcua.dossiers.operations import tracking
from motcua.dossiers.operations.tracking import redeem_tracking_code, send_tracking_code
from motcua.dossiers.queries import PublicStatus, dossier_of_filer, find, own_of, public_status, reached_at
from motcua.dossiers.rights import is_filers_own
from motcua.kernel.attempts import Attempt
from motcua.kernel.illness import Unavailable
from motcua.kernel.logs import Kind
from motcua.kernel.operations import reference
from motcua.kernel.values import dossier_code, figures, flat
from motcua.papers.operations import pdf_of
from motcua.papers.queries import check_upload, verification
from motcua.papers.rules import result_kinds
from motcua.papers.trusted import revocation_list
from motcua.people.visitor import Visitor, visited, visitor_of
from motcua.people.watch import log_of_request
from motcua.portal.my_dossiers import shown
from motcua.ui.errors import too_fast, unavailable
from motcua.ui.files import content_of, download

# How long the details stay open in this browser after a right code, in seconds.
OPEN_FOR = 30 * 60
# Under which a session keeps which dossier's code was asked for or typed last.
ASKED = "tracking_code"
# A code that was drawn, of which there are so many that nobody finds one; those of numbers go on one after the other.
DRAWN = re.compile(r"NT[A-Z0-9]{10}")
# The code of a paper within the address that its QR holds, or as it was copied.
PAPER_CODE = re.compile(r"(?<![0-9a-f])[0-9a-f]{8}(-?[0-9a-f]{4}){3}-?[0-9a-f]{12}(?![0-9a-f])", re.IGNORECASE)


def _may_look(request: HttpRequest) -> bool:
    """Whether this place and this browser have not asked for too many codes: wrong ones, and those in a row."""
    agent = f"{get_adapter().get_client_ip(request)} {request.headers.get('User-Agent', '')}"
    key = request.session.session_key or agent
    # The library counts what is sent and not what is looked at, unless it is told to.
    return bool(ratelimit.consume(request, app="allauth.account", action="tracking", key=key, limit_get=True))


def _page(
    request: HttpRequest, typed: str, status: PublicStatus | None, *, error: str = "", said: str = ""
) -> HttpResponse:
    """Where a dossier stands, and the ways on to its details that this reader has."""
    account = visitor_of(request).account
    asked = request.session.get(ASKED) or {} if status is not None else {}
    facts = {
        "typed": typed,
        "status": status,
        "error": error,
        # Whether a code was asked for a moment ago; what is wrong with the one that was typed.
        "is_sent": status is not None and asked.get("of") == status.code and asked["is_sent"],
        "said": said,
        "is_mine": status is not None and account is not None and dossier_of_filer(account, status.code) is not None,
        "own": own_of(account, status.code) if status is not None and account is not None else None,
    }
    return render(request, "portal/track.html", facts, status=404 if error else 422 if said else 200)


@login_not_required
def track(request: HttpRequest) -> HttpResponse:
    """Code and completion only; details after sign-in or a one-time code (TT 01/2018/TT-VPCP Đ16)."""
    typed = request.GET.get("ma", "").strip()[:200]
    # Links of messages come to many behind one address; who has one that is right did not guess it.
    status = public_status(typed) if DRAWN.fullmatch(dossier_code(typed)) else None
    if typed and status is None:
        if not _may_look(request):
            return too_fast(request, minutes=10)
        status = public_status(typed)
    is_missing = bool(typed) and status is None
    error = _("Không có hồ sơ mang mã này. Kiểm tra lại từng ký tự.") if is_missing else ""
    return _page(request, typed, status, error=error)


@login_not_required
@visited
def send_code(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """Send the one-time code, or check the one typed. Who comes back to this address is led on to where they were."""
    if request.method != "POST":
        asked = request.session.get(ASKED)
        return redirect(_here(asked["of"])) if asked else redirect("portal:track")
    typed = request.POST.get("ma", "")[:200]
    if not _may_look(request):
        return too_fast(request, minutes=10)
    dossier = find(typed)
    if dossier is None:
        return redirect("portal:track")
    secret = figures(request.POST.get("secret", "")[:40])[:12]
    is_typed = "secret" in request.POST
    before = request.session.get(ASKED) or {}
    is_sent = not is_typed or (before.get("of") == dossier.shown_code and before["is_sent"])
    # To an address that can be read again: in another language, or coming back from where the code was read.
    request.session[ASKED] = {"of": dossier.shown_code, "is_sent": is_sent, "sent": _sent(before, dossier)}
    if is_typed and not secret:
        # Not a wish for another code: that would make the one in hand worthless.
        return _page(request, dossier.shown_code, public_status(typed), said=_("Nhập mã."))
    if secret:
        sent = _sent(before, dossier)
        if sent is not None and redeem_tracking_code(dossier, secret=secret, sent=sent, by=None, at=visitor.at):
            # Whoever knew this session's key before is not shown what the code has opened.
            request.session.cycle_key()
            opened = {"id": dossier.pk, "until": visitor.at.timestamp() + OPEN_FOR, "by": _person(visitor)}
            request.session["tracked"] = opened
            return redirect("portal:track_details")
        log_of_request(request, Kind.WRONG_CODE, of=reference(dossier))
        said = _("Mã xác nhận không đúng hoặc đã hết hạn. Kiểm tra lại hoặc yêu cầu mã mới.")
        return _page(request, dossier.shown_code, public_status(typed), said=said)
    _send(request, visitor, dossier)
    return redirect(_here(dossier.shown_code))


def _send(request: HttpRequest, visitor: Visitor, dossier: Dossier) -> None:
    """Send a code to the filer, or say why none is sent; this browser alone can try it."""
    place = f"{get_adapter().get_client_ip(request)} {dossier.pk}"
    if not consume(request, action="tracking_code"):
        log_of_request(request, Kind.TOO_OFTEN, of=reference(dossier))
        messages.warning(
            request, _("Đã yêu cầu quá nhiều mã từ nơi này. Thử lại sau một giờ, hoặc đăng nhập để xem hồ sơ.")
        )
    elif not consume(request, action="tracking_code_of", key=place):
        log_of_request(request, Kind.TOO_OFTEN, of=reference(dossier))
        messages.warning(
            request, _("Đã gửi quá nhiều mã trong ngày. Thử lại vào ngày mai, hoặc đăng nhập để xem hồ sơ.")
        )
    else:
        attempt = Attempt(request)
        with attempt:
            code = send_tracking_code(dossier, by=None, at=visitor.at)
            request.session[ASKED] |= {"sent": code.pk}
            request.session.modified = True
            sent = _("Đã gửi mã xác nhận tới liên hệ của người nộp (%s). Mã dùng một lần, trong 10 phút.")
            messages.success(request, sent % reached_at(dossier))
        attempt.tell()


def _sent(asked: dict[str, Any], dossier: Dossier) -> int | None:
    """The code that was sent last for this dossier because this browser asked for one; that alone is tried here."""
    return asked.get("sent") if asked.get("of") == dossier.shown_code else None


def _here(code: str) -> str:
    return f"{reverse('portal:track')}?{urlencode({'ma': code})}"


@require_POST
@visited
def claim(request: HttpRequest, visitor: Visitor, code: str) -> HttpResponse:
    """Take what one filed at a counter into one's account; others find nothing here."""
    dossier = find(code)
    if dossier is not None and dossier_of_filer(visitor.by, code) is not None:
        # Pressed twice, or on a page that was opened before.
        messages.info(request, _("Hồ sơ này đã nằm trong tài khoản của bạn."))
        return redirect("portal:dossier", code=dossier.shown_code)
    if dossier is None or not is_filers_own(visitor.by, dossier):
        raise Http404
    # A code is tried here as on the page of codes, and as seldom.
    if not _may_look(request):
        return too_fast(request, minutes=10)
    secret = figures(request.POST.get("secret", "")[:40])[:12]
    attempt = Attempt(request)
    if "secret" in request.POST and not secret:
        attempt.refuse(_("Nhập mã."))
        return attempt.back(_here(dossier.shown_code))
    with attempt:
        sent = _sent(request.session.get(ASKED) or {}, dossier)
        if tracking.claim(dossier, secret=secret, sent=sent, by=visitor.by, at=visitor.at):
            return attempt.done(_("Đã đưa hồ sơ vào tài khoản của bạn."), "portal:dossier", code=dossier.shown_code)
        log_of_request(request, Kind.WRONG_CODE, of=reference(dossier))
        attempt.refuse(_("Mã xác nhận không đúng hoặc đã hết hạn. Kiểm tra lại hoặc yêu cầu mã mới."))
    return attempt.back("portal:dossier", code=dossier.shown_code)


def _person(visitor: Visitor) -> int | None:
    return visitor.account.pk if visitor.account is not None else None


@login_not_required
@visited
def details(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """The details of the dossier for which this browser gave the right code, until they are closed.

    Who signs in or out meanwhile is another person at the same screen.
    """
    if request.method == "POST":
        request.session.pop("tracked", None)
        return redirect("portal:track")
    dossier = _opened(request, visitor)
    if dossier is None:
        return redirect("portal:track")
    facts = shown(dossier, at=visitor.at)
    # What was decided is for who signs in, or comes for it.
    papers = [entry for entry in facts["papers"] if entry.kind not in result_kinds()]
    return render(request, "portal/tracked.html", facts | {"papers": papers})


def _opened(request: HttpRequest, visitor: Visitor) -> Dossier | None:
    """The dossier that a right code has opened in this browser for who looks; nothing once it is over."""
    tracked = request.session.get("tracked") or {}
    is_over = tracked.get("until", 0) < visitor.at.timestamp() or tracked.get("by") != _person(visitor)
    return None if is_over else Dossier.objects.filter(pk=tracked["id"]).with_labels().first()


@login_not_required
@require_GET
@visited
def tracked_paper(request: HttpRequest, visitor: Visitor, public_id: uuid.UUID) -> HttpResponse:
    """A paper about the dossier whose details are open: the receipt that messages speak of, a request, a refusal."""
    dossier = _opened(request, visitor)
    if dossier is None:
        return redirect("portal:track")
    entries = dossier.papers.filter(is_public=True, paper__public_id=public_id).exclude(kind__in=result_kinds())
    entry = entries.select_related("paper__file").first()
    if entry is None:
        raise Http404
    name = f"{entry.kind.lower()}-{dossier.shown_code}.pdf"
    return download(pdf_of(entry.paper, at=visitor.at), name, "application/pdf")


@login_not_required
def verify_start(request: HttpRequest) -> HttpResponse:
    """How to verify a paper: scan its QR, or type the code under it."""
    typed = request.GET.get("ma", "").strip()[:400]
    found = PAPER_CODE.search(re.sub(r"\s", "", flat(typed)))
    wanted = uuid.UUID(found[0]) if found else None
    if wanted is not None:
        return redirect("portal:verify", public_id=wanted)
    return render(
        request, "portal/verify_start.html", {"typed": typed, "is_wrong": bool(typed)}, status=422 if typed else 200
    )


@login_not_required
@require_GET
def revocations(request: HttpRequest) -> HttpResponse:
    """The certificates of our own authority that are revoked, for programs that check signatures (RFC 5280)."""
    found = revocation_list()
    if found is None:
        raise Http404
    return HttpResponse(bytes(found.content), content_type="application/pkix-crl")


@login_not_required
def verify(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Whether a paper is genuine and stands; and whether a file somebody holds is that paper."""
    try:
        found = verification(public_id)
    except Unavailable as illness:
        return unavailable(request, illness, title=_("Chưa kiểm tra được lúc này"))
    is_same: bool | None = None
    upload = request.FILES.get("file")
    attempt = Attempt(request)
    if upload is not None and found is not None:
        is_same = check_upload(public_id, content_of(upload))
    elif attempt.is_sent and found is not None:
        attempt.refuse("", {"file": _("Chọn tệp trước khi so sánh.")})
    answer = attempt.page("portal/verify.html", {"found": found, "public_id": public_id, "is_same": is_same})
    answer.status_code = answer.status_code if found else 404
    return answer
