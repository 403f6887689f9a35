"""The facts that formulas may name: what each counts, in words, and from what it is counted.

Each is a number over the rows of one agency, unit or official in one period, or (`is_sample`) one value of each row.
`reads` names what one row of facts must hold for it: a fact is counted from its row alone. What the platform does not
count (yet) is simply not given to a formula, which is then «not measured».
"""

from dataclasses import dataclass
from enum import StrEnum

from motcua.kernel.speech import gettext_noop


class Rows(StrEnum):
    """Of what a fact counts rows."""

    DOSSIER = "DOSSIER"
    STEP = "STEP"
    PROCEDURE = "PROCEDURE"
    PETITION = "PETITION"
    AGENCY = "AGENCY"


class Unit(StrEnum):
    DOSSIERS = "DOSSIERS"
    STEPS = "STEPS"
    PROCEDURES = "PROCEDURES"
    PETITIONS = "PETITIONS"
    PAPERS = "PAPERS"
    MINUTES = "MINUTES"
    STARS = "STARS"
    DONG = "DONG"
    SHARE = "SHARE"
    POINTS = "POINTS"


def _columns(names: str) -> frozenset[str]:
    return frozenset(names.split())


# What one row holds, by the names of the columns of facts.
KEPT: dict[Rows, frozenset[str]] = {
    Rows.DOSSIER: _columns(
        "filed_at is_anew first_answered_at answer_due_at accepted_at judged_due_at done_at finished_at used_minutes"
        " waited_minutes apologies apologised_at supplements supplement_asked_at unallowed_wait still_since channel"
        " result is_late is_result_digital papers papers_digital fee_dong stars rated_at"
    ),
    Rows.STEP: _columns("ended_at allotted_minutes used_minutes is_cancelled"),
    Rows.PROCEDURE: frozenset(),
    Rows.PETITION: frozenset(),
    Rows.AGENCY: frozenset(),
}
# What a row does not hold yet; a fact that reads it is not measured until it does.
WANTED: dict[Rows, frozenset[str]] = {
    Rows.DOSSIER: _columns(
        "allotted_minutes waited_for_others service_level paid_online papers_reused complained reopened_at"
    ),
    Rows.STEP: frozenset(),
    Rows.PROCEDURE: _columns("procedure level published channels fee"),
    Rows.PETITION: _columns("received_at due_at answered_at satisfied about found_true"),
    Rows.AGENCY: _columns("declared"),
}


@dataclass(frozen=True)
class FactName:
    """One named fact."""

    name: str
    unit: Unit
    words: str
    counts: str
    rows: Rows = Rows.DOSSIER
    reads: frozenset[str] = frozenset()
    law: str = ""
    is_sample: bool = False

    @property
    def is_kept(self) -> bool:
        """Whether rows hold all that it is counted from."""
        return self.reads <= KEPT[self.rows]


_II06 = gettext_noop("mẫu II.06a/VPCP/KSTT")
_Q766 = gettext_noop("QĐ 766/QĐ-TTg")
_TT01 = gettext_noop("TT 01/2018/TT-VPCP, Điều 13")
_ND61 = gettext_noop("NĐ 61/2018, Điều 19")
_ND118 = gettext_noop("NĐ 118/2025")
_ND224 = gettext_noop("NĐ 224/2026, Điều 19")


def _dossiers(name: str, words: str, counts: str, reads: str, law: str = "") -> FactName:
    return FactName(name, Unit.DOSSIERS, words, counts, Rows.DOSSIER, frozenset(reads.split()), law)


def _of_dossier(name: str, unit: Unit, words: str, counts: str, reads: str, law: str = "") -> FactName:
    """One value of each dossier that has it."""
    return FactName(name, unit, words, counts, Rows.DOSSIER, frozenset(reads.split()), law, is_sample=True)


def _papers(name: str, words: str, counts: str, reads: str) -> FactName:
    return FactName(name, Unit.PAPERS, words, counts, Rows.DOSSIER, frozenset(reads.split()), _Q766)


