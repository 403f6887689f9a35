"""Shapes of what keepers of the catalogue type: a draft with its parts, decisions, own values."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from motcua.kernel.addresses import number_in
from motcua.kernel.lengths import too_long
from motcua.kernel.values import narrow
from motcua.laws.rules import RESOLUTION, as_law_writes
from motcua.procedures.models import ProcedureVersion
from motcua.procedures.operations.keeping import Decision, DraftFacts, OwnValue
from motcua.procedures.rules import Aspect
from motcua.procedures.rules.national import NUMBER
from motcua.ui.days import DayField
from motcua.ui.words import words

SPARE_ROWS = 3
MOST_ROWS = 300
# What may be said of a paper besides how many: nobody brings what the form makes or a database has.
MARKS = ("is_made_by_form", "is_in_database", "is_shown_only")


class DecisionForm(forms.Form):
    """Number, day of signature and day of effect of a decision."""

    number = forms.CharField(
        label=_("Số quyết định"), max_length=100, help_text=_("Ví dụ 1234/QĐ-UBND"),
        error_messages={"required": _("Ghi số quyết định, ví dụ 1234/QĐ-UBND.")},
    )  # fmt: skip
    decided_on = DayField(
        label=_("Ngày ký"), help_text=_("Ví dụ 30 11 2026"),
        error_messages={"required": _("Nhập ngày ký."), "invalid": _("Ngày ký phải là ngày có thật.")},
    )  # fmt: skip
    valid_from = DayField(
        label=_("Có hiệu lực từ"), help_text=_("Ví dụ 30 11 2026"),
        error_messages={"required": _("Nhập ngày có hiệu lực."), "invalid": _("Ngày phải là ngày có thật.")},
    )  # fmt: skip

    def decision(self) -> Decision:
        data = self.cleaned_data
        return Decision(data["number"], data["decided_on"], data["valid_from"])


class KeepForm(forms.Form):
    """Why a repeal to come does not come."""

    reason = forms.CharField(
        label=_("Lý do thôi bãi bỏ"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Vì sao, theo văn bản nào."),
        error_messages={"required": _("Ghi vì sao, theo văn bản nào.")},
    )  # fmt: skip


class OwnValueForm(DecisionForm):
    """A value of the province beside the national one."""

    aspect = forms.ChoiceField(
        label=_("Nội dung tỉnh quy định"), choices=list(words("aspect").items()),
        error_messages={"required": _("Chọn nội dung."), "invalid_choice": _("Chọn nội dung.")},
    )  # fmt: skip
    channel = forms.ChoiceField(
        label=_("Cách nộp"), choices=[("", _("Mọi cách nộp")), *words("channel").items()], required=False
    )
    fee_dong = forms.CharField(label=_("Phí (đồng)"), required=False, max_length=30, help_text=_("Ví dụ 150.000"))
    amount = forms.IntegerField(
        label=_("Thời hạn (số)"), required=False, min_value=0, max_value=3660,
        help_text=_("Giải quyết ngay trong ngày thì ghi 0."),
        error_messages={"invalid": _("Ghi một số, ví dụ 3."), "min_value": _("Thời hạn không thể âm.")},
    )  # fmt: skip
    unit = forms.ChoiceField(
        label=_("Đơn vị thời hạn"), choices=[("", _("Chọn")), *words("unit").items()], required=False
    )
    text = forms.CharField(
        label=_("Nội dung khác"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Cơ quan, địa chỉ, trường hợp, hoặc ghi chú về phí."),
    )  # fmt: skip
    field_order = ("aspect", "channel", "fee_dong", "amount", "unit", "text", "number", "decided_on", "valid_from")

    def clean_fee_dong(self) -> int | None:
        typed = self.cleaned_data["fee_dong"].strip()
        number = whole(typed)
        if typed and number is None:
            raise forms.ValidationError(_("Ghi bằng chữ số, ví dụ 150000."))
        return number

    def value(self) -> OwnValue:
        data = self.cleaned_data
        return OwnValue(
            aspect=Aspect(data["aspect"]), decision=self.decision(), channel=data["channel"], fee_dong=data["fee_dong"],
            amount=data["amount"], unit=data["unit"], text=data["text"],
        )  # fmt: skip


def whole(text: str) -> int | None:
    """A whole number as people type it (150.000), or None."""
    number = number_in(narrow(text).replace(".", "").replace(" ", ""))
    return number if number is not None and number < 10**12 else None


def lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def shown_case(when: Mapping[str, list[str]]) -> str:
    """The answers of a case on one line: question=value/value; question=value."""
    return "; ".join(f"{key}={'/'.join(values)}" for key, values in when.items())


def read_case(text: str) -> dict[str, list[str]]:
    """What `shown_case` wrote, as typed."""
    parts = (part.split("=", 1) for part in text.replace(" ", "").split(";") if "=" in part)
    return {name: values.split("/") for name, values in parts}


class DraftForm:
    """A draft on screen: its texts, its tables of channels and components, its questions. Keeps what was typed."""

    TEXTS = ("summary", "agency_name", "competent_name", "coordinating_name", "result_name", "partial_reason")
    LINES = ("steps", "conditions", "notes")

    def __init__(self, draft: ProcedureVersion, data: Mapping[str, str] | None = None) -> None:
        self.draft, self.data = draft, data
        self.errors: dict[str, str] = {}

    def text(self, name: str) -> str:
        """The words of a field as typed, else as stored."""
        if self.data is not None:
            return self.data.get(name, "")
        value = getattr(self.draft, name)
        return "\n".join(value) if name in self.LINES else str(value)

    @property
    def values(self) -> dict[str, str]:
        return {name: self.text(name) for name in (*self.TEXTS, *self.LINES)}

    @property
    def bases(self) -> str:
        if self.data is not None:
            return self.data.get("legal_bases", "")
        return "\n".join(basis.number for basis in self.draft.legal_bases.all())

    @property
    def questions(self) -> str:
        """One question a line: key | text | value=label; value=label."""
        if self.data is not None:
            return self.data.get("questions", "")
        return "\n".join(
            f"{one.key} | {one.text} | " + "; ".join(f"{option['value']}={option['label']}" for option in one.options)
            for one in self.draft.questions.all()
        )

    @property
    def channels(self) -> list[dict[str, Any]]:
        names = (
            "kind",
            "amount",
            "unit",
            "time_note",
            "fee",
            "fee_per",
            "fee_basis",
            "of_province",
            "fee_note",
            "when",
            "only_when_down",
        )
        stored = [
            {
                "kind": one.kind, "amount": "" if one.amount is None else str(one.amount), "unit": one.unit,
                "time_note": one.time_note, "fee": "" if one.fee_dong is None else str(one.fee_dong),
                "fee_per": one.fee_per, "fee_basis": one.fee_basis,
                "of_province": "1" if one.is_fee_of_province else "",
                "fee_note": one.fee_note, "when": shown_case(one.when),
                "only_when_down": "1" if one.is_only_when_down else "",
            }
            for one in self.draft.channels.all()
        ]  # fmt: skip
        return self._rows("channel", names, stored)

    @property
    def components(self) -> list[dict[str, Any]]:
        names = ("key", "name", "originals", "copies", "note", "when", "is_note", "is_optional", *MARKS)
        stored = [
            {
                "key": one.key, "name": one.name, "originals": str(one.originals), "copies": str(one.copies),
                "note": one.note, "when": shown_case(one.when),
                "is_note": "1" if one.is_note else "", "is_optional": "" if one.is_required else "1",
                **{name: "1" if getattr(one, name) else "" for name in MARKS},
            }
            for one in self.draft.components.all()
        ]  # fmt: skip
        return self._rows("component", names, stored)

    def _rows(self, prefix: str, names: tuple[str, ...], stored: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """The rows as typed or stored, and a few empty ones."""
        if self.data is not None:
            count = min(whole(self.data.get(f"{prefix}s", "")) or 0, MOST_ROWS)
            rows = [{name: self.data.get(f"{prefix}_{n}_{name}", "") for name in names} for n in range(count)]
        else:
            rows = stored + [dict.fromkeys(names, "") for _spare in range(SPARE_ROWS)]
        return [
            {
                **row,
                "n": number,
                "prefix": f"{prefix}_{number}",
                **{f"prefix_{name}": f"{prefix}_{number}_{name}" for name in names},
            }
            for number, row in enumerate(rows)
        ]

    def content(self) -> DraftFacts | None:
        """What was typed as values; None when something cannot be read, with the reason in `errors`."""
        facts: dict[str, Any] = {name: self.text(name).strip() for name in self.TEXTS}
        facts |= {name: lines(self.text(name)) for name in self.LINES}
        questions = self._read_questions()
        channels = self._read_channels()
        components = self._read_components()
        bases = [as_law_writes(line) for line in lines(self.bases)]
        wrong = [
            number for number in bases if not NUMBER.fullmatch(number.removeprefix(RESOLUTION)) or len(number) > 60
        ]
        if wrong:
            self.errors["legal_bases"] = str(_("Số ký hiệu không đúng dạng: %s")) % ", ".join(wrong[:3])
        return None if self.errors else DraftFacts(facts, channels, components, questions, bases)

    def _read_questions(self) -> list[dict[str, Any]]:
        found = []
        for line in lines(self.questions):
            parts = [part.strip() for part in line.split("|")]
            options = [
                {"value": value.strip(), "label": label.strip()}
                for value, _sign, label in (option.partition("=") for option in parts[-1].split(";"))
                if value.strip() and label.strip()
            ]
            is_key = len(parts) == 3 and parts[0].replace("-", "").replace("_", "").isalnum() and parts[0].isascii()
            if not is_key or len(parts[0]) > 60 or not parts[1] or len(options) < 2:
                self.errors["questions"] = (
                    str(_("Mỗi câu hỏi một dòng: khóa | câu hỏi | giá trị=nhãn; giá trị=nhãn. Xem dòng: %s"))
                    % (line[:80])
                )
                continue
            found.append({"key": parts[0], "text": parts[1], "options": options})
        return found

    def _read_channels(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        for row in self.channels:
            if not row["kind"]:
                continue
            self._read_when(row)
            for name in ("amount", "fee"):
                if row[name].strip() and whole(row[name]) is None:
                    self.errors[f"{row['prefix']}_{name}"] = str(_("Ghi bằng chữ số, ví dụ 150000."))
            for name, longest in (("fee_per", 60), ("fee_basis", 200)):
                if said := too_long(row[name].strip(), longest):
                    self.errors[f"{row['prefix']}_{name}"] = said
            kind = row["kind"] if row["kind"] in words("channel") else "COUNTER"
            found.append(
                {
                    "kind": kind, "variant": sum(one["kind"] == kind for one in found), "amount": whole(row["amount"]),
                    "unit": row["unit"] if row["unit"] in words("unit") else "", "time_note": row["time_note"].strip(),
                    "fee_dong": whole(row["fee"]), "fee_per": row["fee_per"].strip(),
                    "fee_basis": row["fee_basis"].strip(), "is_fee_of_province": bool(row["of_province"]),
                    "fee_note": row["fee_note"].strip(), "when": read_case(row["when"]),
                    "is_only_when_down": bool(row["only_when_down"]),
                }
            )  # fmt: skip
        return found

    def _read_when(self, row: Mapping[str, Any]) -> None:
        """A condition that cannot be read would make a paper everybody's."""
        typed = row["when"].strip()
        if typed and any("=" not in part for part in typed.split(";") if part.strip()):
            self.errors[f"{row['prefix']}_when"] = str(_("Ghi dạng khóa=giá trị, ví dụ nguoi-nop=uy-quyen."))

    def _read_components(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        taken: set[str] = set()
        for row in self.components:
            if not row["name"].strip():
                continue
            key = row["key"].strip() or f"tp-{row['n'] + 1}"
            if said := too_long(key, 80):
                self.errors[f"{row['prefix']}_key"] = said
            while key in taken:
                key = f"{key[:70]}-{row['n'] + 1}"
            taken.add(key)
            counts = {name: whole(row[name]) or 0 for name in ("originals", "copies")}
            if max(counts.values()) > 99 or any(row[name].strip() and whole(row[name]) is None for name in counts):
                self.errors[f"{row['prefix']}_originals"] = str(_("Số bản là số, không quá 99."))
            self._read_when(row)
            found.append(
                {
                    "key": key, "name": row["name"].strip(), **counts, "note": row["note"].strip(),
                    "when": read_case(row["when"]),
                    "is_note": bool(row["is_note"]), "is_required": not row["is_optional"],
                    **{name: bool(row[name]) for name in MARKS},
                }
            )  # fmt: skip
        return found
