"""Where I am reached and what I sign in with: a new one counts once a code that was sent to it has come back."""

import secrets
from datetime import timedelta
from typing import Any

from allauth.core.ratelimit import consume
from django.contrib import messages
from django.contrib.auth.hashers import check_password, make_password
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from motcua.kernel.attempts import Attempt
from motcua.kernel.logs import Kind
from motcua.kernel.operations import Refused
from motcua.kernel.speech import say
from motcua.kernel.text import format_phone
from motcua.kernel.values import dialled_number, figures
from motcua.notices.operations import tell
from motcua.notices.queries import sends_short_messages
from motcua.people.backends import LINE
from motcua.people.models import Account
from motcua.people.operations import change_contact
from motcua.people.queries import contact_errors
from motcua.people.visitor import Visitor, visited
from motcua.people.watch import log_of_request
from motcua.portal.account import confirm_password
from motcua.portal.people_forms import ContactForm
from motcua.portal.sign_up import CODE_IS_OLD, CodeForm

# The name under which a session keeps a contact that is not confirmed yet, and for how many seconds.
WAITING = "new_contact"
VALID_FOR = 15 * 60
# What was wanted when a code became too old.
AGAIN = "new_contact_again"


@visited
def contact(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """Change my telephone number or e-mail; where I was reached before, I am told of it."""
    by = visitor.by
    initial = {"phone": format_phone(by.phone).replace(" ", ""), "email": by.email}
    if request.method == "GET":
        initial |= request.session.pop(AGAIN, {})
    form = ContactForm(request.POST if request.method == "POST" else None, initial=initial)
    attempt = Attempt(request, form)
    if attempt.is_sent:
        with attempt:
            confirm_password(request, by, form.cleaned_data["password"])
            if not consume(request, action="contact", user=by):
                log_of_request(request, Kind.TOO_OFTEN)
                raise Refused(_("Bạn đã đổi liên hệ nhiều lần. Thử lại vào ngày mai."))
            phone = form.cleaned_data["phone"]
            email = by.email if by.is_official else form.cleaned_data["email"]
            if errors := contact_errors(by, phone, email):
                raise Refused(_("Chưa đổi được."), errors=errors)
            wanted = {"phone": phone, "email": email, "confirmed": []}
            if unproved := _unproved(by, wanted):
                _send_code(request, visitor, wanted, unproved)
                return redirect("portal:contact_code")
            return _changed(attempt, visitor, wanted)
    return attempt.page("portal/contact.html", {"form": form, "is_official": by.is_official})


def _unproved(by: Account, wanted: dict[str, Any]) -> str:
    """What of it is new and nobody has shown to be theirs: the telephone first, then the e-mail."""
    new = [
        name
        for name in ("phone", "email")
        if wanted[name] and wanted[name].lower() != getattr(by, name).lower() and name not in wanted["confirmed"]
    ]
    return new[0] if new else ""


def _send_code(request: HttpRequest, visitor: Visitor, wanted: dict[str, Any], name: str) -> None:
    """Send a code to what is new; refused where no message can be sent."""
    if name == "phone" and not sends_short_messages():
        said = _("Hệ thống chưa gửi được tin nhắn nên chưa xác nhận được số mới. Đến Bộ phận Một cửa để được giúp.")
        raise Refused("", errors={"phone": said})
    code, until = f"{secrets.randbelow(1_000_000):06d}", visitor.at + timedelta(seconds=VALID_FOR)
    request.session[WAITING] = {
        **wanted,
        "asks": name,
        "code": make_password(code),
        "until": until.timestamp(),
    }
    tell(
        kind="contact_code", account=None, **{"email": "", "phone": "", name: wanted[name]},
        context={"secret": code, "link": ""}, dossier_reference="", expires_at=until, language=get_language(),
        by=None, at=visitor.at,
    )  # fmt: skip


@never_cache
@visited
def contact_code(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """The code says that the new number or e-mail is one's own; only then it counts."""
    waiting: dict[str, Any] | None = request.session.get(WAITING)
    if not waiting:
        return redirect("portal:contact")
    if waiting["until"] < visitor.at.timestamp():
        del request.session[WAITING]
        request.session[AGAIN] = {"phone": dialled_number(waiting["phone"]), "email": waiting["email"]}
        messages.warning(request, say(CODE_IS_OLD))
        return redirect("portal:contact")
    form = CodeForm(request.POST if request.method == "POST" else None)
    attempt = Attempt(request, form)
    if attempt.is_sent:
        with attempt, LINE.turn():
            _check(request, waiting["code"], form.cleaned_data["code"])
            wanted = {name: waiting[name] for name in ("phone", "email")}
            wanted["confirmed"] = [*waiting["confirmed"], waiting["asks"]]
            if unproved := _unproved(visitor.by, wanted):
                _send_code(request, visitor, wanted, unproved)
                return redirect("portal:contact_code")
            answer = _changed(attempt, visitor, wanted)
            del request.session[WAITING]
            return answer
    reached = format_phone(waiting["phone"]) if waiting["asks"] == "phone" else waiting["email"]
    return attempt.page("portal/contact_code.html", {"form": form, "reached": reached})


def _check(request: HttpRequest, code: str, typed: str) -> None:
    # Not in the session: what many send at once would each be the first there. The hash is of this code alone.
    if not consume(request, action="sign_up_code", key=code):
        raise Refused("", errors={"code": _("Nhập sai quá nhiều lần. Đổi liên hệ lại để nhận mã mới.")})
    if not check_password(figures(typed), code):
        log_of_request(request, Kind.WRONG_CODE, of="contact")
        raise Refused("", errors={"code": _("Mã chưa đúng. Kiểm tra lại từng số.")})


def _changed(attempt: Attempt, visitor: Visitor, wanted: dict[str, Any]) -> HttpResponse:
    change_contact(
        visitor.by, phone=wanted["phone"], email=wanted["email"], confirmed=wanted["confirmed"], by=visitor.by,
        at=visitor.at,
    )  # fmt: skip
    return attempt.done(_("Đã lưu. Lần sau đăng nhập bằng số điện thoại hoặc email mới."), "portal:account")
