"""Who has sent a form of a period: by how far they are, by their sort, by name; page by page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from motcua.kernel.attempts import Attempt
from motcua.kernel.text import fold
from motcua.organization.models import Agency
from motcua.organization.rules import AgencyKind, Level
from motcua.people.desk import Desk, context, official_page
from motcua.reports import operations as reports
from motcua.reports.queries import Owed, Progress, board, is_before_everything
from motcua.reports.rights import collecting
from motcua.workspace.reporting import form_and_period

PAGE = 30


class State(StrEnum):
    """How far a line of the board is, as it stands in the address."""

    UNSENT = "chua-gui"
    LATE = "qua-han"
    NOTHING = "chua-lap"
    DRAFT = "dang-soan"
    CHECKED = "cho-ky"
    SENT = "da-gui"
    SENT_LATE = "gui-muon"
    CORRECTING = "dang-sua"


STATES: Mapping[State, Promise | str] = {
    State.UNSENT: gettext_lazy("Chưa gửi"),
    State.LATE: gettext_lazy("Quá hạn chưa gửi"),
    State.NOTHING: gettext_lazy("Chưa lập"),
    State.DRAFT: gettext_lazy("Đang soạn"),
    State.CHECKED: gettext_lazy("Chờ ký"),
    State.SENT: gettext_lazy("Đã gửi"),
    State.SENT_LATE: gettext_lazy("Gửi muộn"),
    State.CORRECTING: gettext_lazy("Đang lập bản sửa đổi"),
}


class Sort(StrEnum):
    """The sorts of agencies that report, as they stand in the address."""

    PROVINCE = "cap-tinh"
    COMMITTEE = "ubnd-xa"
    CENTRE = "trung-tam"
    POLICE = "cong-an-xa"
    OTHER = "khac"


SORTS: Mapping[Sort, Promise | str] = {
    Sort.PROVINCE: gettext_lazy("Cơ quan cấp tỉnh"),
    Sort.COMMITTEE: gettext_lazy("Ủy ban nhân dân cấp xã"),
    Sort.CENTRE: gettext_lazy("Trung tâm Phục vụ hành chính công cấp xã"),
    Sort.POLICE: gettext_lazy("Công an cấp xã"),
    Sort.OTHER: gettext_lazy("Các cơ quan khác"),
}
_OF_COMMUNE: Mapping[str, Sort] = {
    AgencyKind.PEOPLES_COMMITTEE: Sort.COMMITTEE,
    AgencyKind.SERVICE_CENTRE: Sort.CENTRE,
    AgencyKind.POLICE: Sort.POLICE,
}


def states_of(one: Owed, desk: Desk) -> set[State]:
    """Every state under which a line is found."""
    is_late = one.is_late(desk.on)
    if one.is_sent:
        found = {State.SENT} | ({State.SENT_LATE} if is_late else set())
        return found | ({State.CORRECTING} if one.progress is Progress.CORRECTING else set())
    how = {Progress.NOTHING: State.NOTHING, Progress.DRAFT: State.DRAFT, Progress.CHECKED: State.CHECKED}
    return {State.UNSENT, how[one.progress]} | ({State.LATE} if is_late else set())


def sort_of(agency: Agency) -> Sort:
    if agency.level == Level.PROVINCE:
        return Sort.PROVINCE
    return _OF_COMMUNE.get(agency.kind, Sort.OTHER) if agency.level == Level.COMMUNE else Sort.OTHER


@dataclass(frozen=True)
class Asked:
    """Which lines are asked for; nonsense asks for nothing."""

    state: State | None
    sort: Sort | None
    text: str
    after: str

    def fits(self, one: Owed) -> bool:
        """By sort and name; every typed word is in the name, with or without its marks."""
        if self.sort is not None and sort_of(one.agency) is not self.sort:
            return False
        name = fold(f"{one.agency.name} {one.agency.short_name} {one.agency.place.full_name}")
        return all(word in name for word in fold(self.text).split())


def _asked(request: HttpRequest) -> Asked:
    sent = request.GET
    return Asked(
        next((one for one in State if one == sent.get("tinh-trang")), None),
        next((one for one in Sort if one == sent.get("loai")), None),
        sent.get("q", "")[:200].replace("\x00", ""),
        sent.get("sau", "")[:80],
    )


def _page(lines: Sequence[Owed], after: str) -> tuple[Sequence[Owed], str]:
    """A page after the agency with this code, and where the next one goes on; from the first where there is none."""
    place = next((n + 1 for n, one in enumerate(lines) if one.agency.code == after), 0)
    shown = lines[place : place + PAGE]
    return shown, shown[-1].agency.code if len(lines) > place + PAGE else ""


@official_page
def period_board(request: HttpRequest, desk: Desk, form_slug: str, period_code: str) -> HttpResponseBase:
    """Who has sent a form of a period; who gathers reports reminds the others here."""
    form, period = form_and_period(desk, form_slug, period_code)
    owed = board(desk.posts, form, period)
    if not owed:
        raise Http404
    attempt = Attempt(request)
    if attempt.is_sent:
        agency = next((one.agency for one in owed if one.agency.code == request.POST.get("agency")), None)
        if agency is None:
            raise Http404
        with attempt:
            reports.remind(agency, form=form, period=period, by=desk.by, at=desk.at)
            # The list stays as it was asked for: the next one to remind stands beside.
            return attempt.done(_("Đã nhắc %s.") % agency.short_name, request.get_full_path())
    values = context(
        desk,
        form=form,
        period=period,
        sent=sum(one.is_sent for one in owed),
        total=len(owed),
        is_over=desk.at >= period.ends,
        may_remind=bool(collecting(desk.posts))
        and desk.at >= period.ends
        and not is_before_everything(form.definition, period),
        **_shown(request, desk, owed),
    )
    return attempt.page("workspace/report_board.html", values)


def _shown(request: HttpRequest, desk: Desk, owed: Sequence[Owed]) -> dict[str, Any]:
    """The lines that are asked for, and how many there are in each state."""
    asked = _asked(request)
    fitting = [(one, states_of(one, desk)) for one in owed if asked.fits(one)]
    lines = [one for one, states in fitting if asked.state is None or asked.state in states]
    shown, following = _page(lines, asked.after)
    counts = {state: sum(state in states for _one, states in fitting) for state in State}
    sorts = {sort_of(one.agency) for one in owed}
    return {
        "owed": [(one, one.is_late(desk.on)) for one in shown],
        "found": len(lines),
        "following": following,
        "asked": asked,
        "is_narrowed": asked.state or asked.sort or asked.text.strip(),
        "states": [
            (state.value, words, counts[state], state is asked.state)
            for state, words in STATES.items()
            if counts[state] or state is asked.state
        ],
        "sorts": [(sort.value, words) for sort, words in SORTS.items() if sort in sorts],
        "several": len(owed) > 1,
    }
