"""What this room holds of a person, as the person takes it."""

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext as _

from motcua.kernel.text import format_datetime
from motcua.notices.models import Notice
from motcua.notices.queries import push_devices_of
from motcua.people.models import Account
from motcua.people.rules import PersonalPart


def notices_part(by: Account, *, at: datetime) -> PersonalPart:
    """What the person was told."""
    notices = Notice.objects.filter(account=by).order_by("pk")

    def records() -> Iterator[dict[str, str]]:
        for notice in notices.iterator(chunk_size=500):
            yield {
                _("Lúc"): format_datetime(notice.created_at),
                _("Tiêu đề"): notice.subject,
                _("Nội dung"): notice.body,
                _("Gửi đến"): ", ".join(filter(None, [notice.contact_email, notice.contact_phone])),
                _("Hồ sơ"): notice.dossier_reference,
                _("Đọc lúc"): format_datetime(notice.read_at) if notice.read_at else "",
            }

    return PersonalPart(notices.count(), records())


def devices_part(by: Account, *, at: datetime) -> PersonalPart:
    """The browsers that the person allowed us to tell things."""
    devices = [
        {_("Thiết bị"): device.device or _("Trình duyệt không rõ"), _("Bật lúc"): format_datetime(device.allowed_at)}
        for device in push_devices_of(by)
    ]
    return PersonalPart(len(devices), devices)
