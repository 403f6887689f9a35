"""The only code that changes accounts, holdings and the record of looks."""

import secrets
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from motcua.kernel.conditions import Condition
from motcua.kernel.counters import only_one
from motcua.kernel.events import announce
from motcua.kernel.glyphs import wrong_signs
from motcua.kernel.models import OutboxMessage
from motcua.kernel.operations import SYSTEM, NotPermitted, Policy, Refused, inside_operation, locked, note, operation
from motcua.kernel.outbox import enqueue
from motcua.kernel.speech import gettext_noop, say
from motcua.kernel.text import format_date, local, one_line, worded
from motcua.kernel.values import business_number, id_number, person_name, shaped, wrong
from motcua.organization.models import Post
from motcua.organization.rules import Duty, guarded
from motcua.people.events import ContactChanged, PostEnded, SignInChanged
from motcua.people.models import Account, DataView, Holding, Session
from motcua.people.operations.factors import clear_factors
from motcua.people.queries import TAKEN, contact_errors, post_is_no_more
from motcua.people.rights import ACCOUNT, HOLDING, OWN_ACCOUNT, holding, holds, is_self, or_platform, posts_of
from motcua.people.rules import IDENTITY, NO_BIRTH_DATE, AccountKind, is_birth_date, names_somebody

WRITTEN = {
    "full_name": gettext_noop("Họ và tên"),
    "address": gettext_noop("Địa chỉ"),
    "business_name": gettext_noop("Tên tổ chức, hộ kinh doanh"),
}
NUMBERS = {"id_number": id_number, "tax_code": business_number}
MAY_CHANGE = {*IDENTITY, "address", "place", "language", "business_name", "tax_code", "wants_digest", "wants_weekly"}
WHOSE_TO_CHANGE = {
    True: gettext_noop(
        "Họ tên, số định danh, ngày sinh, giới tính của cán bộ do quản trị hệ thống ghi. Nhờ quản trị sửa."
    ),
    False: gettext_noop("Họ tên, số định danh, ngày sinh đã xác minh. Mang thẻ căn cước đến Bộ phận Một cửa để sửa."),
}

IS_OFFICIAL = Condition(
    "an official's account",
    lambda account: "" if account.is_official else _("Đây không phải là tài khoản cán bộ, công chức."),
)
OFFICIAL = Policy("official", lambda by, subject, arguments: isinstance(by, Account) and by.is_official)


@operation(who=SYSTEM, journal="account.created")
def create_account(*, kind: AccountKind, password: str, by: None, at: datetime, **facts: Any) -> Account:
    """Create an account with a known password; people who register themselves come through sign-up (NĐ 61/2018 Đ25)."""
    account = Account(kind=kind, joined_at=at, **_tidy(facts))
    account.set_password(password)
    account.save()
    return account


@operation(who=SYSTEM, journal="account.registered")
def register_account(account: Account, *, by: None, at: datetime) -> Account:
    """Keep the account a person made at sign-up, whose e-mail or phone has proved to be theirs (NĐ 61/2018 Đ25).

    Refused when it is taken.
    """
    account.joined_at, account.full_name = at, one_line(account.full_name)
    try:
        with transaction.atomic():
            account.save(force_insert=True)
            if account.email:
                EmailAddress.objects.create(user=account, email=account.email.lower(), primary=True, verified=True)
    except IntegrityError as error:
        # Who presses twice comes here with the second press.
        raise Refused(_("Số điện thoại hoặc email này đã có tài khoản. Đăng nhập hoặc đặt lại mật khẩu.")) from error
    return account


@operation(
    who=Policy("the account itself, or who holds a link sent to it", lambda by, s, a: by is None or is_self(by, s, a)),
    journal="account.password_changed",
    on=ACCOUNT,
)
def change_password(account: Account, *, password: str, keep: str = "", by: Account | None, at: datetime) -> Account:
    """Give the account another password and tell its person (NĐ 61/2018 Đ25). `by` is nobody where a link led back in.

    Every session ends but the one with the key `keep`.
    """
    account.set_password(password)
    account.save(update_fields=["password"])
    Session.objects.filter(account=account).exclude(session_key=keep).delete()
    announce(SignInChanged(account_id=account.pk, kind="password_changed", at=at))
    return account


