"""My second factors: an app that makes codes, passkeys, recovery codes; and that officials have one before all else."""

from base64 import b64encode
from collections.abc import Callable
from typing import Concatenate, ParamSpec

from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import generate_totp_secret
from allauth.mfa.webauthn.internal import auth as ceremony
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from motcua.kernel.attempts import Attempt
from motcua.kernel.logs import Kind
from motcua.kernel.qr import qr_svg
from motcua.people.models import Account
from motcua.people.operations.factors import add_app, add_passkey, remove_factor, renew_recovery_codes
from motcua.people.queries import factors_of, recovery_codes_of
from motcua.people.sealing import Unreadable, seal, unseal
from motcua.people.sessions import recently_proved
from motcua.people.visitor import Visitor, visited, visitor_of
from motcua.people.watch import log_of_request
from motcua.portal.factor_forms import NewPasskeyForm

P = ParamSpec("P")
TOTP = Authenticator.Type.TOTP
SECRET = "totp"  # noqa: S105 - the name under which a session keeps it
# What opens to an official without a second factor: the pages that add one, and the ways out.
ADDING = {"second_factor", "factor_app", "factor_passkey"}
ALWAYS = {"account_logout", "account_reauthenticate", "language"}


def is_second(request: HttpRequest, account: Account) -> bool:
    """Whether this session was opened, or its factor added, with a second factor."""
    return any(record["method"] == "mfa" for record in get_authentication_records(request, account))


def _sign_in_again(request: HttpRequest) -> HttpResponse:
    """A session from before a factor was added elsewhere shows that it has it, like every other."""
    log_of_request(request, Kind.SESSION_ENDED)
    logout(request)
    messages.info(request, _("Đăng nhập lại với yếu tố thứ hai của bạn."))
    return redirect("account_login")


class FactorFirst:
    """Leads officials without a second factor to the page that adds one, where they must have one."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: object) -> HttpResponse | None:
        if not settings.SECOND_FACTOR_REQUIRED or request.session.is_empty():
            return None
        account, name = visitor_of(request).account, request.resolver_match.url_name if request.resolver_match else ""
        if account is None or not account.is_official or is_second(request, account) or name in ALWAYS:
            return None
        if factors_of(account):
            return _sign_in_again(request)
        return None if name in ADDING else redirect("portal:second_factor")


def factor_page(
    view: Callable[Concatenate[HttpRequest, Visitor, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """A page about my second factors: for a session that has one, where I have one, and proved a short while ago."""

    @recently_proved
    @visited
    def wrapper(request: HttpRequest, visitor: Visitor, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if factors_of(visitor.by) and not is_second(request, visitor.by):
            return _sign_in_again(request)
        return view(request, visitor, *args, **kwargs)

    return wrapper


@require_GET
@visited
def overview(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """What is asked beside my password, and what I can add."""
    by, factors = visitor.by, factors_of(visitor.by)
    kinds = [(factor, factor.type == TOTP, "" if factor.type == TOTP else factor.wrap().name) for factor in factors]
    return render(
        request,
        "portal/second_factor.html",
        {
            "factors": kinds,
            "has_app": any(is_app for _factor, is_app, _name in kinds),
            "codes_left": len(recovery_codes_of(by)) if factors else 0,
            "must": by.is_official and settings.SECOND_FACTOR_REQUIRED and not factors,
        },
    )


@factor_page
def app(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """Add an app: it reads the picture, and proves with a code that it has."""
    try:
        secret = unseal(request.session[SECRET])
    except (KeyError, Unreadable):
        secret = generate_totp_secret()
        request.session[SECRET] = seal(secret)
    attempt = Attempt(request)
    if attempt.is_sent:
        with attempt:
            code = request.POST.get("code", "")[:20]
            return _added(request, visitor, add_app(visitor.by, secret=secret, code=code, by=visitor.by, at=visitor.at))
    address = get_adapter().build_totp_url(visitor.by, secret)
    picture = b64encode(qr_svg(address, border=4, scale=5).encode()).decode()
    groups = " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
    shown = {"picture": f"data:image/svg+xml;base64,{picture}", "address": address, "groups": groups}
    return attempt.page("portal/factor_app.html", shown)


@factor_page
def passkey(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """Add a key of this device or of a token."""
    form = NewPasskeyForm(request.POST if request.method == "POST" else None)
    attempt = Attempt(request, form)
    if attempt.is_sent:
        with attempt:
            name, credential = form.cleaned_data["name"], form.cleaned_data["credential"]
            made = add_passkey(visitor.by, name=name, credential=credential, by=visitor.by, at=visitor.at)
            return _added(request, visitor, made)
    options = ceremony.begin_registration(visitor.by, passwordless=False)
    return attempt.page("portal/factor_passkey.html", {"form": form, "options": options})


def _added(request: HttpRequest, visitor: Visitor, factor: Authenticator) -> HttpResponse:
    """This session has it from now on; what opens the account without it is shown next."""
    record_authentication(request, visitor.by, "mfa", id=factor.pk, type=factor.type)
    request.session.pop(SECRET, None)
    messages.success(request, _("Đã thêm. Cất các mã khôi phục dưới đây: mỗi mã thay được yếu tố thứ hai một lần."))
    return redirect("portal:recovery_codes")


@factor_page
def recovery_codes(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """The codes that open the account when the factor is lost; new ones at a press."""
    attempt = Attempt(request)
    if attempt.is_sent:
        with attempt:
            renew_recovery_codes(visitor.by, by=visitor.by, at=visitor.at)
            return attempt.done(_("Đã tạo mã mới; mã cũ không dùng được nữa."), "portal:recovery_codes")
        return attempt.back("portal:second_factor")
    return render(request, "portal/recovery_codes.html", {"codes": recovery_codes_of(visitor.by)})


@factor_page
def remove(request: HttpRequest, visitor: Visitor, factor: int) -> HttpResponse:
    """Take one away, once more asked."""
    found = next((known for known in factors_of(visitor.by) if known.pk == factor), None)
    if found is None:
        return redirect("portal:second_factor")
    attempt = Attempt(request)
    if attempt.is_sent:
        with attempt:
            remove_factor(visitor.by, factor=factor, by=visitor.by, at=visitor.at)
            return attempt.done(_("Đã gỡ."), "portal:second_factor")
        return attempt.back("portal:second_factor")
    name = "" if found.type == TOTP else found.wrap().name
    return render(request, "portal/factor_remove.html", {"name": name})
