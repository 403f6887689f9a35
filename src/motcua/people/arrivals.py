"""A list of officials as somebody sent it, line by line: whom it names, for which post, and what is wrong with it."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from motcua.kernel.confined import RanOut, confined
from motcua.kernel.glyphs import wrong_signs
from motcua.kernel.lengths import too_long
from motcua.kernel.operations import Refused
from motcua.kernel.speech import gettext_noop
from motcua.kernel.text import fold, one_line, visible
from motcua.kernel.values import WrongValue, person_name, phone_number, phone_or_empty, whole_day, wrong
from motcua.organization.models import Post
from motcua.organization.rules import guarded
from motcua.people.models import Account, Holding, WaitingChange
from motcua.people.queries import post_is_no_more
from motcua.people.readers import MOST_ROWS, UNCOUNTED, rows_of
from motcua.people.rules import ChangeKind, ChangeState

# A list of three hundred weighs some kilobytes.
LARGEST = 2 * 1024 * 1024
# The columns, by what heads them; the first row has them all but the last two, which may be left out.
COLUMNS = {
    "full_name": gettext_noop("Họ và tên"),
    "email": gettext_noop("Email công vụ"),
    "phone": gettext_noop("Điện thoại"),
    "post": gettext_noop("Vị trí"),
    "since": gettext_noop("Từ ngày"),
    "reason": gettext_noop("Lý do"),
}
# Days since 1900 as a sheet counts them: of this century and a half.
COUNTED_DAY = re.compile("[1-9][0-9]{4}")
AT_MOST_AHEAD = timedelta(days=366)
NEEDED = ("full_name", "email", "post")
# What a sheet shows of a cell that is true or false: an answer, nobody's name.
LOGICAL = ("TRUE", "FALSE")
# Of a line, the columns where a formula stands without what it came to.
MISSING = "uncounted"


@dataclass(frozen=True)
class Line:
    """One line of the list: an official and a post.

    `is_known`: the account is there already and only gets the post. `is_there`: it has the post too, or waits for it.
    """

    number: int
    full_name: str = ""
    email: str = ""
    phone: str = ""
    post_path: str = ""
    since: date | None = None
    reason: str = ""
    post: Post | None = None
    is_known: bool = False
    is_there: bool = False
    errors: Sequence[str] = ()

    @property
    def is_right(self) -> bool:
        return not self.errors

    @property
    def is_guarded(self) -> bool:
        """Whether a second administrator has to confirm the post."""
        return self.post is not None and bool(guarded(self.post.duties))


def table_of(
    content: bytes, columns: Mapping[str, str] = COLUMNS, needed: Sequence[str] = NEEDED
) -> list[dict[str, str]]:
    """The lines of a spreadsheet by the names of their columns, each with its number; refused when it is no list."""
    if len(content) > LARGEST:
        raise Refused(_("Tệp quá lớn. Một danh sách có nhiều nhất %d dòng.") % (MOST_ROWS - 1))
    try:
        rows: list[list[str]] = confined(rows_of, content)
    except RanOut as error:
        raise Refused(_("Không đọc được tệp này. Lưu lại thành .xlsx theo mẫu rồi gửi lại.")) from error
    if not rows:
        raise Refused(_("Trang tính đầu tiên không có dòng nào."))
    heads = {fold(title): name for name, title in columns.items()}
    often = Counter(fold(cell) for cell in rows[0])
    if twice := [_(title) for title in columns.values() if often[fold(title)] > 1]:
        raise Refused(_("Cột %s đứng hai lần. Bỏ một cột.") % ", ".join(twice))
    places = {heads[fold(cell)]: place for place, cell in enumerate(rows[0]) if fold(cell) in heads}
    if missing := [_(columns[name]) for name in needed if name not in places]:
        raise Refused(_("Dòng đầu thiếu cột: %s. Dùng tệp mẫu.") % ", ".join(missing))
    lines = [
        {"number": str(number)}
        | {name: visible(row[place]).strip() if place < len(row) else "" for name, place in places.items()}
        | {MISSING: ",".join(name for name, place in places.items() if row[place : place + 1] == [UNCOUNTED])}
        for number, row in enumerate(rows[1:], start=2)
        if any(row)
    ]
    if not lines:
        raise Refused(_("Trang tính đầu tiên không có dòng nào dưới dòng tiêu đề."))
    if len(lines) >= MOST_ROWS:
        raise Refused(_("Danh sách có hơn %d dòng. Chia thành nhiều tệp.") % (MOST_ROWS - 1))
    return lines


def uncounted_in(row: Mapping[str, str], columns: Mapping[str, str]) -> Iterable[str]:
    """What is wrong with a line whose formulas have no value: empty, it would say something else."""
    if names := [name for name in row.get(MISSING, "").split(",") if name in columns]:
        said = ", ".join(_(columns[name]) for name in names)
        yield (
            _("%s: ô công thức chưa có giá trị hoặc báo lỗi. Mở tệp bằng phần mềm bảng tính, sửa rồi lưu lại.") % said
        )


def lines_of(table: Iterable[Mapping[str, str]], *, by: Account, on: date) -> list[Line]:
    """Each line with what is wrong with it, as things stand."""
    rows = list(table)
    paths = {row.get("post", "").strip() for row in rows}
    posts = {post.path: post for post in Post.objects.on(on).select_related("unit__agency") if post.path in paths}
    emails = {row.get("email", "").strip().lower() for row in rows}
    accounts = Account.objects.exclude(email="").annotate(sent_to=Lower("email")).filter(sent_to__in=emails)
    known = {one.email.lower(): one for one in accounts}
    listed = _Listed(posts, known, by, on)
    return [listed.judge(row) for row in rows]


class _Listed:
    """The lines so far: a list may name somebody for several posts, but as one person."""

    def __init__(self, posts: Mapping[str, Post], known: Mapping[str, Account], by: Account, on: date) -> None:
        self.posts, self.known, self.by, self.on = posts, known, by, on
        self.names: dict[str, str] = {}
        self.phones: dict[str, str] = {}
        self.seats: Counter[tuple[str, str]] = Counter()

    def judge(self, row: Mapping[str, str]) -> Line:
        name, email = one_line(row.get("full_name", "")), row.get("email", "").strip()
        path, said_phone = row.get("post", "").strip(), row.get("phone", "").strip()
        phone, account, post = phone_or_empty(said_phone), self.known.get(email.lower()), None
        post = self.posts.get(path)
        reason, said_since = row.get("reason", "").strip(), row.get("since", "").strip()
        errors = [*uncounted_in(row, COLUMNS), *self._of_person(name, email, said_phone, phone, account)]
        errors += [*self._twice(email, post), *filter(None, [too_long(reason, 500)])]
        since, wrong_day = self._since(said_since)
        is_there = False
        if not errors and account is not None and post is not None and since is not None:
            is_there = _has_it(account, post, phone, since if said_since else None, on=self.on)
        if not is_there:
            errors += [*wrong_day, *self._of_post(path, post, account, since or self.on)]
        return Line(
            int(row["number"]), name, email, phone or said_phone, path, since, reason,
            post, account is not None, is_there, tuple(errors),
        )  # fmt: skip

    def _of_person(self, name: str, email: str, said: str, phone: str, account: Account | None) -> Iterable[str]:
        yield from wrong("full_name", person_name, "-" if name in LOGICAL else name or "-").values()
        if len(name) > 150:
            yield _("Họ và tên không được dài quá %d ký tự.") % 150
        yield from wrong_signs("full_name", _("Họ và tên"), name).values()
        try:
            validate_email(email)
        except ValidationError:
            yield _("Nhập email công vụ đúng dạng, ví dụ ten@langson.gov.vn.")
        yield from wrong("phone", phone_number, said).values()
        if account is not None and not account.is_official:
            yield _("Email này là của tài khoản công dân. Dùng email công vụ.")
        elif account is not None and not account.is_active:
            yield _("Tài khoản này đang khóa. Mở khóa trước khi giao vị trí.")
        elif fold(self.names.setdefault(email.lower(), account.full_name if account else name)) != fold(name):
            yield _("Email này là của %s.") % self.names[email.lower()]
        if phone and self._has_another(phone, email, account):
            yield _("Số điện thoại này đã có tài khoản khác.")

    def _has_another(self, phone: str, email: str, account: Account | None) -> bool:
        others = Account.objects.filter(phone=phone)
        if account is not None:
            others = others.exclude(pk=account.pk)
        return self.phones.setdefault(phone, email.lower()) != email.lower() or others.exists()

    def _since(self, text: str) -> tuple[date | None, list[str]]:
        if not text:
            return self.on, []
        try:
            since = whole_day(text)
        except WrongValue as wrong_day:
            if COUNTED_DAY.fullmatch(text):
                # What a formula makes of a day in a column of numbers.
                return None, [_("Ngày đang hiện thành số. Định dạng cột này là ngày, hoặc ghi như 30/11/2026.")]
            return None, [str(wrong_day)]
        if not self.on <= since:
            return since, [_("Chọn từ hôm nay trở đi.")]
        if since > self.on + AT_MOST_AHEAD:
            return since, [_("Ngày nhận vị trí không quá một năm kể từ hôm nay.")]
        return since, []

    def _twice(self, email: str, post: Post | None) -> Iterable[str]:
        if post is not None:
            self.seats[email.lower(), post.path] += 1
            if self.seats[email.lower(), post.path] > 1:
                yield _("Dòng này lặp lại một dòng ở trên.")

    def _of_post(self, path: str, post: Post | None, account: Account | None, since: date) -> Iterable[str]:
        if post is None:
            yield _("Không có vị trí «%s». Chép mã vị trí từ trang «Vị trí» của tệp mẫu.") % path[:120]
            return
        if said := post_is_no_more(post, on=since):
            yield said
        if account is None:
            return
        if account.pk == self.by.pk:
            yield _("Không ai tự giao vị trí cho mình. Nhờ một quản trị khác giao.")
        if Holding.objects.filter(official=account, post=post).exclude(valid_until__lte=self.on).exists():
            yield _("Người này đã giữ vị trí đó.")
        waiting = WaitingChange.objects.filter(official=account, kind=ChangeKind.POST, state=ChangeState.WAITING)
        if waiting.filter(after__post=post.pk).exists():
            yield _("Đã có đề nghị giao vị trí này đang chờ quản trị khác xác nhận.")


def _has_it(account: Account, post: Post, phone: str, since: date | None, *, on: date) -> bool:
    """Whether a line says what is so already, or waits for a second administrator: from that day, without an end.

    A list that was taken in and is sent again, mended or longer, has lines of before; their day may be over by now.
    """
    if phone and account.phone != phone:
        return False
    holdings = Holding.objects.filter(official=account, post=post, valid_until=None)
    begun = set(holdings.values_list("valid_from", flat=True))
    waiting = WaitingChange.objects.filter(official=account, kind=ChangeKind.POST, state=ChangeState.WAITING)
    for after in waiting.filter(after__post=post.pk, after__valid_until="").values_list("after", flat=True):
        begun.add(date.fromisoformat(after["valid_from"]))
    if since is None:
        return bool(begun)
    # What two decide begins when the second had agreed, at the earliest.
    return since in begun or (bool(guarded(post.duties)) and any(since <= day <= on for day in begun))