@operation(who=SYSTEM, journal="account.letter_sent")
def send_letter(*, kind: str, to: str, subject: str, text: str, by: None, at: datetime) -> OutboxMessage:
    """Send what the sign-in writes to a mailbox: links that open an account (NĐ 61/2018 Đ25).

    By the outbox, so that a page never waits for a mail server, nor fails with it, nor tells by its time who is known.
    """
    note(kind=kind)
    letter = {"to": to, "subject": subject, "text": text, "language": get_language(), "is_secret": True}
    expires_at = at + timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT)
    return enqueue("mail", letter, key=f"letter/{uuid4()}", at=at, expires_at=expires_at)


@operation(who=OWN_ACCOUNT, journal="account.changed", on=ACCOUNT)
def change_account(account: Account, *, by: Account, at: datetime, **facts: Any) -> Account:
    """Change one's own facts, so that no form asks for them again (NĐ 47/2020 Đ5).

    Refused without a name, for a birth date that cannot be, and for what says who one is: of an official it is the
    administrators', for it stands in what they sign; of others once it was proved.
    """
    if unknown := set(facts) - MAY_CHANGE:
        raise Refused(_("Không thể tự thay đổi các mục này: %s.") % ", ".join(sorted(unknown)))
    facts = _tidy(facts)
    if "full_name" in facts and not names_somebody(facts["full_name"]):
        raise Refused(_("Chưa lưu được."), errors={"full_name": _("Nhập họ và tên.")})
    if facts.get("born_on") and not is_birth_date(facts["born_on"], on=local(at).date()):
        raise Refused(_("Chưa lưu được."), errors={"born_on": say(NO_BIRTH_DATE)})
    if errors := wrong_facts(facts) | _wrong_new_name(account, facts):
        raise Refused(_("Chưa lưu được."), errors=errors)
    facts |= {name: shaped(kind, facts[name] or "") for name, kind in NUMBERS.items() if name in facts}
    if any(facts[name] != getattr(account, name) for name in account.fixed_facts & set(facts)):
        raise Refused(say(WHOSE_TO_CHANGE[account.is_official]))
    for name, value in facts.items():
        setattr(account, name, value)
    note(fields=sorted(facts))
    account.save(update_fields=sorted(facts))
    return account


@operation(who=OWN_ACCOUNT, journal="account.contact_changed", on=ACCOUNT)
def change_contact(
    account: Account, *, phone: str, email: str, confirmed: Collection[str] = (), by: Account, at: datetime
) -> Account:
    """Change where one is reached, which is also what one signs in with (NĐ 61/2018 Đ25). `phone` as +84…, or empty.

    Refused without either, when one belongs to another account, for a new one to which no code was sent and came back
    (`confirmed` names those whose code did), and for an official's work e-mail, which the administrator gives.
    """
    before, is_new_email = (account.email, account.phone), email.lower() != account.email.lower()
    if (email, phone) == before:
        return account
    if is_new_email and account.is_official:
        raise Refused(_("Chưa đổi được."), errors={"email": _("Email công vụ do quản trị hệ thống đặt.")})
    if errors := contact_errors(account, phone, email):
        raise Refused(_("Chưa đổi được."), errors=errors)
    if phone and phone != account.phone and "phone" not in confirmed:
        raise Refused(_("Chưa đổi được."), errors={"phone": _("Xác nhận số mới bằng mã gửi tới số ấy.")})
    if email and is_new_email and "email" not in confirmed:
        raise Refused(_("Chưa đổi được."), errors={"email": _("Xác nhận email mới bằng mã gửi tới email ấy.")})
    note(fields=[name for name, new, old in (("email", email, before[0]), ("phone", phone, before[1])) if new != old])
    account.is_phone_verified = bool(phone) and ("phone" in confirmed or account.is_phone_verified)
    account.email, account.phone = email, phone
    save_contact(account, _("Chưa đổi được."), update_fields=["email", "phone", "is_phone_verified"])
    if is_new_email:
        keep_address(account, is_confirmed=True)
    announce(ContactChanged(account_id=account.pk, email=before[0], phone=before[1], at=at))
    return account


