"""Sign-up and sign-in as people here use them: an e-mail or a phone number, and a password."""

from typing import Any

from allauth.account import forms as allauth_forms
from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from motcua.kernel.attempts import Attempt
from motcua.people.adapters import normal_phone
from motcua.people.models import Account


def dress(fields: dict[str, forms.Field]) -> None:
    """The looks of our own fields."""
    for field in fields.values():
        field.widget.attrs.pop("placeholder", None)
        if not isinstance(field.widget, forms.CheckboxInput):
            field.widget.attrs["class"] = "mc-input"


class SignupForm(allauth_forms.SignupForm):  # type: ignore[misc]
    """Name, e-mail or phone, password."""

    full_name = forms.CharField(
        label=gettext_lazy("Họ và tên"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": gettext_lazy("Nhập họ và tên.")},
    )
    field_order = ["full_name", "phone", "email", "password1"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["phone"] = forms.CharField(
            label=_("Số điện thoại"),
            required=False,
            widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
        )
        self.fields["email"].label = _("Email")
        self.fields["email"].help_text = _("Cần ít nhất một trong hai: số điện thoại hoặc email.")
        self.fields["password1"].label = _("Mật khẩu")
        self.fields["password1"].help_text = _("Ít nhất 8 ký tự.")
        self.fields["password1"].error_messages["required"] = _("Nhập mật khẩu.")
        self.order_fields(self.field_order)
        dress(self.fields)

    def clean_phone(self) -> str:
        typed = str(self.cleaned_data.get("phone") or "").strip()
        if not typed:
            return ""
        phone = normal_phone(typed)
        if not phone:
            raise forms.ValidationError(_("Số điện thoại chưa đúng, ví dụ 0912345678."))
        if Account.objects.filter(phone=phone).exists():
            raise forms.ValidationError(_("Số điện thoại này đã có tài khoản. Đăng nhập hoặc đặt lại mật khẩu."))
        return phone

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if not data.get("phone") and not data.get("email") and not {"phone", "email"} & set(self.errors):
            self.add_error("phone", _("Nhập số điện thoại hoặc email."))
        return data

    def try_save(self, request: HttpRequest) -> tuple[Account | None, HttpResponse | None]:
        """The library's own way, and where somebody was faster with the same number, the way to sign in."""
        attempt = Attempt(request)
        with attempt:
            made: tuple[Account | None, HttpResponse | None] = super().try_save(request)
            return made
        return None, attempt.back("account_login")


class LoginForm(allauth_forms.LoginForm):  # type: ignore[misc]
    """E-mail or phone, and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("Số điện thoại hoặc email")
        self.fields["login"].error_messages["required"] = _("Nhập số điện thoại hoặc email.")
        self.fields["password"].label = _("Mật khẩu")
        self.fields["password"].help_text = ""
        self.fields["password"].error_messages["required"] = _("Nhập mật khẩu.")
        dress(self.fields)

    def clean_login(self) -> str:
        """As accounts keep it: the library takes a number for one only with its +84, which nobody types."""
        typed = str(super().clean_login())
        return typed if "@" in typed else normal_phone(typed) or typed
