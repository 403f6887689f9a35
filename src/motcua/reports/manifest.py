"""What this room brings to the whole."""

from motcua.kernel.manifests import Job, Kept, Manifest, PackFolder, Words
from motcua.kernel.speech import gettext_noop
from motcua.notices.rules import Channel, NoticeKind
from motcua.papers.rules import PaperKind
from motcua.reports.rules.paper import PeriodicReport

MANIFEST: Manifest = (
    PackFolder("reports"),
    PaperKind(PeriodicReport),
    Words(
        "report_progress",
        {
            "NOTHING": gettext_noop("Chưa lập"),
            "DRAFT": gettext_noop("Dự thảo"),
            "CHECKED": gettext_noop("Đã kiểm tra, chờ ký"),
            "SIGNED": gettext_noop("Đã ký, đã gửi"),
            "CORRECTING": gettext_noop("Đã gửi, đang lập bản sửa đổi"),
        },
    ),
    Words(
        "report_period",
        {
            "MONTH": gettext_noop("Tháng"),
            "QUARTER": gettext_noop("Quý"),
            "HALF": gettext_noop("6 tháng đầu năm"),
            "NINE_MONTHS": gettext_noop("9 tháng đầu năm"),
            "YEAR": gettext_noop("Năm"),
        },
    ),
    NoticeKind(
        "report_owed",
        gettext_noop("Báo cáo %(form)s %(period)s chưa gửi"),
        gettext_noop("Báo cáo %(form)s %(period)s chưa gửi, hạn %(due)s. Xem: %(link)s"),
        gettext_noop("Cơ quan của ông/bà chưa ký và gửi báo cáo %(form)s, %(period)s. Hạn gửi: %(due)s."),
        channels=frozenset({Channel.IN_APP, Channel.EMAIL}),
    ),
    NoticeKind(
        "report_to_sign",
        gettext_noop("Báo cáo %(form)s %(period)s chờ ký"),
        gettext_noop("Báo cáo %(form)s %(period)s chờ ký. Xem: %(link)s"),
        gettext_noop("Báo cáo %(form)s, %(period)s, đã được kiểm tra và chờ ông/bà ký."),
        channels=frozenset({Channel.IN_APP}),
    ),
    NoticeKind(
        "own_report_ready",
        gettext_noop("Báo cáo «%(report)s», %(since)s – %(until)s"),
        gettext_noop("Báo cáo «%(report)s» %(since)s – %(until)s đã có. Xem: %(link)s"),
        gettext_noop(
            "Báo cáo «%(report)s» của %(agency)s, từ %(since)s đến %(until)s, đã có. Thư này không kèm số liệu. Không"
            " muốn nhận nữa thì mở báo cáo và bấm «Thôi nhận qua thư»."
        ),
        extras={
            "groups": gettext_noop("Bảng có %(groups)s dòng."),
            "lacking": gettext_noop("Có mục không còn đếm được: mở báo cáo để chọn lại."),
        },
        channels=frozenset({Channel.IN_APP, Channel.EMAIL}),
    ),
    NoticeKind(
        "own_report_changed",
        gettext_noop("Báo cáo «%(report)s» đã được sửa"),
        gettext_noop("Báo cáo «%(report)s» đã được sửa. Xem: %(link)s"),
        gettext_noop(
            "Báo cáo «%(before)s» của %(agency)s mà ông/bà nhận qua thư đã được sửa; tên nay là «%(report)s»."
        ),
        channels=frozenset({Channel.IN_APP, Channel.EMAIL}),
    ),
    NoticeKind(
        "own_report_gone",
        gettext_noop("Báo cáo «%(report)s» đã bị xóa"),
        gettext_noop("Báo cáo «%(report)s» đã bị xóa. Xem: %(link)s"),
        gettext_noop("Báo cáo «%(report)s» của %(agency)s mà ông/bà nhận qua thư đã bị xóa."),
        channels=frozenset({Channel.IN_APP, Channel.EMAIL}),
    ),
    Job("remind_of_reports", cron="0 1 * * *", runs="motcua.reports.operations:remind_of_reports"),
    Job("send_own_reports", cron="30 23 * * *", runs="motcua.reports.own.operations:send_own_reports"),
    Kept("reports", "reports.report", beside=("reports.reportversion", "reports.reminder")),
    Kept("own_reports", "reports.ownreport", beside=("reports.ownreportreader", "reports.ownreportsending")),
)
