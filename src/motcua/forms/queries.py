"""Drafts of the person who asks, and forms in force."""

import uuid
from datetime import date

from motcua.forms.models import Draft, FormDefinition
from motcua.kernel import editions
from motcua.kernel.editions import Edition
from motcua.people.models import Account

GENERIC = "don-de-nghi"


def form_in_force(key: str, *, on: date) -> FormDefinition | None:
    """The form with this key on a day; procedures without their own use the general request."""
    return FormDefinition.objects.on(on).filter(key=key or GENERIC).first()


def draft_of(by: Account, token: uuid.UUID) -> Draft | None:
    """My own draft with its form, filed or not, or nothing."""
    draft = Draft.objects.filter(account=by, token=token).annotate(edition=editions.beside()).first()
    if draft is not None:
        pk = draft.form_id
        draft.account = by
        # All who fill in one version of a form share it.
        draft.form = Edition(draft.edition or "").kept((FormDefinition, pk), lambda: FormDefinition.objects.get(pk=pk))
    return draft


def open_drafts_of(by: Account) -> list[Draft]:
    """My drafts that are not filed yet, latest first."""
    return list(Draft.objects.filter(account=by, submitted_at=None).order_by("-updated_at")[:50])


def draft_with_code(code: str) -> Draft | None:
    """The draft that was given this code for the counter, filed or not. For operations only, which judge who asks."""
    return Draft.objects.filter(counter_code=code).select_related("form", "account").first() if code else None
