"""Shapes of what officials type. The rules are in the operations; these only turn text into values."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, time
from typing import Any

from django import forms
from django.forms.utils import ErrorDict
from django.utils.translation import gettext_lazy as _

from motcua.dossiers.operations.results import Receiver
from motcua.dossiers.queries import returns_of
from motcua.dossiers.rules import Decision, Outcome, ReturnMethod
from motcua.kernel.speech import say
from motcua.kernel.text import VIETNAM, visible
from motcua.kernel.values import hour, narrow, shaped
from motcua.organization.models import Post
from motcua.people.models import Account
from motcua.procedures.models import ProcedureVersion
from motcua.results.queries import Draft
from motcua.results.registers import Conflict
from motcua.results.rules import Fact, Filled, Kind, Template, Values, as_line, asked_as, repeated
from motcua.ui.days import DayField
from motcua.workspace.counting import MOST_COUNTED


class ActionForm(forms.Form):
    """Base of the small forms of actions: every field is read by the operation under its own name."""

    # Nothing need be typed: the focus is on the button, and Enter does it.
    is_light = False
    # What is asked for is picked from the dossier (`workspace.asking`).
    is_asking = False
    # Others are asked by their names (`workspace.opinions`), and files go along.
    is_consulting = takes_files = False

    def clean(self) -> dict[str, Any]:
        """What nobody sees is no part of what was typed: neither on a paper nor in a number that is looked for."""
        typed = super().clean() or {}
        return {name: visible(value).strip() if isinstance(value, str) else value for name, value in typed.items()}

    def values(self) -> dict[str, Any]:
        return dict(self.cleaned_data)

    def spare(self) -> None:
        """Show what was typed and judge none of it yet."""
        self._errors = ErrorDict()


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


class ApologyForm(ReasonForm):
    new_due = DayField(
        label=_("Ngày hẹn mới"), help_text=_("Ví dụ 30 11 2026"),
        error_messages={"required": _("Nhập ngày hẹn mới."), "invalid": _("Ngày hẹn phải là ngày có thật, ví dụ 23/11/2026.")},
    )  # fmt: skip

    def values(self) -> dict[str, Any]:
        typed = dict(self.cleaned_data)
        return {"new_due_on": typed.pop("new_due"), **typed}

    def offer(self, groups: Sequence[tuple[str, str]]) -> None:
        """The groups of reasons to choose among."""
        self.fields["late_group"] = forms.ChoiceField(label=_("Nhóm lý do trễ"), choices=[("", _("Chọn")), *groups], error_messages={"required": _("Chọn nhóm lý do.")})  # fmt: skip
        self.order_fields(["reason", "late_group"])


class FactsForm(ActionForm):
    """A form that asks for the facts of the papers of a result, each with where it is from."""

    # The papers of the result in the making, where they have forms of their own; set before the form is read.
    drafts: Sequence[Draft] = ()
    # What registers say against what stands on the page, in words for who reads it.
    conflicts: Sequence[tuple[Conflict, str]] = ()

    def ask_facts(self, drafts: Sequence[Draft]) -> None:
        """Ask for the facts of each paper; what one repeats of the paper it stands beside is asked there alone."""
        self.drafts = drafts
        for draft in drafts:
            for filled in draft.facts:
                if not filled.fact.same:
                    name = asked_as(draft.place, filled.fact)
                    self.fields[name] = _field_of(self._as_typed(name, filled), draft.copied_from)

    @property
    def filled(self) -> list[tuple[Template, Values]]:
        """The papers with their facts as they stand on the page."""
        papers: list[tuple[Template, Values]] = []
        for draft in self.drafts:
            typed = {
                filled.fact.name: self._as_typed(asked_as(draft.place, filled.fact), filled).value
                for filled in draft.facts
            }
            same = repeated(draft.template.parsed, draft.told, papers[0][1]) if papers else {}
            papers.append((draft.template.parsed, typed | same))
        return papers

    def ask_why(self, conflicts: Sequence[Conflict], answered: Mapping[str, str], posts: Sequence[Post]) -> None:
        """Ask of each entry that speaks against the papers why they are right all the same."""
        self.conflicts = [(conflict, conflict.words(posts)) for conflict in conflicts]
        for conflict, words in self.conflicts:
            if not conflict.is_impossible:
                self.fields[conflict.key] = forms.CharField(
                    label=words, help_text=say(conflict.rule.mend) if conflict.rule.mend else _("Vẫn cấp giấy này thì ghi căn cứ, ví dụ số, ngày của bản án ly hôn; không thì sửa nội dung, hoặc chọn không giải quyết."),
                    widget=forms.Textarea(attrs={"rows": 2}), required=False, max_length=1_000, initial=answered.get(conflict.key, ""),
                )  # fmt: skip

    @property
    def said(self) -> list[tuple[str, str]]:
        """What registers say, above the page; what answers it is typed below."""
        return [(words, "") for _conflict, words in self.conflicts]

    @property
    def answers(self) -> list[forms.BoundField]:
        """Where it is said why the papers are right beside what registers say."""
        return [self[conflict.key] for conflict, _words in self.conflicts if conflict.key in self.fields]

    def _as_typed(self, name: str, filled: Filled) -> Filled:
        """A fact as it stands on the page that was sent, so that what its source says otherwise is told beside it."""
        typed = self.data.get(name)
        if not isinstance(typed, str):
            return filled
        return replace(filled, value=rows_of(filled.fact, typed) if filled.fact.kind == Kind.TABLE else typed.strip())

    def fields_of(self, draft: Draft) -> list[forms.BoundField]:
        """What is asked for one paper."""
        names = [asked_as(draft.place, filled.fact) for filled in draft.facts]
        return [self[name] for name in names if name in self.fields]

    def facts(self) -> dict[str, Any]:
        """What was written, by the names under which it is asked."""
        asked = {asked_as(draft.place, filled.fact): filled.fact for draft in self.drafts for filled in draft.facts}
        facts = {
            name: rows_of(fact, self.cleaned_data[name]) if fact.kind == Kind.TABLE else self.cleaned_data[name]
            for name, fact in asked.items()
            if name in self.fields
        }
        return facts | {field.name: self.cleaned_data[field.name] for field in self.answers}


class DecisionForm(FactsForm):
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
    facts_text = forms.CharField(
        label=_("Thông tin ghi trên kết quả"),
        help_text=_("Mỗi dòng một mục, ví dụ: Họ và tên: Nông Văn Đức"),
        widget=forms.Textarea(attrs={"rows": 6}),
        required=False,
        max_length=20_000,
    )

    grounds = forms.CharField(
        label=_("Căn cứ, nếu không giải quyết"),
        help_text=_("Mỗi căn cứ một dòng; bỏ những văn bản không liên quan đến lý do."),
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
        max_length=4_000,
    )

    def ask_for(self, drafts: Sequence[Draft]) -> None:
        """Ask for the facts of each paper's own form in place of a general letter."""
        del self.fields["title"], self.fields["facts_text"]
        letter, grounds = self.fields.pop("body"), self.fields.pop("grounds")
        self.ask_facts(drafts)
        letter.label, letter.widget.attrs["rows"] = _("Lý do, nếu không giải quyết"), 3
        self.fields |= {"grounds": grounds, "body": letter}

    @property
    def parts(self) -> list[tuple[Draft | None, list[forms.BoundField]]]:
        """The fields by the paper they are for; what is for none stands before and after."""
        papers = [(draft, self.fields_of(draft)) for draft in self.drafts]
        return [(None, [self["outcome"], *self.answers]), *papers, (None, [self["grounds"], self["body"]])]

    def values(self) -> dict[str, Any]:
        outcome = Outcome(self.cleaned_data["outcome"])
        paragraphs = tuple(self.cleaned_data["body"].splitlines())
        if outcome == Outcome.REFUSED:
            title = self.drafts[0].template.title if self.drafts else self.cleaned_data["title"]
            grounds = tuple(self.cleaned_data["grounds"].splitlines())
            return {"outcome": outcome, "content": Decision(title, paragraphs, grounds=grounds)}
        if self.drafts:
            return {"outcome": outcome, "content": self.facts()}
        facts = {}
        for line in self.cleaned_data["facts_text"].splitlines():
            name, _separator, value = line.partition(":")
            if name.strip():
                facts[name.strip()] = value.strip()
        return {"outcome": outcome, "content": Decision(self.cleaned_data["title"], paragraphs, facts)}


