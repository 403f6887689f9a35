"""Changing, setting and losing a password: the library's forms in our words, and a way back in by phone."""

from datetime import timedelta
from typing import Any

from allauth.account import forms as library
from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.password_reset import get_reset_password_from_key_url
from allauth.account.utils import user_pk_to_url_str
from django import forms
from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from motcua.kernel.logs import Kind, log_security
from motcua.kernel.values import phone_number
from motcua.notices.operations import tell
from motcua.notices.queries import sends_short_messages
from motcua.people.adapters import at_public_address
from motcua.people.models import Account
from motcua.people.visitor import visitor_of
from motcua.portal.sign_in import dress
from motcua.ui.typed import typed_as

NEW = gettext_lazy("Mật khẩu mới")
AGAIN = gettext_lazy("Nhập lại mật khẩu mới")
LABELS: dict[str, Promise] = {
    "oldpassword": gettext_lazy("Mật khẩu hiện tại"),
    "password": gettext_lazy("Mật khẩu"),
    "password1": NEW,
    "password2": AGAIN,
    "email": gettext_lazy("Email"),
}


def least(account: object) -> str:
    """How long a new password is at least: longer for who decides over others' matters."""
    is_official = isinstance(account, Account) and account.is_official
    return _("Ít nhất 12 ký tự.") if is_official else _("Ít nhất 8 ký tự.")


class InOurWords:
    """Labels, hints and looks of the library's fields."""

    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = str(LABELS[name])
            field.help_text = least(getattr(self, "user", None)) if name == "password1" else ""
            # A label that says «Nhập lại …» is what to do already.
            again = field.label == str(AGAIN)
            field.error_messages["required"] = f"{field.label}." if again else _("Nhập %s.") % field.label.lower()
        dress(self.fields)


class AddEmailForm(InOurWords, library.AddEmailForm):  # type: ignore[misc]
    """Another e-mail of mine."""


class ChangePasswordForm(InOurWords, library.ChangePasswordForm):  # type: ignore[misc]
    """The old password and a new one."""


class SetPasswordForm(InOurWords, library.SetPasswordForm):  # type: ignore[misc]
    """A first password."""


class ResetPasswordKeyForm(InOurWords, library.ResetPasswordKeyForm):  # type: ignore[misc]
    """A new password, by the link that was sent."""


class ResetTokenForm(library.UserTokenForm):  # type: ignore[misc]
    """The key of such a link; one that opens nothing is told to who watches."""

    def clean(self) -> dict[str, Any]:
        try:
            return dict(super().clean())
        except forms.ValidationError:
            log_security(Kind.WRONG_KEY, of="password")
            raise


class ReauthenticateForm(InOurWords, library.ReauthenticateForm):  # type: ignore[misc]
    """The password once more."""


class ResetPasswordForm(library.ResetPasswordForm):  # type: ignore[misc]
    """Where the link is sent: the e-mail or, as many have no e-mail, the phone of the account."""

    email = forms.CharField(
        label=gettext_lazy("Số điện thoại hoặc email"),
        help_text=gettext_lazy("Liên kết đặt lại mật khẩu được gửi tới số điện thoại hoặc email này."),
        max_length=254,
        widget=forms.TextInput(attrs={"autocomplete": "username", "class": "mc-input"}),
        error_messages={"required": gettext_lazy("Nhập số điện thoại hoặc email.")},
    )

    def clean_email(self) -> str:
        typed = str(self.cleaned_data["email"]).strip()
        if "@" in typed:
            forms.EmailField(error_messages={"invalid": _("Email phải có dạng ten@vidu.vn.")}).clean(typed)
            self.cleaned_data["email"] = typed
            return str(super().clean_email())
        phone = typed_as(phone_number, typed)
        if not sends_short_messages():
            raise forms.ValidationError(
                _("Hệ thống chưa gửi được tin nhắn. Dùng email, hoặc đến Bộ phận Một cửa để được giúp.")
            )
        return phone

    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        reached = str(self.cleaned_data["email"])
        if "@" in reached:
            return str(super().save(request, **kwargs))
        found = get_adapter().get_user_by_phone(reached)
        is_known = isinstance(found, Account) and found.is_active
        context = {"link": f"{settings.PUBLIC_ADDRESS.rstrip('/')}/dang-ky/"}
        if isinstance(found, Account) and is_known:
            key = f"{user_pk_to_url_str(found)}-{library.default_token_generator.make_token(found)}"
            context["secret"] = at_public_address(get_reset_password_from_key_url(request, key))
        # Whether there is such an account is told to nobody but who reads what is sent there; it takes as long.
        tell(
            kind="password_reset" if is_known else "password_reset_unknown",
            account=found if is_known else None,
            email="",
            phone=reached,
            context=context,
            dossier_reference="",
            expires_at=visitor_of(request).at + timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT)
            if is_known
            else None,
            by=None,
            at=visitor_of(request).at,
        )
        return reached
