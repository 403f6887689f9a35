"""What this room holds of a person, as the person takes it."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from motcua.forms.models import Draft, DraftFile
from motcua.forms.rules import named_as, summary
from motcua.kernel.speech import say
from motcua.kernel.text import format_datetime
from motcua.people.models import Account
from motcua.people.rules import PersonalPart


def drafts_part(by: Account, *, at: datetime) -> PersonalPart:
    """The drafts, filed or not, with what was answered and typed, and the files attached to them."""
    drafts = Draft.objects.filter(account=by).select_related("form").order_by("pk")
    attached = DraftFile.objects.filter(draft__account=by).select_related("stored").order_by("pk")

    def records() -> Iterator[dict[str, Any]]:
        for draft in drafts.iterator(chunk_size=50):
            yield {
                _("Thủ tục"): say(draft.procedure_name),
                _("Bắt đầu lúc"): format_datetime(draft.created_at),
                _("Sửa lần cuối lúc"): format_datetime(draft.updated_at),
                _("Nộp lúc"): format_datetime(draft.submitted_at) if draft.submitted_at else "",
                _("Tờ khai"): told(draft),
                _("Còn gõ dở"): draft.typed,
                _("Người liên quan"): draft.parties,
            }

    files = (
        (f"ban-nhap-{file.draft_id}/{file.pk}-{named_as(file.name, file.stored.media_type)}", file.stored.read)
        for file in attached
    )
    return PersonalPart(drafts.count(), records(), files)


def told(draft: Draft) -> dict[str, dict[str, str]]:
    """What was answered, page by page, under the questions."""
    sections = summary(draft.form.parsed, draft.told)
    return {section.title: {line.label: line.text for line in section.lines} for section in sections if section.lines}
