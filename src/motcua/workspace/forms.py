"""Shapes of what officials type. The rules are in the operations; these only turn text into values."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from motcua.dossiers.rules import ItemFacts, Outcome, ReturnMethod
from motcua.handling.models import Consultation
from motcua.kernel.text import VIETNAM
from motcua.organization.models import Agency
from motcua.people.models import Account

ROWS = 8


class ActionForm(forms.Form):
    """Base of the small forms of actions: every field is read by the operation under its own name."""

    # Nothing need be typed: the focus is on the button, and Enter does it.
    is_light = False

    def values(self) -> dict[str, Any]:
        return dict(self.cleaned_data)


class NothingToFill(ActionForm):
    """An action that needs only a press."""

    is_light = True


class ReasonForm(ActionForm):
    reason = forms.CharField(
        label=_("Lý do"), widget=forms.Textarea(attrs={"rows": 4}), required=False, max_length=2000
    )


class RemarkForm(ActionForm):
    is_light = True
    remark = forms.CharField(
        label=_("Ghi chú cho bước sau (nếu có)"),
        widget=forms.Textarea(attrs={"rows": 2}),
        required=False,
        max_length=2000,
    )


class JustificationForm(ActionForm):
    justification = forms.CharField(
        label=_("Nội dung chưa đúng yêu cầu"), widget=forms.Textarea(attrs={"rows": 3}), required=False, max_length=2000
    )


class CarryOutForm(ActionForm):
    is_light = True
    justification = forms.CharField(
        label=_("Giải trình (chỉ khi yêu cầu bổ sung lần nữa hoặc quá thời gian)"),
        widget=forms.Textarea(attrs={"rows": 2}), required=False, max_length=2000,
    )  # fmt: skip


class AnswerForm(ActionForm):
    answer = forms.CharField(
        label=_("Trả lời"), widget=forms.Textarea(attrs={"rows": 3}), required=False, max_length=4000
    )


class SupplementForm(ActionForm):
    """Several things to supplement, each with its reason, and one reason for all."""

    reason = forms.CharField(
        label=_("Lý do chung"), widget=forms.Textarea(attrs={"rows": 3}), required=False, max_length=2000
    )
    justification = forms.CharField(
        label=_("Giải trình (chỉ khi yêu cầu bổ sung lần nữa hoặc quá thời gian)"),
        widget=forms.Textarea(attrs={"rows": 2}),
        required=False,
        max_length=2000,
    )

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The rows as typed, padded to a full sheet, for showing again."""
        data: Mapping[str, str] = self.data if self.is_bound else self.initial.get("rows", {})
        return [
            {
                "number": number,
                "what": data.get(f"what_{number}", ""),
                "why": data.get(f"why_{number}", ""),
                "component_key": data.get(f"component_{number}", ""),
            }
            for number in range(1, ROWS + 1)
        ]

    def values(self) -> dict[str, Any]:
        items = [
            ItemFacts(what=row["what"].strip(), why=row["why"].strip(), component_key=row["component_key"])
            for row in self.rows
            if row["what"].strip() or row["why"].strip()
        ]
        return {**super().values(), "items": items}


class ProposedSupplementForm(SupplementForm):
    """What a unit proposes to ask for; whether it must be justified is the one-stop unit's to say when it asks."""

    justification = None  # type: ignore[assignment]


class ApologyForm(ReasonForm):
    new_due = forms.DateField(
        label=_("Ngày hẹn mới"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("Chọn ngày hẹn mới."), "invalid": _("Ngày hẹn phải là ngày có thật, ví dụ 23/11/2026.")},
    )  # fmt: skip

    def values(self) -> dict[str, Any]:
        day = self.cleaned_data["new_due"]
        return {
            "reason": self.cleaned_data["reason"],
            "new_due_at": datetime(day.year, day.month, day.day, 17, 0, tzinfo=VIETNAM),
        }


class DecisionForm(ActionForm):
    """The result as the handling official drafts it."""

    outcome = forms.ChoiceField(
        label=_("Kết quả"),
        choices=[(Outcome.GRANTED, _("Giải quyết theo đề nghị")), (Outcome.REFUSED, _("Không giải quyết"))],
        initial=Outcome.GRANTED,
        widget=forms.RadioSelect,
    )
    title = forms.CharField(label=_("Tên giấy tờ, quyết định"), max_length=300, required=False)
    body = forms.CharField(
        label=_("Nội dung"), help_text=_("Mỗi đoạn một dòng."), widget=forms.Textarea(attrs={"rows": 6}), required=False,
        max_length=20_000,
    )  # fmt: skip
    facts = forms.CharField(
        label=_("Thông tin ghi trên kết quả"),
        help_text=_("Mỗi dòng một mục, ví dụ: Họ và tên: Nông Văn Đức"),
        widget=forms.Textarea(attrs={"rows": 6}),
        required=False,
        max_length=20_000,
    )

    def values(self) -> dict[str, Any]:
        facts = {}
        for line in self.cleaned_data["facts"].splitlines():
            name, _separator, value = line.partition(":")
            if name.strip():
                facts[name.strip()] = value.strip()
        return {
            "outcome": Outcome(self.cleaned_data["outcome"]),
            "title": self.cleaned_data["title"],
            "paragraphs": self.cleaned_data["body"].splitlines(),
            "facts": facts,
        }


