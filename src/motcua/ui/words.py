"""The words people read for codes: statuses, completion, channels, units of time."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from motcua.calendars.words import duration_words
from motcua.dossiers.rules import Completion, Status
from motcua.kernel.speech import say
from motcua.kernel.text import format_dong
from motcua.procedures.rules.terms import Fee, Time

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

PROPOSALS: Mapping[str, Promise | str] = {
    "SUPPLEMENT": gettext_lazy("Đề xuất yêu cầu bổ sung"),
    "REFUSAL": gettext_lazy("Đề xuất từ chối giải quyết"),
    "APOLOGY": gettext_lazy("Đề xuất xin lỗi, gia hạn"),
    "STOP": gettext_lazy("Đề xuất dừng giải quyết"),
}

RETURN_METHODS: Mapping[str, Promise | str] = {
    "ONLINE": gettext_lazy("Bản điện tử trong tài khoản"),
    "COUNTER": gettext_lazy("Nhận tại Bộ phận Một cửa"),
    "POST": gettext_lazy("Nhận qua bưu chính"),
}


LEVELS: Mapping[str, Promise | str] = {
    "CENTRAL": gettext_lazy("Cấp bộ"),
    "PROVINCE": gettext_lazy("Cấp tỉnh"),
    "DISTRICT": gettext_lazy("Cấp huyện"),
    "COMMUNE": gettext_lazy("Cấp xã"),
    "OTHER": gettext_lazy("Cơ quan khác"),
}

UNITS: Mapping[str, Promise | str] = {
    "WORKING_DAY": gettext_lazy("ngày làm việc"),
    "DAY": gettext_lazy("ngày"),
    "WORKING_HOUR": gettext_lazy("giờ làm việc"),
    "MONTH": gettext_lazy("tháng"),
}

ASPECTS: Mapping[str, Promise | str] = {
    "FEE": gettext_lazy("Phí, lệ phí"),
    "TIME": gettext_lazy("Thời hạn"),
    "AGENCY": gettext_lazy("Cơ quan giải quyết"),
    "ADDRESS": gettext_lazy("Nơi nộp"),
    "CASE": gettext_lazy("Trường hợp áp dụng"),
}

PARTS: Mapping[str, Promise | str] = {
    "decision": gettext_lazy("Quyết định công bố"),
    "agency": gettext_lazy("Cơ quan"),
    "channels": gettext_lazy("Cách nộp, thời hạn, phí"),
    "components": gettext_lazy("Thành phần hồ sơ"),
    "steps": gettext_lazy("Trình tự"),
    "conditions": gettext_lazy("Điều kiện"),
    "results": gettext_lazy("Kết quả"),
    "legal_bases": gettext_lazy("Căn cứ pháp lý"),
}

LAW_STATUSES: Mapping[str, Promise | str] = {
    "NOT_YET": gettext_lazy("Chưa có hiệu lực"),
    "IN_FORCE": gettext_lazy("Còn hiệu lực"),
    "PARTLY_EXPIRED": gettext_lazy("Hết hiệu lực một phần"),
    "EXPIRED": gettext_lazy("Hết hiệu lực toàn bộ"),
    "SUSPENDED": gettext_lazy("Ngưng hiệu lực"),
    "PARTLY_SUSPENDED": gettext_lazy("Ngưng hiệu lực một phần"),
    "OBSOLETE": gettext_lazy("Không còn phù hợp"),
    "UNKNOWN": gettext_lazy("Chưa rõ"),
}

CERTAINTIES: Mapping[str, Promise | str] = {
    "TEXT": gettext_lazy("đọc trong văn bản"),
    "CODIFIED": gettext_lazy("đọc trong Bộ pháp điển"),
    "SECONDARY": gettext_lazy("nguồn khác kể lại"),
}

DOCUMENT_FACTS: Mapping[str, Promise | str] = {
    "title": gettext_lazy("tên"),
    "issuer": gettext_lazy("cơ quan ban hành"),
    "issued": gettext_lazy("ngày ban hành"),
    "in_effect": gettext_lazy("ngày có hiệu lực"),
    "articles": gettext_lazy("tên các điều"),
    "ends": gettext_lazy("ngày hết hiệu lực"),
    "in_force": gettext_lazy("còn hiệu lực"),
}

DOCUMENT_KINDS: Mapping[str, Promise | str] = {
    "CONSTITUTION": gettext_lazy("Hiến pháp"),
    "CODE": gettext_lazy("Bộ luật"),
    "LAW": gettext_lazy("Luật"),
    "ORDINANCE": gettext_lazy("Pháp lệnh"),
    "ORDER": gettext_lazy("Lệnh"),
    "RESOLUTION": gettext_lazy("Nghị quyết"),
    "DECREE": gettext_lazy("Nghị định"),
    "DECISION": gettext_lazy("Quyết định"),
    "JOINT_CIRCULAR": gettext_lazy("Thông tư liên tịch"),
    "CIRCULAR": gettext_lazy("Thông tư"),
    "DIRECTIVE": gettext_lazy("Chỉ thị"),
    "OTHER": gettext_lazy("Văn bản khác"),
}

RELATIONS_ACTIVE: Mapping[str, Promise | str] = {
    "AMENDS": gettext_lazy("sửa đổi, bổ sung"),
    "CORRECTS": gettext_lazy("đính chính"),
    "REPLACES": gettext_lazy("thay thế"),
    "REPEALS": gettext_lazy("bãi bỏ"),
    "REPEALS_PARTLY": gettext_lazy("bãi bỏ một phần"),
    "SUSPENDS": gettext_lazy("ngưng hiệu lực"),
    "SUSPENDS_PARTLY": gettext_lazy("ngưng hiệu lực một phần"),
    "DETAILS": gettext_lazy("quy định chi tiết"),
    "GUIDES": gettext_lazy("hướng dẫn"),
    "CONSOLIDATES": gettext_lazy("hợp nhất"),
    "REFERS": gettext_lazy("dẫn chiếu"),
    "RESTS_ON": gettext_lazy("căn cứ"),
    "EXPLAINS": gettext_lazy("giải thích"),
    "ANNOUNCES": gettext_lazy("công bố"),
}

RELATIONS_PASSIVE: Mapping[str, Promise | str] = {
    "AMENDS": gettext_lazy("được sửa đổi, bổ sung bởi"),
    "CORRECTS": gettext_lazy("được đính chính bởi"),
    "REPLACES": gettext_lazy("bị thay thế bởi"),
    "REPEALS": gettext_lazy("bị bãi bỏ bởi"),
    "REPEALS_PARTLY": gettext_lazy("bị bãi bỏ một phần bởi"),
    "SUSPENDS": gettext_lazy("bị ngưng hiệu lực bởi"),
    "SUSPENDS_PARTLY": gettext_lazy("bị ngưng hiệu lực một phần bởi"),
    "DETAILS": gettext_lazy("được quy định chi tiết bởi"),
    "GUIDES": gettext_lazy("được hướng dẫn bởi"),
    "CONSOLIDATES": gettext_lazy("được hợp nhất bởi"),
    "REFERS": gettext_lazy("được dẫn chiếu bởi"),
    "RESTS_ON": gettext_lazy("là căn cứ của"),
    "EXPLAINS": gettext_lazy("được giải thích bởi"),
    "ANNOUNCES": gettext_lazy("được công bố bởi"),
}

VERSION_STATUSES: Mapping[str, Promise | str] = {
    "DRAFT": gettext_lazy("Bản nháp"),
    "REVIEWED": gettext_lazy("Đã duyệt, chờ công bố"),
    "PUBLISHED": gettext_lazy("Đã công bố"),
    "REPEALED": gettext_lazy("Đã bãi bỏ"),
}

ORIGINS: Mapping[str, Promise | str] = {
    "PACK": gettext_lazy("bộ dữ liệu của tỉnh"),
    "NATIONAL": gettext_lazy("Cơ sở dữ liệu quốc gia về TTHC"),
    "EDITED": gettext_lazy("soạn tại tỉnh"),
}

FINDINGS: Mapping[str, Promise | str] = {
    "NAME_MISSING": gettext_lazy("Thiếu tên"),
    "CODE_DUPLICATED": gettext_lazy("Mã trùng"),
    "WRONG_TYPE": gettext_lazy("Ô sai kiểu dữ liệu"),
    "AGENCY_MISSING": gettext_lazy("Thiếu cơ quan thực hiện"),
    "CHANNEL_MISSING": gettext_lazy("Thiếu cách thức thực hiện"),
    "TIME_MISSING": gettext_lazy("Thiếu thời hạn"),
    "UNIT_MISSING": gettext_lazy("Thời hạn không có đơn vị"),
    "TIME_DIFFERS": gettext_lazy("Thời hạn khác nhau giữa các cách nộp"),
    "FEE_TOO_SMALL": gettext_lazy("Phí dưới 1.000 đồng"),
    "FEE_FOREIGN": gettext_lazy("Phí bằng ngoại tệ"),
    "FEE_OF_PROVINCE": gettext_lazy("Ghi 0 đồng nhưng do HĐND tỉnh quyết định"),
    "FEE_CONTRADICTED": gettext_lazy("Ghi 0 đồng nhưng ghi chú có số tiền"),
    "COMPONENTS_MISSING": gettext_lazy("Không có thành phần hồ sơ"),
    "COMPONENT_IS_NOTE": gettext_lazy("Ghi chú nằm trong thành phần hồ sơ"),
    "COUNT_DOUBTFUL": gettext_lazy("Số bản không tin được"),
    "BASIS_MISSING": gettext_lazy("Không có căn cứ pháp lý có số"),
    "BASIS_UNREADABLE": gettext_lazy("Căn cứ pháp lý không đọc được"),
    "RESULT_MISSING": gettext_lazy("Thiếu kết quả"),
    "RESULT_CODE_MISSING": gettext_lazy("Kết quả không có mã đúng dạng"),
    "DECISION_MISSING": gettext_lazy("Thiếu quyết định công bố"),
    "DIFFERS_FROM_PROVINCE": gettext_lazy("Bản quốc gia chờ đối chiếu với bản của tỉnh"),
    "LAW_CHANGED": gettext_lazy("Căn cứ pháp lý đã thay đổi"),
    "CITATION_DEAD": gettext_lazy("Dẫn chiếu điều luật không có trong văn bản đã nạp"),
}


def time_words(time: Time) -> str:
    """How long it takes, else what the catalogue says of it."""
    return duration_words(time.amount, time.unit) or say(time.note) or _("Chưa rõ")


def fee_words(fee: Fee) -> str:
    """What it costs."""
    return _("Chưa rõ") if fee.dong is None else format_dong(fee.dong) if fee.dong else _("Miễn phí")


def remaining_words(working_days: int, state: str) -> str:
    """còn 3 ngày làm việc, hôm nay, quá 2 ngày làm việc, đang tạm dừng."""
    if state == "PAUSED":
        return _("đồng hồ đang tạm dừng")
    if state == "LATE":
        return _("quá hạn %d ngày làm việc") % max(1, -working_days)
    return _("còn %d ngày làm việc") % working_days if working_days > 0 else _("đến hạn hôm nay")
