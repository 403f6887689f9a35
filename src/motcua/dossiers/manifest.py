"""What this room brings to the whole."""

from motcua.dossiers.rules import Completion, Status
from motcua.kernel.manifests import FileReference, Kept, Manifest, PackFolder, Words
from motcua.kernel.speech import gettext_noop
from motcua.notices.rules import Channel, NoticeKind
from motcua.organization.rules import RestsOnUnit
from motcua.people.rules import PersonalData

_DUE = {"due": gettext_noop("Thời gian hẹn trả kết quả: %(due)s.")}

NOTICES = (
    NoticeKind(
        "submitted",
        gettext_noop("Hệ thống đã nhận hồ sơ %(code)s"),
        gettext_noop("Hệ thống đã nhận hồ sơ %(code)s. Cơ quan sẽ trả lời việc tiếp nhận. Theo dõi: %(link)s"),
        gettext_noop("Hệ thống đã nhận hồ sơ %(code)s, thủ tục: %(procedure)s. Cơ quan sẽ xem xét và trả lời."),
        {
            "until": gettext_noop("Thời hạn trả lời việc tiếp nhận: %(until)s."),
            "files": gettext_noop("Các tệp đã nhận:\n%(files)s"),
        },
    ),
    NoticeKind(
        "accepted",
        gettext_noop("Hồ sơ %(code)s đã được tiếp nhận"),
        gettext_noop("Hồ sơ %(code)s đã được tiếp nhận. Xem giấy hẹn trả kết quả: %(link)s"),
        gettext_noop("Hồ sơ %(code)s, thủ tục: %(procedure)s, đã được tiếp nhận."),
        _DUE,
    ),
    NoticeKind(
        "corrected",
        gettext_noop("Hồ sơ %(code)s đã được đính chính"),
        gettext_noop("Hồ sơ %(code)s đã được đính chính. Xem nội dung: %(link)s"),
        gettext_noop(
            "Thông tin của hồ sơ %(code)s, thủ tục: %(procedure)s, đã được đính chính. Nội dung cũ, nội dung mới và"
            " lý do có trong hồ sơ."
        ),
        {**_DUE, "fee": gettext_noop("Phí, lệ phí: %(fee)s.")},
    ),
    NoticeKind(
        "received_anew",
        gettext_noop("Hồ sơ %(code)s được tiếp nhận lại theo đúng thủ tục"),
        gettext_noop("Hồ sơ %(code)s được tiếp nhận lại theo đúng thủ tục, có mã mới. Xem: %(link)s"),
        gettext_noop(
            "Hồ sơ %(code)s, thủ tục: %(procedure)s, được tiếp nhận nhầm thủ tục. Cơ quan đã tiếp nhận lại theo đúng"
            " thủ tục; ngày nộp giữ nguyên. Lý do có trong hồ sơ."
        ),
        {
            "new_code": gettext_noop("Mã mới: %(new_code)s."),
            "new_procedure": gettext_noop("Thủ tục: %(new_procedure)s."),
            **_DUE,
            "fee": gettext_noop("Phí, lệ phí: %(fee)s."),
        },
    ),
    NoticeKind(
        "supplement_requested",
        gettext_noop("Hồ sơ %(code)s cần bổ sung"),
        gettext_noop("Hồ sơ %(code)s cần bổ sung. Xem nội dung cần bổ sung: %(link)s"),
        gettext_noop(
            "Hồ sơ %(code)s, thủ tục: %(procedure)s, cần bổ sung, hoàn thiện. Nội dung và lý do có trong Phiếu yêu cầu."
        ),
        {"until": gettext_noop("Đề nghị nộp bổ sung đến hết ngày %(until)s.")},
    ),
    NoticeKind(
        "supplement_received",
        gettext_noop("Đã nhận bổ sung của hồ sơ %(code)s"),
        gettext_noop("Đã nhận bổ sung của hồ sơ %(code)s. Theo dõi: %(link)s"),
        gettext_noop("Hệ thống đã nhận phần bổ sung của hồ sơ %(code)s, thủ tục: %(procedure)s."),
        _DUE,
    ),
    NoticeKind(
        "refused",
        gettext_noop("Hồ sơ %(code)s bị từ chối"),
        gettext_noop("Hồ sơ %(code)s bị từ chối. Xem lý do và hướng dẫn: %(link)s"),
        gettext_noop(
            "Hồ sơ %(code)s, thủ tục: %(procedure)s, bị từ chối. Lý do và hướng dẫn tiếp theo có trong Phiếu từ chối."
        ),
    ),
    NoticeKind(
        "due_changed",
        gettext_noop("Thời gian trả kết quả hồ sơ %(code)s thay đổi"),
        gettext_noop("Thời gian trả kết quả hồ sơ %(code)s đã thay đổi. Xem: %(link)s"),
        gettext_noop("Thời gian trả kết quả của hồ sơ %(code)s, thủ tục: %(procedure)s, đã thay đổi."),
        {"old_due": gettext_noop("Thời gian đã hẹn trước đây: %(old_due)s."), **_DUE},
    ),
    NoticeKind(
        "apology",
        gettext_noop("Xin lỗi vì trả kết quả hồ sơ %(code)s chậm"),
        gettext_noop("Cơ quan xin lỗi vì trả kết quả hồ sơ %(code)s chậm so với hẹn. Xem văn bản: %(link)s"),
        gettext_noop(
            "Cơ quan xin lỗi vì chưa trả được kết quả hồ sơ %(code)s, thủ tục: %(procedure)s, đúng hẹn. "
            "Lý do có trong văn bản xin lỗi."
        ),
        {
            "old_due": gettext_noop("Thời gian đã hẹn trước đây: %(old_due)s."),
            "due": gettext_noop("Thời gian trả kết quả mới: %(due)s."),
        },
    ),
    NoticeKind(
        "stopped",
        gettext_noop("Hồ sơ %(code)s dừng giải quyết"),
        gettext_noop("Hồ sơ %(code)s đã dừng giải quyết. Xem lý do và hướng dẫn: %(link)s"),
        gettext_noop(
            "Hồ sơ %(code)s, thủ tục: %(procedure)s, đã dừng giải quyết. Lý do có trong Thông báo dừng giải quyết."
        ),
    ),
    NoticeKind(
        "payment_requested",
        gettext_noop("Hồ sơ %(code)s cần nộp phí, lệ phí"),
        gettext_noop("Hồ sơ %(code)s cần nộp phí, lệ phí. Xem số tiền và nơi nộp: %(link)s"),
        gettext_noop("Hồ sơ %(code)s, thủ tục: %(procedure)s, cần thực hiện nghĩa vụ tài chính."),
        {
            "amount": gettext_noop("Số tiền: %(amount)s."),
            "until": gettext_noop("Đề nghị nộp trước: %(until)s."),
        },
    ),
    NoticeKind(
        "payment_recalled",
        gettext_noop("Hồ sơ %(code)s chưa phải nộp tiền"),
        gettext_noop("Yêu cầu nộp tiền của hồ sơ %(code)s đã được rút lại, chưa phải nộp. Xem: %(link)s"),
        gettext_noop(
            "Yêu cầu nộp tiền của hồ sơ %(code)s, thủ tục: %(procedure)s, đã được rút lại. Xin lỗi ông/bà;"
            " chưa phải nộp cho đến khi có yêu cầu mới."
        ),
        {"amount": gettext_noop("Số tiền đã yêu cầu: %(amount)s.")},
    ),
    NoticeKind(
        "decided",
        gettext_noop("Hồ sơ %(code)s đã có kết quả"),
        gettext_noop("Hồ sơ %(code)s đã có kết quả. Xem cách nhận: %(link)s"),
        gettext_noop("Hồ sơ %(code)s, thủ tục: %(procedure)s, đã có kết quả."),
        {"place": gettext_noop("Nơi nhận kết quả: %(place)s.")},
    ),
    NoticeKind(
        "returned",
        gettext_noop("Đã trả kết quả hồ sơ %(code)s"),
        gettext_noop("Đã trả kết quả hồ sơ %(code)s. Mời đánh giá việc phục vụ: %(link)s"),
        gettext_noop(
            "Kết quả của hồ sơ %(code)s, thủ tục: %(procedure)s, đã được trả. Mời ông/bà đánh giá việc phục vụ."
        ),
    ),
    NoticeKind(
        "recalled",
        gettext_noop("Kết quả hồ sơ %(code)s bị thu hồi"),
        gettext_noop("Kết quả hồ sơ %(code)s bị thu hồi, không còn giá trị. Xem lý do, việc cần làm: %(link)s"),
        gettext_noop(
            "Kết quả đã cấp của hồ sơ %(code)s, thủ tục: %(procedure)s, bị thu hồi vì có nội dung sai và không còn giá"
            " trị sử dụng. Lý do có trong hồ sơ. Đề nghị nộp lại bản giấy và đến cơ quan đã cấp để được cấp lại."
        ),
    ),
    NoticeKind(
        "taken_over",
        subject=gettext_noop("Hồ sơ %(code)s được chuyển sang cơ quan kế thừa"),
        short=gettext_noop("Hồ sơ %(code)s đã chuyển sang cơ quan kế thừa. Mã và ngày hẹn không đổi. %(link)s"),
        full=gettext_noop(
            "Cơ quan giải quyết hồ sơ %(code)s (%(procedure)s) đã thay đổi. Mã hồ sơ và ngày hẹn giữ nguyên."
        ),
        extras={"agency": gettext_noop("Cơ quan tiếp tục giải quyết: %(agency)s.")},
    ),
    NoticeKind(
        "withdrawn",
        gettext_noop("Đã rút hồ sơ %(code)s"),
        gettext_noop("Hồ sơ %(code)s đã được rút theo yêu cầu. Xem: %(link)s"),
        gettext_noop("Hồ sơ %(code)s, thủ tục: %(procedure)s, đã được rút theo yêu cầu của người nộp."),
    ),
    NoticeKind(
        "person_contact_changed",
        gettext_noop("Liên hệ của ông/bà tại Bộ phận Một cửa đã đổi"),
        gettext_noop(
            "Liên hệ của ông/bà tại Bộ phận Một cửa vừa được đổi. Nếu không phải ông/bà đổi, báo ngay: %(link)s"
        ),
        gettext_noop(
            "Số điện thoại hoặc email của ông/bà vừa được đổi theo người đến nộp hồ sơ có thẻ căn cước. "
            "Nếu không phải ông/bà đổi, hãy báo ngay Bộ phận Một cửa."
        ),
        {"agency": gettext_noop("Nơi tiếp nhận: %(agency)s.")},
    ),
    NoticeKind(
        "claimed",
        gettext_noop("Hồ sơ %(code)s đã được đưa vào một tài khoản"),
        gettext_noop(
            "Hồ sơ %(code)s đã được đưa vào tài khoản có cùng số định danh. Không phải ông/bà thì báo ngay Bộ phận"
            " Một cửa: %(link)s"
        ),
        gettext_noop(
            "Hồ sơ %(code)s, thủ tục: %(procedure)s, nộp tại quầy, vừa được đưa vào tài khoản Một Cửa đã xác minh cùng"
            " số định danh với người nộp. Nếu không phải ông/bà làm, hãy báo ngay Bộ phận Một cửa."
        ),
    ),
    NoticeKind(
        "one_time_code",
        gettext_noop("Mã xác nhận một lần"),
        gettext_noop("Mã xác nhận: %(secret)s. Không đưa mã này cho bất kỳ ai, kể cả cán bộ."),
        gettext_noop(
            "Mã xác nhận một lần: %(secret)s. Không đưa mã này cho bất kỳ ai, kể cả cán bộ. "
            "Nếu ông/bà không yêu cầu mã, hãy bỏ qua thông báo này."
        ),
        channels=frozenset({Channel.EMAIL, Channel.SMS}),
        holds_secret=True,
    ),
)

