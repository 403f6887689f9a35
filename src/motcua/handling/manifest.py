"""What this room brings to the whole."""

from motcua.kernel.lanes import Lane
from motcua.kernel.manifests import Job, Kept, Manifest, Measure, Topic, Words
from motcua.kernel.speech import gettext_noop
from motcua.notices.rules import Channel, NoticeKind

MANIFEST: Manifest = (
    Measure("motcua_dossiers_open", "Dossiers not resolved yet", "motcua.handling.boards:open_in_all"),
    Measure("motcua_dossiers_late", "Of these, past their date", "motcua.handling.boards:late_in_all"),
    Words(
        "proposal",
        {
            "SUPPLEMENT": gettext_noop("Đề xuất yêu cầu bổ sung"),
            "REFUSAL": gettext_noop("Đề xuất từ chối giải quyết"),
            "APOLOGY": gettext_noop("Đề xuất xin lỗi, gia hạn"),
            "STOP": gettext_noop("Đề xuất dừng giải quyết"),
        },
    ),
    NoticeKind(
        "task_assigned",
        gettext_noop("Việc mới: hồ sơ %(code)s"),
        gettext_noop("Việc mới: hồ sơ %(code)s. Xem: %(link)s"),
        gettext_noop("Ông/bà được giao xử lý hồ sơ %(code)s, thủ tục: %(procedure)s."),
        {"step": gettext_noop("Bước: %(step)s."), "due": gettext_noop("Hạn của bước: %(due)s.")},
        channels=frozenset({Channel.IN_APP}),
    ),
    NoticeKind(
        "consultation_late",
        gettext_noop("Hồ sơ %(code)s: cơ quan được lấy ý kiến chậm trả lời"),
        gettext_noop("Đã quá hạn mà cơ quan được lấy ý kiến về hồ sơ %(code)s chưa trả lời. Xem: %(link)s"),
        gettext_noop(
            "Đã quá hạn mà cơ quan được lấy ý kiến về hồ sơ %(code)s, thủ tục: %(procedure)s, chưa trả lời. "
            "Đề nghị ông/bà phối hợp đôn đốc."
        ),
        {
            "agency": gettext_noop("Cơ quan được lấy ý kiến: %(agency)s."),
            "until": gettext_noop("Hạn trả lời: %(until)s."),
        },
        channels=frozenset({Channel.IN_APP, Channel.EMAIL}),
    ),
    NoticeKind(
        "file_infected",
        gettext_noop("Hồ sơ %(code)s: tìm thấy mã độc trong một tệp"),
        gettext_noop("Tìm thấy mã độc trong một tệp của hồ sơ %(code)s. Xem: %(link)s"),
        gettext_noop(
            "Trong một tệp của hồ sơ %(code)s, thủ tục: %(procedure)s, có mã độc nên tệp ấy không mở được nữa. Yêu"
            " cầu người nộp gửi lại bản sạch. Ai đã mở tệp trên máy của mình thì báo người phụ trách an toàn thông tin."
        ),
        channels=frozenset({Channel.IN_APP, Channel.EMAIL}),
    ),
    Topic("dossiers.late_consultation", gettext_noop("Nhắc cơ quan chậm trả lời lấy ý kiến")),
    Kept("work", "handling.task", beside=("handling.proposal", "handling.consultation", "handling.sitecheck")),
    Kept("saved_filters", "handling.savedfilter"),
    Job("fold_counts", cron="* * * * *", runs="motcua.handling.operations.counts:fold_counts", lane=Lane.SEARCH),
)
