"""Sign-up: the account is opened when its phone or e-mail has proved to be one's own; who has one learns it there.

What this page answers is the same whether there is an account or not, and so is what it does.
"""

import secrets
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from allauth.account.internal.flows.login import perform_login
from allauth.account.models import Login
from allauth.core.ratelimit import consume
from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.hashers import check_password, make_password
from django.contrib.auth.password_validation import validate_password
from django.core.validators import EmailValidator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from motcua.kernel.attempts import Attempt
from motcua.kernel.glyphs import undrawn, undrawn_words
from motcua.kernel.logs import Kind
from motcua.kernel.operations import Refused
from motcua.kernel.speech import gettext_noop, say
from motcua.kernel.values import dialled_number, figures, person_name, phone_number
from motcua.notices.operations import tell
from motcua.notices.queries import sends_short_messages
from motcua.people.backends import LINE
from motcua.people.models import Account
from motcua.people.operations import register_account
from motcua.people.queries import account_reached_by
from motcua.people.rules import password_forms
from motcua.people.visitor import Visitor, visited
from motcua.people.watch import log_of_request
from motcua.portal.sign_in import dress
from motcua.ui.errors import too_fast
from motcua.ui.typed import typed_as

# The name under which a session keeps what is not an account yet, and for how many seconds.
BEGUN = "sign_up"
VALID_FOR = 15 * 60
# What was said before a code became too old, for the next look at the form.
AGAIN = "sign_up_again"
CODE_IS_OLD = gettext_noop("Mã đã hết hạn: mỗi mã dùng trong 15 phút. Gửi lại để nhận mã mới.")


