"""How the sign-in library makes and finds our accounts: by e-mail or by phone."""

from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context as allauth_context
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from motcua.kernel import clock
from motcua.kernel.logs import Kind, log_security
from motcua.kernel.text import local
from motcua.kernel.values import phone_or_empty
from motcua.organization.rules import Duty
from motcua.people.devices import device_for, remember_device
from motcua.people.models import Account
from motcua.people.operations import change_password, send_letter
from motcua.people.operations.sign_ins import note_sign_in
from motcua.people.queries import account_reached_by
from motcua.people.rights import holds, posts_of
from motcua.people.rules import Place, device_words
from motcua.people.sessions import begin
from motcua.people.visitor import visitor_of
from motcua.people.watch import client_of, log_of_request, log_tried


def at_public_address(address: str) -> str:
    """The same page under the address this installation is known by: who asked may have called it by any name."""
    return f"{settings.PUBLIC_ADDRESS.rstrip('/')}{urlsplit(address)._replace(scheme='', netloc='').geturl()}"


def _place_of(account: Account, at: datetime) -> Place:
    """Where somebody works, who signs in: at a counter others stand before the same screen."""
    if not account.is_official:
        return Place.HOME
    return Place.COUNTER if holds(account, Duty.RECEIVE, on=local(at).date()) else Place.OFFICE


def _names(credentials: dict[str, Any]) -> dict[str, str]:
    """How the account was named that somebody tries to open."""
    return {name: str(credentials.get(name) or "") for name in ("email", "phone")}


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Our accounts behind the library's pages, which speak Vietnamese."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": _("Tài khoản này đã ngừng hoạt động. Liên hệ Bộ phận Một cửa."),
        "email_password_mismatch": _("Email hoặc mật khẩu chưa đúng. Kiểm tra lại từng ký tự, hoặc đặt lại mật khẩu."),
        "phone_password_mismatch": _("Số điện thoại hoặc mật khẩu chưa đúng. Kiểm tra lại, hoặc đặt lại mật khẩu."),
        # What was typed is neither.
        "username_password_mismatch": _("Nhập số điện thoại hoặc email của tài khoản; kiểm tra lại cả mật khẩu."),
        "invalid_login": _("Thông tin đăng nhập chưa đúng."),
        "email_taken": _("Email này đã có tài khoản. Đăng nhập hoặc đặt lại mật khẩu."),
        "phone_taken": _("Số điện thoại này đã có tài khoản. Đăng nhập hoặc đặt lại mật khẩu."),
        "enter_current_password": _("Nhập đúng mật khẩu hiện tại."),
        "incorrect_password": _("Mật khẩu chưa đúng."),
        "incorrect_code": _("Mã chưa đúng."),
        "invalid_or_expired_key": _("Liên kết đã hết hạn. Yêu cầu liên kết mới."),
        "invalid_password_reset": _("Liên kết đặt lại mật khẩu đã hết hạn. Yêu cầu liên kết mới."),
        "too_many_login_attempts": _(
            "Nhập sai quá nhiều lần. Thử lại sau 15 phút, dùng máy đã từng đăng nhập, hoặc đặt lại mật khẩu."
        ),
        "unknown_email": _("Không có tài khoản nào dùng email này."),
        "rate_limited": _("Bạn thao tác quá nhanh. Chờ một lát rồi thử lại."),
        "duplicate_email": _("Email này đã gắn với tài khoản của bạn."),
        "same_as_current": _("Giá trị mới phải khác giá trị hiện tại."),
    }

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Where who came from no page goes on: who holds a post to their work, others to the first page."""
        has_work = isinstance(request.user, Account) and bool(posts_of(request.user, on=visitor_of(request).on))
        return reverse("workspace:inbox") if has_work else settings.LOGIN_REDIRECT_URL

    def get_client_ip(self, request: HttpRequest) -> str:
        """Whose address the sign-in limits count: the client's, also behind the proxies that are trusted."""
        return client_of(request)

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """What wrong passwords are counted by: the account, however it was named, and a browser that knows it."""
        account = account_reached_by(**_names(credentials))
        if account is None:
            return str(super()._get_login_attempts_cache_key(request, **credentials))
        return f"{account.handle}:{device_for(request, account)}"

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError:
            log_tried(request, Kind.TOO_OFTEN, **_names(credentials))
            raise

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        log_tried(request, Kind.SIGN_IN_FAILED, **_names(credentials))

    def logout(self, request: HttpRequest) -> None:
        log_of_request(request, Kind.SIGNED_OUT)
        super().logout(request)

    def login(self, request: HttpRequest, user: Account) -> None:
        # Before there is a session: one of which the journal says nothing is not opened.
        clock.refuse_apart()
        self.is_first = user.last_login is None
        if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
            # What greets them is read on their next page, in the language they prefer.
            translation.activate(user.language)
        super().login(request, user)

    def post_login(self, request: HttpRequest, user: Account, **facts: Any) -> HttpResponse:
        """What a sign-in leaves behind: whose session it is, a line in the journal, a browser that is known."""
        at, device = timezone.now(), device_words(request.headers.get("User-Agent", ""))
        begin(request.session, device=device, place=_place_of(user, at), at=at)
        is_new = not self.is_first and not device_for(request, user)
        note_sign_in(user, device=device, is_new=is_new, by=None, at=at)
        log_security(Kind.SIGNED_IN, account=user.pk)
        response: HttpResponse = super().post_login(request, user, **facts)
        remember_device(request, response, user)
        return response

    def get_reauthentication_methods(self, user: Account) -> list[dict[str, Any]]:
        """By the password; every account has one."""
        return [{"id": "reauthenticate", "description": "", "url": reverse("account_reauthenticate")}]

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        request = allauth_context.request
        ours = {name: at_public_address(value) if name.endswith("_url") else value for name, value in context.items()}
        words = {"request": request, "email": email, **ours}
        made = self.render_mail(template_prefix, email, words)
        kind = template_prefix.rpartition("/")[2]
        send_letter(kind=kind, to=email, subject=made.subject, text=made.body, by=None, at=timezone.now())

    def set_password(self, user: Account, password: str) -> None:
        """What the library's pages for a changed and a forgotten password end with."""
        signed_in = getattr(self.request, "user", None)
        by = user if signed_in == user else None
        # The library goes on with its own object: the session that changed it is kept by its new password.
        keep = (self.request.session.session_key or "") if by is not None else ""
        user.password = change_password(user, password=password, keep=keep, by=by, at=timezone.now()).password

    def get_phone(self, user: Account) -> tuple[str, bool] | None:
        return (user.phone, user.is_phone_verified) if user.phone else None

    def set_phone(self, user: Account, phone: str, verified: bool) -> None:
        user.phone, user.is_phone_verified = phone, verified

    def set_phone_verified(self, user: Account, phone: str) -> None:
        user.is_phone_verified = True

    def get_user_by_phone(self, phone: str) -> Account | None:
        wanted = phone_or_empty(phone)
        return Account.objects.filter(phone=wanted).first() if wanted else None

    def send_verification_code_sms(self, user: Account, phone: str, code: str, **kwargs: Any) -> None:
        raise NotImplementedError("phone numbers are not verified by code at sign-up")
