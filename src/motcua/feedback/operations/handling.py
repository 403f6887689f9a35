"""A petition goes its way: forwarded to the agency, led to another road, handed to a unit, or back."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from motcua.feedback.deadlines import begin
from motcua.feedback.models import Petition
from motcua.feedback.operations.telling import tell_author, tell_officials, tell_step, tell_who_has_it
from motcua.feedback.rights import LEADER, PETITION, SEES_AUTHOR, SORTER, SORTS, is_in
from motcua.feedback.rules import OWED, TEXT, TITLE, Road, State, Step
from motcua.kernel.lengths import REASON, within
from motcua.kernel.operations import Refused, note, operation
from motcua.kernel.text import fold, local, one_line, worded
from motcua.organization.models import Agency, Unit
from motcua.people.models import Account
from motcua.people.operations import record_view


def reason_of(field: str, text: str, message: str) -> str:
    """A reason that says something and is no longer than can be kept; else refused beside its field."""
    text = within(field, text.strip(), REASON)
    if not worded(text):
        raise Refused(message, errors={field: message})
    return text


@dataclass(frozen=True)
class Shown:
    """What others than its author read of a petition, and whether that is everybody."""

    title: str
    text: str
    is_public: bool = False
    shows_photos: bool = False


@operation(who=SORTER, journal="petition.forwarded", on=PETITION, when=is_in(State.RECEIVED))
def forward(petition: Petition, *, agency: Agency | None, shown: Shown, by: Account, at: datetime) -> Petition:
    """Forward it to the agency in whose competence it is, within five working days (NĐ 20/2008/NĐ-CP).

    `shown` is what the agency and, where it is public, everybody reads; its author's own words stay as they are.
    """
    title = one_line(within("shown_title", shown.title, TITLE))
    text = within("shown_text", shown.text.strip(), TEXT)
    errors = {
        name: message
        for name, is_there, message in (
            ("agency", agency is not None, _("Chọn cơ quan giải quyết.")),
            ("shown_title", title, _("Ghi một câu nói ngắn gọn việc gì.")),
            ("shown_text", worded(text), _("Ghi nội dung chuyển đi.")),
        )
        if not is_there
    }
    if errors or agency is None:
        raise Refused(_("Có nội dung cần sửa."), errors=errors)
    petition.agency, petition.unit, petition.forwarded_at = agency, None, at
    petition.shown_title, petition.shown_text = title, text
    petition.is_public, petition.shows_photos = shown.is_public, shown.shows_photos
    petition.folded = fold(f"{title} {text}")
    petition.state = State.FORWARDED
    begin(petition, "answer_days", at=at)
    petition.save()
    note(code=petition.code, agency=agency.code, is_public=shown.is_public)
    tell_step(petition, Step.FORWARDED, by=by, at=at)
    tell_author(petition, "petition_forwarded", at=at)
    tell_officials(petition, "petition_to_handle", at=at)
    return petition


@operation(who=SORTER, journal="petition.turned_away", on=PETITION, when=is_in(State.RECEIVED))
def turn_away(petition: Petition, *, road: str, reason: str, by: Account, at: datetime) -> Petition:
    """Say that it is no petition and where it goes instead, with why (NĐ 20/2008/NĐ-CP)."""
    reason = reason_of("reason", reason, _("Nêu lý do và chỉ rõ nơi gửi, cách gửi."))
    if road not in set(Road):
        raise Refused(_("Chọn đường khác."), errors={"road": _("Chọn đường khác.")})
    petition.state, petition.road, petition.road_reason = State.TURNED_AWAY, road, reason
    petition.closed_at, petition.is_public = at, False
    petition.save(update_fields=["state", "road", "road_reason", "closed_at", "is_public"])
    note(code=petition.code, road=road)
    tell_step(petition, Step.TURNED_AWAY, by=by, at=at, text=reason)
    tell_author(petition, "petition_turned_away", at=at)
    return petition


@operation(who=LEADER, journal="petition.handed_back", on=PETITION, when=is_in(State.FORWARDED, State.ASSIGNED))
def hand_back(petition: Petition, *, reason: str, by: Account, at: datetime) -> Petition:
    """Give it back to be forwarded anew: it is not within this agency's competence (NĐ 20/2008/NĐ-CP)."""
    reason = reason_of("reason", reason, _("Nêu lý do và cơ quan có thẩm quyền."))
    tell_step(petition, Step.HANDED_BACK, by=by, at=at, text=reason)
    petition.state, petition.unit = State.RECEIVED, None
    begin(petition, "forward_days", at=at)
    petition.save(update_fields=["state", "unit", "due_at", "due_since", "due_days"])
    note(code=petition.code, reason=reason)
    tell_officials(petition, "petition_to_sort", at=at, of=SORTS)
    return petition


@operation(who=LEADER, journal="petition.assigned", on=PETITION, when=is_in(State.FORWARDED, State.ASSIGNED))
def assign(petition: Petition, *, unit: Unit | None, by: Account, at: datetime) -> Petition:
    """Hand it to a unit of the agency to be handled (NĐ 20/2008/NĐ-CP)."""
    if unit is None or unit.agency_id != petition.agency_id:
        raise Refused(_("Chọn đơn vị giải quyết."), errors={"unit": _("Chọn đơn vị giải quyết.")})
    if not Unit.objects.on(local(at).date()).filter(pk=unit.pk).exists():
        raise Refused(_("Đơn vị này không còn."), errors={"unit": _("Đơn vị này không còn.")})
    petition.unit, petition.state = unit, State.ASSIGNED
    petition.save(update_fields=["unit", "state"])
    note(code=petition.code, unit=unit.pk)
    tell_step(petition, Step.ASSIGNED, by=by, at=at, text=unit.name)
    tell_who_has_it(petition, "petition_to_handle", at=at)
    return petition


@operation(who=SEES_AUTHOR, journal="petition.author_seen", on=PETITION, when=is_in(*State))
def see_author(petition: Petition, *, purpose: str, by: Account, at: datetime) -> Petition:
    """Learn who sent it, to clarify it with them; they see who looked (NĐ 20/2008/NĐ-CP; Luật 91/2025/QH15)."""
    note(code=petition.code)
    if petition.author is not None and petition.author_id != by.pk:
        agency = petition.agency if petition.agency is not None and petition.state in OWED else petition.receiver
        record_view(
            petition.author, by=by, reference=petition.shown_code, purpose=purpose, agency_name=agency.name, at=at
        )
    return petition
