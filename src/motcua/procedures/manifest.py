"""What this room brings to the whole."""

from motcua.kernel.manifests import Manifest, PackFolder, Words
from motcua.kernel.speech import gettext_noop
from motcua.organization.rules import RestsOnUnit

MANIFEST: Manifest = (
    *map(PackFolder, ("procedures", "life_events", "plain_words")),
    RestsOnUnit(
        "procedures",
        gettext_noop(
            "Còn thủ tục đang tiếp nhận mà đơn vị này là nơi duy nhất xử lý. Chuyển thủ tục sang nơi khác trước."
        ),
        "motcua.procedures.queries:are_handled_by_it_alone",
    ),
    Words(
        "channel",
        {
            "ONLINE": gettext_noop("Trực tuyến"),
            "COUNTER": gettext_noop("Trực tiếp tại Bộ phận Một cửa"),
            "POST": gettext_noop("Qua bưu chính công ích"),
        },
    ),
    Words(
        "aspect",
        {
            "FEE": gettext_noop("Phí, lệ phí"),
            "TIME": gettext_noop("Thời hạn"),
            "AGENCY": gettext_noop("Cơ quan giải quyết"),
            "ADDRESS": gettext_noop("Nơi nộp"),
            "CASE": gettext_noop("Trường hợp áp dụng"),
        },
    ),
    Words(
        "decision_kind",
        {
            "REPEAL": gettext_noop("Bãi bỏ thủ tục"),
            "OWN_VALUE": gettext_noop("Giá trị của tỉnh"),
            "END": gettext_noop("Kết thúc giá trị của tỉnh"),
            "KEEP": gettext_noop("Thôi bãi bỏ thủ tục"),
        },
    ),
    Words(
        "scope",
        {
            "RECEIVED": gettext_noop("Đang tiếp nhận trên hệ thống"),
            "OF_PROVINCE": gettext_noop("Cấp tỉnh, cấp xã giải quyết"),
            "ALL": gettext_noop("Cả danh mục quốc gia"),
        },
    ),
    Words(
        "version_part",
        {
            "decision": gettext_noop("Quyết định công bố"),
            "agency": gettext_noop("Cơ quan"),
            "summary": gettext_noop("Tóm tắt cho người dân"),
            "reception": gettext_noop("Tiếp nhận, giải quyết trên hệ thống"),
            "reductions": gettext_noop("Miễn, giảm phí"),
            "questions": gettext_noop("Câu hỏi về trường hợp"),
            "channels": gettext_noop("Cách nộp, thời hạn, phí"),
            "components": gettext_noop("Thành phần hồ sơ"),
            "steps": gettext_noop("Trình tự"),
            "conditions": gettext_noop("Điều kiện"),
            "results": gettext_noop("Kết quả"),
            "legal_bases": gettext_noop("Căn cứ pháp lý"),
        },
    ),
    Words(
        "version_status",
        {
            "DRAFT": gettext_noop("Bản nháp"),
            "REVIEWED": gettext_noop("Đã duyệt, chờ công bố"),
            "PUBLISHED": gettext_noop("Đã công bố"),
            "REPEALED": gettext_noop("Đã bãi bỏ"),
        },
    ),
    Words(
        "origin",
        {
            "PACK": gettext_noop("bộ dữ liệu của tỉnh"),
            "NATIONAL": gettext_noop("Cơ sở dữ liệu quốc gia về TTHC"),
            "EDITED": gettext_noop("soạn tại tỉnh"),
        },
    ),
    Words(
        "finding",
        {
            "NAME_MISSING": gettext_noop("Thiếu tên"),
            "CODE_DUPLICATED": gettext_noop("Mã trùng"),
            "WRONG_TYPE": gettext_noop("Ô sai kiểu dữ liệu"),
            "AGENCY_MISSING": gettext_noop("Thiếu cơ quan thực hiện"),
            "CHANNEL_MISSING": gettext_noop("Thiếu cách thức thực hiện"),
            "TIME_MISSING": gettext_noop("Thiếu thời hạn"),
            "UNIT_MISSING": gettext_noop("Thời hạn không có đơn vị"),
            "TIME_DIFFERS": gettext_noop("Thời hạn khác nhau giữa các cách nộp"),
            "FEE_TOO_SMALL": gettext_noop("Phí dưới 1.000 đồng"),
            "FEE_FOREIGN": gettext_noop("Phí bằng ngoại tệ"),
            "FEE_OF_PROVINCE": gettext_noop("Ghi 0 đồng nhưng do HĐND tỉnh quyết định"),
            "FEE_CONTRADICTED": gettext_noop("Ghi 0 đồng nhưng ghi chú có số tiền"),
            "COMPONENTS_MISSING": gettext_noop("Không có thành phần hồ sơ"),
            "COMPONENT_IS_NOTE": gettext_noop("Ghi chú nằm trong thành phần hồ sơ"),
            "COUNT_DOUBTFUL": gettext_noop("Số bản không tin được"),
            "BASIS_MISSING": gettext_noop("Không có căn cứ pháp lý có số"),
            "BASIS_UNREADABLE": gettext_noop("Căn cứ pháp lý không đọc được"),
            "RESULT_MISSING": gettext_noop("Thiếu kết quả"),
            "RESULT_CODE_MISSING": gettext_noop("Kết quả không có mã đúng dạng"),
            "DECISION_MISSING": gettext_noop("Thiếu quyết định công bố"),
            "DIFFERS_FROM_PROVINCE": gettext_noop("Bản quốc gia chờ đối chiếu với bản của tỉnh"),
            "LAW_CHANGED": gettext_noop("Căn cứ pháp lý đã thay đổi"),
            "CITATION_DEAD": gettext_noop("Dẫn chiếu điều luật không có trong văn bản đã nạp"),
        },
    ),
)
