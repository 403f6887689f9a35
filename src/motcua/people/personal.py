"""What this room holds of a person, as the person takes it."""

from collections.abc import Iterator
from datetime import datetime

from allauth.account.models import EmailAddress
from django.utils.translation import gettext as _

from motcua.kernel.speech import gettext_noop, say
from motcua.kernel.text import format_date, format_datetime, format_phone
from motcua.people.models import Account, DataView, ErasureRequest, Objection
from motcua.people.rules import PersonalPart, Sex

SEXES = {Sex.MALE: gettext_noop("Nam"), Sex.FEMALE: gettext_noop("Nữ")}


def account_part(by: Account, *, at: datetime) -> PersonalPart:
    """The account itself."""
    facts = {
        _("Họ và tên"): by.full_name,
        _("Điện thoại"): format_phone(by.phone),
        _("Email"): by.email,
        _("Email đã xác nhận"): EmailAddress.objects.filter(user=by, email__iexact=by.email, verified=True).exists(),
        _("Số định danh"): by.id_number,
        _("Ngày sinh"): format_date(by.born_on) if by.born_on else "",
        _("Giới tính"): say(SEXES.get(Sex(by.sex), "")),
        _("Địa chỉ"): by.address,
        _("Xã, phường"): by.place.full_name if by.place else "",
        _("Tên doanh nghiệp, hộ kinh doanh"): by.business_name,
        _("Mã số thuế"): by.tax_code,
        _("Ngôn ngữ của trang và của thông báo"): by.language,
        _("Ngày mở tài khoản"): format_datetime(by.joined_at),
        _("Lần đăng nhập cuối"): format_datetime(by.last_login) if by.last_login else "",
    }
    return PersonalPart(1, [facts])


def looks_part(by: Account, *, at: datetime) -> PersonalPart:
    """Who looked at the person's data."""
    views = DataView.objects.filter(owner=by).select_related("viewer").order_by("pk")

    def records() -> Iterator[dict[str, str]]:
        for view in views.iterator(chunk_size=500):
            yield {
                _("Lúc"): format_datetime(view.at),
                _("Người xem"): view.viewer.full_name,
                _("Cơ quan"): view.agency_name,
                _("Vị trí"): view.post_name,
                _("Xem để làm gì"): say(view.purpose),
                _("Hồ sơ"): say(view.reference),
            }

    return PersonalPart(views.count(), records())


def objections_part(by: Account, *, at: datetime) -> PersonalPart:
    """What the person objected to, and the answers."""
    raised = Objection.objects.filter(account=by).select_related("view__viewer").order_by("pk")
    records = [
        {
            _("Lúc"): format_datetime(one.raised_at),
            _("Người xem"): one.view.viewer.full_name,
            _("Xem lúc"): format_datetime(one.view.at),
            _("Phản đối"): one.text,
            _("Trả lời"): say(one.answer),
            _("Trả lời lúc"): format_datetime(one.answered_at) if one.answered_at else "",
        }
        for one in raised
    ]
    return PersonalPart(len(records), records)


def erasures_part(by: Account, *, at: datetime) -> PersonalPart:
    """What the person asked to have erased, and the answers."""
    asked = ErasureRequest.objects.filter(account=by).order_by("pk")
    records = [
        {
            _("Lúc"): format_datetime(one.asked_at),
            _("Đề nghị"): one.text,
            _("Trả lời"): say(one.answer),
            _("Trả lời lúc"): format_datetime(one.answered_at) if one.answered_at else "",
        }
        for one in asked
    ]
    return PersonalPart(len(records), records)
