"""What this face brings to the whole."""

from motcua.kernel.manifests import Manifest
from motcua.kernel.speech import gettext_noop
from motcua.organization.rules import Duty
from motcua.people.rules import DeskEntry

RECEIVE = frozenset({Duty.RECEIVE})
# Who works in a unit through which dossiers go, or leads one.
IN_THE_LINE = RECEIVE | {Duty.RETURN_RESULT, Duty.PROCESS, Duty.APPROVE, Duty.SIGN, Duty.ISSUE, Duty.SUPERVISE}
KEEPS_CATALOGUE = frozenset({Duty.CATALOGUE})
ADMINISTERS = frozenset({Duty.ADMIN})
SEES_RIGHTS = frozenset({Duty.ADMIN, Duty.SUPERVISE})
KEEPS_CALENDARS = frozenset({Duty.CALENDARS, Duty.ADMIN})
# As `reports.rights.PREPARES`, which manifests may not read.
PREPARES_REPORTS = {Duty.APPROVE, Duty.SUPERVISE, Duty.SIGN, Duty.INSPECT}
# As `dossiers.rights.SEES_AT_AGENCY`.
LEADS = frozenset({Duty.SIGN, Duty.SUPERVISE})
INSPECTS = frozenset({Duty.INSPECT})

MANIFEST: Manifest = (
    DeskEntry("workspace:inbox", gettext_noop("Việc cần làm"), 10, shortcut="v"),
    DeskEntry("workspace:counter", gettext_noop("Tiếp nhận tại quầy"), 20, RECEIVE, shortcut="q"),
    DeskEntry("workspace:board", gettext_noop("Bảng theo dõi"), 30, IN_THE_LINE),
    DeskEntry("workspace:leading", gettext_noop("Điều hành"), 32, LEADS),
    DeskEntry("workspace:reports", gettext_noop("Báo cáo"), 35, frozenset(PREPARES_REPORTS)),
    DeskEntry("workspace:petitions", gettext_noop("Phản ánh"), 37, IN_THE_LINE | INSPECTS),
    DeskEntry("workspace:dossiers", gettext_noop("Tìm hồ sơ"), 40, shortcut="/"),
    DeskEntry("workspace:leaves", gettext_noop("Nghỉ, làm thay"), 45),
    DeskEntry("workspace:month", gettext_noop("Tháng của tôi"), 46),
    DeskEntry("workspace:catalogue", gettext_noop("Danh mục thủ tục"), 50, KEEPS_CATALOGUE),
    DeskEntry("workspace:officials", gettext_noop("Cán bộ"), 60, ADMINISTERS),
    DeskEntry("workspace:waiting", gettext_noop("Chờ xác nhận"), 65, ADMINISTERS),
    DeskEntry("workspace:deliveries", gettext_noop("Chưa gửi được"), 70, ADMINISTERS),
    DeskEntry("workspace:retention", gettext_noop("Lưu giữ dữ liệu"), 75, ADMINISTERS),
    DeskEntry("workspace:objections", gettext_noop("Phản đối"), 71, INSPECTS),
    DeskEntry("workspace:health", gettext_noop("Sức khỏe hệ thống"), 72, ADMINISTERS),
    DeskEntry("workspace:agencies", gettext_noop("Cơ quan, đơn vị"), 61, ADMINISTERS),
    DeskEntry("workspace:rights", gettext_noop("Quyền"), 62, SEES_RIGHTS),
    DeskEntry("workspace:calendars", gettext_noop("Lịch làm việc"), 76, KEEPS_CALENDARS),
    DeskEntry("workspace:set_up", gettext_noop("Cài đặt"), 78, ADMINISTERS),
    DeskEntry("workspace:successions", gettext_noop("Cơ quan kế thừa"), 80, ADMINISTERS),
)