MANIFEST: Manifest = (
    PackFolder("rulebooks"),
    FileReference("dossiers.dossierfile.stored"),
    RestsOnUnit(
        "dossiers",
        gettext_noop("Bộ phận này còn hồ sơ đã tiếp nhận chưa trả kết quả."),
        "motcua.dossiers.queries:are_open_at",
    ),
    RestsOnUnit(
        "handled",
        gettext_noop(
            "Còn hồ sơ đã nộp hoặc đang giải quyết cần đơn vị này. "
            "Giải quyết xong, hoặc chuyển sang cơ quan kế thừa trước."
        ),
        "motcua.dossiers.queries:are_to_be_handled_by",
    ),
    Kept(
        "dossiers",
        "dossiers.dossier",
        beside=tuple(
            f"dossiers.{name}"
            for name in (
                "party",
                "feereduction",
                "receivedcomponent",
                "dossierfile",
                "clockmark",
                "historyentry",
                "dossierpaper",
                "supplementrequest",
                "supplementitem",
                "earlierdeclaration",
            )
        ),
    ),
    Kept("answer_drafts", "dossiers.answerdraft", where=(("request__state", "CLOSED"),), since="saved_at"),
    Kept("ratings", "dossiers.rating"),
    Kept("codes", "dossiers.trackingcode", since="expires_at"),
    # Each file of an answer that is being written: its digest, its name, what it answers.
    FileReference("dossiers.answerdraft.files", path="$[*][0]"),
    FileReference("dossiers.dossier.decision", path="$.papers[*].upload.digest"),
    Words(
        "status",
        {
            Status.NEW: gettext_noop("Mới đăng ký"),
            Status.ACCEPTED: gettext_noop("Được tiếp nhận"),
            Status.NOT_ACCEPTED: gettext_noop("Không được tiếp nhận"),
            Status.IN_PROCESS: gettext_noop("Đang xử lý"),
            Status.SUPPLEMENT: gettext_noop("Yêu cầu bổ sung giấy tờ"),
            Status.PAYMENT: gettext_noop("Yêu cầu thực hiện nghĩa vụ tài chính"),
            Status.WITHDRAWN: gettext_noop("Công dân yêu cầu rút hồ sơ"),
            Status.STOPPED: gettext_noop("Dừng xử lý"),
            Status.DONE: gettext_noop("Đã xử lý xong"),
            Status.RETURNED: gettext_noop("Đã trả kết quả"),
        },
    ),
    Words(
        "completion",
        {
            Completion.WAITING: gettext_noop("Đã nộp, chờ tiếp nhận"),
            Completion.UNDER_WAY: gettext_noop("Đang giải quyết"),
            Completion.NEEDS_YOU: gettext_noop("Đang chờ người nộp"),
            Completion.READY: gettext_noop("Đã có kết quả"),
            Completion.WITHDRAWN: gettext_noop("Đã kết thúc: người nộp đã rút hồ sơ"),
            Completion.UNRESOLVED: gettext_noop("Đã kết thúc: cơ quan không giải quyết"),
            Completion.ENDED: gettext_noop("Đã kết thúc: kết quả đã trả"),
        },
    ),
    Words(
        "return_method",
        {
            "ONLINE": gettext_noop("Bản điện tử trong tài khoản"),
            "COUNTER": gettext_noop("Nhận tại Bộ phận Một cửa"),
            "POST": gettext_noop("Nhận qua bưu chính"),
        },
    ),
    *NOTICES,
    PersonalData(
        "ho-so",
        gettext_noop("Hồ sơ đã nộp, phần bổ sung, đánh giá, tệp và giấy tờ trong hồ sơ"),
        "motcua.dossiers.personal:dossiers_part",
        gettext_noop(
            "Giữ lại: hồ sơ công việc của cơ quan nhà nước phải lưu trữ (NĐ 30/2020; Luật Lưu trữ 33/2024/QH15)."
            " Bạn không còn xem được bằng tài khoản; vẫn tra cứu được bằng mã hồ sơ."
        ),
        is_erased=False,
        page="portal:my_dossiers",
    ),
    PersonalData(
        "bo-sung-do-dang",
        gettext_noop("Phần bổ sung viết dở"),
        "motcua.dossiers.personal:answers_part",
        gettext_noop("Xóa ngay."),
        is_erased=True,
        page="portal:my_dossiers",
    ),
)
