"""What each paper says, as values. No layout (templates/), no keys (signing.py), no rows (models.py)."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, ClassVar

from motcua.kernel.manifests import offered
from motcua.kernel.text import local

# The circular whose forms 01 to 05 are printed on A5 paper.
A5_CIRCULAR = "01/2018/TT-VPCP"
A5_NUMBERS = frozenset({"01", "02", "03", "04", "05"})


class PageSize(StrEnum):
    A4 = "A4"
    A5 = "A5"
    A4_LANDSCAPE = "A4_LANDSCAPE"


class Outcome(StrEnum):
    """How a step ended against its due time."""

    EARLY = "EARLY"
    ON_TIME = "ON_TIME"
    OVERDUE = "OVERDUE"
    UNKNOWN = "UNKNOWN"


def outcome_of(done_at: datetime | None, due_at: datetime | None) -> Outcome:
    """How a step ended: before its last day, on it, or late; unknown while it is open or has no time."""
    if done_at is None or due_at is None:
        return Outcome.UNKNOWN
    if done_at > due_at:
        return Outcome.OVERDUE
    return Outcome.EARLY if local(done_at).date() < local(due_at).date() else Outcome.ON_TIME


@dataclass(frozen=True)
class FormKey:
    """A statutory form. Its number means nothing without its circular: 05 is one form in 2018, another in 2025."""

    circular: str
    number: str
    title: str


@dataclass(frozen=True, kw_only=True)
class PaperValue:
    """What every paper carries: whose it is, where and when it is made, which form, which dossier.

    `number` and `check_url` may stay empty: issuing the paper fills them. `symbol` follows the number on papers whose
    form prescribes it. `signed_for` is the line over the signer's title, such as «TM. ỦY BAN NHÂN DÂN».
    """

    kind: ClassVar[str]
    title: ClassVar[str]
    is_numbered: ClassVar[bool] = True
    # Signed only by who is charged with signing, and what the procedure was for.
    is_result: ClassVar[bool] = False
    # Nobody signs it and few people open it: its file is made for the first reader.
    is_drawn_when_opened: ClassVar[bool] = False

    agency_name: str
    at: datetime
    place_name: str
    parent_agency_name: str = ""
    unit_name: str = ""
    form: FormKey | None = None
    code: str = ""
    number: str = ""
    symbol: str = ""
    check_url: str = ""
    signed_for: str = ""
    signer_name: str = ""
    signer_title: str = ""
    # A page to look at before anybody signs: it has no number yet.
    is_proof: bool = False
    # Whom it is about, where that stands among its other words.
    about: str = ""

    @property
    def named(self) -> str:
        """The person whose name stands on it."""
        names = (getattr(self, part, "") for part in ("about", "filer_name", "person_name", "addressee"))
        return next(filter(None, names), "")

    @property
    def shown_title(self) -> str:
        """The title the form gives, or the paper's own."""
        return self.form.title if self.form else self.title

    @property
    def series_key(self) -> str:
        """The series of the agency and the year that its number comes from."""
        return self.symbol or self.kind

    def numbered(self, number: int) -> str:
        """A number of its series as it is printed."""
        return printed_number(number, self.symbol)

    @property
    def page(self) -> PageSize:
        """A5 for forms 01 to 05 of TT 01/2018/TT-VPCP, A4 for everything else."""
        is_a5 = self.form and self.form.circular == A5_CIRCULAR and self.form.number in A5_NUMBERS
        return PageSize.A5 if is_a5 else PageSize.A4

    def more(self) -> dict[str, Any]:
        """What its template shows beside its values."""
        return {}


@dataclass(frozen=True)
class PaperKind:
    """A kind of paper, as its room declares it in its manifest: the class of its values, which names it.

    Its layout stands in the templates of that class's room under the kind's name.
    """

    value: type[PaperValue]

    @property
    def key(self) -> str:
        return self.value.kind

    @property
    def template(self) -> str:
        return f"{self.value.__module__.split('.')[1]}/templates/{self.key.lower()}.typ"


