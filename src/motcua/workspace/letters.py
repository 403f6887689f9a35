"""What officials type of a letter that refuses or stops: why, and what it cites."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from motcua.workspace.forms import ReasonForm


class RefusalForm(ReasonForm):
    grounds = forms.CharField(
        label=_("Căn cứ văn bản dẫn"),
        help_text=_("Mỗi căn cứ một dòng; bỏ những văn bản không liên quan đến lý do."),
        widget=forms.Textarea(attrs={"rows": 6}),
        required=False,
        max_length=4_000,
    )

    def values(self) -> dict[str, Any]:
        return {**super().values(), "grounds": tuple(self.cleaned_data["grounds"].splitlines())}


class StopForm(RefusalForm):
    reason = forms.CharField(
        label=_("Lý do và căn cứ"),
        help_text=_(
            "Ghi quy định của thủ tục cho phép dừng. Người nộp muốn thôi thì Bộ phận Một cửa bấm «Rút hồ sơ theo "
            "đề nghị của người nộp», không đề xuất dừng."
        ),
        widget=forms.Textarea(attrs={"rows": 4}), required=False, max_length=2000,
    )  # fmt: skip
