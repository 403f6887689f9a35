"""Sign-in as people here use it: an e-mail or a phone number, and a password."""

from typing import Any

from allauth.account import forms as allauth_forms
from django import forms
from django.utils.translation import gettext as _

from motcua.kernel.values import phone_or_empty


def dress(fields: dict[str, forms.Field]) -> None:
    """The looks of our own fields."""
    for field in fields.values():
        field.widget.attrs.pop("placeholder", None)
        if not isinstance(field.widget, forms.CheckboxInput):
            field.widget.attrs["class"] = "mc-input"


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
        return typed if "@" in typed else phone_or_empty(typed) or typed