class SignUpForm(forms.Form):
    """Name, phone or e-mail, password."""

    full_name = forms.CharField(
        label=gettext_lazy("Họ và tên"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": gettext_lazy("Nhập họ và tên.")},
    )
    login = forms.CharField(
        label=gettext_lazy("Số điện thoại hoặc email"),
        help_text=gettext_lazy("Một mã xác nhận được gửi tới đây. Sau này bạn đăng nhập bằng số hoặc email này."),
        max_length=254,
        widget=forms.TextInput(attrs={"autocomplete": "username"}),
        error_messages={"required": gettext_lazy("Nhập số điện thoại hoặc email.")},
    )
    password1 = forms.CharField(
        label=gettext_lazy("Mật khẩu"),
        help_text=gettext_lazy("Ít nhất 8 ký tự."),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": gettext_lazy("Nhập mật khẩu.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        dress(self.fields)

    def clean_full_name(self) -> str:
        name = typed_as(person_name, self.cleaned_data["full_name"])
        if lost := undrawn(name):
            raise forms.ValidationError(undrawn_words(_("Họ và tên"), lost))
        return name

    def clean_login(self) -> str:
        typed = str(self.cleaned_data["login"]).strip()
        if "@" in typed:
            EmailValidator(_("Email phải có dạng ten@vidu.vn."))(typed)
            return typed.lower()
        phone = typed_as(phone_number, typed)
        if not sends_short_messages():
            raise forms.ValidationError(
                _("Hệ thống chưa gửi được tin nhắn. Dùng email, hoặc đến Bộ phận Một cửa để được giúp.")
            )
        return phone

    def clean(self) -> dict[str, Any]:
        made = Account(full_name=self.cleaned_data.get("full_name", ""), **_contact(self.cleaned_data.get("login", "")))
        if "password1" in self.cleaned_data:
            try:
                validate_password(self.cleaned_data["password1"], made)
            except forms.ValidationError as error:
                self.add_error("password1", error)
        return self.cleaned_data


def _contact(login: str) -> dict[str, str]:
    return {"email": login, "phone": ""} if "@" in login else {"email": "", "phone": login}


@sensitive_post_parameters("password1")
@never_cache
@login_not_required
@visited
def sign_up(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """What an account needs; then a code to the phone or e-mail, or the news that it has an account."""
    if visitor.account is not None:
        return redirect(settings.LOGIN_REDIRECT_URL)
    before = request.session.pop(AGAIN, None) if request.method == "GET" else None
    form = SignUpForm(request.POST if request.method == "POST" else None, initial=before)
    attempt = Attempt(request, form)
    if attempt.is_sent:
        with attempt, LINE.turn():
            if not consume(request, action="signup", key=form.cleaned_data["login"]):
                return too_fast(request, minutes=60)
            _begin(request, visitor, form.cleaned_data)
            return redirect("sign_up_code")
    return attempt.page("account/signup.html", {"form": form, "next": _next(request)})


def _begin(request: HttpRequest, visitor: Visitor, typed: dict[str, Any]) -> None:
    contact, code = _contact(typed["login"]), f"{secrets.randbelow(1_000_000):06d}"
    request.session[BEGUN] = {
        "full_name": typed["full_name"],
        **contact,
        "password": make_password(password_forms(typed["password1"])[0]),
        "code": make_password(code),
        "until": visitor.at.timestamp() + VALID_FOR,
        "next": _next(request),
    }
    is_known = account_reached_by(**contact) is not None
    tell(
        kind="sign_up_known" if is_known else "sign_up_code",
        account=None,
        **contact,
        context={"secret": code, "link": f"{settings.PUBLIC_ADDRESS.rstrip('/')}/dang-nhap/"},
        dossier_reference="",
        expires_at=None if is_known else visitor.at + timedelta(seconds=VALID_FOR),
        # Nobody has an account to say it; the page is read in one.
        language=get_language(),
        by=None,
        at=visitor.at,
    )


def _next(request: HttpRequest) -> str:
    """The page of ours from which somebody came to sign up."""
    wanted = (request.POST.get("next") or request.GET.get("next") or "")[:500]
    return wanted if url_has_allowed_host_and_scheme(wanted, None) else ""


class CodeForm(forms.Form):
    """The code that was sent."""

    code = forms.CharField(
        label=gettext_lazy("Mã xác nhận"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "class": "mc-input"}),
        error_messages={
            "required": gettext_lazy("Nhập mã."),
            "max_length": gettext_lazy("Mã chỉ có sáu chữ số. Nhập lại."),
        },
    )


@never_cache
@login_not_required
@visited
def code(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """The code proves that the phone or e-mail is one's own; the account is opened and signed in to."""
    begun = request.session.get(BEGUN)
    if not begun:
        return redirect("account_signup")
    if begun["until"] < visitor.at.timestamp():
        # Asked again with what was said; the password alone was never kept to be shown.
        del request.session[BEGUN]
        login = begun["email"] or dialled_number(begun["phone"])
        request.session[AGAIN] = {"full_name": begun["full_name"], "login": login}
        messages.warning(request, say(CODE_IS_OLD))
        return redirect(
            f"{reverse('account_signup')}?{urlencode({'next': begun['next']})}" if begun["next"] else "account_signup"
        )
    form = CodeForm(request.POST if request.method == "POST" else None)
    attempt = Attempt(request, form)
    if attempt.is_sent:
        with attempt, LINE.turn():
            account = _open(request, visitor, begun, form.cleaned_data["code"])
            del request.session[BEGUN]
            login = Login(user=account, signup=True, email=account.email or None, redirect_url=begun["next"] or None)
            answer: HttpResponse = perform_login(request, login)
            return answer
    reached = begun["email"] or begun["phone"].replace("+84", "0", 1)
    return attempt.page("account/signup_code.html", {"form": form, "reached": reached})


def _open(request: HttpRequest, visitor: Visitor, begun: dict[str, Any], typed: str) -> Account:
    # Not in the session: what many send at once would each be the first there. The hash is of this code alone.
    if not consume(request, action="sign_up_code", key=begun["code"]):
        raise Refused("", errors={"code": _("Nhập sai quá nhiều lần. Đăng ký lại để nhận mã mới.")})
    if not check_password(figures(typed), begun["code"]):
        log_of_request(request, Kind.WRONG_CODE, of="sign_up")
        raise Refused("", errors={"code": _("Mã chưa đúng. Kiểm tra lại từng số.")})
    facts = {name: begun[name] for name in ("full_name", "email", "phone", "password")}
    account = Account(**facts, joined_at=visitor.at, is_phone_verified=bool(begun["phone"]))
    return register_account(account, by=None, at=visitor.at)
