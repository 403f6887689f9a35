"""What this room holds of a person, as the person takes it: what they asked about their dossiers, and the answers."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from motcua.handling.models import Enquiry
from motcua.kernel.text import format_datetime
from motcua.people.models import Account
from motcua.people.rules import PersonalPart


def enquiries_part(by: Account, *, at: datetime) -> PersonalPart:
    """The questions about the dossiers the person filed, each with its answer."""
    mine = Enquiry.objects.filter(dossier__filer_account=by)

    def records() -> Iterator[dict[str, Any]]:
        for asked in mine.select_related("dossier", "answered_by").order_by("pk").iterator(chunk_size=200):
            yield {
                _("Hồ sơ"): asked.dossier.shown_code,
                _("Hỏi lúc"): format_datetime(asked.asked_at),
                _("Câu hỏi"): asked.text,
                _("Trả lời lúc"): format_datetime(asked.answered_at) if asked.answered_at else "",
                _("Người trả lời"): asked.answered_by.full_name if asked.answered_by else "",
                _("Trả lời"): asked.answer,
            }

    return PersonalPart(mine.count(), records())
