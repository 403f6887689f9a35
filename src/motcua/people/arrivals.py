"""A list of officials as somebody sent it, line by line: whom it names, for which post, and what is wrong with it."""

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
from motcua.people.readers import MOST_ROWS, rows_of
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
AT_MOST_AHEAD = timedelta(days=366)
NEEDED = ("full_name", "email", "post")


@dataclass(frozen=True)
class Line:
    """One line of the list: an official and a post. `is_known`: the account is there already and only gets the post."""

    number: int
    full_name: str = ""
    email: str = ""
    phone: str = ""
    post_path: str = ""
    since: date | None = None
    reason: str = ""
    post: Post | None = None
    is_known: bool = False
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
        for number, row in enumerate(rows[1:], start=2)
        if any(row)
    ]
    if not lines:
        raise Refused(_("Trang tính đầu tiên không có dòng nào dưới dòng tiêu đề."))
    if len(lines) >= MOST_ROWS:
        raise Refused(_("Danh sách có hơn %d dòng. Chia thành nhiều tệp.") % (MOST_ROWS - 1))
    return lines


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
        errors = [*self._of_person(name, email, said_phone, phone, account)]
        since, wrong = self._since(row.get("since", "").strip())
        errors += wrong
        post = self.posts.get(path)
        errors += self._of_post(email, path, post, account)
        reason = row.get("reason", "").strip()
        errors += filter(None, [too_long(reason, 500)])
        return Line(
            int(row["number"]), name, email, phone or said_phone, path, since, reason,
            post, account is not None, tuple(errors),
        )  # fmt: skip

    def _of_person(self, name: str, email: str, said: str, phone: str, account: Account | None) -> Iterable[str]:
        yield from wrong("full_name", person_name, name or "-").values()
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
            return None, [str(wrong_day)]
        if not self.on <= since:
            return since, [_("Chọn từ hôm nay trở đi.")]
        if since > self.on + AT_MOST_AHEAD:
            return since, [_("Ngày nhận vị trí không quá một năm kể từ hôm nay.")]
        return since, []

    def _of_post(self, email: str, path: str, post: Post | None, account: Account | None) -> Iterable[str]:
        if post is None:
            yield _("Không có vị trí «%s». Chép mã vị trí từ trang «Vị trí» của tệp mẫu.") % path[:120]
            return
        self.seats[email.lower(), path] += 1
        if self.seats[email.lower(), path] > 1:
            yield _("Dòng này lặp lại một dòng ở trên.")
        if account is None:
            return
        if account.pk == self.by.pk:
            yield _("Không ai tự giao vị trí cho mình. Nhờ một quản trị khác giao.")
        if Holding.objects.filter(official=account, post=post).exclude(valid_until__lte=self.on).exists():
            yield _("Người này đã giữ vị trí đó.")
        waiting = WaitingChange.objects.filter(official=account, kind=ChangeKind.POST, state=ChangeState.WAITING)
        if waiting.filter(after__post=post.pk).exists():
            yield _("Đã có đề nghị giao vị trí này đang chờ quản trị khác xác nhận.")