def result_kinds() -> list[str]:
    """The kinds that are results of procedures."""
    return [key for key, kind in offered(PaperKind).items() if kind.value.is_result]


@dataclass(frozen=True)
class ReceiptComponent:
    """A component as received: how many originals and copies, on paper or as an electronic file."""

    name: str
    originals: int = 0
    copies: int = 0
    is_electronic: bool = False
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Receipt(PaperValue):
    """Giấy tiếp nhận hồ sơ và hẹn trả kết quả (NĐ 118/2025 Đ17; NĐ 61/2018 Đ17).

    `due_at` is None when the procedure fixes no time; `counting_rule` says how the time is counted. `handled_by`: the
    agency of another place for which it was received; `counted_from`: when that has it, where time counts from then.
    """

    kind: ClassVar[str] = "RECEIPT"
    title: ClassVar[str] = "Giấy tiếp nhận hồ sơ và hẹn trả kết quả"
    is_numbered: ClassVar[bool] = False

    filer_name: str
    procedure_name: str
    received_at: datetime
    due_at: datetime | None
    components: tuple[ReceiptComponent, ...]
    handled_by: str = ""
    counted_from: datetime | None = None
    filer_address: str = ""
    filer_phone: str = ""
    filer_email: str = ""
    filer_id_number: str = ""
    holder_name: str = ""
    holder_address: str = ""
    sets: int = 1
    processing_time: str = ""
    counting_rule: str = ""
    return_place: str = ""
    fee_dong: int | None = None
    fee_per: str = ""
    fee_note: str = ""
    fee_rate: str = ""
    fee_reduction: str = ""
    copies: tuple[str, ...] = ()
    filer_authorisation: str = ""
    # Who is to take the result, where it is not who filed.
    recipient_name: str = ""
    recipient_authorisation: str = ""
    # Required papers of which nothing was handed in.
    not_received: tuple[str, ...] = ()
    total_dong: int | None = None
    besides_dong: int | None = None
    paid_dong: int | None = None
    book_number: str = ""
    book_line: str = ""
    contact_phone: str = ""


@dataclass(frozen=True)
class SupplementItem:
    """One thing to be completed, and why."""

    name: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class SupplementRequest(PaperValue):
    """Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ: everything at once, each thing with its reason (NĐ 61/2018 Đ15, Đ17)."""

    kind: ClassVar[str] = "SUPPLEMENT_REQUEST"
    title: ClassVar[str] = "Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ"

    person_name: str
    procedure_name: str
    items: tuple[SupplementItem, ...]
    symbol: str = "HDHS"
    person_address: str = ""
    person_phone: str = ""
    person_email: str = ""
    received_at: datetime | None = None
    remark: str = ""
    reason: str = ""
    reply_until: datetime | date | None = None
    legal_basis: str = ""
    contact_name: str = ""
    contact_phone: str = ""


@dataclass(frozen=True, kw_only=True)
class IntakeRefusal(PaperValue):
    """Phiếu từ chối tiếp nhận giải quyết hồ sơ; later, Phiếu từ chối giải quyết hồ sơ (NĐ 61/2018 Đ17, Đ19)."""

    kind: ClassVar[str] = "INTAKE_REFUSAL"
    title: ClassVar[str] = "Phiếu từ chối tiếp nhận giải quyết hồ sơ"
    title_after_acceptance: ClassVar[str] = "Phiếu từ chối giải quyết hồ sơ"

    person_name: str
    procedure_name: str
    reasons: tuple[str, ...]
    is_at_intake: bool = True
    person_address: str = ""
    person_phone: str = ""
    person_email: str = ""
    received_at: datetime | None = None
    legal_basis: str = ""
    what_next: str = ""
    contact_phone: str = ""
    symbol: str = "PTC"
    recipients: tuple[str, ...] = ()

    @property
    def shown_title(self) -> str:
        return super().shown_title if self.is_at_intake else self.title_after_acceptance


