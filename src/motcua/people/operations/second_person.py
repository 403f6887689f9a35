"""What one administrator proposes and another one confirms: who an official is, and posts that sign or administer."""

from collections.abc import Mapping
from datetime import date, datetime
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from motcua.kernel.events import announce
from motcua.kernel.glyphs import wrong_signs
from motcua.kernel.lengths import within
from motcua.kernel.operations import Refused, inside_operation, note, operation
from motcua.kernel.speech import say
from motcua.kernel.text import local, worded
from motcua.kernel.values import id_number, person_name, shaped, wrong
from motcua.organization.models import Post
from motcua.organization.rules import Duty, guarded
from motcua.people.events import ChangeProposed, ContactChanged, GuardedPostGiven, IdentityChanged
from motcua.people.models import Account, WaitingChange
from motcua.people.operations import IS_OFFICIAL, give_post, keep_address, refuse_post, save_contact
from motcua.people.queries import FACTS, TAKEN, administrators, as_kept, facts_of, known_of
from motcua.people.rights import ACCOUNT, CHANGE, IS_WAITING, SECOND_ADMINISTRATOR, holding, holds
from motcua.people.rules import NO_BIRTH_DATE, ChangeKind, ChangeState, is_birth_date

ADMINISTRATOR = holding(Duty.ADMIN)


@operation(who=ADMINISTRATOR, journal="identity.proposed", on=ACCOUNT, when=IS_OFFICIAL)
def propose_identity(
    official: Account, *, facts: Mapping[str, Any], reason: str, by: Account, at: datetime
) -> WaitingChange:
    """Propose who an official is: name, number, birth date, sex, work e-mail; nothing holds yet (NĐ 85/2016/NĐ-CP).

    Refused without a reason, when nothing would change, for what cannot be, and while another proposal waits.
    """
    before, after = facts_of(official), {name: as_kept(value) for name, value in facts.items()}
    after["id_number"] = shaped(id_number, after.get("id_number", ""))
    after = before | after
    errors = _identity_errors(official, after, on=local(at).date()) | _without_reason(reason)
    if errors:
        raise Refused(_("Chưa gửi đề nghị được."), errors=errors)
    if before == after:
        raise Refused(_("Chưa có nội dung nào khác với hiện nay."))
    if WaitingChange.objects.filter(official=official, kind=ChangeKind.IDENTITY, state=ChangeState.WAITING).exists():
        raise Refused(_("Đã có đề nghị sửa thông tin của người này đang chờ. Xác nhận hoặc từ chối nó trước."))
    note(fields=sorted(name for name in after if after[name] != before[name]))
    return _wait(official, ChangeKind.IDENTITY, before, after, reason, by=by, at=at)


@operation(who=ADMINISTRATOR, journal="post.proposed", on=ACCOUNT, when=IS_OFFICIAL)
def propose_post(
    official: Account,
    *,
    post: Post,
    valid_from: date,
    valid_until: date | None = None,
    reason: str,
    by: Account,
    at: datetime,
) -> WaitingChange:
    """Propose to give an official a guarded post; another administrator confirms it (NĐ 85/2016/NĐ-CP).

    Refused without a reason, for oneself, for a post that is not guarded, and as giving it would be.
    """
    if official.pk == by.pk:
        raise Refused(
            _("Không ai tự giao cho mình vị trí ký, đóng dấu số hoặc quản trị. Nhờ một quản trị khác đề nghị.")
        )
    if not guarded(post.duties):
        raise Refused(_("Vị trí này không cần quản trị thứ hai: giao ngay được."))
    if errors := _without_reason(reason, "grant_reason"):
        raise Refused(_("Chưa gửi đề nghị được."), errors=errors)
    refuse_post(official, post=post, valid_from=valid_from, valid_until=valid_until)
    waiting = WaitingChange.objects.filter(official=official, kind=ChangeKind.POST, state=ChangeState.WAITING)
    if waiting.filter(after__post=post.pk).exists():
        raise Refused(_("Đã có đề nghị giao vị trí này đang chờ quản trị khác xác nhận."))
    note(post=post.path, valid_from=valid_from, valid_until=valid_until)
    after = {"post": post.pk, "valid_from": as_kept(valid_from), "valid_until": as_kept(valid_until), "as": _seen(post)}
    # Who confirms the post confirms who gets it: a new account is one administrator's word until then.
    return _wait(official, ChangeKind.POST, known_of(official), after, reason, by=by, at=at)


@operation(who=SECOND_ADMINISTRATOR, journal="change.confirmed", on=CHANGE, when=IS_WAITING)
def confirm(change: WaitingChange, *, by: Account, at: datetime) -> WaitingChange:
    """Let what another administrator proposed hold from now on; the official is told (NĐ 85/2016/NĐ-CP).

    Refused when the official or the post is no longer as the proposal shows, when it cannot be given any more, and
    when who proposed it administers no more: then only one administrator stands for it.
    """
    official = change.official
    if not holds(change.proposed_by, Duty.ADMIN, on=local(at).date()):
        raise Refused(_("Người đề nghị không còn là quản trị. Từ chối đề nghị này và lập đề nghị mới."))
    if change.is_of_a_post:
        _give(change, official, at=at)
    else:
        _write_down(change, official, at=at)
    change.state, change.decided_by, change.decided_at = ChangeState.CONFIRMED.value, by, at
    change.save(update_fields=["state", "decided_by", "decided_at"])
    note(official=official.pk, proposed_by=change.proposed_by_id, kind=change.kind)
    return change


