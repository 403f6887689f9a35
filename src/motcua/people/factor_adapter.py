"""How the sign-in library keeps and names second factors: sealed, under our public address, in our words."""

from urllib.parse import urlsplit

from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from motcua.people.models import Account
from motcua.people.sealing import seal, unseal


class FactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """What the library asks of the installation about second factors."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("Khóa này không mở được tài khoản. Thử lại, hoặc dùng mã."),
    }

    def encrypt(self, text: str) -> str:
        return seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        return unseal(encrypted_text)

    def get_totp_issuer(self) -> str:
        return str(settings.MFA_TOTP_ISSUER)

    def get_totp_label(self, user: Account) -> str:
        return user.email or user.phone or user.full_name

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Passkeys belong to the public address, whatever name a request was sent to."""
        return {"id": urlsplit(settings.PUBLIC_ADDRESS).hostname or "localhost", "name": self.get_totp_issuer()}

    def get_public_key_credential_user_entity(self, user: Account) -> dict[str, object]:
        return {"id": user.handle.bytes, "display_name": user.full_name, "name": self.get_totp_label(user)}
