"""The second step of a sign-in, and what adds a second factor: codes and keys."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.core import context
from allauth.core.ratelimit import clear, consume
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal import auth as ceremony
from cryptography.exceptions import InvalidSignature
from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from motcua.kernel.attempts import Attempt
from motcua.kernel.logs import Kind, log_security
from motcua.kernel.text import one_line
from motcua.people.devices import device_for
from motcua.people.models import Account
from motcua.people.operations.factors import use_code, use_passkey
from motcua.people.queries import factors_of, recovery_codes_of
from motcua.people.visitor import visitor_of
from motcua.people.watch import log_wrong_factor


class AnswerField(forms.JSONField):
    """What a browser's key answered. Numbers without end and nests without bottom are no answer either."""

    def to_python(self, value: Any) -> Any:
        try:
            return super().to_python(value)
        except (ValueError, RecursionError) as error:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from error


@contextmanager
def answering() -> Iterator[None]:
    """What is no answer of a key at all, however it is malformed, is refused like a wrong one."""
    try:
        yield
    except (TypeError, ValueError, LookupError, AttributeError, InvalidSignature) as error:
        raise get_adapter().validation_error("incorrect_code") from error


class SecondStep(forms.Form):
    """What both ways share: few tries, and a note in the session of what was proved."""

    def __init__(self, *args: Any, user: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.factor = user, None

    @property
    def request(self) -> HttpRequest:
        request: HttpRequest = context.request
        return request

    def clean(self) -> dict[str, Any]:
        if self.errors:
            return self.cleaned_data
        # Wrong codes from elsewhere do not lock out who sits at a browser that is known.
        key = f"{self.user.handle}:{device_for(self.request, self.user)}"
        if not consume(self.request, action="second_factor", key=key):
            log_security(Kind.TOO_OFTEN, account=self.user.pk)
            raise forms.ValidationError(_("Nhập sai quá nhiều lần. Chờ 15 phút rồi thử lại."))
        attempt = Attempt(self.request)
        with attempt:
            self.factor = self.judged()
        if attempt.is_refused:
            log_wrong_factor(self.request, self.user)
            raise forms.ValidationError(attempt.errors.get("code") or attempt.message)
        clear(self.request, action="second_factor", key=key)
        return self.cleaned_data

    def judged(self) -> Authenticator:
        raise NotImplementedError

    def save(self) -> None:
        """What the library calls when the step was right."""
        if self.factor is not None:
            record_authentication(self.request, self.user, "mfa", id=self.factor.pk, type=self.factor.type)


class CodeForm(SecondStep):
    """Six digits of an app, or a recovery code; which of them, and a key, the account has is said for its page."""

    code = forms.CharField(
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "class": "mc-input"}),
        error_messages={"required": gettext_lazy("Nhập mã.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = {factor.type for factor in factors_of(self.user)}
        self.has_app, self.has_passkey = Authenticator.Type.TOTP in kinds, Authenticator.Type.WEBAUTHN in kinds
        self.has_codes = bool(recovery_codes_of(self.user))
        self.takes_code = self.has_app or self.has_codes
        self.fields["code"].label = {
            (True, True): _("Mã sáu số, hoặc mã khôi phục"),
            (True, False): _("Mã sáu số của ứng dụng"),
        }.get((self.has_app, self.has_codes), _("Mã khôi phục"))

    def judged(self) -> Authenticator:
        code = str(self.cleaned_data["code"])
        return use_code(self.user, code=code, by=None, at=visitor_of(self.request).at)


class PasskeyForm(SecondStep):
    """What the browser's key answered."""

    credential = AnswerField(widget=forms.HiddenInput)

    def judged(self) -> Authenticator:
        with answering():
            answer = self.cleaned_data["credential"]
            ceremony.parse_authentication_response(answer)
            passkey = ceremony.complete_authentication(self.user, answer)
        return use_passkey(self.user, passkey=passkey, by=None, at=visitor_of(self.request).at)


class NewPasskeyForm(forms.Form):
    """A name, and what the browser's new key answered."""

    name = forms.CharField(label=gettext_lazy("Tên khóa"), required=False, max_length=60)
    credential = AnswerField(
        widget=forms.HiddenInput,
        error_messages={"required": gettext_lazy("Trình duyệt chưa tạo được khóa. Thử lại, hoặc dùng ứng dụng.")},
    )

    def clean_name(self) -> str:
        return one_line(self.cleaned_data["name"])

    def clean_credential(self) -> dict[str, Any]:
        answer: dict[str, Any] = self.cleaned_data["credential"]
        with answering():
            ceremony.parse_registration_response(answer)
            ceremony.complete_registration(answer)
        return answer
