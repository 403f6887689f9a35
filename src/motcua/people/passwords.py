"""What a password must be, in our words."""

from django.contrib.auth.password_validation import MinimumLengthValidator
from django.utils.translation import gettext as _


class LongEnough(MinimumLengthValidator):
    """The framework's own rule; what it says of a short password has no Vietnamese."""

    def get_error_message(self) -> str:
        return _("Mật khẩu cần ít nhất %d ký tự.") % self.min_length
