"""What a password must be, in our words."""

import re

from django.contrib.auth.password_validation import MinimumLengthValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from motcua.kernel.text import fold, visible
from motcua.people.models import Account

# Rows of keys, and what stands on every poster here; without marks, as everything is compared.
ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm", "1234567890", "0987654321", "1qaz2wsx3edc4rfv")
WORDS = ("langson", "motcua", "matkhau", "dichvucong", "hanhchinh", "congdan", "canbo", "password", "iloveyou")
# A part this long of a row, a name, a number or an address counts; so much else must stand beside it.
PART, BESIDE = 4, 6


def _plain(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", fold(text))


class LongEnough(MinimumLengthValidator):
    """The framework's own rule; what it says of a short password has no Vietnamese. Officials need a longer one."""

    def __init__(self, min_length: int = 8, officials: int = 12) -> None:
        super().__init__(min_length)
        self.officials = officials

    def validate(self, password: str, user: Account | None = None) -> None:
        least = self.officials if user is not None and user.is_official else self.min_length
        # Signs that nobody sees are easily guessed, and nobody knows that they typed them.
        seen = visible(password)
        if len(seen) < least or not seen.strip():
            raise ValidationError(_("Mật khẩu cần ít nhất %d ký tự.") % least, code="password_too_short")


class NotGuessed:
    """Refuses a password that is little more than one's own name, number or address, or a word everybody here knows."""

    def validate(self, password: str, user: Account | None = None) -> None:
        plain = _plain(password)
        rest = plain
        for part in sorted({*WORDS, *_parts_of(user), *_runs_in(plain)}, key=len, reverse=True):
            rest = rest.replace(part, "")
        if rest != plain and len(rest) < BESIDE:
            raise ValidationError(
                _("Mật khẩu này dễ đoán: gần như chỉ gồm tên, số điện thoại, email của bạn hoặc từ ai cũng biết."),
                code="password_too_similar",
            )

    def get_help_text(self) -> str:
        return _("Không dùng tên, số điện thoại, email của bạn hoặc từ ai cũng biết.")


def _parts_of(user: Account | None) -> set[str]:
    if user is None:
        return set()
    name = [_plain(word) for word in user.full_name.split()]
    phone = "0" + user.phone.removeprefix("+84") if user.phone else ""
    born = user.born_on
    days = [f"{born:%d%m%Y}", f"{born:%Y}"] if born else []
    address = re.split(r"[^a-z0-9]+", fold(user.email))
    whole = {"".join(name), "".join(name[-2:]), *name, phone, phone[-6:], user.id_number, *days, *address}
    return {part for part in whole if len(part) >= PART or (part in name and len(part) > 2)}


def _runs_in(plain: str) -> set[str]:
    """The longest stretches of a row of keys, or of one letter again and again."""
    found = {match[0] for match in re.finditer(r"(.)\1{3,}", plain)}
    for row in ROWS:
        for at in range(len(plain)):
            length = 0
            while at + length < len(plain) and plain[at : at + length + 1] in row:
                length += 1
            if length >= PART:
                found.add(plain[at : at + length])
    return found
