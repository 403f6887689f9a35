"""How groups of reasons for lateness are called: also those that only a former rulebook offered."""

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from motcua.dossiers.models import Rulebook
from motcua.dossiers.rules.rulebooks import LateGroup, late_groups_in


def name_of(group: LateGroup) -> str:
    """Its name in the language of who reads."""
    return group.name_en if get_language() == "en" and group.name_en else group.name


def unsaid() -> str:
    """How those are called of which nobody said it: nothing was chosen, or nobody apologised."""
    return _("Chưa ghi nhóm")


def late_group_names() -> dict[str, str]:
    """The name of every group by its key, in the order of the rulebooks; the empty key: nobody said it."""
    rulebooks = Rulebook.objects.order_by("valid_from", "pk").values_list("data", flat=True)
    groups = [group for data in rulebooks for group in late_groups_in(data)]
    return {group.key: name_of(group) for group in groups} | {"": unsaid()}