class CommonTextForm(ActionForm):
    """One text for several results of the same kind; the facts of each come from its own dossier."""

    title = forms.CharField(label=_("Tên giấy tờ, quyết định"), max_length=300, required=False)
    body = forms.CharField(
        label=_("Nội dung"), help_text=_("Mỗi đoạn một dòng. Họ tên, số định danh, nơi cư trú của từng người được ghi kèm."),
        widget=forms.Textarea(attrs={"rows": 5}), required=False, max_length=20_000,
    )  # fmt: skip


class ReturnStepForm(ReasonForm):
    step = forms.ChoiceField(label=_("Trả về bước"), error_messages={"required": _("Chọn bước trả về.")})

    def values(self) -> dict[str, Any]:
        return {"step_key": self.cleaned_data["step"], "reason": self.cleaned_data["reason"]}


class ConsultationForm(ActionForm):
    agency = forms.ModelChoiceField(
        label=_("Cơ quan được lấy ý kiến"),
        queryset=Agency.objects.none(),
        error_messages={"required": _("Chọn cơ quan.")},
    )
    question = forms.CharField(
        label=_("Nội dung cần lấy ý kiến"), widget=forms.Textarea(attrs={"rows": 4}), required=False, max_length=4000
    )
    working_days = forms.IntegerField(
        label=_("Thời hạn trả lời (ngày làm việc)"),
        initial=3,
        error_messages={"required": _("Ghi số ngày làm việc."), "invalid": _("Ghi một số, ví dụ 3.")},
    )


class SiteCheckForm(ActionForm):
    """A check on site, written down afterwards."""

    day = forms.DateField(
        label=_("Ngày kiểm tra"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("Chọn ngày kiểm tra."), "invalid": _("Ngày kiểm tra phải là ngày có thật, ví dụ 23/11/2026.")},
    )  # fmt: skip
    hour = forms.TimeField(
        label=_("Giờ kiểm tra"), help_text=_("Giờ và phút, ví dụ 14:30."), input_formats=["%H:%M", "%Hh%M", "%Hh"],
        widget=forms.TextInput,
        error_messages={"required": _("Ghi giờ kiểm tra, ví dụ 14:30."), "invalid": _("Ghi giờ và phút, ví dụ 14:30.")},
    )  # fmt: skip
    place = forms.CharField(label=_("Địa điểm"), required=False, max_length=300)
    participants = forms.CharField(
        label=_("Thành phần tham gia"), help_text=_("Họ tên, chức vụ; mỗi dòng một người."),
        widget=forms.Textarea(attrs={"rows": 4}), required=False, max_length=4000,
    )  # fmt: skip
    findings = forms.CharField(
        label=_("Nội dung, kết quả kiểm tra"), widget=forms.Textarea(attrs={"rows": 5}), required=False, max_length=8000
    )

    def values(self) -> dict[str, Any]:
        data = dict(self.cleaned_data)
        day, hour = data.pop("day"), data.pop("hour")
        took_place_at = datetime.combine(day, hour, tzinfo=VIETNAM)
        return {**data, "took_place_at": took_place_at, "participants": data["participants"].splitlines()}


class RecallForm(ActionForm):
    consultation = forms.ModelChoiceField(
        label=_("Cơ quan đang được lấy ý kiến"),
        queryset=Consultation.objects.none(),
        error_messages={"required": _("Chọn cơ quan.")},
    )


class GiveTaskForm(ActionForm):
    official = forms.ModelChoiceField(
        label=_("Người được giao"), queryset=Account.objects.none(),
        error_messages={"required": _("Chọn người được giao."), "invalid_choice": _("Chọn người trong danh sách.")},
    )  # fmt: skip

    def values(self) -> dict[str, Any]:
        return {"to": self.cleaned_data["official"]}


class OpinionForm(AnswerForm):
    agrees = forms.ChoiceField(
        label=_("Ý kiến"), choices=[("yes", _("Đồng ý")), ("no", _("Không đồng ý"))], widget=forms.RadioSelect,
        error_messages={"required": _("Chọn đồng ý hoặc không đồng ý.")},
    )  # fmt: skip

    def values(self) -> dict[str, Any]:
        return {"agrees": self.cleaned_data["agrees"] == "yes", "answer": self.cleaned_data["answer"]}


class PaymentForm(ReasonForm):
    amount = forms.IntegerField(
        label=_("Số tiền phải nộp (đồng)"),
        max_value=10**12,
        error_messages={
            "required": _("Ghi số tiền."),
            "invalid": _("Ghi số tiền bằng chữ số, ví dụ 150000."),
            "max_value": _("Số tiền quá lớn. Kiểm tra lại từng chữ số."),
        },
    )

    def values(self) -> dict[str, Any]:
        return {"amount_dong": self.cleaned_data["amount"], "reason": self.cleaned_data["reason"]}


class PaymentReceiptForm(ActionForm):
    receipt_number = forms.CharField(label=_("Số biên lai, chứng từ"), required=False, max_length=100)


class ReturnResultForm(ActionForm):
    is_light = True
    receiver_name = forms.CharField(label=_("Họ tên người nhận kết quả"), required=False, max_length=200)


# Who has no account here cannot be given the result in it.
RETURN_METHODS = [
    (ReturnMethod.COUNTER, _("Nhận tại Bộ phận Một cửa")),
    (ReturnMethod.POST, _("Nhận qua bưu chính")),
]
