"""Whether this node can sign, and check what was signed."""

from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from motcua.kernel.health import Health, ill, worrying
from motcua.kernel.text import format_date, format_datetime, local
from motcua.papers.certificates import common_name
from motcua.papers.models import SigningKey
from motcua.papers.trusted import Use, folder, missing_keys, revocation_list

# The signer that needs keys to be brought in; others have their own.
KEPT = "motcua.papers.signing.KeptKeys"
# So long before a certificate ends somebody should ask for the next.
SOON = timedelta(days=30)
# The list of revoked certificates is made again in the week before it is over.
A_WEEK = timedelta(days=7)


def keys(*, at: datetime) -> Health:
    """The keys in force: whether there are any, whether they are here, and which certificates end soon."""
    on = local(at).date()
    if missing := [key.file for key, _why in missing_keys(on=on)]:
        many = _("%(count)d khóa ký không đọc được ở máy này: %(first)s") % {
            "count": len(missing), "first": ", ".join(missing[:3]),
        }  # fmt: skip
        return ill(many, _("Chép lại thư mục %s từ bản cất riêng; ./motcua keys list.") % folder())
    if not SigningKey.objects.filter(use=Use.VOUCHES).exists():
        make = "./motcua keys make" if settings.IS_DEMONSTRATION else "./motcua keys bring"
        return ill(_("Chưa biết tổ chức chứng thực nào: chưa ký, chưa xác thực được giấy."), make)
    listed = revocation_list()
    if listed is not None and listed.next_at < at + A_WEEK:
        said = _("Danh sách chứng thư bị thu hồi chỉ còn được tin đến %s.") % format_datetime(listed.next_at)
        return worrying(said, _("./motcua keys crl trên máy có khóa của tổ chức chứng thực."))
    signing = SigningKey.objects.on(on).filter(use=Use.SIGNS)
    ending = [key.parsed for key in signing if key.parsed.not_valid_after_utc < at + SOON]
    if ending:
        first = {"name": common_name(ending[0].subject), "day": format_date(ending[0].not_valid_after_utc)}
        soon = _("%(count)d chứng thư sắp hoặc đã hết hạn, ví dụ %(name)s: %(day)s.")
        return worrying(soon % {"count": len(ending), **first}, _("Xin chứng thư mới, nhập bằng ./motcua keys bring."))
    if settings.PAPER_SIGNER == KEPT and not signing.exists():
        return worrying(_("Chưa nhập khóa ký nào: chưa ai ký được giấy."), "./motcua keys bring")
    return Health(_("Đọc được mọi khóa ký."))


def anchors(*, at: datetime) -> Health:
    """Whether the folder outside, where anchors of the journal are kept, is there: a mount falls away silently."""
    if not settings.JOURNAL_ANCHORS or Path(settings.JOURNAL_ANCHORS).is_dir():
        return Health(_("Chỗ cất mốc nhật ký: %s.") % (settings.JOURNAL_ANCHORS or "–"))
    return ill(
        _("JOURNAL_ANCHORS là %s: không có thư mục ấy, mốc nhật ký không cất được.") % settings.JOURNAL_ANCHORS,
        _("Gắn lại thư mục của máy khác, hoặc sửa JOURNAL_ANCHORS."),
    )