@operation(who=ADMINISTRATOR, journal="change.rejected", on=CHANGE, when=IS_WAITING)
def reject(change: WaitingChange, *, remark: str, by: Account, at: datetime) -> WaitingChange:
    """Let nothing come of a proposal; who made it may take it back so (NĐ 85/2016/NĐ-CP). Refused without a reason."""
    if not worded(remark):
        raise Refused(_("Ghi lý do từ chối."), errors={"remark": _("Ghi lý do từ chối.")})
    change.state, change.decided_by, change.decided_at = ChangeState.REJECTED.value, by, at
    change.remark = within("remark", remark.strip(), 500)
    change.save(update_fields=["state", "decided_by", "decided_at", "remark"])
    note(official=change.official_id, proposed_by=change.proposed_by_id, kind=change.kind)
    return change


def _without_reason(reason: str, field: str = "reason") -> dict[str, str]:
    return {} if worded(reason) else {field: _("Ghi lý do: quản trị thứ hai đọc lý do này.")}


def _identity_errors(official: Account, after: Mapping[str, str], *, on: date) -> dict[str, str]:
    errors = {}
    if not after["full_name"] or after["full_name"] != official.full_name:
        errors = wrong("full_name", person_name, after["full_name"] or "-")
    if after["born_on"] and not is_birth_date(date.fromisoformat(after["born_on"]), on=on):
        errors["born_on"] = say(NO_BIRTH_DATE)
    errors |= wrong("id_number", partial(id_number, on=on), after["id_number"])
    errors |= wrong_signs("full_name", _("Họ và tên"), after["full_name"])
    try:
        validate_email(after["email"])
    except ValidationError:
        errors["email"] = _("Nhập email công vụ đúng dạng, ví dụ ten@langson.gov.vn.")
    if Account.objects.exclude(pk=official.pk).filter(email__iexact=after["email"]).exists():
        errors["email"] = say(TAKEN["email"])
    return errors


@inside_operation
def _wait(
    official: Account,
    kind: ChangeKind,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    reason: str,
    *,
    by: Account,
    at: datetime,
) -> WaitingChange:
    change = WaitingChange.objects.create(
        kind=kind.value, official=official, before=before, after=after, reason=within("reason", reason.strip(), 500),
        proposed_by=by, proposed_at=at,
    )  # fmt: skip
    others = (one.pk for one in administrators(on=local(at).date()))
    told = tuple(pk for pk in others if pk not in (by.pk, official.pk))
    announce(ChangeProposed(change_id=change.pk, official_name=official.full_name, administrator_ids=told, at=at))
    return change


@inside_operation
def _write_down(change: WaitingChange, official: Account, *, at: datetime) -> None:
    after: dict[str, str] = change.after
    _refuse_another(change, facts_of(official))
    if errors := _identity_errors(official, after, on=local(at).date()):
        raise Refused(next(iter(errors.values())))
    email, phone = official.email, official.phone
    official.full_name, official.id_number, official.sex = after["full_name"], after["id_number"], after["sex"]
    official.born_on = date.fromisoformat(after["born_on"]) if after["born_on"] else None
    official.email = after["email"]
    save_contact(official, _("Chưa đổi được."), update_fields=FACTS)
    if official.email != email:
        keep_address(official)
        announce(ContactChanged(account_id=official.pk, email=email, phone=phone, at=at))
    announce(IdentityChanged(account_id=official.pk, at=at))


def _refuse_another(change: WaitingChange, facts: Mapping[str, str]) -> None:
    """Nothing is confirmed of somebody who is no longer who the second administrator was shown."""
    if facts != change.before:
        raise Refused(_("Thông tin của người này đã khác so với lúc đề nghị. Từ chối đề nghị này và lập đề nghị mới."))


def _seen(post: Post) -> list[str]:
    """What two administrators agree on of a post: under which title, where, with which duties."""
    return [post.title, post.unit.name, post.unit.agency.name, *sorted(post.duties)]


@inside_operation
def _give(change: WaitingChange, official: Account, *, at: datetime) -> None:
    _refuse_another(change, known_of(official))
    today = local(at).date()
    post = Post.objects.on(today).select_related("unit__agency").filter(pk=change.after["post"]).first()
    if post is None:
        raise Refused(_("Vị trí này không còn nữa. Từ chối đề nghị này."))
    if change.after.get("as", _seen(post)) != _seen(post):
        raise Refused(_("Vị trí này đã khác so với lúc đề nghị. Từ chối đề nghị này và lập đề nghị mới."))
    until = date.fromisoformat(change.after["valid_until"]) if change.after["valid_until"] else None
    # Nobody holds a post before two had agreed on it.
    first = max(date.fromisoformat(change.after["valid_from"]), today)
    give_post(official, post=post, valid_from=first, valid_until=until, by=None, at=at)
    announce(GuardedPostGiven(official_id=official.pk, title=post.title, agency_name=post.unit.agency.name, at=at))
