"""One paper of each kind, as long and as awkward as real ones are."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from motcua.handling.rules import HandOverSlip, SlipRow
from motcua.papers.rules import (
    Apology,
    ControlSheet,
    FormKey,
    HandOver,
    IntakeRefusal,
    JournalAnchor,
    Outcome,
    PaperValue,
    Receipt,
    ReceiptComponent,
    ResultCertificate,
    ReturnProof,
    StopNotice,
    SubmissionProof,
    SubmittedFile,
    SupplementItem,
    SupplementRequest,
)
from motcua.papers.rules.books import BookRow, DossierBook

AT = datetime(2026, 11, 23, 7, 30, tzinfo=UTC)
NOW, THEN = "03/2025/TT-VPCP", "01/2018/TT-VPCP"
PROCEDURE = (
    "Cấp giấy phép xây dựng mới đối với công trình cấp III, cấp IV (công trình không theo tuyến/theo tuyến trong đô "
    "thị/tín ngưỡng, tôn giáo/tượng đài, tranh hoành tráng/theo giai đoạn/dự án) và nhà ở riêng lẻ"
)
HEAD = {
    "parent_agency_name": "Ủy ban nhân dân tỉnh Lạng Sơn",
    "agency_name": "Sở Xây dựng",
    "unit_name": "Trung tâm Phục vụ hành chính công tỉnh",
    "place_name": "Lạng Sơn",
    "at": AT,
    "code": "H37.12-261123-0007",
    "check_url": "http://localhost:8000/xac-thuc/0b6f7a52-7d0f-4b5e-9f43-0d3f3c7f3f11/",
    "signer_name": "Hoàng Thị Bích Ngọc",
    "signer_title": "Chuyên viên",
}
PERSON = {
    "person_name": "Nguyễn Thị Phương Thảo",
    "person_address": "Số 12, đường Trần Đăng Ninh, phường Tam Thanh, tỉnh Lạng Sơn",
    "person_phone": "0912 345 678",
    "person_email": "phuongthao@example.vn",
}


def form(number: str, title: str, circular: str = NOW) -> FormKey:
    return FormKey(circular, number, title)


def receipt(circular: str = NOW) -> Receipt:
    return Receipt(
        **HEAD,
        form=form("01", "Giấy tiếp nhận hồ sơ và hẹn trả kết quả", circular),
        filer_name="Nguyễn Thị Phương Thảo",
        filer_address=PERSON["person_address"],
        filer_phone="0912 345 678",
        filer_email="phuongthao@example.vn",
        filer_id_number="020190001234",
        procedure_name=PROCEDURE,
        holder_name="Công ty TNHH một thành viên Xây dựng và Thương mại Ải Chi Lăng",
        holder_address="Thôn Đồng Mỏ, xã Chi Lăng, tỉnh Lạng Sơn",
        received_at=AT,
        due_at=AT + timedelta(days=28),
        components=(
            ReceiptComponent("Đơn đề nghị cấp giấy phép xây dựng theo mẫu", originals=1, is_electronic=True),
            ReceiptComponent("Giấy tờ hợp pháp về đất đai theo quy định của pháp luật về đất đai", copies=1),
            ReceiptComponent("Bản vẽ thiết kế xây dựng", originals=2, note="Gồm mặt bằng, mặt cắt, mặt đứng, móng"),
        ),
        processing_time="20 ngày làm việc",
        counting_rule="tính từ ngày làm việc tiếp theo ngày hồ sơ được tiếp nhận đầy đủ, hợp lệ",
        return_place="Trung tâm Phục vụ hành chính công tỉnh Lạng Sơn, số 01 đường Hùng Vương",
        fee_dong=150_000,
        fee_per="giấy phép",
        book_number="01/2026",
        book_line="1.204",
        contact_phone="0205 3 812 345",
    )


def supplement_request(circular: str = NOW) -> SupplementRequest:
    return SupplementRequest(
        **HEAD,
        **PERSON,
        form=form("02", "Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ", circular),
        number="07/HDHS",
        procedure_name=PROCEDURE,
        received_at=AT,
        reply_until=date(2026, 12, 14),
        items=(
            SupplementItem("Bản vẽ mặt bằng móng", "Bản vẽ nộp kèm thiếu chữ ký của chủ trì thiết kế."),
            SupplementItem("Giấy tờ về đất đai", "Ảnh chụp mờ, không đọc được số thửa và số tờ bản đồ."),
        ),
        legal_basis="Điều 95 Luật Xây dựng",
        contact_name="Hoàng Thị Bích Ngọc",
        contact_phone="0205 3 812 345",
    )


def refusal(*, is_at_intake: bool = True) -> IntakeRefusal:
    return IntakeRefusal(
        **HEAD,
        **PERSON,
        form=form("03", "Phiếu từ chối tiếp nhận giải quyết hồ sơ"),
        number="03",
        procedure_name=PROCEDURE,
        received_at=AT,
        is_at_intake=is_at_intake,
        reasons=("Thửa đất thuộc hành lang bảo vệ đường bộ.", "Quy hoạch chi tiết chưa được phê duyệt."),
        legal_basis="Điều 93 Luật Xây dựng",
        what_next="Ông/bà có thể nộp hồ sơ mới khi quy hoạch chi tiết được phê duyệt.",
        contact_phone="0205 3 812 345",
    )


def apology(circular: str = NOW) -> Apology:
    titles = {
        NOW: "Văn bản xin lỗi và đề nghị gia hạn thời gian giải quyết",
        THEN: "Phiếu xin lỗi và hẹn lại ngày trả kết quả",
    }
    return Apology(
        **HEAD,
        person_name=PERSON["person_name"],
        person_address=PERSON["person_address"],
        form=form("04", titles[circular], circular),
        number="02/PXL",
        procedure_name=PROCEDURE,
        received_at=AT,
        old_due_at=AT + timedelta(days=28),
        new_due_at=AT + timedelta(days=35),
        reason="Cơ quan được lấy ý kiến chưa trả lời về chỉ giới đường đỏ.",
    )


def stop_notice() -> StopNotice:
    return StopNotice(
        **HEAD,
        person_name=PERSON["person_name"],
        person_address=PERSON["person_address"],
        form=form("05", "Thông báo dừng giải quyết hồ sơ"),
        number="01",
        procedure_name=PROCEDURE,
        received_at=AT,
        reason="Quá thời hạn bổ sung hồ sơ mà người nộp chưa bổ sung.",
        what_next="Ông/bà có thể nộp lại hồ sơ bất cứ lúc nào.",
    )


def control_sheet() -> ControlSheet:
    return ControlSheet(
        **HEAD,
        form=form("06", "Phiếu kiểm soát quá trình giải quyết hồ sơ"),
        procedure_name=PROCEDURE,
        holder_name=PERSON["person_name"],
        received_at=AT,
        due_at=AT + timedelta(days=28),
        rows=tuple(
            HandOver(
                "Trung tâm Phục vụ hành chính công tỉnh",
                "Hoàng Thị Bích Ngọc",
                "Phòng Quản lý xây dựng",
                "Lý Văn Tài",
                AT + timedelta(days=n),
                AT + timedelta(days=n + 2),
                list(Outcome)[n % 4],
                "Kèm 01 bộ hồ sơ giấy" if n == 0 else "",
            )
            for n in range(6)
        ),
    )


def hand_over_slip() -> HandOverSlip:
    return HandOverSlip(
        **HEAD | {"code": ""},
        from_unit="Bộ phận Một cửa, Trung tâm Phục vụ hành chính công phường Tam Thanh",
        to_unit="Tư pháp – Hộ tịch, Ủy ban nhân dân phường Tam Thanh",
        first_on=date(2026, 11, 23),
        last_on=date(2026, 11, 23),
        rows=tuple(
            SlipRow(
                f"H37.12-261123-{n + 1:04}", PROCEDURE, "Nguyễn Thị Phương Thảo", "1 bản chính, 2 bản sao", "21/12/2026"
            )
            for n in range(5)
        ),
    )


def dossier_book(lines: int = 60) -> DossierBook:
    return DossierBook(
        **HEAD | {"code": ""},
        form=form("07", "Sổ theo dõi hồ sơ"),
        first_on=date(2026, 10, 15),
        last_on=date(2026, 11, 14),
        book_number="01/2026",
        rows=tuple(
            BookRow(
                n + 1,
                f"H37.12-261123-{n + 1:04}",
                PROCEDURE,
                "Nguyễn Thị Phương Thảo",
                "Số 12, đường Trần Đăng Ninh, phường Tam Thanh; 0912 345 678",
                "Sở Xây dựng",
                AT,
                due_at=AT + timedelta(days=28),
                return_method="Qua bưu chính công ích",
            )
            for n in range(lines)
        ),
    )


def submission_proof() -> SubmissionProof:
    return SubmissionProof(
        **HEAD | {"code": "LS-7K3M-9QXT", "signer_name": "", "signer_title": ""},
        person_name=PERSON["person_name"],
        procedure_name=PROCEDURE,
        submitted_at=AT,
        answer_until=AT + timedelta(days=1),
        files=(
            SubmittedFile("Đơn đề nghị cấp phép (bản ký).pdf", 834_221, "a" * 64, "Đơn đề nghị"),
            SubmittedFile("IMG_20261123_0001.jpg", 4_812_331, "0123456789abcdef" * 4, "Giấy tờ về đất đai"),
        ),
    )


def supplement_slip() -> SubmissionProof:
    return replace(
        submission_proof(),
        files=(),
        answer_until=None,
        supplement_number=1,
        taken_by="Lăng Thị Hương Giang",
        brought=(
            "Giấy chứng nhận quyền sử dụng đất: 2 tệp quét, đã đối chiếu bản chính",
            "Sơ đồ vị trí: nộp 02 bản giấy",
        ),
        answers=("Tầng hầm: không có",),
    )


def certificate() -> ResultCertificate:
    return ResultCertificate(
        **HEAD | {"unit_name": "", "signer_name": "Vi Văn Hưng", "signer_title": "Giám đốc"},
        heading="Giấy chứng nhận đủ điều kiện kinh doanh",
        number="12/GCN-SXD",
        symbol="GCN-SXD",
        addressee="Công ty TNHH một thành viên Xây dựng và Thương mại Ải Chi Lăng",
        paragraphs=("Giấy chứng nhận này có giá trị 05 năm kể từ ngày cấp.",),
        facts=(("Mã số doanh nghiệp", "4900123456"), ("Địa chỉ", "Thôn Đồng Mỏ, xã Chi Lăng, tỉnh Lạng Sơn")),
        recipients=("Như trên", "Lưu: VT"),
    )


def journal_anchor() -> JournalAnchor:
    return JournalAnchor(
        **HEAD | {"unit_name": "", "code": "", "signer_name": "", "signer_title": ""},
        count=1_204_331,
        last="1204331:" + "0123456789abcdef" * 4,
    )


def return_proof() -> ReturnProof:
    return ReturnProof(
        **HEAD,
        procedure_name=PROCEDURE,
        holder_name="Công ty TNHH Một thành viên Hoa Hồi xứ Lạng",
        returned_at=AT,
        papers=("Giấy phép xây dựng, số 12/GPXD-UBND", "3 bản sao"),
        person_name="Nguyễn Thị Phương Thảo",
        person_id_number="020190000001",
        authorisation="Giấy ủy quyền số 12, ngày 01/3/2026",
    )


def every_paper() -> dict[str, PaperValue]:
    return {
        "receipt_2025": receipt(),
        "receipt_2018": receipt(THEN),
        "supplement": supplement_request(),
        "supplement_2018": supplement_request(THEN),
        "refusal_at_intake": refusal(),
        "refusal": refusal(is_at_intake=False),
        "apology_2025": apology(),
        "apology_2018": apology(THEN),
        "stop": stop_notice(),
        "control": control_sheet(),
        "hand_over": hand_over_slip(),
        "book": dossier_book(),
        "proof": submission_proof(),
        "supplement_slip": supplement_slip(),
        "return_proof": return_proof(),
        "certificate": certificate(),
        "journal_anchor": journal_anchor(),
    }