@dataclass(frozen=True, kw_only=True)
class Apology(PaperValue):
    """A late result: the apology, the reason and the new day.

    TT 03/2025/TT-VPCP: Văn bản xin lỗi và đề nghị gia hạn thời gian giải quyết.
    TT 01/2018/TT-VPCP: Phiếu xin lỗi và hẹn lại ngày trả kết quả (NĐ 61/2018 Đ19.9).
    """

    kind: ClassVar[str] = "APOLOGY"
    title: ClassVar[str] = "Phiếu xin lỗi và hẹn lại ngày trả kết quả"

    person_name: str
    procedure_name: str
    received_at: datetime
    old_due_at: datetime
    new_due_at: datetime
    reason: str
    symbol: str = "PXL"
    person_address: str = ""
    person_phone: str = ""
    contact_phone: str = ""
    recipients: tuple[str, ...] = ()

    @property
    def asks_extension(self) -> bool:
        """Whether the form asks for more time (since 2025) or sets another day (2018)."""
        return "gia hạn" in self.shown_title.lower()

    def more(self) -> dict[str, Any]:
        return {"asks_extension": self.asks_extension}


@dataclass(frozen=True, kw_only=True)
class StopNotice(PaperValue):
    """Thông báo dừng giải quyết hồ sơ (TT 03/2025/TT-VPCP, Mẫu 05).

    `asked_at`: when the filer wanted it (Đ7), by themselves where nobody signs; else the agency stops of itself.
    """

    kind: ClassVar[str] = "STOP_NOTICE"
    title: ClassVar[str] = "Thông báo dừng giải quyết hồ sơ"

    person_name: str
    procedure_name: str
    received_at: datetime
    reason: str
    asked_at: datetime | None = None
    paid_dong: int | None = None
    person_address: str = ""
    person_phone: str = ""
    legal_basis: str = ""
    what_next: str = ""
    contact_phone: str = ""
    recipients: tuple[str, ...] = ()


@dataclass(frozen=True)
class HandOver:
    """One hand-over of a dossier: who gave it to whom, when, and how the finished step stood against its time."""

    from_unit: str
    from_name: str
    to_unit: str
    to_name: str
    at: datetime
    due_at: datetime | None = None
    outcome: Outcome = Outcome.UNKNOWN
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class ControlSheet(PaperValue):
    """Phiếu kiểm soát quá trình giải quyết hồ sơ: a row for each hand-over."""

    kind: ClassVar[str] = "CONTROL_SHEET"
    title: ClassVar[str] = "Phiếu kiểm soát quá trình giải quyết hồ sơ"
    is_numbered: ClassVar[bool] = False

    procedure_name: str
    received_at: datetime
    rows: tuple[HandOver, ...]
    due_at: datetime | None = None
    holder_name: str = ""


@dataclass(frozen=True)
class SubmittedFile:
    """A file as the platform received it; `digest` is the SHA-256 of what came, in hexadecimal.

    `kept`: that of the picture which was made anew of it; empty where it is kept as it came.
    """

    name: str
    size: int
    digest: str
    component_name: str = ""
    kept: str = ""


