"""What this room brings to the whole."""

from motcua.kernel.manifests import Manifest, PackFolder, Words
from motcua.kernel.speech import gettext_noop
from motcua.organization.rules import Duty, DutyName

MANIFEST: Manifest = (
    *map(PackFolder, ("places", "former_places", "agencies", "premises", "successions", "signing_authorities")),
    Words(
        "level",
        {
            "CENTRAL": gettext_noop("Cấp bộ"),
            "PROVINCE": gettext_noop("Cấp tỉnh"),
            "DISTRICT": gettext_noop("Cấp huyện"),
            "COMMUNE": gettext_noop("Cấp xã"),
            "OTHER": gettext_noop("Cơ quan khác"),
        },
    ),
    Words(
        "unit_kind",
        {
            "ONE_STOP": gettext_noop("Một cửa"),
            "PROFESSIONAL": gettext_noop("Chuyên môn"),
            "LEADERSHIP": gettext_noop("Lãnh đạo"),
            "OFFICE": gettext_noop("Văn thư, văn phòng"),
        },
    ),
    Words(
        "agency_kind",
        {
            "PEOPLES_COMMITTEE": gettext_noop("Ủy ban nhân dân"),
            "DEPARTMENT": gettext_noop("Sở, ngành"),
            "SERVICE_CENTRE": gettext_noop("Trung tâm phục vụ hành chính công"),
            "POLICE": gettext_noop("Công an"),
            "OTHER": gettext_noop("Cơ quan khác"),
        },
    ),
    DutyName(Duty.RECEIVE, gettext_noop("Tiếp nhận hồ sơ")),
    DutyName(Duty.RETURN_RESULT, gettext_noop("Trả kết quả")),
    DutyName(Duty.PROCESS, gettext_noop("Xử lý hồ sơ")),
    DutyName(Duty.APPROVE, gettext_noop("Xem xét, duyệt"), is_guarded=True),
    DutyName(Duty.SIGN, gettext_noop("Ký"), is_guarded=True),
    DutyName(Duty.ISSUE, gettext_noop("Phát hành, ký số cơ quan"), is_guarded=True),
    DutyName(Duty.SUPERVISE, gettext_noop("Theo dõi, giám sát")),
    DutyName(Duty.CATALOGUE, gettext_noop("Giữ danh mục thủ tục")),
    DutyName(Duty.CALENDARS, gettext_noop("Giữ lịch làm việc")),
    DutyName(Duty.INSPECT, gettext_noop("Trả lời phản đối việc xem dữ liệu cá nhân")),
    DutyName(Duty.ADMIN, gettext_noop("Quản trị"), is_guarded=True),
)
