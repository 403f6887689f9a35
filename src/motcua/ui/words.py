"""The words people read for codes: statuses, completion, channels, units of time."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from motcua.dossiers.rules import Completion, Status

STATUSES: Mapping[Status, Promise | str] = {
    Status.NEW: gettext_lazy("Mới đăng ký"),
    Status.ACCEPTED: gettext_lazy("Được tiếp nhận"),
    Status.NOT_ACCEPTED: gettext_lazy("Không được tiếp nhận"),
    Status.IN_PROCESS: gettext_lazy("Đang xử lý"),
    Status.SUPPLEMENT: gettext_lazy("Yêu cầu bổ sung giấy tờ"),
    Status.PAYMENT: gettext_lazy("Yêu cầu thực hiện nghĩa vụ tài chính"),
    Status.WITHDRAWN: gettext_lazy("Công dân yêu cầu rút hồ sơ"),
    Status.STOPPED: gettext_lazy("Dừng xử lý"),
    Status.DONE: gettext_lazy("Đã xử lý xong"),
    Status.RETURNED: gettext_lazy("Đã trả kết quả"),
}

COMPLETIONS: Mapping[Completion, Promise | str] = {
    Completion.WAITING: gettext_lazy("Đã nộp, chờ tiếp nhận"),
    Completion.UNDER_WAY: gettext_lazy("Đang giải quyết"),
    Completion.NEEDS_YOU: gettext_lazy("Đang chờ người nộp"),
    Completion.READY: gettext_lazy("Đã có kết quả"),
    Completion.ENDED: gettext_lazy("Đã kết thúc"),
}

CHANNELS: Mapping[str, Promise | str] = {
    "ONLINE": gettext_lazy("Trực tuyến"),
    "COUNTER": gettext_lazy("Trực tiếp tại Bộ phận Một cửa"),
    "POST": gettext_lazy("Qua bưu chính công ích"),
}

RETURN_METHODS: Mapping[str, Promise | str] = {
    "ONLINE": gettext_lazy("Bản điện tử trong tài khoản"),
    "COUNTER": gettext_lazy("Nhận tại Bộ phận Một cửa"),
    "POST": gettext_lazy("Nhận qua bưu chính"),
}


def duration_words(amount: int | None, unit: str) -> str:
    """3 ngày làm việc; empty when it is not known."""
    if amount is None:
        return ""
    words = {
        "WORKING_DAY": ngettext("%d ngày làm việc", "%d ngày làm việc", amount),
        "DAY": ngettext("%d ngày", "%d ngày", amount),
        "WORKING_HOUR": ngettext("%d giờ làm việc", "%d giờ làm việc", amount),
        "MONTH": ngettext("%d tháng", "%d tháng", amount),
    }
    return words[unit] % amount


def remaining_words(working_days: int, state: str) -> str:
    """còn 3 ngày làm việc, hôm nay, quá 2 ngày làm việc, đang tạm dừng."""
    if state == "PAUSED":
        return _("đồng hồ đang tạm dừng")
    if state == "LATE":
        return _("quá hạn %d ngày làm việc") % max(1, -working_days)
    return _("còn %d ngày làm việc") % working_days if working_days > 0 else _("đến hạn hôm nay")
