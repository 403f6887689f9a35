"""Shapes for who is who, and what is already known about the person who signs in."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from motcua.dossiers.drafts import MYSELF, OTHER, dialled, told_parties, told_returning
from motcua.dossiers.rules import PartyFacts, Returning, ReturnMethod, wrong_people, wrong_return
from motcua.forms.rules.numbers import differs_from_day
from motcua.kernel.speech import gettext_noop
from motcua.kernel.text import fold
from motcua.kernel.values import NO_NAME, business_number, dialled_number, document_number, id_number, phone_number
from motcua.people.models import Account
from motcua.ui.days import DayField
from motcua.ui.typed import typed_as
from motcua.ui.words import words


def _reachable(typed: str) -> str:
    """A number as one dials it here; nothing when nothing was typed. Raises for what is no telephone number."""
    return dialled_number(typed_as(phone_number, typed))


def known_of(by: Account) -> dict[str, Any]:
    """Everything the account already knows, under the paths that forms name."""
    return {
        "account.full_name": by.full_name,
        "account.id_number": by.id_number,
        "account.born_on": by.born_on.isoformat() if by.born_on else "",
        "account.sex": by.sex if by.sex != "UNKNOWN" else "",
        "account.address": by.address,
        "account.phone": dialled(by),
        "account.email": by.email,
        "account.place_name": by.place.full_name if by.place else "",
        "account.business_name": by.business_name,
        "account.tax_code": by.tax_code,
    }


# How the facts an account learns from a form are called.
LEARNT = {
    "id_number": gettext_noop("số định danh cá nhân"),
    "born_on": gettext_noop("ngày sinh"),
    "address": gettext_noop("nơi cư trú"),
}


def learnt_of(by: Account, told: Mapping[str, Any]) -> dict[str, Any]:
    """What a form said of the account's own person that the account did not know, so that no form asks for it again.

    Nothing where the form is about somebody else: it names another person.
    """
    if fold(str(told.get("account.full_name", ""))) != fold(by.full_name):
        return {}
    facts = {name: told.get(f"account.{name}") for name in LEARNT}
    if differs_from_day(str(facts["id_number"] or by.id_number), str(facts["born_on"] or "")):
        # Either may be the mistake that was told: neither is kept.
        facts["id_number"] = facts["born_on"] = None
    if facts["born_on"]:
        facts["born_on"] = date.fromisoformat(str(facts["born_on"]))
    own = {name: value for name, value in facts.items() if name not in by.fixed_facts}
    return {name: value for name, value in own.items() if value and not getattr(by, name)}


def _returned_by(*methods: ReturnMethod) -> forms.ChoiceField:
    """How the result comes, among these ways."""
    return forms.ChoiceField(
        choices=[(value, said) for value, said in words("return_method").items() if value in methods],
        error_messages={"required": gettext_lazy("Chọn cách nhận kết quả.")},
    )


class PartiesForm(forms.Form):
    """Filer, holder, recipient, and how the result comes."""

    # What is written on it, not chosen, as the page calls it.
    WRITTEN = {
        "holder_name": gettext_lazy("Họ và tên chủ hồ sơ"),
        "holder_id_number": gettext_lazy("Số định danh của chủ hồ sơ"),
        "holder_address": gettext_lazy("Địa chỉ của chủ hồ sơ"),
        "authorisation": gettext_lazy("Giấy ủy quyền (số, ngày)"),
        "recipient_name": gettext_lazy("Họ và tên người nhận"),
        "recipient_phone": gettext_lazy("Điện thoại người nhận"),
        "phone": gettext_lazy("Điện thoại nhận thông báo"),
        "email": gettext_lazy("Email nhận thông báo"),
        "return_address": gettext_lazy("Địa chỉ nhận qua bưu chính"),
    }
    # What is asked only where something else was chosen.
    ASKED = (
        ("holder", OTHER, ("holder_name", "holder_id_number", "holder_address", "authorisation")),
        ("recipient", OTHER, ("recipient_name", "recipient_phone")),
        ("return_method", ReturnMethod.POST, ("return_address",)),
    )
    holder = forms.ChoiceField(
        choices=[(MYSELF, gettext_lazy("Của tôi")), (OTHER, gettext_lazy("Của người khác, tôi nộp thay"))],
        error_messages={"required": gettext_lazy("Chọn hồ sơ của ai.")},
    )
    holder_name = forms.CharField(required=False, max_length=200)
    holder_id_number = forms.CharField(required=False, max_length=20)
    holder_address = forms.CharField(required=False, max_length=300)
    authorisation = forms.CharField(required=False, max_length=200)
    recipient = forms.ChoiceField(
        choices=[(MYSELF, gettext_lazy("Tôi nhận")), (OTHER, gettext_lazy("Người khác nhận"))],
        error_messages={"required": gettext_lazy("Chọn ai nhận kết quả.")},
    )
    recipient_name = forms.CharField(required=False, max_length=200)
    recipient_phone = forms.CharField(required=False, max_length=20)
    phone = forms.CharField(required=False, max_length=20)
    email = forms.EmailField(
        required=False, error_messages={"invalid": gettext_lazy("Email phải có dạng ten@vidu.vn.")}
    )
    return_method = _returned_by(*ReturnMethod)
    return_address = forms.CharField(required=False, max_length=300)

    def __init__(
        self,
        *given: Any,
        returns: Sequence[ReturnMethod] = tuple(ReturnMethod),
        on: date | None = None,
        **more: Any,
    ) -> None:
        """`returns`: how the result may come; at first the counter where what is usual may not be. `on`: today."""
        super().__init__(*given, **more)
        self.on = on
        self.fields["return_method"] = _returned_by(*returns)
        if self.initial.get("return_method") not in returns:
            self.initial["return_method"] = ReturnMethod.COUNTER.value

    @staticmethod
    def initial_of(by: Account, stored: Mapping[str, Any]) -> dict[str, Any]:
        """What stands there at first: what was saved, else what the account knows."""
        known = {
            "holder": MYSELF,
            "recipient": MYSELF,
            "phone": dialled(by),
            "email": by.email,
            "return_method": ReturnMethod.ONLINE.value,
            "return_address": by.address,
        }
        return known | dict(stored)

    def clean_holder_id_number(self) -> str:
        return typed_as(partial(document_number, is_former_taken=True), self.cleaned_data["holder_id_number"])

    def clean_phone(self) -> str:
        return _reachable(self.cleaned_data["phone"])

    def clean_recipient_phone(self) -> str:
        return _reachable(self.cleaned_data["recipient_phone"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        self._spare(data)
        if data.get("holder") == OTHER and not data.get("holder_name"):
            self.add_error("holder_name", _("Nhập họ và tên chủ hồ sơ."))
        if data.get("recipient") == OTHER and not data.get("recipient_name"):
            self.add_error("recipient_name", _("Nhập họ và tên người nhận kết quả."))
        if not data.get("phone") and not data.get("email") and not {"phone", "email"} & self.errors.keys():
            self.add_error("phone", _("Nhập số điện thoại hoặc email để nhận thông báo."))
        if data.get("return_method") == ReturnMethod.POST and not data.get("return_address"):
            self.add_error("return_address", _("Nhập địa chỉ nhận kết quả qua bưu chính."))
        for field, said in self._wrong(data).items():
            if field in self.fields and field not in self.errors:
                if self._is_asked(field, data):
                    self.add_error(field, said)
                else:
                    data[field] = ""
        return data

    def _wrong(self, data: Mapping[str, Any]) -> dict[str, str]:
        return wrong_people(self._typed(data), on=self.on) | wrong_return(data.get("return_address", ""))

    def _is_asked(self, field: str, data: Mapping[str, Any]) -> bool:
        """Whether what was chosen asks for a field; what was chosen wrongly hides none."""
        return all(data.get(choice, value) == value for choice, value, asked in self.ASKED if field in asked)

    def _spare(self, data: dict[str, Any]) -> None:
        """What a choice leaves out stands on no page: it is not judged, and kept only where it is right."""
        for field in [field for field in self.errors if not self._is_asked(field, data)]:
            del self.errors[field]
            data[field] = ""

    def _typed(self, data: Mapping[str, Any]) -> list[PartyFacts]:
        """The persons as they were typed here; of the filer's own account nothing is judged on this page."""
        return told_parties(Account(), dict.fromkeys(self.fields, "") | dict(data))

    def facts(self, by: Account) -> list[PartyFacts]:
        """The three persons."""
        return told_parties(by, self.cleaned_data)

    def returning(self) -> Returning:
        """How the result comes to its recipient."""
        return told_returning(self.cleaned_data)

    @staticmethod
    def names(by: Account, stored: Mapping[str, Any]) -> list[str]:
        """Filer and holder by their names, as far as it is said who they are."""
        return [by.full_name, *([stored["holder_name"]] if stored.get("holder") == OTHER else [])]

    @staticmethod
    def shown(stored: Mapping[str, Any]) -> list[tuple[str, str]]:
        """The saved answers under their labels, for the summary."""
        if not stored:
            return []
        rows = [
            (_("Hồ sơ của"), stored.get("holder_name") if stored["holder"] == OTHER else _("Tôi")),
            (_("Người nhận kết quả"), stored.get("recipient_name") if stored["recipient"] == OTHER else _("Tôi")),
            (_("Điện thoại nhận thông báo"), stored.get("phone")),
            (_("Email nhận thông báo"), stored.get("email")),
            (_("Cách nhận kết quả"), str(words("return_method").get(stored["return_method"], ""))),
        ]
        return [(label, str(text)) for label, text in rows if text]


