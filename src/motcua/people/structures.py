"""A list of units and posts as somebody sent it, line by line: what it would write, and what is wrong with it."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from motcua.kernel.glyphs import wrong_signs
from motcua.kernel.manifests import Words, offered
from motcua.kernel.speech import gettext_noop
from motcua.kernel.text import fold, one_line
from motcua.organization.models import Agency, Post, Unit
from motcua.organization.rules import DutyName, guarded, names_something
from motcua.people.arrivals import uncounted_in
from motcua.people.models import Holding

COLUMNS = {
    "agency": gettext_noop("Mã cơ quan"),
    "unit": gettext_noop("Mã đơn vị"),
    "unit_name": gettext_noop("Tên đơn vị"),
    "kind": gettext_noop("Loại đơn vị"),
    "post": gettext_noop("Mã vị trí"),
    "title": gettext_noop("Chức danh"),
    "duties": gettext_noop("Nhiệm vụ"),
}
NEEDED = tuple(COLUMNS)
CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
LONGEST_CODE, LONGEST_NAME = 80, 200
# Duties are told apart by it: what they are called has commas of its own.
BETWEEN = ";"


@dataclass(frozen=True)
class Line:
    """One line: a post in a unit of an agency, or a unit alone."""

    number: int
    agency_code: str
    unit: str
    unit_name: str
    kind: str
    post: str
    title: str
    duties: tuple[str, ...] = ()
    agency: Agency | None = None
    is_new_unit: bool = False
    is_new_post: bool = False
    errors: Sequence[str] = ()
    # What is there now, where the line says otherwise.
    old_name: str = ""
    old_title: str = ""
    old_duties: tuple[str, ...] | None = None

    @property
    def is_right(self) -> bool:
        return not self.errors

    @property
    def before(self) -> "Line":
        """The post as it is now, as far as duties go."""
        return replace(self, duties=self.old_duties or ())

    @property
    def changes(self) -> bool:
        """Whether anything would be written."""
        is_new = self.is_new_unit or self.is_new_post
        return is_new or bool(self.old_name or self.old_title) or self.old_duties is not None

    @property
    def is_guarded(self) -> bool:
        """Whether two administrators will have to give this post to anybody."""
        return bool(guarded(self.duties))


def kinds() -> dict[str, str]:
    """The kinds of units there are, each in words."""
    return dict(offered(Words)["unit_kind"].of)


def duty_labels() -> dict[str, str]:
    """The duties there are, each in words."""
    return {code: name.label for code, name in offered(DutyName).items()}


def lines_of(table: Iterable[Mapping[str, str]], *, on: date) -> list[Line]:
    """Each line with what is wrong with it, as things stand."""
    rows = list(table)
    listed = _Listed({row.get("agency", "").strip() for row in rows}, on)
    return [listed.judge(row) for row in rows]


class _Listed:
    """The lines so far: a unit has one name and kind in all of them, and each post stands once."""

    def __init__(self, codes: set[str], on: date) -> None:
        # One to come is made ready before its day.
        agencies = Agency.objects.standing(on).filter(code__in=codes)
        self.agencies = {agency.code: agency for agency in agencies}
        units = Unit.objects.filter(agency__in=agencies).select_related("agency")
        self.units = {(unit.agency.code, unit.code): unit for unit in units}
        posts = Post.objects.filter(unit__in=units).select_related("unit__agency")
        self.posts = {(post.unit.agency.code, post.unit.code, post.code): post for post in posts}
        holdings = Holding.objects.filter(Q(valid_until=None) | Q(valid_until__gt=on), post__in=posts)
        self.held = set(holdings.values_list("post_id", flat=True))
        self.kinds = {fold(said): kind for kind, said in kinds().items()} | {fold(kind): kind for kind in kinds()}
        labels = duty_labels()
        self.duties = {fold(said): code for code, said in labels.items()} | {fold(code): code for code in labels}
        self.named: dict[tuple[str, str], tuple[str, str]] = {}
        self.seen: set[tuple[str, str, str]] = set()

    def judge(self, row: Mapping[str, str]) -> Line:
        told = {name: one_line(row.get(name, "")) for name in COLUMNS}
        key = (told["agency"], told["unit"])
        kind = self.kinds.get(fold(told["kind"]), "")
        errors = [*uncounted_in(row, COLUMNS), *self._of_unit(key, told, kind)]
        duties, wrong = self._duties(told["duties"])
        has_post = any(told[name] for name in ("post", "title", "duties"))
        if has_post or (*key, "") in self.seen:
            errors += [*wrong, *self._of_post((*key, told["post"]), told["title"], duties)]
        self.seen.add((*key, told["post"]))
        unit, post = self.units.get(key), self.posts.get((*key, told["post"]))
        return Line(
            int(row["number"]), told["agency"], told["unit"], told["unit_name"], kind, told["post"], told["title"],
            duties, self.agencies.get(told["agency"]), unit is None, bool(told["post"]) and post is None, tuple(errors),
            unit.name if unit is not None and unit.name != told["unit_name"] else "",
            post.title if post is not None and post.title != told["title"] else "",
            tuple(post.duties) if post is not None and set(post.duties) != set(duties) else None,
        )  # fmt: skip

    def _of_unit(self, key: tuple[str, str], told: Mapping[str, str], kind: str) -> Iterable[str]:
        if key[0] not in self.agencies:
            yield _("Không có cơ quan «%s». Chép mã từ trang «Hiện có» của tệp mẫu.") % key[0][:120]
        if not _is_code(key[1]):
            yield _("Mã đơn vị gồm chữ thường không dấu, số, gạch nối, ví dụ van-hoa-xa-hoi.")
        if not names_something(told["unit_name"]) or len(told["unit_name"]) > LONGEST_NAME:
            yield _("Ghi tên đơn vị, không quá %d ký tự.") % LONGEST_NAME
        yield from wrong_signs("unit_name", _("Tên đơn vị"), told["unit_name"]).values()
        if not kind:
            yield _("Loại đơn vị là một trong: %s.") % "; ".join(_(said) for said in kinds().values())
        known = self.units.get(key)
        if known is not None and known.valid_until is not None:
            yield _("Đơn vị có mã này đã thôi dùng. Dùng mã khác.")
        elif known is not None and kind and known.kind != kind:
            yield _("Đơn vị này đã có và là loại khác («%s»). Lập đơn vị mới.") % _(kinds()[known.kind])
        if self.named.setdefault(key, (told["unit_name"], kind)) != (told["unit_name"], kind):
            yield _("Tên, loại của đơn vị này khác một dòng ở trên.")

    def _duties(self, text: str) -> tuple[tuple[str, ...], list[str]]:
        said = [part.strip() for part in text.split(BETWEEN) if part.strip()]
        unknown = [part for part in said if fold(part) not in self.duties]
        found = tuple(dict.fromkeys(self.duties[fold(part)] for part in said if part not in unknown))
        return found, [_("Không có nhiệm vụ «%s». Chép từ trang «Nhiệm vụ», cách nhau dấu ;.") % one for one in unknown]

    def _of_post(self, key: tuple[str, str, str], title: str, duties: tuple[str, ...]) -> Iterable[str]:
        if not _is_code(key[2]):
            yield _("Mã vị trí gồm chữ thường không dấu, số, gạch nối, ví dụ chuyen-vien.")
        if not names_something(title) or len(title) > LONGEST_NAME:
            yield _("Ghi chức danh, không quá %d ký tự.") % LONGEST_NAME
        yield from wrong_signs("title", _("Chức danh"), title).values()
        if not duties:
            yield _("Ghi ít nhất một nhiệm vụ.")
        if key in self.seen:
            yield _("Dòng này lặp lại một dòng ở trên.")
        if (known := self.posts.get(key)) is not None and (why := self._kept_as_it_is(known, title, duties)):
            yield why

    def _kept_as_it_is(self, known: Post, title: str, duties: tuple[str, ...]) -> str:
        """Why a post that is there, or was, is not called so or charged with these duties."""
        if known.valid_until is not None:
            # Who held it would hold it again.
            return _("Vị trí có mã này đã thôi dùng. Dùng mã khác.")
        if guarded(duties) - guarded(known.duties):
            return _("Vị trí đã có không nhận thêm nhiệm vụ duyệt, ký, đóng dấu số, quản trị. Lập vị trí mới.")
        if known.title != title and known.pk in self.held and guarded(known.duties):
            return _("Đang có người ký, duyệt dưới chức danh «%s» nên không đổi. Lập vị trí mới.") % known.title
        if set(known.duties) != set(duties) and known.pk in self.held:
            return _("Đang có người giữ vị trí này nên không đổi nhiệm vụ. Thu hồi trước, hoặc lập vị trí mới.")
        return ""


def _is_code(text: str) -> bool:
    return bool(CODE.fullmatch(text)) and len(text) <= LONGEST_CODE
