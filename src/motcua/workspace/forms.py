"""Shapes of what officials type. The rules are in the operations; these only turn text into values."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from motcua.dossiers.operations.results import Receiver
from motcua.dossiers.rules import Decision, ItemFacts, Outcome, ReturnMethod
from motcua.handling.models import Consultation
from motcua.kernel.text import VIETNAM
from motcua.organization.models import Agency
from motcua.people.models import Account
from motcua.results.queries import Draft
from motcua.results.rules import Fact, Filled, Kind, as_line

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

    # The result in the making, where it has a form of its own; set before the form is read.
    draft: Draft | None = None

    def ask_for(self, draft: Draft) -> None:
        """Ask for the facts of the result's own form, each with where it is from, in place of a general letter."""
        self.draft = draft
        del self.fields["title"], self.fields["facts"]
        letter = self.fields.pop("body")
        for filled in draft.facts:
            self.fields[filled.fact.name] = _field_of(filled)
        letter.label, letter.widget.attrs["rows"] = _("Lý do, nếu không giải quyết"), 3
        self.fields["body"] = letter

    def values(self) -> dict[str, Any]:
        outcome = Outcome(self.cleaned_data["outcome"])
        if self.draft is not None:
            if outcome == Outcome.GRANTED:
                return {"outcome": outcome, "content": self._facts()}
            letter = Decision(self.draft.template.title, tuple(self.cleaned_data["body"].splitlines()))
            return {"outcome": outcome, "content": letter}
        facts = {}
        for line in self.cleaned_data["facts"].splitlines():
            name, _separator, value = line.partition(":")
            if name.strip():
                facts[name.strip()] = value.strip()
        paragraphs = tuple(self.cleaned_data["body"].splitlines())
        return {"outcome": outcome, "content": Decision(self.cleaned_data["title"], paragraphs, facts)}

    def _facts(self) -> dict[str, Any]:
        facts = [filled.fact for filled in self.draft.facts] if self.draft is not None else []
        return {
            fact.name: rows_of(fact, self.cleaned_data[fact.name])
            if fact.kind == Kind.TABLE
            else self.cleaned_data[fact.name]
            for fact in facts
        }


SOURCE_WORDS = {
    "answer": _("tờ khai"),
    "case": _("trường hợp của người nộp"),
    "filer": _("người nộp hồ sơ"),
    "holder": _("người đứng tên hồ sơ"),
    "recipient": _("người nhận kết quả"),
    "dossier": _("hồ sơ"),
    "agency": _("cơ quan"),
    "procedure": _("thủ tục"),
    "day": _("ngày ký"),
}
BETWEEN = ";"


def _field_of(filled: Filled) -> forms.Field:
    """A fact of a result as it is asked: with its value, its source, and the law that wants it."""
    fact, hint = filled.fact, _hint_of(filled)
    if fact.choices:
        choices = [("", ""), *((choice, choice) for choice in fact.choices)]
        return forms.ChoiceField(
            label=fact.label, help_text=hint, choices=choices, required=False, initial=filled.value
        )
    if fact.kind == Kind.TABLE:
        rows = filled.value if isinstance(filled.value, list) else []
        text = "\n".join(f"{BETWEEN} ".join(row) for row in rows)
        area = forms.Textarea(attrs={"rows": max(3, len(rows) + 1)})
        return forms.CharField(label=fact.label, help_text=hint, widget=area, required=False, initial=text)
    widget = forms.Textarea(attrs={"rows": 3}) if fact.kind == Kind.LINES else None
    return forms.CharField(label=fact.label, help_text=hint, widget=widget, required=False, initial=filled.value)


def _hint_of(filled: Filled) -> str:
    fact = filled.fact
    parts = [fact.hint]
    if fact.kind == Kind.TABLE:
        columns = f"{BETWEEN} ".join(column.label for column in fact.columns)
        parts.append(_("Mỗi dòng một mục: %s.") % columns)
    if filled.source:
        source = SOURCE_WORDS[filled.source.split(".")[0]]
        if filled.is_changed:
            parts.append(_("Theo %(source)s: %(known)s.") % {"source": source, "known": as_line(filled.known)})
        else:
            parts.append(_("Lấy từ %s.") % source)
    if filled.is_required:
        parts.append(_("Bắt buộc theo %s.") % fact.law)
    return " ".join(str(part) for part in parts if part)


def rows_of(fact: Fact, text: str) -> list[list[str]]:
    """The rows of a table as typed, a line each, the columns between semicolons."""
    rows = []
    for line in text.splitlines():
        if line.strip():
            cells = [cell.strip() for cell in line.split(BETWEEN)]
            rows.append((cells + [""] * len(fact.columns))[: len(fact.columns)])
    return rows


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
    receiver_id_number = forms.CharField(label=_("Số định danh người nhận (nếu có)"), required=False, max_length=20)
    authorisation = forms.CharField(
        label=_("Giấy ủy quyền (số, ngày) hoặc quan hệ, nếu nhận thay"), required=False, max_length=200
    )

    def values(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {"receiver": Receiver(data["receiver_name"], data["receiver_id_number"], data["authorisation"])}


# Who has no account here cannot be given the result in it.
RETURN_METHODS = [
    (ReturnMethod.COUNTER, _("Nhận tại Bộ phận Một cửa")),
    (ReturnMethod.POST, _("Nhận qua bưu chính")),
]
ONLINE = [(ReturnMethod.ONLINE, _("Nhận bản điện tử"))]