class ResultFilesForm(FactsForm):
    """Files made in another system as the papers of the result; what the law wants of each is confirmed beside it."""

    def ask_for(self, drafts: Sequence[Draft], titles: Sequence[str]) -> None:
        """Ask for each paper's file and number; for the title where it has no form of its own."""
        if not drafts:
            self.fields["title"] = forms.CharField(
                label=_("Tên giấy tờ, quyết định"), max_length=300, required=False, initial=titles[0]
            )
        for number in range(1, len(titles) + 1):
            # What is wrong with a file is said beside it; the file itself is read by the page.
            self.fields[f"tep_{number}"] = forms.CharField(required=False, widget=forms.HiddenInput)
            self.fields[f"number_{number}"] = forms.CharField(
                label=_("Số ghi trên giấy"),
                help_text=_("Đúng như trên giấy, ví dụ 05/2026."),
                max_length=60,
                required=False,
            )
        self.ask_facts(drafts)


SOURCE_WORDS = {
    "answer": _("tờ khai"),
    "case": _("trường hợp của người nộp"),
    "filer": _("người nộp hồ sơ"),
    "holder": _("người đứng tên hồ sơ"),
    "recipient": _("người nhận kết quả"),
    "dossier": _("hồ sơ"),
    "fee": _("phí đã tính"),
    "agency": _("cơ quan"),
    "procedure": _("thủ tục"),
    "day": _("ngày ký"),
}
BETWEEN = ";"


def _field_of(filled: Filled, entry: str) -> forms.Field:
    """A fact of a result as it is asked: with its value, its source, and the law that wants it; of a copy, its entry."""
    fact, hint = filled.fact, _hint_of(filled, entry)
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


