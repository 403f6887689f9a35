"""A dossier as a line of steps: what is behind it, where it stands, what is to come, with the days spent."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from motcua.calendars.queries import schedule_for
from motcua.dossiers.models import Dossier
from motcua.dossiers.rules import Status
from motcua.kernel.text import local


class Reached(StrEnum):
    """How far a step of the line is."""

    BEHIND = "behind"
    HERE = "here"
    AHEAD = "ahead"
    ENDED = "ended"


@dataclass(frozen=True)
class Stage:
    """One step of the line: what it is called, when it was reached, what is to be said of it."""

    label: str
    reached: Reached
    at: datetime | None = None
    note: str = ""


def stages_of(dossier: Dossier, *, at: datetime, note: str = "") -> list[Stage]:
    """The steps from filing to the result in hand; a dossier that ended before has its end as the last.

    `note`: what is said of the step at which it stands, beside the days spent there.
    """
    moments = [
        (_("Nộp hồ sơ"), dossier.submitted_at),
        (_("Tiếp nhận"), dossier.accepted_at),
        (_("Có kết quả"), dossier.done_at),
        (_("Đã trả kết quả"), dossier.returned_at),
    ]
    behind = [Stage(label, Reached.BEHIND, moment) for label, moment in moments if moment is not None]
    if (end := _ending(dossier)) is not None:
        return [*behind, Stage(end, Reached.ENDED, dossier.ended_at)]
    ahead = [Stage(label, Reached.AHEAD) for label, moment in moments if moment is None]
    if not ahead:
        return behind
    here = _here(dossier, at, note)
    return [*behind, *([here] if here else []), *ahead]


def _ending(dossier: Dossier) -> str | None:
    """What a dossier that has no result is said to have ended with."""
    ends = {
        Status.NOT_ACCEPTED: _("Không tiếp nhận"),
        Status.WITHDRAWN: _("Đã rút"),
        Status.STOPPED: _("Dừng giải quyết"),
    }
    return ends.get(dossier.state)


def _here(dossier: Dossier, at: datetime, note: str) -> Stage | None:
    """Where it stands between two moments; nothing once its result only waits to be fetched."""
    labels = {
        Status.NEW: _("Đang kiểm tra"),
        Status.ACCEPTED: _("Đang giải quyết"),
        Status.IN_PROCESS: _("Đang giải quyết"),
        Status.SUPPLEMENT: _("Chờ bạn bổ sung"),
        Status.PAYMENT: _("Chờ bạn nộp tiền"),
    }
    label = labels.get(dossier.state)
    if label is None:
        return None
    since = dossier.accepted_at or dossier.submitted_at
    schedule = schedule_for(dossier.handling_agency_id, on=local(at).date())
    days = schedule.working_days_between(local(since).date(), local(at).date())
    spent = ngettext("đã %d ngày làm việc", "đã %d ngày làm việc", days) % days if days > 0 else ""
    return Stage(label, Reached.HERE, note=", ".join(part for part in (spent, note) if part))
