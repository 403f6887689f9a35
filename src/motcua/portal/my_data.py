"""My data: what is held of me, taking all of it, erasing the account, and asking for what must be decided."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from motcua.kernel.attempts import Attempt
from motcua.kernel.manifests import offered
from motcua.kernel.retention import rules_in_force
from motcua.kernel.speech import say
from motcua.people.models import Account
from motcua.people.operations.own_data import ask_erasure, erase_account, take_data
from motcua.people.queries import erasure_requests_of
from motcua.people.rules import PersonalData
from motcua.people.visitor import Visitor, visited
from motcua.portal.account import confirm_password
from motcua.portal.taking import archive, parts_of
from motcua.ui.retention import rule_words


class PasswordForm(forms.Form):
    """The password once more: it is oneself."""

    password = forms.CharField(max_length=200, error_messages={"required": gettext_lazy("Nhập mật khẩu hiện tại.")})


class EraseForm(PasswordForm):
    """That one has read what becomes of it, and the password."""

    understood = forms.BooleanField(
        error_messages={"required": gettext_lazy("Đánh dấu để xác nhận bạn muốn xóa tài khoản.")}
    )


@visited
def my_data(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """What is held of me by kinds, and my requests to have something erased."""
    by = visitor.by
    attempt = Attempt(request)
    text = request.POST.get("text", "")
    if attempt.is_sent:
        with attempt:
            ask_erasure(by, text=text, by=by, at=visitor.at)
            return attempt.done(_("Đã gửi đề nghị. Câu trả lời sẽ có ở trang này."), "portal:my_data")
    requests = erasure_requests_of(by)
    return attempt.page(
        "portal/my_data.html",
        {
            "kinds": _kinds(visitor),
            "requests": requests,
            "is_waiting": any(one.answered_at is None for one in requests),
            "is_official": by.is_official,
            "text": text,
        },
    )


def _kinds(visitor: Visitor) -> list[dict[str, Any]]:
    """Every kind of data held of me: what it is, how much, where it is seen, what becomes of it."""
    kinds = offered(PersonalData)
    return [
        {
            "label": say(kinds[key].label),
            "count": part.count,
            "page": kinds[key].page,
            "fate": say(kinds[key].fate),
            "is_erased": kinds[key].is_erased,
        }
        for key, part in parts_of(visitor.by, at=visitor.at).items()
    ]


@visited
def take(request: HttpRequest, visitor: Visitor) -> HttpResponseBase:
    """All of it as one archive, once the password was entered again."""
    by = visitor.by
    attempt, is_confirmed = _confirmed(request, by, PasswordForm)
    if is_confirmed:
        with attempt:
            take_data(by, by=by, at=visitor.at)
            return _sent(visitor)
    return attempt.page("portal/my_data_take.html", {})


def _confirmed(request: HttpRequest, by: Account, asked: type[PasswordForm]) -> tuple[Attempt, bool]:
    """What a page that asks for the password was sent, and whether the password is theirs."""
    form = asked(request.POST if request.method == "POST" else None)
    attempt = Attempt(request, form)
    if not attempt.is_sent:
        return attempt, False
    with attempt:
        confirm_password(request, by, form.cleaned_data["password"])
    return attempt, not attempt.is_refused


def _sent(visitor: Visitor) -> StreamingHttpResponse:
    pieces = archive(visitor.by, language=get_language() or "vi", at=visitor.at)
    response = StreamingHttpResponse(pieces, content_type="application/zip")
    name = f"du-lieu-cua-toi-{visitor.on:%Y-%m-%d}.zip"
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response["Cache-Control"] = "private, no-store"
    return response


@visited
def erase(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """What is erased with my account and what must be kept; then the account is gone."""
    by = visitor.by
    attempt, is_confirmed = _confirmed(request, by, EraseForm)
    if is_confirmed:
        with attempt:
            erase_account(by, by=by, at=visitor.at)
            logout(request)
            messages.success(request, _("Đã xóa tài khoản."))
            return redirect("portal:home")
    kinds = [kind for kind in _kinds(visitor) if kind["count"]]
    values = {
        "goes": [kind for kind in kinds if kind["is_erased"]],
        "stays": [kind for kind in kinds if not kind["is_erased"]],
        "is_official": by.is_official,
        "understood": bool(request.POST.get("understood")),
    }
    return attempt.page("portal/my_data_erase.html", values)


@require_GET
@login_not_required
@visited
def privacy(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """What the platform keeps of people, how long and why, and what a person may ask for."""
    rules = [rule_words(rule) for rule in rules_in_force(on=visitor.on).values()]
    return render(request, "portal/privacy.html", {"rules": rules})