def wrong_facts(facts: Mapping[str, Any]) -> dict[str, str]:
    """The numbers of a person that cannot be, and the words that could not be written on a paper."""
    errors: dict[str, str] = {}
    for name, kind in NUMBERS.items():
        errors |= wrong(name, kind, facts.get(name))
    for name, label in WRITTEN.items():
        errors |= wrong_signs(name, say(label), facts.get(name))
    return errors


def _wrong_new_name(account: Account, facts: Mapping[str, Any]) -> dict[str, str]:
    """What is wrong with a name as a person's; one that was taken by looser rules stays until it is changed."""
    name = facts.get("full_name", account.full_name)
    return wrong("full_name", person_name, name) if name != account.full_name else {}


def _tidy(facts: dict[str, Any]) -> dict[str, Any]:
    """Facts about a person are one line each: they come into letters, papers, certificates and logs."""
    return {name: one_line(value) if isinstance(value, str) else value for name, value in facts.items()}


@inside_operation
def keep_address(account: Account, *, is_confirmed: bool = False) -> None:
    """The sign-in library finds accounts by its own list of addresses as well: what an administrator writes too."""
    EmailAddress.objects.filter(user=account).delete()
    if account.email:
        EmailAddress.objects.create(user=account, email=account.email.lower(), primary=True, verified=is_confirmed)


@inside_operation
def save_contact(account: Account, refusal: str, *, update_fields: Sequence[str] | None = None) -> None:
    """Save an e-mail and a phone that were free when they were looked up; another account may have them by now."""
    try:
        with transaction.atomic():
            account.save(update_fields=update_fields)
    except IntegrityError as error:
        field = "phone" if "account_phone_once" in str(error) else "email"
        raise Refused(refusal, errors={field: say(TAKEN[field])}) from error


@operation(
    who=or_platform("administrator or system", holding(Duty.ADMIN)),
    journal="post.given",
    on=ACCOUNT,
)
def give_post(
    official: Account,
    *,
    post: Post,
    valid_from: date,
    valid_until: date | None = None,
    by: Account | None,
    at: datetime,
) -> Holding:
    """Give an official a post from a day on, or for a time in somebody's place (NĐ 61/2018).

    `valid_until` is the first day without it. Refused for who is no official or is locked, for a time that is none,
    when the official holds the post already, to an administrator for himself (whoever holds a post reads its dossiers),
    and to one alone for a guarded post (`second_person.propose_post`).
    """
    if by is not None and official.pk == by.pk:
        raise Refused(_("Không ai tự giao vị trí cho mình. Nhờ một quản trị khác giao."))
    if by is not None and guarded(post.duties):
        raise Refused(_("Vị trí này ký, đóng dấu số hoặc quản trị: một quản trị đề nghị, một quản trị khác xác nhận."))
    refuse_post(official, post=post, valid_from=valid_from, valid_until=valid_until)
    note(post=post.path, valid_from=valid_from, valid_until=valid_until)
    return Holding.objects.create(official=official, post=post, valid_from=valid_from, valid_until=valid_until)


@inside_operation
def refuse_post(official: Account, *, post: Post, valid_from: date, valid_until: date | None) -> None:
    """Refuse what cannot be held, whoever gives it."""
    if not official.is_official:
        raise Refused(_("Chỉ tài khoản cán bộ, công chức mới được giao vị trí việc làm."))
    if not official.is_active:
        raise Refused(_("Tài khoản này đang khóa. Mở khóa trước khi giao vị trí."))
    if valid_until is not None and valid_until <= valid_from:
        raise Refused(_("Ngày cuối phải từ ngày đầu trở đi."), errors={"until": _("Chọn ngày từ ngày bắt đầu trở đi.")})
    if said := post_is_no_more(post, on=valid_from):
        raise Refused(said)
    held = Holding.objects.filter(official=official, post=post).exclude(valid_until__lte=valid_from)
    if (held.exclude(valid_from__gte=valid_until) if valid_until else held).exists():
        raise Refused(_("Người này đã giữ vị trí đó trong thời gian này."))


