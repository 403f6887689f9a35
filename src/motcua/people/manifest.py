"""What this room brings to the whole."""

from motcua.kernel.manifests import HealthPart, Kept, Manifest, Measure, Words
from motcua.kernel.speech import gettext_noop
from motcua.people.rules import ChangeKind, ChangeState, PersonalData, Proof, Sex

MANIFEST: Manifest = (
    HealthPart("address", gettext_noop("Địa chỉ"), "motcua.people.health:address", asks_database=False),
    HealthPart("proxies", gettext_noop("Máy chủ đứng trước"), "motcua.people.health:proxies", asks_database=False),
    HealthPart("strangers", gettext_noop("Tài khoản trình diễn"), "motcua.people.health:strangers", is_slow=True),
    Measure("motcua_sessions", "Browsers in which somebody is signed in", "motcua.people.health:sessions"),
    # The sign-in library has its own list of addresses, links that confirm them, and second factors.
    Kept(
        "accounts",
        "people.account",
        beside=(
            "people.holding",
            "people.leave",
            "people.waitingchange",
            "account.emailaddress",
            "account.emailconfirmation",
            "mfa.authenticator",
        ),
    ),
    Kept("sessions", "people.session", since="expire_date"),
    Kept("looks", "people.dataview"),
    Kept("erasures", "people.erasurerequest"),
    Kept("objections", "people.objection"),
    PersonalData(
        "tai-khoan",
        gettext_noop("Thông tin của tài khoản"),
        "motcua.people.personal:account_part",
        gettext_noop("Làm trống ngay. Số điện thoại, email dùng được cho tài khoản khác."),
        is_erased=True,
        page="portal:account",
    ),
    PersonalData(
        "ai-da-xem",
        gettext_noop("Ai đã xem dữ liệu của tôi"),
        "motcua.people.personal:looks_part",
        gettext_noop("Giữ lại: nhật ký xem dữ liệu cá nhân phải giữ ít nhất 12 tháng (QCVN 12:2026/BCA)."),
        is_erased=False,
        page="portal:data_views",
    ),
    PersonalData(
        "phan-doi",
        gettext_noop("Phản đối của tôi về việc xem dữ liệu và câu trả lời"),
        "motcua.people.personal:objections_part",
        gettext_noop("Giữ lại: để chứng minh phản đối đã được trả lời. Chưa rõ luật ấn định giữ bao lâu."),
        is_erased=False,
        page="portal:data_views",
    ),
    PersonalData(
        "de-nghi-xoa",
        gettext_noop("Đề nghị xóa của tôi và câu trả lời"),
        "motcua.people.personal:erasures_part",
        gettext_noop("Giữ lại: để chứng minh đề nghị đã được trả lời. Chưa rõ luật ấn định giữ bao lâu."),
        is_erased=False,
    ),
    Words(
        "sex",
        {
            Sex.MALE: gettext_noop("Nam"),
            Sex.FEMALE: gettext_noop("Nữ"),
            Sex.UNKNOWN: gettext_noop("Không ghi"),
        },
    ),
    Words(
        "proof",
        {
            Proof.SAID: gettext_noop("tự khai, chưa xem giấy tờ"),
            Proof.SEEN: gettext_noop("đã xem thẻ căn cước"),
            Proof.SCANNED: gettext_noop("đã quét thẻ căn cước"),
            Proof.NATIONAL: gettext_noop("đăng nhập định danh quốc gia"),
        },
    ),
    Words(
        "change_kind",
        {
            ChangeKind.IDENTITY: gettext_noop("Sửa thông tin cán bộ"),
            ChangeKind.POST: gettext_noop("Giao vị trí"),
        },
    ),
    Words(
        "change_state",
        {
            ChangeState.WAITING: gettext_noop("Đang chờ"),
            ChangeState.CONFIRMED: gettext_noop("Đã xác nhận"),
            ChangeState.REJECTED: gettext_noop("Đã từ chối"),
        },
    ),
)