def _steps(name: str, words: str, counts: str, reads: str) -> FactName:
    return FactName(name, Unit.STEPS, words, counts, Rows.STEP, frozenset(reads.split()), _TT01)


def _procedures(name: str, words: str, counts: str, reads: str, law: str) -> FactName:
    return FactName(name, Unit.PROCEDURES, words, counts, Rows.PROCEDURE, frozenset(reads.split()), law)


def _petitions(name: str, words: str, counts: str, reads: str, law: str) -> FactName:
    return FactName(name, Unit.PETITIONS, words, counts, Rows.PETITION, frozenset(reads.split()), law)


# fmt: off
_FLOW = (
    _dossiers("filed", gettext_noop("hồ sơ được nộp"),
              gettext_noop("Hồ sơ nộp trong kỳ, mọi cách nộp."), "filed_at is_anew"),
    _dossiers("filed_online", gettext_noop("hồ sơ nộp trực tuyến"),
              gettext_noop("Hồ sơ nộp trong kỳ qua mạng."), "filed_at is_anew channel"),
    _dossiers("received", gettext_noop("hồ sơ tiếp nhận"),
              gettext_noop("Hồ sơ được tiếp nhận trong kỳ; tiếp nhận lại theo thủ tục khác không tính lần nữa."),
              "accepted_at is_anew", _II06),
    _dossiers("received_online", gettext_noop("hồ sơ tiếp nhận trực tuyến"),
              gettext_noop("Hồ sơ nộp qua mạng được tiếp nhận trong kỳ."), "accepted_at is_anew channel", _II06),
    _dossiers("received_direct", gettext_noop("hồ sơ tiếp nhận trực tiếp, qua bưu chính"),
              gettext_noop("Hồ sơ nộp tại quầy hoặc qua bưu chính được tiếp nhận trong kỳ."),
              "accepted_at is_anew channel", _II06),
    _dossiers("taken_anew", gettext_noop("hồ sơ tiếp nhận lại"),
              gettext_noop("Hồ sơ tiếp nhận trong kỳ thay một hồ sơ đã tiếp nhận sai thủ tục."), "accepted_at is_anew"),
    _dossiers("carried_over", gettext_noop("hồ sơ từ kỳ trước"),
              gettext_noop("Hồ sơ tiếp nhận trước kỳ, đầu kỳ chưa giải quyết xong."), "accepted_at finished_at", _II06),
    _dossiers("resolved", gettext_noop("hồ sơ đã giải quyết"),
              gettext_noop("Hồ sơ đã xử lý xong trong kỳ."), "done_at", _II06),
    _dossiers("resolved_early", gettext_noop("hồ sơ giải quyết trước hạn"),
              gettext_noop("Hồ sơ đã xử lý xong trong kỳ, trước ngày hẹn trả."), "done_at judged_due_at", _II06),
    _dossiers("resolved_on_day", gettext_noop("hồ sơ giải quyết đúng hạn"),
              gettext_noop("Hồ sơ đã xử lý xong trong kỳ, trong ngày hẹn trả và không sau giờ hẹn."),
              "done_at judged_due_at", _II06),
    _dossiers("resolved_late", gettext_noop("hồ sơ giải quyết quá hạn"),
              gettext_noop("Hồ sơ đã xử lý xong trong kỳ, sau thời điểm hẹn trả."), "done_at judged_due_at", _II06),
    _dossiers("open", gettext_noop("hồ sơ đang giải quyết"),
              gettext_noop("Hồ sơ đã tiếp nhận, cuối kỳ chưa xử lý xong."), "accepted_at finished_at", _II06),
    _dossiers("open_within", gettext_noop("hồ sơ đang giải quyết trong hạn"),
              gettext_noop("Hồ sơ cuối kỳ chưa xử lý xong và chưa qua thời điểm hẹn trả, hoặc khi ấy đang chờ người"
                           " nộp."),
              "accepted_at finished_at judged_due_at still_since supplement_asked_at supplements", _II06),
    _dossiers("open_late", gettext_noop("hồ sơ đang giải quyết quá hạn"),
              gettext_noop("Hồ sơ cuối kỳ chưa xử lý xong và đã qua thời điểm hẹn trả khi không chờ người nộp."),
              "accepted_at finished_at judged_due_at still_since supplement_asked_at supplements", _II06),
    _dossiers("without_due_date", gettext_noop("hồ sơ không có ngày hẹn"),
              gettext_noop("Hồ sơ đã xử lý xong trong kỳ mà không có ngày hẹn trả: không tính đúng hạn, không tính"
                           " quá hạn."), "done_at judged_due_at"),
    _dossiers("withdrawn", gettext_noop("hồ sơ người nộp rút"),
              gettext_noop("Hồ sơ kết thúc trong kỳ vì người nộp rút."), "finished_at result"),
    _dossiers("stopped", gettext_noop("hồ sơ dừng giải quyết"),
              gettext_noop("Hồ sơ kết thúc trong kỳ vì dừng giải quyết."), "finished_at result", _ND118),
    _dossiers("refused_intake", gettext_noop("hồ sơ bị từ chối tiếp nhận"),
              gettext_noop("Hồ sơ bị từ chối tiếp nhận trong kỳ."), "finished_at result", _ND118),
    _dossiers("ended_otherwise", gettext_noop("hồ sơ kết thúc không qua giải quyết xong"),
              gettext_noop("Hồ sơ đã tiếp nhận, kết thúc trong kỳ vì người nộp rút, dừng giải quyết hoặc từ chối."),
              "accepted_at finished_at done_at result"),
    _dossiers("given_anew", gettext_noop("hồ sơ được thay bằng hồ sơ khác"),
              gettext_noop("Hồ sơ kết thúc trong kỳ vì được tiếp nhận lại theo đúng thủ tục."), "finished_at result"),
    _dossiers("reopened", gettext_noop("hồ sơ mở lại"),
              gettext_noop("Hồ sơ đã kết thúc được mở lại trong kỳ."), "reopened_at"),
)
_TIME = (
    _dossiers("progress_counted", gettext_noop("hồ sơ tính tiến độ"),
              gettext_noop("Hồ sơ tiếp nhận trong kỳ và hồ sơ từ kỳ trước, có ngày hẹn trả."),
              "accepted_at finished_at judged_due_at result", _Q766),
    _dossiers("progress_on_time", gettext_noop("hồ sơ đúng tiến độ"),
              gettext_noop("Hồ sơ tính tiến độ mà thời điểm kết thúc, đã trừ thời gian chờ bổ sung, không sau thời điểm"
                           " hẹn trả và không bị yêu cầu bổ sung quá một lần. Chưa kết thúc thì xét đến cuối kỳ."),
              "accepted_at finished_at judged_due_at result supplements supplement_asked_at unallowed_wait still_since",
              _Q766),
    _dossiers("first_answers_due", gettext_noop("hồ sơ đến hạn trả lời lần đầu"),
              gettext_noop("Hồ sơ có hạn trả lời lần đầu (tiếp nhận, yêu cầu bổ sung hoặc từ chối) vào ngày đã qua của"
                           " kỳ, trừ hồ sơ kết thúc trước hạn ấy mà chưa được trả lời."),
              "answer_due_at is_anew first_answered_at finished_at"),
    _dossiers("first_answers_in_time", gettext_noop("hồ sơ trả lời lần đầu đúng hạn"),
              gettext_noop("Trong số đó, hồ sơ đã được trả lời không sau hạn."),
              "answer_due_at is_anew first_answered_at"),
    _of_dossier("working_minutes", Unit.MINUTES, gettext_noop("thời gian làm việc đã dùng"),
                gettext_noop("Số phút làm việc cơ quan đã dùng cho mỗi hồ sơ đã xử lý xong trong kỳ."),
                "done_at used_minutes", _ND224),
    _of_dossier("allotted_minutes", Unit.MINUTES, gettext_noop("thời gian được phép"),
                gettext_noop("Số phút làm việc theo quy định của mỗi hồ sơ đã xử lý xong trong kỳ."),
                "done_at allotted_minutes"),
    _of_dossier("waited_for_filer", Unit.MINUTES, gettext_noop("thời gian chờ người nộp"),
                gettext_noop("Số phút làm việc mỗi hồ sơ đã xử lý xong trong kỳ phải chờ người nộp bổ sung."),
                "done_at waited_minutes"),
    _of_dossier("waited_for_others", Unit.MINUTES, gettext_noop("thời gian chờ cơ quan khác"),
                gettext_noop("Số phút làm việc mỗi hồ sơ đã xử lý xong trong kỳ phải chờ cơ quan được hỏi ý kiến."),
                "done_at waited_for_others"),
    _dossiers("apologies_owed", gettext_noop("hồ sơ phải xin lỗi"),
              gettext_noop("Hồ sơ được xin lỗi, hẹn lại trong kỳ, và hồ sơ đến hẹn trả vào ngày đã qua của kỳ mà khi ấy"
                           " chưa xử lý xong, chưa được xin lỗi."),
              "judged_due_at finished_at still_since result is_late apologised_at", _ND61),
    _dossiers("apologies_made", gettext_noop("hồ sơ đã xin lỗi"),
              gettext_noop("Trong số hồ sơ phải xin lỗi, hồ sơ đã có văn bản xin lỗi."), "apologised_at", _ND61),
    _dossiers("reappointed", gettext_noop("hồ sơ hẹn lại"),
              gettext_noop("Hồ sơ đã xử lý xong trong kỳ từng phải hẹn lại ngày trả."),
              "done_at apologies", _ND61),
)
_CONTACT = (
    _dossiers("contacted_never", gettext_noop("hồ sơ không phải bổ sung"),
              gettext_noop("Hồ sơ đã xử lý xong trong kỳ, người nộp không phải liên hệ lần nào để hoàn thiện."),
              "done_at supplements", _TT01),
    _dossiers("contacted_once", gettext_noop("hồ sơ phải bổ sung một lần"),
              gettext_noop("Hồ sơ đã xử lý xong trong kỳ, người nộp phải liên hệ đúng một lần để hoàn thiện."),
              "done_at supplements", _TT01),
    _dossiers("contacted_no_agency", gettext_noop("hồ sơ không phải liên hệ cơ quan nào"),
              gettext_noop("Hồ sơ đã xử lý xong trong kỳ, người nộp không phải liên hệ cơ quan nào để hoàn thiện."),
              "done_at supplements", _TT01),
    _dossiers("contacted_counter_only", gettext_noop("hồ sơ chỉ liên hệ Bộ phận Một cửa"),
              gettext_noop("Hồ sơ đã xử lý xong trong kỳ, chỉ phải liên hệ Bộ phận Một cửa để hoàn thiện."),
              "done_at supplements", _TT01),
    _dossiers("clean_early", gettext_noop("hồ sơ trước hạn, không bị phản ánh"),
              gettext_noop("Hồ sơ giải quyết trước hạn và không có phản ánh về thái độ được kết luận là đúng."),
              "done_at judged_due_at complained", _TT01),
    _dossiers("clean_on_day", gettext_noop("hồ sơ đúng hạn, không bị phản ánh"),
              gettext_noop("Hồ sơ giải quyết đúng hạn và không có phản ánh về thái độ được kết luận là đúng."),
              "done_at judged_due_at complained", _TT01),
    _dossiers("rated", gettext_noop("hồ sơ được đánh giá"),
              gettext_noop("Hồ sơ được người nộp đánh giá trong kỳ."), "stars rated_at"),
    _dossiers("rated_satisfied", gettext_noop("hồ sơ được đánh giá hài lòng"),
              gettext_noop("Hồ sơ được đánh giá trong kỳ với 4 hoặc 5 sao."), "stars rated_at"),
    _of_dossier("stars", Unit.STARS, gettext_noop("số sao"),
                gettext_noop("Số sao của mỗi hồ sơ được đánh giá trong kỳ."), "stars rated_at"),
)
_DIGITAL = (
    _dossiers("online_whole", gettext_noop("hồ sơ trực tuyến toàn trình"),
              gettext_noop("Hồ sơ tiếp nhận trong kỳ nộp qua mạng theo dịch vụ công trực tuyến toàn trình."),
              "accepted_at channel service_level", _ND224),
    _dossiers("online_with_digital_result", gettext_noop("hồ sơ trực tuyến có kết quả điện tử"),
              gettext_noop("Hồ sơ tiếp nhận trong kỳ nộp qua mạng (kênh 2) và có kết quả điện tử."),
              "accepted_at is_anew channel is_result_digital", _Q766),
    _dossiers("online_failed", gettext_noop("hồ sơ trực tuyến quá hạn hoặc không giải quyết"),
              gettext_noop("Hồ sơ nộp qua mạng, qua thời điểm hẹn trả vào ngày đã qua của kỳ mà chưa xử lý xong, hoặc"
                           " kết thúc trong kỳ vì dừng giải quyết, từ chối sau khi tiếp nhận."),
              "channel judged_due_at finished_at still_since is_late result", _TT01),
    _dossiers("with_result", gettext_noop("hồ sơ có kết quả"),
              gettext_noop("Hồ sơ đã xử lý xong trong kỳ có giấy tờ kết quả."), "done_at", _Q766),
    _dossiers("with_digital_result", gettext_noop("hồ sơ có kết quả điện tử"),
              gettext_noop("Trong số đó, hồ sơ có kết quả điện tử có ký số."),
              "done_at is_result_digital", _Q766),
    _papers("papers", gettext_noop("giấy tờ trong hồ sơ"),
            gettext_noop("Giấy tờ của các hồ sơ tiếp nhận trong kỳ, trừ giấy tờ không phải số hóa."),
            "accepted_at is_anew papers"),
    _papers("papers_digitised", gettext_noop("giấy tờ đã số hóa"),
            gettext_noop("Trong số đó, giấy tờ có bản điện tử."), "accepted_at is_anew papers_digital"),
    _papers("papers_reused", gettext_noop("giấy tờ dùng lại"),
            gettext_noop("Trong số đó, giấy tờ lấy lại từ dữ liệu đã số hóa, người nộp không phải nộp."),
            "accepted_at papers_reused"),
    _dossiers("with_duty", gettext_noop("hồ sơ phải nộp tiền"),
              gettext_noop("Hồ sơ tiếp nhận trong kỳ phải nộp phí, lệ phí lớn hơn 0 đồng."),
              "accepted_at is_anew fee_dong", _Q766),
    _dossiers("paid_online", gettext_noop("hồ sơ nộp tiền trực tuyến"),
              gettext_noop("Trong số hồ sơ phải nộp tiền, hồ sơ đã nộp qua mạng."),
              "accepted_at fee_dong paid_online", _Q766),
    _dossiers("dossiers_to_sync", gettext_noop("hồ sơ phải đồng bộ"),
              gettext_noop("Hồ sơ tiếp nhận trong kỳ phải đồng bộ lên Cổng Dịch vụ công quốc gia."),
              "accepted_at is_anew", _Q766),
    FactName("dossiers_synced", Unit.DOSSIERS, gettext_noop("hồ sơ đã đồng bộ"),
             gettext_noop("Trong số đó, hồ sơ Cổng Dịch vụ công quốc gia đã xác nhận nhận được."),
             Rows.AGENCY, frozenset({"declared"}), _Q766),
)
_STEP = (
    _steps("steps_ended", gettext_noop("bước đã xong"),
           gettext_noop("Bước xử lý kết thúc trong kỳ và có thời gian được phép."),
           "ended_at is_cancelled allotted_minutes used_minutes"),
    _steps("steps_early", gettext_noop("bước xong sớm"),
           gettext_noop("Trong số đó, bước dùng ít thời gian hơn được phép."),
           "ended_at is_cancelled allotted_minutes used_minutes"),
    _steps("steps_exact", gettext_noop("bước xong vừa hết thời gian"),
           gettext_noop("Trong số đó, bước dùng đúng bằng thời gian được phép."),
           "ended_at is_cancelled allotted_minutes used_minutes"),
    FactName("step_minutes", Unit.MINUTES, gettext_noop("thời gian của mỗi bước"),
             gettext_noop("Số phút làm việc mỗi bước kết thúc trong kỳ đã dùng."),
             Rows.STEP, frozenset({"ended_at", "is_cancelled", "used_minutes"}), is_sample=True),
)
_CATALOGUE = (
    _procedures("procedures", gettext_noop("thủ tục hành chính"),
                gettext_noop("Thủ tục đang áp dụng của cơ quan ở cuối kỳ."), "procedure", _TT01),
    _procedures("procedures_complete", gettext_noop("thủ tục công khai đủ nội dung"),
                gettext_noop("Trong số đó, thủ tục công khai đủ các bộ phận tạo thành."), "published", _Q766),
    _procedures("procedures_posted_and_online", gettext_noop("thủ tục niêm yết và công khai điện tử"),
                gettext_noop("Thủ tục được công khai đúng, đủ, kịp thời bằng cả niêm yết và điện tử."),
                "published", _TT01),
    _procedures("procedures_posted_or_online", gettext_noop("thủ tục niêm yết hoặc công khai điện tử"),
                gettext_noop("Thủ tục được công khai đúng, đủ, kịp thời bằng ít nhất một trong hai cách."),
                "published", _TT01),
    _procedures("decisions_due", gettext_noop("thủ tục phải công bố"),
                gettext_noop("Thủ tục mới hoặc sửa đổi có hiệu lực trong kỳ mà tỉnh phải công bố."),
                "published", _Q766),
    _procedures("decisions_in_time", gettext_noop("thủ tục công bố đúng hạn"),
                gettext_noop("Trong số đó, thủ tục được công bố ít nhất 5 ngày làm việc trước ngày có hiệu lực."),
                "published", _Q766),
    _procedures("publications_due", gettext_noop("thủ tục phải công khai"),
                gettext_noop("Thủ tục có quyết định công bố phải công khai trong kỳ."), "published", _Q766),
    _procedures("publications_in_time", gettext_noop("thủ tục công khai đúng hạn"),
                gettext_noop("Trong số đó, thủ tục được công khai trong 5 ngày làm việc sau quyết định công bố."),
                "published", _Q766),
    _procedures("services_online", gettext_noop("dịch vụ công trực tuyến"),
                gettext_noop("Thủ tục có thể nộp qua mạng ở cuối kỳ, toàn trình hoặc một phần."),
                "channels level", _Q766),
    _procedures("services_whole", gettext_noop("dịch vụ công trực tuyến toàn trình"),
                gettext_noop("Thủ tục làm được toàn trình qua mạng ở cuối kỳ."), "channels level", _ND224),
    _procedures("services_used", gettext_noop("dịch vụ có hồ sơ trực tuyến"),
                gettext_noop("Dịch vụ công trực tuyến có hồ sơ nộp qua mạng trong kỳ."), "channels procedure", _Q766),
    _procedures("procedures_fit_online", gettext_noop("thủ tục đáp ứng yêu cầu trực tuyến"),
                gettext_noop("Thủ tục đáp ứng yêu cầu đưa vào dịch vụ công trực tuyến."), "channels", _TT01),
    _procedures("procedures_with_fee", gettext_noop("thủ tục có thu tiền"),
                gettext_noop("Thủ tục có phí, lệ phí hoặc nghĩa vụ tài chính lớn hơn 0 đồng."), "fee", _Q766),
    _procedures("procedures_paid_online", gettext_noop("thủ tục có giao dịch nộp tiền trực tuyến"),
                gettext_noop("Trong số đó, thủ tục có hồ sơ nộp tiền qua mạng trong kỳ."), "fee", _Q766),
    _procedures("fees_synced", gettext_noop("thủ tục đồng bộ mức thu"),
                gettext_noop("Trong số thủ tục có thu tiền, thủ tục có mức thu đã đồng bộ với Cổng Dịch vụ công"
                             " quốc gia."), "fee", _Q766),
    _procedures("procedures_for_counter", gettext_noop("thủ tục phải qua Bộ phận Một cửa"),
                gettext_noop("Thủ tục thuộc danh mục tiếp nhận tại Bộ phận Một cửa."), "channels", _TT01),
    _procedures("procedures_at_counter", gettext_noop("thủ tục tiếp nhận tại Bộ phận Một cửa"),
                gettext_noop("Trong số đó, thủ tục được tiếp nhận và trả kết quả tại Bộ phận Một cửa."),
                "channels", _TT01),
    _procedures("procedures_resolved_there", gettext_noop("thủ tục giải quyết ngay tại Bộ phận Một cửa"),
                gettext_noop("Trong số đó, thủ tục được tiếp nhận, thẩm định, phê duyệt và trả kết quả ngay tại đó."),
                "channels", _TT01),
    FactName("counter_share_required", Unit.SHARE, gettext_noop("mức tối thiểu giải quyết tại chỗ"),
             gettext_noop("Phần tối thiểu của danh mục phải giải quyết ngay tại Bộ phận Một cửa: cấp tỉnh 20%,"
                          " cấp xã 100%."), Rows.AGENCY, frozenset({"declared"}), _TT01),
)
_PETITION = (
    _petitions("petitions_due", gettext_noop("phản ánh, kiến nghị phải trả lời"),
               gettext_noop("Phản ánh, kiến nghị có hạn xử lý rơi vào kỳ."), "due_at", _TT01),
    _petitions("petitions_in_time", gettext_noop("phản ánh, kiến nghị xử lý đúng hạn"),
               gettext_noop("Trong số đó, phản ánh, kiến nghị được xử lý không sau hạn."),
               "due_at answered_at", _TT01),
    _petitions("petitions_dragging", gettext_noop("phản ánh, kiến nghị kéo dài"),
               gettext_noop("Phản ánh, kiến nghị đã quá hạn mà cuối kỳ chưa xử lý xong."),
               "due_at answered_at", _TT01),
    _petitions("petitions_answered", gettext_noop("phản ánh, kiến nghị đã trả lời và được đánh giá"),
               gettext_noop("Phản ánh, kiến nghị đã trả lời trong kỳ mà người gửi có đánh giá câu trả lời."),
               "answered_at satisfied", _Q766),
    _petitions("petitions_satisfied", gettext_noop("phản ánh, kiến nghị hài lòng với câu trả lời"),
               gettext_noop("Trong số đó, phản ánh, kiến nghị mà người gửi hài lòng."),
               "answered_at satisfied", _Q766),
    _petitions("petitions_harassment", gettext_noop("phản ánh nhũng nhiễu, đòi tiền"),
               gettext_noop("Phản ánh nhận trong kỳ về nhũng nhiễu, gây phiền hà, đòi thêm tiền."),
               "received_at about", ""),
    _petitions("petitions_harassment_true", gettext_noop("phản ánh nhũng nhiễu được kết luận đúng"),
               gettext_noop("Trong số đó, phản ánh đã được kết luận là đúng."), "received_at about found_true", ""),
)
# fmt: on

FACTS: dict[str, FactName] = {
    fact.name: fact for fact in (*_FLOW, *_TIME, *_CONTACT, *_DIGITAL, *_STEP, *_CATALOGUE, *_PETITION)
}