def _hint_of(filled: Filled, entry: str) -> str:
    fact = filled.fact
    parts = [fact.hint]
    if fact.kind == Kind.TABLE:
        columns = f"{BETWEEN} ".join(column.label for column in fact.columns)
        parts.append(_("Mỗi dòng một mục: %s.") % columns)
    if filled.source:
        source = entry if filled.is_copied else SOURCE_WORDS[filled.source.split(".")[0]]
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


class HourField(forms.TimeField):
    """An hour of the day, however it is said."""

    def to_python(self, value: Any) -> time | None:
        taken: time | None = super().to_python(shaped(hour, value) if isinstance(value, str) else value)
        return taken


class SiteCheckForm(ActionForm):
    """A check on site, written down afterwards."""

    day = DayField(
        label=_("Ngày kiểm tra"), help_text=_("Ví dụ 30 11 2026"),
        error_messages={"required": _("Nhập ngày kiểm tra."), "invalid": _("Ngày kiểm tra phải là ngày có thật, ví dụ 23/11/2026.")},
    )  # fmt: skip
    hour = HourField(
        label=_("Giờ kiểm tra"), help_text=_("Giờ và phút, ví dụ 14:30."), widget=forms.TextInput,
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


class GiveTaskForm(ActionForm):
    official = forms.ModelChoiceField(
        label=_("Người được giao"), queryset=Account.objects.none(),
        error_messages={"required": _("Chọn người được giao."), "invalid_choice": _("Chọn người trong danh sách.")},
    )  # fmt: skip

    def values(self) -> dict[str, Any]:
        return {"to": self.cleaned_data["official"]}


class DongField(forms.IntegerField):
    """An amount as people write it, 150.000, 150 000 or in English 150,000: a đồng has no parts.

    Of its own the field below would read 24.000 as 24.
    """

    def to_python(self, value: Any) -> int | None:
        text = narrow(str(value if value is not None else ""))
        if text and not re.fullmatch(r"-?([0-9]{1,15}|[0-9]{1,3}([. ,])[0-9]{3}(\2[0-9]{3})*)", text):
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        number: int | None = super().to_python(re.sub(r"[. ,]", "", text))
        return number


class ReductionForm(ActionForm):
    """For whom the law takes something off the fee, and the paper that shows it."""

    whom = forms.ChoiceField(label=_("Diện được miễn, giảm"), widget=forms.RadioSelect, required=False)
    proof = forms.CharField(
        label=_("Giấy tờ đã xem"),
        help_text=_("Ví dụ: Giấy chứng nhận hộ nghèo số 15, ngày 02/01/2026. Bỏ áp dụng thì ghi lý do."),
        required=False,
        max_length=500,
    )

    def choose(self, ways: Sequence[tuple[str, str]], chosen: str) -> None:
        """Offer those that the procedure names, and none."""
        field: Any = self.fields["whom"]
        field.choices = [*ways, ("", _("Không thuộc diện nào"))]
        self.initial = {"whom": chosen, **self.initial}


class PaymentForm(ReasonForm):
    amount = DongField(
        label=_("Số tiền phải nộp (đồng)"),
        max_value=10**12,
        required=False,
        error_messages={
            "invalid": _("Ghi số tiền bằng chữ số, ví dụ 150.000."),
            "max_value": _("Số tiền quá lớn. Kiểm tra lại từng chữ số."),
        },
    )

    difference = forms.CharField(
        label=_("Vì sao thu khác số tính theo mức thu"),
        help_text=_("Chỉ ghi khi thu số khác; người nộp được báo điều này."),
        required=False,
        max_length=500,
    )
    counted: tuple[str, ...] = ()

    def ask_numbers(self, names: Sequence[str], numbers: Mapping[str, int], rate: str) -> None:
        """Ask first how many there are of what the fee is for one; without a sum it is reckoned from them."""
        self.counted = tuple(names)
        asked: dict[str, forms.Field] = {}
        for place, name in enumerate(names):
            asked[f"number_{place}"] = forms.IntegerField(
                label=_("Số %s") % say(name),
                required=False,
                min_value=1,
                max_value=MOST_COUNTED,
                initial=numbers.get(name),
                error_messages={"invalid": _("Ghi bằng chữ số.")},
            )
        if asked:
            self.fields["amount"].help_text = _("%s. Để trống thì tính theo mức thu.") % rate
        self.fields = asked | self.fields

    def values(self) -> dict[str, Any]:
        data = self.cleaned_data
        typed = {name: data[f"number_{place}"] for place, name in enumerate(self.counted)}
        numbers = {name: number for name, number in typed.items() if number}
        return {
            "amount_dong": data["amount"], "reason": data["reason"], "difference": data.get("difference", ""),
            "numbers": numbers if self.counted else None,
        }  # fmt: skip


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


def return_methods(version: ProcedureVersion, *, now: ReturnMethod) -> list[tuple[str, str]]:
    """The ways in which the result may come, as an official chooses among them; `now`: the one that is chosen."""
    ways = [*RETURN_METHODS, *ONLINE] if now == ReturnMethod.ONLINE else RETURN_METHODS
    return [(method.value, str(said)) for method, said in ways if method in returns_of(version)]