@operation(who=holding(Duty.ADMIN), journal="post.ended", on=HOLDING)
def end_post(held: Holding, *, on: date, by: Account, at: datetime) -> Holding:
    """End the holding of a post: `on` is the first day without it; what was in hand there goes back (NĐ 61/2018).

    Refused for a day that has passed or after its end, for what has ended, and for the last one who may give posts.
    """
    today = local(at).date()
    if held.valid_until is not None and held.valid_until <= today:
        raise Refused(_("Vị trí này đã thôi giữ từ ngày %s.") % format_date(held.valid_until))
    if on < today:
        raise Refused(_("Không cho thôi giữ lùi về ngày đã qua."), errors={"on": _("Chọn từ hôm nay trở đi.")})
    if held.valid_until is not None and on > held.valid_until:
        # To hold it longer is to be given it.
        said = _("Người này chỉ giữ vị trí đến trước ngày %s.") % format_date(held.valid_until)
        raise Refused(said, errors={"on": said})
    if held.post.has(Duty.ADMIN):
        _one_after_the_other(by, on=today)
        _refuse_without_administrator(held, on=on)
    note(post=held.post.path, official=held.official_id, on=on)
    held.valid_until = max(on, held.valid_from)
    held.save(update_fields=["valid_until"])
    announce(PostEnded(official_id=held.official_id, unit_ids=(held.post.unit_id,), on=on, at=at))
    return held


@operation(who=holding(Duty.ADMIN), journal="official.opened")
def open_official(*, full_name: str, email: str, phone: str = "", by: Account, at: datetime) -> Account:
    """Open an account for an official (NĐ 61/2018). Its password is chosen by the person, through «forgotten password».

    Refused without a name or a work e-mail, and when the e-mail or phone belongs to an account.
    """
    errors = _without_name_or_address(full_name, email)
    if Account.objects.filter(email__iexact=email).exists():
        errors["email"] = say(TAKEN["email"])
    if phone and Account.objects.filter(phone=phone).exists():
        errors["phone"] = say(TAKEN["phone"])
    if errors:
        raise Refused(_("Chưa mở được tài khoản."), errors=errors)
    account = Account(kind=AccountKind.OFFICIAL, full_name=one_line(full_name), email=email, phone=phone, joined_at=at)
    account.set_password(secrets.token_urlsafe(32))
    save_contact(account, _("Chưa mở được tài khoản."))
    return account


@operation(who=SYSTEM, journal="administrator.admitted")
def admit_administrator(*, email: str, full_name: str, password: str, post: Post, by: None, at: datetime) -> Account:
    """Give an administrator's post to who keeps the server (NĐ 61/2018).

    The first one, or again when nobody can sign in any more. An official known by this e-mail keeps the account, gets
    the password, is unlocked and enrols a second factor anew; else an account is opened.
    Refused without a name or a work e-mail, for a citizen's e-mail, and for a post that does not administer.
    """
    if not post.has(Duty.ADMIN):
        raise Refused(_("Vị trí này không phải là quản trị hệ thống."))
    known = Account.objects.filter(email__iexact=email).first()
    account = locked(ACCOUNT, known) if known is not None else None
    if account is None:
        if errors := _without_name_or_address(full_name, email):
            raise Refused(_("Chưa mở được tài khoản."), errors=errors)
        account = Account(kind=AccountKind.OFFICIAL, full_name=one_line(full_name), email=email, joined_at=at)
    elif not account.is_official:
        raise Refused(_("Email này là của tài khoản công dân. Dùng email công vụ."))
    else:
        clear_factors(account)
    account.is_active = True
    account.set_password(password)
    account.save()
    note(account=account.pk, post=post.path)
    day = local(at).date()
    if not account.holdings.on(day).filter(post=post).exists():
        give_post(account, post=post, valid_from=day, by=None, at=at)
    return account


def _without_name_or_address(full_name: str, email: str) -> dict[str, str]:
    """What an official's account cannot be opened without."""
    errors = {}
    if not names_somebody(full_name):
        errors["full_name"] = _("Nhập họ và tên.")
    errors |= wrong("full_name", person_name, full_name)
    errors |= wrong_signs("full_name", say(WRITTEN["full_name"]), full_name)
    try:
        validate_email(email)
    except ValidationError:
        errors["email"] = _("Nhập email công vụ đúng dạng, ví dụ ten@langson.gov.vn.")
    return errors


