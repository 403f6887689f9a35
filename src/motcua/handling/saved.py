"""The lists that an official keeps under names of their own."""

from motcua.handling.models import SavedFilter
from motcua.people.models import Account


def saved_for(by: Account, page: str) -> list[SavedFilter]:
    """Those of one page, by name."""
    return list(SavedFilter.objects.filter(owner=by, page=page).order_by("name"))
