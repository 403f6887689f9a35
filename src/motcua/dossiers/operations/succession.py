"""A dossier goes on at the agency that succeeds its own."""

from collections.abc import Mapping
from datetime import datetime

from django.utils.translation import gettext_noop

from motcua.dossiers.models import Dossier
from motcua.dossiers.operations.story import tell_filer, tell_story
from motcua.dossiers.rules import OPEN, StoryWord
from motcua.kernel.operations import inside_operation, note
from motcua.kernel.sentences import Sentence
from motcua.organization.models import Agency, Unit
from motcua.people.models import Account


@inside_operation
def change_agency(
    dossier: Dossier,
    *,
    predecessor: Agency,
    successor: Agency,
    units: Mapping[int, Unit],
    by: Account | None,
    at: datetime,
) -> None:
    """The successor's units take the place of the predecessor's; what is decided stays with who decided it."""
    dossier.receiving_unit = units.get(dossier.receiving_unit_id, dossier.receiving_unit)
    if dossier.handling_agency_id == predecessor.pk and dossier.state in OPEN:
        dossier.handling_agency = successor
        dossier.handling_unit = units.get(dossier.handling_unit_id, dossier.handling_unit)
    dossier.save(update_fields=["handling_agency", "receiving_unit", "handling_unit"])
    note(code=dossier.shown_code, predecessor=predecessor.code, successor=successor.code)
    said = Sentence(
        gettext_noop("%(after)s tiếp tục giải quyết thay %(before)s. Mã hồ sơ và ngày hẹn trả không đổi."),
        {"after": successor.name, "before": predecessor.name},
    )
    tell_story(dossier, StoryWord.TAKEN_OVER, by=by, at=at, text=said)
    tell_filer(dossier, "taken_over", at=at, agency=successor.name)
