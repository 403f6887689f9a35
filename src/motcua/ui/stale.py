"""The report of what rests on law no longer in force, for the page, the command and the spreadsheet."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from motcua.dossiers.queries import templates_in_use
from motcua.procedures.models import Procedure
from motcua.procedures.operations.freshness import words_of
from motcua.procedures.queries import changes_under, resting_procedures, unproved_under
from motcua.ui.sheets import Sheet, told_as_of, workbook


@dataclass(frozen=True)
class Stale:
    """A document that changed, how, and what rests on it."""

    number: str
    slug: str
    reasons: Sequence[str]
    is_without_effect: bool
    procedures: Sequence[Procedure]
    templates: Sequence[str]

    def record(self) -> dict[str, Any]:
        """For machines."""
        return {
            "number": self.number,
            "without_effect": self.is_without_effect,
            "reasons": list(self.reasons),
            "procedures": [procedure.code for procedure in self.procedures],
            "templates": list(self.templates),
        }


def stale(*, on: date) -> list[Stale]:
    """Documents without effect on a day first, then those changed in part; those under most procedures first."""
    changes = changes_under([*resting_procedures(None, on=on), *templates_in_use(on=on)], on=on)
    by_number: dict[str, list[Any]] = {}
    for change in changes:
        by_number.setdefault(change.resting.number, []).append(change)
    procedures = Procedure.objects.in_bulk({one.resting.procedure_id for one in changes if one.resting.procedure_id})
    found = []
    for number, ones in by_number.items():
        first = ones[0]
        document = first.standing.document if first.standing else first.by.target
        ids = dict.fromkeys(one.resting.procedure_id for one in ones if one.resting.procedure_id)
        found.append(
            Stale(
                number,
                "" if document.is_stub else document.slug,
                list(dict.fromkeys(words_of(one) for one in ones)),
                first.standing is not None,
                sorted((procedures[pk] for pk in ids), key=lambda procedure: procedure.sort_key),
                list(dict.fromkeys(one.resting.template for one in ones if one.resting.template)),
            )
        )
    return sorted(found, key=lambda one: (not one.is_without_effect, -len(one.procedures), one.number))


def unproved(*, on: date) -> list[str]:
    """The numbers of documents under procedures and templates that nobody has shown to be in force on a day."""
    return sorted(unproved_under([*resting_procedures(None, on=on), *templates_in_use(on=on)], on=on))


def stale_sheet(documents: Sequence[Stale], *, as_of: datetime | None = None) -> bytes:
    """A row for each procedure or template and the document under it."""
    return workbook(
        [
            Sheet(
                _("Căn cứ đã thay đổi"),
                [(_("Văn bản"), 24), (_("Đã xảy ra gì"), 60), (_("Mã"), 12), (_("Thủ tục, mẫu"), 70)],
                (
                    row
                    for one in documents
                    for row in [
                        *((one.number, " ".join(one.reasons), p.code, p.name) for p in one.procedures),
                        *((one.number, " ".join(one.reasons), "", template) for template in one.templates),
                    ]
                ),
            ),
            *told_as_of(as_of),
        ]
    )
