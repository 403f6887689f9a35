"""An official contests a line of their month; their head answers."""

from datetime import date, datetime

from django.conf import settings
from django.utils.translation import gettext as _

from motcua.indicators.months.models import ContestedLine
from motcua.indicators.months.queries import month_of
from motcua.indicators.months.rights import ANSWERER, CONTESTED, IS_UNANSWERED
from motcua.indicators.rules.evaluation import NotMeasured
from motcua.indicators.rules.scoring import Scored
from motcua.kernel.lengths import within
from motcua.kernel.operations import Refused, note, operation
from motcua.kernel.text import local, worded
from motcua.notices.operations import tell
from motcua.organization.models import Unit
from motcua.organization.rules import Duty
from motcua.people.models import Account
from motcua.people.rights import ACCOUNT, OWN_ACCOUNT, holders_of, own_posts_of

LONGEST = 2_000


@operation(who=OWN_ACCOUNT, journal="line.contested", on=ACCOUNT)
def contest(official: Account, *, month: date, indicator: str, reason: str, by: Account, at: datetime) -> ContestedLine:
    """Contest one index of one's own month, with the reason; the head is told (TT 01/2018 Đ15).

    Refused without a reason, of a line that is not there, of a month that has not begun, to who holds no post, and
    while the same line waits for an answer.
    """
    posts = own_posts_of(by, on=local(at).date())
    if not posts:
        raise Refused(_("Bạn không giữ vị trí nào hôm nay nên không có ai trả lời. Nhờ quản trị hệ thống xem lại."))
    reason = within("reason", worded(reason), LONGEST)
    if not reason:
        said = _("Ghi vì sao chỉ số này chưa đúng, ví dụ hồ sơ nào được tính sai.")
        raise Refused(said, errors={"reason": said})
    part = _part(official, month, indicator, at)
    if part is None:
        raise Refused(_("Không có chỉ số này trong tháng đã chọn. Tải lại trang."))
    if ContestedLine.objects.filter(official=official, month=month, indicator=indicator, answered_at=None).exists():
        raise Refused(_("Chỉ số này đang chờ trả lời phản đối trước. Câu trả lời sẽ có ở trang này."))
    unit = posts[0].unit
    note(month=str(month), indicator=indicator, unit=f"{unit.agency.code}/{unit.code}")
    line = ContestedLine.objects.create(
        official=official, unit=unit, month=month, indicator=indicator, reason=reason, contested_at=at,
        value="" if isinstance(part.points, NotMeasured) else str(part.points)[:40],
    )  # fmt: skip
    for head in _heads(official, unit, on=local(at).date()):
        _tell("line_contested", head, line, part.indicator.name, at)
    return line


def _part(official: Account, month: date, indicator: str, at: datetime) -> Scored | None:
    if month.day != 1 or month > local(at).date():
        return None
    figures = month_of(official, month, at=at).figures
    parts = figures.score.parts if figures is not None else ()
    return next((one for one in parts if one.indicator.code == indicator), None)


def _heads(official: Account, unit: Unit, *, on: date) -> list[Account]:
    return [one for one in holders_of(Duty.APPROVE, unit_id=unit.pk, on=on) if one.pk != official.pk]


def _tell(kind: str, who: Account, line: ContestedLine, name: str, at: datetime) -> None:
    site = settings.PUBLIC_ADDRESS.rstrip("/")
    whose = f"{line.official.handle}/" if who.pk != line.official_id else ""
    tell(
        kind=kind,
        account=who,
        email="",
        phone="",
        context={
            "month": f"{line.month:%m/%Y}",
            "line": name,
            "link": f"{site}/lam-viec/thang-cua-toi/{whose}?thang={line.month:%Y-%m}",
        },
        dossier_reference="",
        by=None,
        at=at,
    )


@operation(who=ANSWERER, journal="line.answered", on=CONTESTED, when=IS_UNANSWERED)
def answer_contest(line: ContestedLine, *, answer: str, is_upheld: bool, by: Account, at: datetime) -> ContestedLine:
    """Answer what an official contests: whether the line is wrong, and why (TT 01/2018 Đ15); they are told.

    The number stays as it is counted: what is wrong is set right where it comes from. Refused without words.
    """
    answer = within("answer", worded(answer), LONGEST)
    if not answer:
        said = _("Ghi câu trả lời và căn cứ.")
        raise Refused(said, errors={"answer": said})
    line.answer, line.is_upheld, line.answered_at, line.answered_by = answer, is_upheld, at, by
    line.save(update_fields=["answer", "is_upheld", "answered_at", "answered_by"])
    note(official=line.official_id, month=str(line.month), indicator=line.indicator, is_upheld=is_upheld)
    part = _part(line.official, line.month, line.indicator, at)
    _tell("line_answered", line.official, line, part.indicator.name if part else line.indicator, at)
    return line
