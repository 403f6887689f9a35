"""What was sent when the session had ended: kept for the account that typed it, and in its place after the sign-in.

Each form says whose page it is on, by a mark that only this installation can write (`mark_of`). So what one account
typed is never shown to another that signs in at the same counter, and nobody can have us keep anything who was shown no
page. It lies in the browser's session and no longer than needed; passwords and codes are not kept, files cannot be.
"""

import re
from collections.abc import Callable
from typing import Any

from allauth.core.ratelimit import consume
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from motcua.kernel.logs import Kind
from motcua.kernel.speech import gettext_noop
from motcua.people.models import Account
from motcua.people.visitor import visitor_of
from motcua.people.watch import is_signed_in, log_of_request
from motcua.ui.refilling import refilled

DUE = "_motcua_typed_before"
MARK, KEPT, SALT = "typed_by", "typed", "motcua.ui.resuming"
# What a page sends beside what is typed in it.
OURS = frozenset({"csrfmiddlewaretoken", MARK, "request", "seen", "agreed", "then", "kept", "over", "begins", "sure"})
# Seconds, and characters: more than the longest form has.
VALID_FOR, MOST = 3600, 200_000
# So many pages may be open when a session ends; all of them together hold no more than that.
MOST_PAGES = 6
SECRET = re.compile("password|secret|credential|^code$|csrf", re.IGNORECASE)
AUTOFOCUS = re.compile(r'(<(?:input|select|textarea)\b[^>]*?)\sautofocus(?:="[^"]*")?(?=[\s>])')
ANOTHERS = gettext_noop(
    "Trang mở trước khi phiên hết là của một tài khoản khác: điều đã nhập ở đó không hiện ở đây và đã bị xóa."
)
MAIN = re.compile(r"<main\b[^>]*>")


def mark_of(account: Account) -> str:
    """What forms on this account's pages say of whose they are."""
    return signing.Signer(salt=SALT).sign(str(account.handle))


def typist_of(request: HttpRequest) -> str:
    """Whose page this was sent from, by the handle; nothing where it does not say so rightly."""
    try:
        return signing.Signer(salt=SALT).unsign(request.POST.get(MARK, ""))
    except signing.BadSignature:
        return ""


def keep(request: HttpRequest) -> bool:
    """Keep what was sent in this browser's session, for who typed it. False where it could not be."""
    typist = typist_of(request)
    names = [name for name in request.POST if name != MARK and not SECRET.search(name)]
    fields = {name: request.POST.getlist(name) for name in names}
    visitor, path = visitor_of(request), request.get_full_path()
    others = [one for one in _kept_in(request) if one["path"] != path and one["until"] > visitor.at.timestamp()]
    if not typist or len(others) >= MOST_PAGES or _length(fields, *(one["fields"] for one in others)) > MOST:
        return False
    if not consume(request, action="typed_before", key=typist):
        return False
    kept = {
        "of": typist,
        "path": path,
        "from": visitor.came_from,
        "action": request.path,
        "fields": fields,
        "has_files": bool(request.FILES),
        "has_secrets": any(SECRET.search(name) and "csrf" not in name for name in request.POST),
        "until": visitor.at.timestamp() + VALID_FOR,
    }
    request.session[KEPT] = [*others, kept]
    return True


def _kept_in(request: HttpRequest) -> list[dict[str, Any]]:
    """What this browser's session keeps, a page each, the last one last."""
    kept = request.session.get(KEPT)
    return list(kept) if isinstance(kept, list) else []


def _length(*pages: dict[str, list[str]]) -> int:
    return sum(len(name) + sum(map(len, values)) for fields in pages for name, values in fields.items())


class SignInFirst(LoginRequiredMiddleware):
    """Who is not signed in is asked to, and told what becomes of what they sent."""

    def handle_no_permission(
        self, request: HttpRequest, view_func: Callable[..., HttpResponseBase]
    ) -> HttpResponseRedirect:
        if request.method != "POST" or request.headers.get("X-Requested-With") == "fetch":
            return super().handle_no_permission(request, view_func)
        is_kept = keep(request)
        if is_kept:
            request.session.set_expiry(VALID_FOR)
            said = _("Việc vừa gửi chưa được thực hiện. Đăng nhập lại bằng chính tài khoản ấy: điều đã nhập hiện lại.")
        else:
            said = _("Việc vừa gửi chưa được thực hiện, và điều đã nhập không giữ lại được. Đăng nhập rồi làm lại.")
        messages.warning(request, " ".join([said, *_lost(_kept_in(request)[-1])]) if is_kept else said)
        return redirect_to_login(request.get_full_path(), settings.LOGIN_URL)