class ContactForm(forms.Form):
    """Where one is reached and what one signs in with; the password says that it is oneself."""

    phone = forms.CharField(required=False, max_length=20)
    email = forms.EmailField(
        required=False, max_length=254, error_messages={"invalid": gettext_lazy("Email phải có dạng ten@vidu.vn.")}
    )
    password = forms.CharField(max_length=200, error_messages={"required": gettext_lazy("Nhập mật khẩu hiện tại.")})

    def clean_phone(self) -> str:
        return typed_as(phone_number, self.cleaned_data["phone"])


class AccountForm(forms.ModelForm):  # type: ignore[type-arg]
    """One's own facts, asked once and never again in a form."""

    class Meta:
        model = Account
        fields = [
            "full_name",
            "id_number",
            "born_on",
            "sex",
            "address",
            "place",
            "business_name",
            "tax_code",
            "language",
        ]
        error_messages = {"full_name": {"required": gettext_lazy(NO_NAME)}}

    born_on = DayField(required=False)
    language = forms.ChoiceField(choices=settings.LANGUAGES, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.instance.fixed_facts:
            del self.fields[name]

    @property
    def asked(self) -> list[str]:
        """The facts that are one's own to change."""
        return [name for name in self.Meta.fields if name in self.fields]

    def clean_language(self) -> str:
        return str(self.cleaned_data["language"] or self.instance.language)

    def clean_id_number(self) -> str:
        return typed_as(id_number, self.cleaned_data["id_number"])

    def clean_tax_code(self) -> str:
        return typed_as(business_number, self.cleaned_data["tax_code"])
