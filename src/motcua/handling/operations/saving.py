"""An official keeps a list under a name, and lets it go."""

from datetime import datetime

from django.utils.translation import gettext as _

from motcua.handling.models import SavedFilter
from motcua.kernel.operations import Refused, note, operation
from motcua.kernel.text import one_line, visible
from motcua.people.models import Account
from motcua.people.rights import ACCOUNT, OWN_ACCOUNT

# More than these nobody finds again.
MOST = 20
LONGEST, MOST_ASKED = 60, 1000


@operation(who=OWN_ACCOUNT, journal="filter.saved", on=ACCOUNT)
def save_filter(owner: Account, *, page: str, name: str, asks: str, by: Account, at: datetime) -> SavedFilter:
    """Keep what a list is asked for under a name; the same name anew replaces it (NĐ 61/2018 Đ25).

    Refused without a name, with nothing asked, with more than an address of ours holds, or when there are too many.
    """
    name = one_line(visible(name)).strip()
    if not name or len(name) > LONGEST:
        said = _("Đặt tên bộ lọc, nhiều nhất %d chữ.") % LONGEST
        raise Refused(said, errors={"name": said})
    if not asks:
        raise Refused(_("Chưa chọn gì để lưu. Lọc hoặc sắp danh sách trước."))
    if len(asks) > MOST_ASKED:
        raise Refused(_("Bộ lọc dài quá nên không lưu được. Ghi ngắn hơn ở ô tìm, rồi lưu lại."))
    mine = SavedFilter.objects.filter(owner=owner, page=page)
    if mine.exclude(name=name).count() >= MOST:
        raise Refused(_("Đã lưu %d bộ lọc. Bỏ bớt một bộ lọc trước.") % MOST)
    note(page=page, name=name)
    saved, _is_new = SavedFilter.objects.update_or_create(
        owner=owner, page=page, name=name, defaults={"asks": asks, "saved_at": at}
    )
    return saved


@operation(who=OWN_ACCOUNT, journal="filter.forgotten", on=ACCOUNT)
def forget_filter(owner: Account, *, saved: SavedFilter, by: Account, at: datetime) -> None:
    """Let a kept list go; the dossiers in it stay as they are (NĐ 61/2018 Đ25)."""
    note(page=saved.page, name=saved.name)
    SavedFilter.objects.filter(pk=saved.pk, owner=owner).delete()
