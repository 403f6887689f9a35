"""What somebody says in a petition and what keeps it from being taken; the key by which they open it again."""

import hashlib
import hmac
from dataclasses import dataclass

from django.utils.translation import gettext as _

from motcua.feedback.models import Petition
from motcua.feedback.rules import TEXT, TITLE, WHERE, PetitionKind
from motcua.forms.rules.stamps import bears_secret_stamp
from motcua.kernel.codes import typed_code
from motcua.kernel.lengths import too_long
from motcua.kernel.text import one_line, worded
from motcua.kernel.values import email_address, person_name, phone_number, wrong
from motcua.organization.models import Agency, Place


@dataclass(frozen=True)
class Said:
    """What somebody reports or proposes, and who they are (NĐ 20/2008/NĐ-CP: name, address, telephone)."""

    kind: str
    title: str
    text: str
    name: str
    address: str
    phone: str
    email: str = ""
    place: Place | None = None
    where: str = ""
    about: Agency | None = None
    may_be_asked: bool = False


def wrong_in(said: Said) -> dict[str, str]:
    """What keeps it from being taken, by field."""
    errors = {
        **wrong("name", person_name, said.name),
        **wrong("phone", phone_number, said.phone),
        **wrong("email", email_address, said.email),
    }
    lacking = {
        "kind": (said.kind in set(PetitionKind), _("Chọn loại phản ánh, kiến nghị.")),
        "title": (worded(said.title), _("Ghi một câu nói ngắn gọn việc gì.")),
        "text": (worded(said.text), _("Ghi nội dung phản ánh, kiến nghị.")),
        "name": (said.name.strip(), _("Ghi họ và tên.")),
        "address": (one_line(said.address), _("Ghi địa chỉ.")),
        "phone": (said.phone.strip(), _("Ghi số điện thoại.")),
    }
    errors |= {name: message for name, (is_there, message) in lacking.items() if not is_there}
    lengths = {"title": TITLE, "text": TEXT, "where": WHERE, "name": 150, "address": 300, "email": 254}
    errors |= {name: message for name, most in lengths.items() if (message := too_long(getattr(said, name), most))}
    if bears_secret_stamp(f"{said.title}\n{said.text}"):
        errors["text"] = _(
            "Nội dung có dấu chỉ độ mật. Không được đưa bí mật nhà nước lên hệ thống nối mạng (Luật Bảo vệ bí mật nhà"
            " nước, Điều 5): gửi bản giấy theo chế độ mật."
        )
    return errors


def hash_of(key: str) -> str:
    """What is kept of a key."""
    return hashlib.sha256(f"petition:{key}".encode()).hexdigest()


def opens(petition: Petition, typed: str) -> bool:
    """Whether what somebody typed is the key of this petition."""
    return hmac.compare_digest(petition.key_hash, hash_of(typed_code(typed)))