@operation(who=holding(Duty.ADMIN), journal="official.locked", on=ACCOUNT, when=IS_OFFICIAL)
def lock_official(account: Account, *, reason: str, by: Account, at: datetime) -> Account:
    """Lock an official's account at once; what was in hand goes back to the units (NĐ 61/2018).

    Refused without a reason, for oneself, and for who is no official.
    """
    if account.pk == by.pk:
        raise Refused(_("Không tự khóa tài khoản của mình. Nhờ một quản trị khác."))
    if not worded(reason):
        raise Refused(_("Ghi lý do khóa."), errors={"reason": _("Ghi lý do khóa.")})
    day = local(at).date()
    if holds(account, Duty.ADMIN, on=day):
        _one_after_the_other(by, on=day)
    note(reason=reason.strip())
    account.is_active = False
    account.save(update_fields=["is_active"])
    units = tuple(sorted({one.post.unit_id for one in account.holdings.on(day).select_related("post")}))
    announce(PostEnded(official_id=account.pk, unit_ids=units, on=day, at=at))
    return account


@operation(who=holding(Duty.ADMIN), journal="official.unlocked", on=ACCOUNT, when=IS_OFFICIAL)
def unlock_official(account: Account, *, by: Account, at: datetime) -> Account:
    """Let an official sign in again (NĐ 61/2018)."""
    account.is_active = True
    account.save(update_fields=["is_active"])
    return account


@inside_operation
def _one_after_the_other(by: Account, *, on: date) -> None:
    """Who takes the administration from another does it alone: of two who take it from each other one stays."""
    only_one("administrators")
    if not holds(Account.objects.get(pk=by.pk), Duty.ADMIN, on=on):
        raise NotPermitted(_("Bạn không còn là quản trị hệ thống."))


def _refuse_without_administrator(held: Holding, *, on: date) -> None:
    others = Holding.objects.on(on).filter(post__duties__contains=[Duty.ADMIN.value], official__is_active=True)
    if not others.exclude(pk=held.pk).exists():
        raise Refused(_("Đây là quản trị hệ thống cuối cùng. Giao vị trí quản trị cho người khác trước."))


@operation(
    who=or_platform("administrator or system", holding(Duty.ADMIN)),
    journal="post.moved",
    on=HOLDING,
)
def move_holding(held: Holding, *, post: Post, on: date, by: Account | None, at: datetime) -> Holding:
    """Let an official hold another post instead of this one from a day on, when agencies are merged (NĐ 61/2018).

    Refused to an administrator alone where the other post is guarded for a duty that this one has not.
    """
    if by is not None and guarded(post.duties) - guarded(held.post.duties):
        said = _("%(official)s chưa giữ nhiệm vụ của vị trí %(post)s: giao vị trí này qua hai quản trị trước.")
        raise Refused(said % {"official": held.official.full_name, "post": post.title})
    note(before=held.post_id, after=post.pk)
    if held.valid_from >= on:
        held.post = post
        held.save(update_fields=["post"])
        return held
    until = held.valid_until
    held.valid_until = on
    held.save(update_fields=["valid_until"])
    return Holding.objects.create(official=held.official, post=post, valid_from=on, valid_until=until)


@operation(who=OFFICIAL, journal="data.viewed")
def record_view(
    owner: Account,
    *,
    by: Account,
    reference: str,
    purpose: str,
    agency_name: str,
    posts: Sequence[Post] | None = None,
    at: datetime,
) -> DataView:
    """Record that an official looked at somebody's data, and in which post: each look (Luật 91/2025/QH15).

    `posts`: those they hold, where they are known already.
    """
    note(reference=reference)
    held = posts_of(by, on=local(at).date()) if posts is None else posts
    post = next((one for one in held if one.unit.agency.name == agency_name), None)
    return DataView.objects.create(
        viewer=by,
        owner=owner,
        reference=reference,
        purpose=purpose,
        agency_name=agency_name,
        post_name=_seat(post)[:300] if post is not None else "",
        at=at,
    )


def _seat(post: Post) -> str:
    """A post and its unit; and in whose place, where somebody of elsewhere stands in."""
    place = post.in_place_of
    return f"{post.title}, {post.unit.name}" + (f" (thay {place.name})" if place else "")
