"""Whether what is to be handled lies where somebody handles it."""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from motcua.dossiers.models import IS_OPEN, Dossier
from motcua.handling.models import Task
from motcua.kernel.health import Health, worrying
from motcua.kernel.text import local
from motcua.organization.models import Unit

NAMED = 5


def structure(*, at: datetime) -> Health:
    """Whether units that have ended still have dossiers or steps: an end may be written long before its day."""
    day = local(at).date()
    steps = Task.objects.open().filter(unit=OuterRef("pk"))
    received, handled = (
        Dossier.objects.filter(IS_OPEN, **{name: OuterRef("pk")}) for name in ("receiving_unit", "handling_unit")
    )
    ended = Unit.objects.filter(Q(valid_until__lte=day) | Q(agency__valid_until__lte=day)).select_related("agency")
    left = ended.filter(Exists(steps) | Exists(received) | Exists(handled)).order_by("pk")[: NAMED + 1]
    if not left:
        return Health(_("Không hồ sơ nào nằm ở đơn vị đã thôi dùng."))
    names = ", ".join(f"{unit.agency.code}/{unit.code}" for unit in left[:NAMED])
    said = _("Đơn vị đã thôi dùng mà còn hồ sơ, bước đang làm: %s.") % (names + (", …" if len(left) > NAMED else ""))
    return worrying(said, _("Ghi quyết định kế thừa, rồi ./motcua agencies take-over CŨ MỚI --apply."))