def _lost(kept: dict[str, Any]) -> list[str]:
    """What of it stands nowhere, in sentences."""
    files = [_("Tệp đã chọn không giữ được: hãy chọn lại.")] if kept["has_files"] else []
    return files + ([_("Mật khẩu và mã không được giữ: hãy nhập lại.")] if kept["has_secrets"] else [])


class TypedBefore:
    """Puts what was typed before the sign-in into its page: once, and only for the account that typed it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        kept: dict[str, Any] | None = getattr(request, DUE, None)
        if kept is None or KEPT not in request.session:
            return response
        if response.status_code == 405 and kept["from"] and kept["from"] != kept["path"]:
            # A form that is sent elsewhere than where it stands.
            return redirect(kept["from"])
        if response.status_code == 200 and not response.streaming:
            _leave(request, [one for one in _kept_in(request) if one != kept])
            if response.headers.get("Content-Type", "").startswith("text/html"):
                _refill(request, response, kept)
        return response

    def process_view(self, request: HttpRequest, *_view: object) -> None:
        """By now it is known whether the session goes on: whoever asks sooner takes its owner for signed in."""
        setattr(request, DUE, self._due(request))

    def _due(self, request: HttpRequest) -> dict[str, Any] | None:
        """What is to be shown on this page; what is another's or too old is forgotten, and the first of it said."""
        if settings.SESSION_COOKIE_NAME not in request.COOKIES or not is_signed_in(request):
            return None
        kept = _kept_in(request)
        # A script that looks at a page shows it to nobody.
        if not kept or request.headers.get("X-Requested-With") == "fetch":
            return None
        visitor = visitor_of(request)
        mine = [one for one in kept if one["of"] == str(visitor.by.handle)]
        if len(mine) < len(kept):
            messages.warning(request, _(ANOTHERS))
        fresh = [one for one in mine if one["until"] >= visitor.at.timestamp()]
        if len(fresh) < len(kept):
            _leave(request, fresh)
        if request.method != "GET":
            return None
        here = request.get_full_path()
        return next((one for one in reversed(fresh) if here in (one["path"], one["from"])), None)


def _leave(request: HttpRequest, kept: list[dict[str, Any]]) -> None:
    if kept:
        request.session[KEPT] = kept
    else:
        request.session.pop(KEPT, None)


def _refill(request: HttpRequest, response: HttpResponse, kept: dict[str, Any]) -> None:
    made = refilled(response.content.decode(), path=request.path, action=kept["action"], typed=kept["fields"])
    others = list(dict.fromkeys(one["from"] or one["path"] for one in _kept_in(request)))
    facts = {"is_filled": made.is_filled, "left": made.left, "lost": _lost(kept), "others": others}
    notice = render_to_string("ui/_typed_before.html", facts, request=request)
    # The notice is read before anything is typed on: no field of the page takes the view away from it.
    response.content = MAIN.sub(lambda found: found[0] + notice, AUTOFOCUS.sub(r"\1", made.page), count=1)


def of_another_session(request: HttpRequest) -> HttpResponse | None:
    """Where a form leads whose mark of forgery is none of this session's: to its page, with what was typed.

    It was opened before the last sign-in here. Nothing of it is done, so who forges it gains nothing; and only pages
    shown to this very account are believed.
    """
    typist, account = typist_of(request), visitor_of(request).account
    if not typist or (account is not None and typist != str(account.handle)) or not keep(request):
        return None
    log_of_request(request, Kind.FORGED_FORM)
    if account is None:
        messages.warning(request, _("Phiên làm việc đã hết. Đăng nhập lại: điều đã nhập hiện lại."))
        return redirect_to_login(request.get_full_path(), settings.LOGIN_URL)
    return redirect(request.get_full_path())
