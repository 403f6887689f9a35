"""What this room brings to the whole."""

from motcua.kernel.manifests import Manifest, Words
from motcua.kernel.speech import gettext_noop
from motcua.people.rules import ChangeKind, ChangeState, Proof, Sex

MANIFEST: Manifest = (
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