@dataclass(frozen=True, kw_only=True)
class SubmissionProof(PaperValue):
    """Proof that an online submission arrived, file by file. Not the receipt: nobody has checked the dossier yet."""

    kind: ClassVar[str] = "SUBMISSION_PROOF"
    title: ClassVar[str] = "Xác nhận nộp hồ sơ trực tuyến"
    is_numbered: ClassVar[bool] = False
    is_drawn_when_opened: ClassVar[bool] = True

    person_name: str
    procedure_name: str
    submitted_at: datetime
    files: tuple[SubmittedFile, ...]
    answer_until: datetime | None = None
    contact_phone: str = ""
    # Of an answer to a request for supplements: which request, which declaration stands now, what became different.
    supplement_number: int = 0
    declaration_number: int = 0
    changes: tuple[str, ...] = ()
    # What was said in words to what was asked for, each with what it answers.
    answers: tuple[str, ...] = ()
    # Of one brought to the counter: who took it there, and each paper that was asked for with what came of it.
    taken_by: str = ""
    brought: tuple[str, ...] = ()

    @property
    def shown_title(self) -> str:
        if self.taken_by:
            return "Giấy biên nhận bổ sung hồ sơ"
        return "Xác nhận bổ sung hồ sơ trực tuyến" if self.supplement_number else super().shown_title


@dataclass(frozen=True, kw_only=True)
class ReturnProof(PaperValue):
    """Who took which papers of the result at the counter, to be signed by hand; no statutory form prescribes it."""

    kind: ClassVar[str] = "RETURN_PROOF"
    title: ClassVar[str] = "Giấy ký nhận kết quả"
    is_numbered: ClassVar[bool] = False
    is_drawn_when_opened: ClassVar[bool] = True

    procedure_name: str
    holder_name: str
    returned_at: datetime
    papers: tuple[str, ...]
    person_name: str
    person_id_number: str = ""
    authorisation: str = ""


@dataclass(frozen=True, kw_only=True)
class ResultCertificate(PaperValue):
    """The result of a procedure: a certificate, licence or confirmation, to whom, and a table of facts (NĐ 30/2020 Đ8).

    `heading` names the document without personal data («Giấy phép xây dựng»), because anyone may verify it.
    """

    kind: ClassVar[str] = "RESULT_CERTIFICATE"
    title: ClassVar[str] = "Giấy chứng nhận"
    is_result: ClassVar[bool] = True

    heading: str
    addressee: str
    paragraphs: tuple[str, ...]
    facts: tuple[tuple[str, str], ...] = ()
    recipients: tuple[str, ...] = ()
    # Which declaration of the dossier it was made from, 1 is the first; 0: of none.
    declaration: int = 0

    @property
    def shown_title(self) -> str:
        return self.heading


@dataclass(frozen=True, kw_only=True)
class JournalAnchor(PaperValue):
    """The journal's last entry at a moment, signed and kept elsewhere: whoever rewrites the journal contradicts it."""

    kind = "JOURNAL_ANCHOR"
    title = "Mốc nhật ký hệ thống"
    is_numbered = False

    count: int
    last: str


@dataclass(frozen=True, kw_only=True)
class UploadedResult(PaperValue):
    """A result made in another system: a file of ours by its SHA-256, signed as it is and never drawn.

    Its number is what stands on it.
    """

    kind: ClassVar[str] = "UPLOADED_RESULT"
    title: ClassVar[str] = "Kết quả giải quyết"
    is_numbered: ClassVar[bool] = False
    is_result: ClassVar[bool] = True

    heading: str
    digest: str

    @property
    def shown_title(self) -> str:
        return self.heading


def place_and_day(place_name: str, at: datetime) -> str:
    """«Lạng Sơn, ngày 05 tháng 02 năm 2026»: a zero before days under 10 and before months 1 and 2 (NĐ 30/2020)."""
    day = local(at).date()
    month = f"{day.month:02}" if day.month < 3 else str(day.month)
    return f"{place_name}, ngày {day.day:02} tháng {month} năm {day.year}"


def printed_number(number: int, symbol: str = "") -> str:
    """`05/HDHS`: a zero before numbers under 10 (NĐ 30/2020); without a symbol the number alone."""
    return f"{number:02}/{symbol}" if symbol else f"{number:02}"


def series(agency_code: str, key: str, year: int) -> str:
    """The name of the series a paper takes its number from: per agency, symbol (or kind) and year (NĐ 30/2020)."""
    return f"paper/{agency_code}/{key}/{year}"
