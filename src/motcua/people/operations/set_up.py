"""What administrators do to set an installation up: agencies get their codes, a list of officials is taken in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from allauth.account import app_settings
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.db.models import Max, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from motcua.kernel.events import announce
from motcua.kernel.glyphs import wrong_signs
from motcua.kernel.locks import Lock, Rank
from motcua.kernel.operations import Refused, inside_operation, note, operation
from motcua.kernel.text import format_date, local
from motcua.kernel.validity import DatedQuerySet
from motcua.kernel.values import BEFORE_FIRST_DAY, FIRST_DAY
from motcua.organization.models import Agency, AgencyCode, Post, Unit
from motcua.organization.operations import (
    Naming,
    close_agency,
    close_post,
    close_unit,
    identify_agency,
    name_agency,
    write_agency,
    write_post,
    write_unit,
)
from motcua.organization.rules import AgencyKind, Duty, Level, guarded, names_something
from motcua.people.events import OfficialListed
from motcua.people.models import Account, Holding
from motcua.people.operations import give_post, open_official
from motcua.people.operations.second_person import propose_post
from motcua.people.rights import holding, or_platform
from motcua.people.structures import CODE, LONGEST_CODE

ADMINISTRATOR = holding(Duty.ADMIN)
AGENCY = Lock(Agency, Rank.SHARED)
# A dossier finds its agency in a commune by the kind.
ONE_A_PLACE = (AgencyKind.PEOPLES_COMMITTEE, AgencyKind.POLICE, AgencyKind.SERVICE_CENTRE)
# Words that stand where a code stands in the addresses of pages.
RESERVED = ("moi",)
# No decision sets up or ends an agency for a later year: such a year is a slip, and its code would be taken for good.
FARTHEST = timedelta(days=366)
# So many units of an agency are named with what keeps them from ending.
MOST_NAMED = 12


@dataclass(frozen=True)
class Listed:
    """One line of a list of officials, judged before."""

    number: int
    full_name: str
    email: str
    phone: str
    post: Post
    since: date
    reason: str


@operation(who=ADMINISTRATOR, journal="agency.code_given")
def give_code(
    agency: Agency, *, code: str, valid_from: date, is_sure: bool = False, by: Account, at: datetime
) -> AgencyCode:
    """Give an agency the identification code that the province decided, as the command does (QĐ 20/2020/QĐ-TTg)."""
    return identify_agency(agency, code=code.strip().upper(), valid_from=valid_from, is_sure=is_sure, by=None, at=at)


@operation(who=ADMINISTRATOR, journal="officials.listed", is_whole=True)
def take_in_list(*, lines: Sequence[Listed], sends_links: bool, by: Account, at: datetime) -> tuple[int, int, int]:
    """Open the accounts of a list and give its posts; all of it, or nothing (NĐ 61/2018).

    Who is new is sent a link to set a password, where wished. Guarded posts are proposed: another administrator
    confirms each. How many accounts, posts and proposals it came to. Refused with the number of a line that cannot be.
    """
    opened = given = proposed = 0
    for line in lines:
        try:
            official = Account.objects.filter(email__iexact=line.email).first()
            if official is None:
                official = open_official(full_name=line.full_name, email=line.email, phone=line.phone, by=by, at=at)
                _tell(official, sends_link=sends_links, at=at)
                opened += 1
            if guarded(line.post.duties):
                propose_post(official, post=line.post, valid_from=line.since, reason=line.reason, by=by, at=at)
                proposed += 1
            else:
                give_post(official, post=line.post, valid_from=line.since, by=by, at=at)
                given += 1
        except Refused as refused:
            said = "; ".join(refused.errors.values()) or refused.message
            raise Refused(_("Dòng %(number)d: %(said)s") % {"number": line.number, "said": said}) from refused
    note(accounts=opened, posts=given, proposals=proposed)
    return opened, given, proposed


@dataclass(frozen=True)
class Written:
    """One line of a list of units and posts, judged before; without a post it is of its unit alone."""

    number: int
    agency: Agency
    unit: str
    unit_name: str
    kind: str
    post: str = ""
    title: str = ""
    duties: tuple[str, ...] = ()


@operation(who=ADMINISTRATOR, journal="structure.listed", is_whole=True)
def take_in_structure(*, lines: Sequence[Written], legal_basis: str = "", by: Account, at: datetime) -> tuple[int, int]:
    """Write the units and posts of a list; all of it, or nothing (NĐ 118/2025). How many units and posts were changed.

    What a list does not name, or names as it is, stays. Refused for what was ended, for another kind of a unit, and
    where a post would come to sign, seal, approve or administer that did not, or under another title: its holders
    would, and no second administrator had a say.
    """
    units: dict[tuple[int, str], Unit] = {}
    changed_units = changed_posts = 0
    # In one order, so that two lists at once wait for each other and never both.
    for line in sorted(lines, key=lambda line: (line.agency.pk, line.unit, line.post)):
        key = (line.agency.pk, line.unit)
        if key not in units:
            known = Unit.objects.filter(agency=line.agency, code=line.unit).first()
            if known is not None and (known.valid_until is not None or known.kind != line.kind):
                raise Refused(_("Dòng %d: đơn vị đã thôi dùng, hoặc là loại khác. Dùng mã khác.") % line.number)
            if known is None or known.name != line.unit_name:
                known = write_unit(line.agency, code=line.unit, name=line.unit_name, kind=line.kind, by=None, at=at)
                changed_units += 1
            units[key] = known
        if line.post and _changes_post(line, units[key], at):
            write_post(units[key], code=line.post, title=line.title, duties=line.duties, by=None, at=at)
            changed_posts += 1
    note(units=changed_units, posts=changed_posts, **({"legal_basis": legal_basis} if legal_basis else {}))
    return changed_units, changed_posts


@inside_operation
def _changes_post(line: Written, unit: Unit, at: datetime) -> bool:
    """Whether a post is not yet so. One that is there gets no duty that two administrators give.

    Nor does it get another title for who signs under it. One that was ended comes back to nobody.
    """
    known = Post.objects.select_for_update().filter(unit=unit, code=line.post).first()
    if known is None:
        return True
    if known.valid_until is not None or guarded(line.duties) - guarded(known.duties):
        said = _("Dòng %d: vị trí đã thôi dùng, hoặc sẽ nhận thêm nhiệm vụ cần hai quản trị. Lập vị trí mới.")
        raise Refused(said % line.number)
    held = Holding.objects.filter(Q(valid_until=None) | Q(valid_until__gt=local(at).date()), post=known)
    if known.title != line.title and guarded(known.duties) and held.exists():
        said = _("Dòng %d: đang có người ký, duyệt dưới chức danh khác ở vị trí này. Lập vị trí mới.")
        raise Refused(said % line.number)
    return known.title != line.title or set(known.duties) != set(line.duties)


@operation(who=ADMINISTRATOR, journal="structure.agency_opened")
def open_agency(*, code: str, facts: Mapping[str, Any], legal_basis: str, by: Account, at: datetime) -> Agency:
    """Write down a new agency with the decision it rests on (NĐ 118/2025). Refused when its code is taken or none."""
    errors = _without_basis(legal_basis)
    if not CODE.fullmatch(code) or len(code) > LONGEST_CODE or code in RESERVED:
        errors["code"] = _("Mã gồm chữ thường không dấu, số, gạch nối, ví dụ so-y-te.")
    elif Agency.objects.filter(code=code).exists():
        errors["code"] = _("Mã này đã có.")
    errors |= _wrong_facts(facts)
    if facts["valid_from"] > local(at).date() + FARTHEST:
        errors["valid_from"] = _("Chọn ngày trong vòng một năm.")
    if errors:
        raise Refused(_("Chưa ghi: sửa các ô được đánh dấu."), errors=errors)
    return write_agency(code=code, facts=facts, legal_basis=legal_basis.strip(), by=None, at=at)


@operation(who=ADMINISTRATOR, journal="structure.agency_named", on=AGENCY)
def rename_agency(agency: Agency, *, naming: Naming, seen: str = "", by: Account, at: datetime) -> Agency:
    """Name an agency anew by a decision, or put a slip in its name right (NĐ 118/2025).

    What was issued keeps the name under which it was. Refused before the day of the decision, for a day before that
    of the name it has, for a name that says nothing or is another agency's, and where it is called otherwise by now
    than it was `seen`.
    """
    if seen and seen != agency.name:
        raise Refused(_("Tên cơ quan vừa được người khác sửa. Xem lại rồi bấm lần nữa."))
    called = {"name": naming.name.strip(), "short_name": naming.short_name.strip()}
    errors = _without_basis(naming.legal_basis) | _wrong_names(called)
    if naming.renamed_on is not None and not agency.valid_from <= naming.renamed_on <= local(at).date():
        errors["renamed_on"] = _("Chọn ngày từ khi cơ quan hoạt động đến hôm nay. Tên mới ghi từ ngày nó có hiệu lực.")
    named_on = agency.former_names.aggregate(last=Max("renamed_on"))["last"]
    if named_on is not None and naming.renamed_on is not None and naming.renamed_on < named_on:
        said = _("Tên đang dùng có từ ngày %s: tên mới không thể có trước. Ghi sai tên thì chọn «Tên đã ghi sai».")
        errors["renamed_on"] = said % format_date(named_on)
    others = Agency.objects.standing(local(at).date()).exclude(pk=agency.pk)
    errors |= _taken_name(others, called["name"])
    if errors:
        raise Refused(_("Chưa ghi: sửa các ô được đánh dấu."), errors=errors)
    if called == {"name": agency.name, "short_name": agency.short_name}:
        raise Refused(_("Tên này đang dùng."), errors={"name": _("Ghi tên khác.")})
    return name_agency(
        agency, naming=replace(naming, name=called["name"], short_name=called["short_name"]), by=None, at=at
    )


@operation(who=or_platform("administrator, or the platform", ADMINISTRATOR), journal="structure.ended")
def end_structure(
    subject: Agency | Unit | Post,
    *,
    on: date,
    legal_basis: str,
    with_units: bool = False,
    by: Account | None,
    at: datetime,
) -> Agency | Unit | Post:
    """End an agency, a unit with its posts, or a post from a day on, with the decision it rests on (NĐ 118/2025).

    Refused behind today and far ahead, while somebody holds a post there from that day on, and while work rests on it;
    of an agency `with_units`, while that is so of any of its units, each named with why.
    """
    errors = _without_basis(legal_basis)
    if on < local(at).date():
        errors["on"] = _("Chọn từ hôm nay trở đi.")
    elif on > local(at).date() + FARTHEST:
        errors["on"] = _("Chọn ngày trong vòng một năm.")
    if errors:
        raise Refused(_("Chưa ghi: sửa các ô được đánh dấu."), errors=errors)
    if subject.valid_until is not None and subject.valid_until <= on:
        raise Refused(_("Đã thôi dùng từ ngày %s.") % format_date(subject.valid_until))
    if isinstance(subject, Agency):
        if with_units:
            _end_units(subject, on=on, legal_basis=legal_basis.strip(), at=at)
        return close_agency(subject, on=on, legal_basis=legal_basis.strip(), by=None, at=at)
    _refuse_held(subject, on)
    if isinstance(subject, Unit):
        return close_unit(subject, on=on, legal_basis=legal_basis.strip(), by=None, at=at)
    return close_post(subject, on=on, legal_basis=legal_basis.strip(), by=None, at=at)


@inside_operation
def _end_units(agency: Agency, *, on: date, legal_basis: str, at: datetime) -> None:
    """End all units of an agency that are still there then, or none of them."""
    left = []
    for unit in (
        agency.units.filter(Q(valid_until=None) | Q(valid_until__gt=on)).select_related("agency").order_by("pk")
    ):
        try:
            _refuse_held(unit, on)
            close_unit(unit, on=on, legal_basis=legal_basis, by=None, at=at)
        except Refused as refused:
            left.append(f"«{unit.name}»: {refused.message}")
    if left:
        more = [_("Và %d đơn vị khác.") % (len(left) - MOST_NAMED)] if len(left) > MOST_NAMED else []
        raise Refused(" ".join([_("Chưa ghi gì, còn đơn vị chưa thôi dùng được."), *left[:MOST_NAMED], *more]))


def _refuse_held(subject: Unit | Post, on: date) -> None:
    within = {"post__unit": subject} if isinstance(subject, Unit) else {"post": subject}
    held = Holding.objects.filter(Q(valid_until=None) | Q(valid_until__gt=on), **within)
    if first := held.select_related("official", "post").first():
        facts = {"who": first.official.full_name, "post": first.post.title}
        raise Refused(_("%(who)s còn giữ vị trí «%(post)s». Cho thôi giữ ở «Cán bộ» trước.") % facts)


def _wrong_names(called: Mapping[str, Any]) -> dict[str, str]:
    errors = {}
    for name in ("name", "short_name"):
        if not names_something(str(called[name])):
            errors[name] = _("Ghi tên cơ quan.")
        errors |= wrong_signs(name, _("Tên cơ quan"), called[name])
    return errors


def _wrong_facts(facts: Mapping[str, Any]) -> dict[str, str]:
    errors = _wrong_names(facts)
    kind, level = facts["kind"], facts["level"]
    if kind == AgencyKind.DEPARTMENT and level == Level.COMMUNE:
        errors["kind"] = _("Sở, ngành là cơ quan cấp tỉnh.")
    if not facts["valid_from"] >= FIRST_DAY:
        errors["valid_from"] = _(BEFORE_FIRST_DAY)
    errors |= _taken_name(Agency.objects.standing(facts["valid_from"]), facts["name"])
    twin = Agency.objects.filter(Q(valid_until=None) | Q(valid_until__gt=facts["valid_from"]), kind=kind, level=level)
    if level == Level.COMMUNE and kind in ONE_A_PLACE and (one := twin.filter(place=facts["place"]).first()):
        errors["kind"] = _("Xã, phường này đã có %s. Hồ sơ sẽ không biết đến cơ quan nào.") % one.name
    return errors


def _taken_name(agencies: DatedQuerySet[Agency], name: str) -> dict[str, str]:
    """On papers an agency is known by its name alone: no two of the province, wherever they are, have one name."""
    if agencies.filter(name__iexact=name.strip()).exists():
        return {"name": _("Cơ quan khác đang mang tên này.")}
    return {}


def _without_basis(legal_basis: str) -> dict[str, str]:
    return {} if legal_basis.strip() else {"legal_basis": _("Ghi quyết định, thông báo làm căn cứ.")}


@inside_operation
def _tell(official: Account, *, sends_link: bool, at: datetime) -> None:
    if not sends_link:
        return
    key = app_settings.PASSWORD_RESET_TOKEN_GENERATOR().make_token(official)
    page = reverse("account_reset_password_from_key", kwargs={"uidb36": user_pk_to_url_str(official), "key": key})
    until = at + timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT)
    link = f"{settings.PUBLIC_ADDRESS.rstrip('/')}{page}"
    announce(OfficialListed(account_id=official.pk, link=link, until=until, at=at))
