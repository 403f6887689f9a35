"""An official's leave: who does the work meanwhile, from when to when."""

from datetime import date, datetime, timedelta

from django.db.models import F, Q
from django.utils.translation import gettext as _

from motcua.kernel.counters import only_one
from motcua.kernel.events import announce
from motcua.kernel.operations import Refused, note, operation
from motcua.kernel.text import format_date, local
from motcua.people.events import LeaveDeclared
from motcua.people.leaves import ABSENT_OR_HEAD, ABSENT_OR_HEAD_OF_LEAVE, SUBSTITUTE, heads_over, passing
from motcua.people.models import Account, Leave
from motcua.people.operations import IS_OFFICIAL
from motcua.people.rights import ACCOUNT, LEAVE


@operation(who=ABSENT_OR_HEAD, journal="leave.declared", on=ACCOUNT, when=IS_OFFICIAL)
def declare_leave(
    official: Account, *, substitute: Account, first: date, last: date, by: Account, at: datetime
) -> Leave:
    """Say that an official is absent for some days and who does the work meanwhile (NĐ 61/2018).

    Refused for days that are none, beside another leave, where the substitute is absent too or the official stands in
    for somebody (nobody's work is passed on twice), and where nothing of the work may pass to the substitute.
    """
    only_one("leaves")
    if errors := _wrong_days(first, last, today=local(at).date()):
        raise Refused(_("Chưa ghi được ngày nghỉ."), errors=errors)
    if found := _in_the_way(official, substitute, first, last):
        field, words = found
        raise Refused(words, errors={field: words})
    passed, kept = passing(official, substitute, on=first)
    if not passed:
        words = _("Không việc nào của %(who)s chuyển được cho %(other)s: chọn người cùng bộ phận, đủ nhiệm vụ.") % {
            "who": official.full_name, "other": substitute.full_name,
        }  # fmt: skip
        raise Refused(words, errors={"substitute": words})
    note(substitute=substitute.pk, first=first, last=last, passed=sorted(passed), kept=sorted(kept))
    leave = Leave.objects.create(
        official=official,
        substitute=substitute,
        valid_from=first,
        valid_until=last + timedelta(days=1),
        declared_by=by,
        declared_at=at,
    )
    _announce(leave, last=last, by=by, at=at)
    return leave


@operation(who=ABSENT_OR_HEAD_OF_LEAVE, journal="leave.ended", on=LEAVE)
def end_leave(leave: Leave, *, by: Account, at: datetime) -> Leave:
    """End a leave: from today on the official does the work, and the substitute no more (NĐ 61/2018).

    Refused when it is over.
    """
    today, last = local(at).date(), leave.last_day
    if last < today:
        raise Refused(_("Lần nghỉ này đã hết từ ngày %s.") % format_date(last))
    note(substitute=leave.substitute_id, on=today)
    leave.valid_until = max(today, leave.valid_from)
    leave.save(update_fields=["valid_until"])
    _announce(leave, last=last, by=by, at=at, is_over=True)
    return leave


@operation(who=SUBSTITUTE, journal="leave.declined", on=LEAVE)
def stop_standing_in(leave: Leave, *, by: Account, at: datetime) -> Leave:
    """Stand in for somebody no more, or not at all (NĐ 61/2018): who is absent, who said so and their heads know.

    The leave ends with it, so that another can be named; the work is the absent one's until then. Refused when it is
    over.
    """
    today, last = local(at).date(), leave.last_day
    if last < today:
        raise Refused(_("Lần nghỉ này đã hết từ ngày %s.") % format_date(last))
    note(official=leave.official_id, on=today)
    leave.valid_until = max(today, leave.valid_from)
    leave.save(update_fields=["valid_until"])
    heads = tuple(one.pk for one in heads_over(leave.official, on=today) if one.pk != by.pk)
    others = tuple({leave.declared_by_id, *heads} - {by.pk})
    _announce(leave, last=last, by=by, at=at, is_over=True, is_declined=True, others=others)
    return leave


def _announce(
    leave: Leave,
    *,
    last: date,
    by: Account,
    at: datetime,
    is_over: bool = False,
    is_declined: bool = False,
    others: tuple[int, ...] = (),
) -> None:
    announce(
        LeaveDeclared(
            official_id=leave.official_id,
            substitute_id=leave.substitute_id,
            by_id=by.pk,
            first=leave.valid_from,
            last=last,
            at=at,
            is_over=is_over,
            is_declined=is_declined,
            other_ids=others,
        )
    )


def _wrong_days(first: date, last: date, *, today: date) -> dict[str, str]:
    if first < today:
        return {"first": _("Chọn từ hôm nay trở đi.")}
    if last < first:
        return {"last": _("Chọn ngày từ ngày bắt đầu trở đi.")}
    if last >= _a_year_after(first):
        return {"last": _("Một lần nghỉ dài nhất một năm. Nghỉ lâu hơn thì quản trị giao vị trí cho người khác.")}
    return {}


def _a_year_after(day: date) -> date:
    """The same day a year later: who is away for longer has their post given to somebody else."""
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return date(day.year + 1, 3, 1)


def _in_the_way(official: Account, substitute: Account, first: date, last: date) -> tuple[str, str] | None:
    """Why these two cannot be absent and stand in then, and which field says it; nothing when they can."""
    if substitute.pk == official.pk:
        return "substitute", _("Chọn một người khác làm thay.")
    if not (substitute.is_official and substitute.is_active):
        return "substitute", _("Người làm thay phải là cán bộ đang làm việc.")
    # What was called off before it began lasts no day.
    then = Leave.objects.filter(valid_from__lte=last, valid_until__gt=first).filter(valid_until__gt=F("valid_from"))
    then = then.select_related("official", "substitute").order_by("valid_from", "pk")
    others = list(then.filter(Q(official__in=(official, substitute)) | Q(substitute=official)))
    for leave in others:
        facts = {
            "who": leave.official.full_name, "other": leave.substitute.full_name,
            "first": format_date(leave.valid_from), "last": format_date(leave.last_day),
        }  # fmt: skip
        if leave.official_id == official.pk:
            said = _("%(who)s đã có lần nghỉ từ %(first)s đến hết %(last)s, %(other)s làm thay. Kết thúc lần ấy trước.")
            return "first", said % facts
        if leave.official_id == substitute.pk and leave.substitute_id == official.pk:
            said = _("%(who)s nghỉ từ %(first)s đến hết %(last)s và chính %(other)s làm thay. Chọn người khác.")
            return "substitute", said % facts
        if leave.official_id == substitute.pk:
            said = _("%(who)s cũng nghỉ từ %(first)s đến hết %(last)s. Chọn người khác.")
            return "substitute", said % facts
        said = _(
            "%(other)s làm thay %(who)s từ %(first)s đến hết %(last)s nên chưa nghỉ được trong những ngày ấy. "
            "%(other)s bấm «Thôi làm thay» ở lần nghỉ đó, hoặc %(who)s chọn người khác, rồi ghi lại."
        )
        return "first", said % facts
    return None
