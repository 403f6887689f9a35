"""Drafts of the person who asks, and forms in force."""

import uuid
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _

from motcua.forms.models import Draft, FormDefinition
from motcua.forms.rules import Cleaned, Definition, place_code
from motcua.forms.rules.checks import ELSEWHERE, Answers
from motcua.forms.rules.definition import OF_PLACES
from motcua.kernel import editions
from motcua.kernel.editions import Edition
from motcua.kernel.models import JournalEntry
from motcua.kernel.operations import reference
from motcua.kernel.retention import days_kept
from motcua.kernel.text import local
from motcua.organization.models import Place
from motcua.organization.queries import Naming, names_place, places_named_in
from motcua.organization.rules import names_other_province
from motcua.people.models import Account

GENERIC = "don-de-nghi"


def came_as(taker: Model) -> dict[str, str]:
    """Of the files that came to a draft or a request and are kept as another: the sum of what came, by what is kept.

    Of a picture only what was made anew is kept; what came of it stands in the journal.
    """
    told = JournalEntry.objects.filter(subject=reference(taker), details__has_key="sent").order_by("number")
    return {facts["digest"]: facts["sent"] for facts in told.values_list("details", flat=True)}


def form_in_force(key: str, *, on: date) -> FormDefinition | None:
    """The form with this key on a day; procedures without their own use the general request."""
    return FormDefinition.objects.on(on).filter(key=key or GENERIC).first()


def choices(*, on: date) -> list[tuple[str, str]]:
    """The forms in force on a day, by their titles."""
    return list(FormDefinition.objects.on(on).order_by("title", "key").values_list("key", "title"))


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


# So long before it is deleted the owner of a draft is told; never less, even where nothing ran for weeks.
WARNED_FOR = timedelta(days=7)


def kept_until(draft: Draft, *, days: int, at: datetime) -> date:
    """The last day of a draft that is not changed any more: after its days, and when its owner was told long enough."""
    told = draft.warned_at if draft.warned_at is not None and draft.warned_at >= draft.updated_at else at
    return local(max(draft.updated_at + timedelta(days=days), told + WARNED_FOR)).date()


def drafts_last(drafts: Sequence[Draft], *, at: datetime) -> dict[int, date]:
    """Until when each of these drafts is kept if it is not changed; nothing where drafts are kept for ever."""
    days = days_kept("drafts", on=local(at).date()) if drafts else None
    return {draft.pk: kept_until(draft, days=days, at=at) for draft in drafts} if days is not None else {}


def places_of_today(cleaned: Cleaned, at: datetime) -> Cleaned:
    """The same answers with places as they are called today; a place that does not exist is a mistake to mend."""
    codes = {name: place_code(value) for name, value in cleaned.values.items() if place_code(value)}
    if not codes:
        return cleaned
    places = {place.code: place for place in Place.objects.on(local(at).date()).filter(code__in=codes.values())}
    values, errors = dict(cleaned.values), dict(cleaned.errors)
    for name, code in codes.items():
        if code in places:
            values[name] = {"code": code, "name": places[code].full_name}
        else:
            del values[name]
            errors[name] = _("Nơi này không có hoặc không còn. Chọn lại trong danh sách.")
    return Cleaned(values, errors, cleaned.typed)


def told_with_places(form: Definition, told: Answers, place: Place | None, *, on: date) -> dict[str, Any]:
    """What was told, and which of the answers that the form compares name another commune than this one, today's name.

    What names none is in no other; without a place, all of them are the agency's.
    """
    if place is None:
        return dict(told)
    compared = {name for check in form.checks if check.kind in OF_PLACES for name in check.fields}
    answers = [(name, str(told[name])) for name in sorted(compared) if told.get(name)]
    # Most name the place itself: nothing more is read for them.
    texts = [(name, text) for name, text in answers if not names_place(text, place)]
    if not texts:
        return {**told, ELSEWHERE: set()}
    province = place.parent.name if place.parent is not None else place.name
    named: dict[str, list[Naming]] = {}
    for name, naming in places_named_in(texts, on=on):
        named.setdefault(name, []).append(naming)
    elsewhere = {name for name, namings in named.items() if all(place not in naming.became for naming in namings)}
    elsewhere |= {name for name, text in texts if names_other_province(text, province)}
    return {**told, ELSEWHERE: elsewhere}


def draft_with_code(code: str) -> Draft | None:
    """The draft that was given this code for the counter, filed or not. For operations only, which judge who asks."""
    return Draft.objects.filter(counter_code=code).select_related("form", "account").first() if code else None
