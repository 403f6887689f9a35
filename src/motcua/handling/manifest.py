"""What this room brings to the whole."""

from motcua.handling.rules import HandOverSlip, StockKind
from motcua.kernel.lanes import Lane
from motcua.kernel.manifests import FileReference, HealthPart, Job, Kept, Manifest, Measure, Topic, Words
from motcua.kernel.speech import gettext_noop
from motcua.notices.rules import Channel, NoticeKind
from motcua.organization.rules import RestsOnUnit
from motcua.papers.rules import PaperKind
from motcua.people.rules import PersonalData

MANIFEST: Manifest = (
    PaperKind(HandOverSlip),
    Measure("motcua_dossiers_open", "Dossiers not resolved yet", "motcua.handling.boards:open_in_all"),
    Measure("motcua_dossiers_late", "Of these, past their date", "motcua.handling.boards:late_in_all"),
    HealthPart("structure", gettext_noop("Đơn vị"), "motcua.handling.health:structure", is_shared=True),
    RestsOnUnit(
        "steps",
        gettext_noop("Đơn vị này còn bước đang xử lý. Chuyển hoặc làm xong các bước ấy trước."),
        "motcua.handling.queries:is_at_work_in",
    ),
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
        "mentioned",
        gettext_noop("%(who)s nhắc ông/bà ở hồ sơ %(code)s"),
        gettext_noop("%(who)s nhắc ông/bà trong ghi chú nội bộ của hồ sơ %(code)s. Xem: %(link)s"),
        gettext_noop(
            "%(who)s nhắc ông/bà trong ghi chú nội bộ của hồ sơ %(code)s. Nội dung chỉ xem được ở trang hồ sơ."
        ),
        channels=frozenset({Channel.IN_APP}),
    ),
    NoticeKind(
        "opinion_answered",
        gettext_noop("Hồ sơ %(code)s: %(agency)s đã trả lời"),
        gettext_noop("%(agency)s đã trả lời lấy ý kiến về hồ sơ %(code)s. Xem: %(link)s"),
        gettext_noop("%(agency)s đã trả lời lấy ý kiến về hồ sơ %(code)s, thủ tục: %(procedure)s."),
        channels=frozenset({Channel.IN_APP}),
    ),
    NoticeKind(
        "filer_answered",
        gettext_noop("Hồ sơ %(code)s: người nộp đã làm xong phần của mình"),
        gettext_noop("Người nộp hồ sơ %(code)s đã bổ sung hoặc nộp tiền. Xem: %(link)s"),
        gettext_noop(
            "Người nộp hồ sơ %(code)s, thủ tục: %(procedure)s, đã bổ sung, trả lời hoặc nộp tiền như được yêu cầu."
        ),
        channels=frozenset({Channel.IN_APP}),
    ),
    NoticeKind(
        "work_today",
        gettext_noop("Việc hôm nay: %(late)s quá hạn, %(soon)s sắp đến hạn"),
        gettext_noop("Việc hôm nay: %(late)s quá hạn, %(soon)s sắp đến hạn. Xem: %(link)s"),
        gettext_noop("Việc của ông/bà: %(late)s việc quá hạn, %(soon)s việc đến hạn trước hết ngày làm việc kế tiếp."),
        {
            "late_codes": gettext_noop("Quá hạn: %(late_codes)s."),
            "soon_codes": gettext_noop("Sắp đến hạn: %(soon_codes)s."),
            "unread": gettext_noop("Thông báo chưa đọc: %(unread)s."),
            "off": gettext_noop("Không muốn nhận thư này: %(off)s"),
        },
        channels=frozenset({Channel.IN_APP, Channel.EMAIL}),
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
        "enquiry_asked",
        gettext_noop("Hồ sơ %(code)s: người nộp hỏi"),
        gettext_noop("Người nộp hỏi về hồ sơ %(code)s. Xem, trả lời: %(link)s"),
        gettext_noop("Người nộp hỏi về hồ sơ %(code)s, thủ tục: %(procedure)s. Câu hỏi có trong hồ sơ."),
        channels=frozenset({Channel.IN_APP}),
    ),
    NoticeKind(
        "enquiry_answered",
        gettext_noop("Câu hỏi về hồ sơ %(code)s đã được trả lời"),
        gettext_noop("Câu hỏi của ông/bà về hồ sơ %(code)s đã được trả lời. Xem: %(link)s"),
        gettext_noop(
            "Câu hỏi của ông/bà về hồ sơ %(code)s, thủ tục: %(procedure)s, đã được trả lời. Câu trả lời có trong hồ sơ."
        ),
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
    Topic("handling.work_today", gettext_noop("Báo cán bộ việc đến hạn trong ngày")),
    Topic("dossiers.late_consultation", gettext_noop("Nhắc cơ quan chậm trả lời lấy ý kiến")),
    Kept(
        "work",
        "handling.task",
        beside=(
            "handling.proposal",
            "handling.consultation",
            "handling.enquiry",
            "handling.consultationfile",
            "handling.sitecheck",
            "handling.earlierdraft",
            "handling.note",
            "handling.stocktext",
        ),
    ),
    Words(
        "stock",
        {StockKind.REASON: gettext_noop("Lý do"), StockKind.OPINION: gettext_noop("Ý kiến, trả lời")},
    ),
    FileReference("handling.consultationfile.stored"),
    FileReference("handling.earlierdraft.decision", path="$.papers[*].upload.digest"),
    Kept("saved_filters", "handling.savedfilter"),
    PersonalData(
        "cau-hoi",
        gettext_noop("Câu hỏi của bạn về hồ sơ, và câu trả lời"),
        "motcua.handling.personal:enquiries_part",
        gettext_noop("Giữ lại cùng hồ sơ."),
        is_erased=False,
        page="portal:my_dossiers",
    ),
    Job("fold_counts", cron="* * * * *", runs="motcua.handling.operations.counts:fold_counts", lane=Lane.SEARCH),
)
