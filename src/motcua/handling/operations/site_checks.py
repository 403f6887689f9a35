"""A check on site is written down (NĐ 61/2018 Đ19.3)."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from motcua.dossiers.operations.story import tell_story
from motcua.handling.models import SiteCheck, Task
from motcua.handling.rights import IS_AT_WORK, TASK, TASK_HOLDER, step_of
from motcua.handling.rules import WorkWord
from motcua.kernel.operations import Refused, note, operation
from motcua.kernel.sentences import Sentence
from motcua.kernel.text import worded
from motcua.people.models import Account
from motcua.processes.rules import StepKind


@operation(
    who=TASK_HOLDER, journal="site_check.recorded", on=TASK, when=IS_AT_WORK & step_of(StepKind.CHECK, StepKind.PREPARE)
)
def record_site_check(
    task: Task,
    *,
    took_place_at: datetime,
    place: str,
    participants: Sequence[str],
    findings: str,
    by: Account,
    at: datetime,
) -> SiteCheck:
    """Record a check on site: when it took place, where, who took part, what was found (NĐ 61/2018 Đ19.3).

    It may be written down late, never in advance. A record is not changed afterwards: who was wrong writes another.
    """
    dossier = task.dossier
    names = [name.strip() for name in participants if name.strip()]
    errors = {}
    if took_place_at > at:
        errors["day"] = _("Thời điểm kiểm tra không thể sau bây giờ.")
    if took_place_at < dossier.submitted_at:
        errors["day"] = _("Thời điểm kiểm tra không thể trước khi hồ sơ được nộp.")
    if not worded(place):
        errors["place"] = _("Ghi địa điểm kiểm tra.")
    if not names:
        errors["participants"] = _("Ghi ít nhất một người tham gia, mỗi dòng một người.")
    if not worded(findings):
        errors["findings"] = _("Ghi nội dung, kết quả kiểm tra.")
    if errors:
        raise Refused(_("Chưa ghi được lần kiểm tra."), errors=errors)
    what = {
        "took_place_at": took_place_at,
        "place": place.strip(),
        "participants": names,
        "findings": findings.strip(),
    }
    # Pressed twice.
    if SiteCheck.objects.of(dossier).filter(**what).exists():
        raise Refused(_("Lần kiểm tra này đã được ghi. Quay lại trang hồ sơ để xem."))
    note(step=task.step_key, took_place_at=took_place_at.isoformat())
    said = Sentence(
        gettext_noop("Kiểm tra thực địa lúc %(when)s tại %(place)s."), {"when": took_place_at, "place": place.strip()}
    )
    tell_story(dossier, WorkWord.SITE_CHECKED, by=by, at=at, is_public=False, text=said)
    return SiteCheck.objects.create(dossier=dossier, recorded_at=at, recorded_by=by, **what)
