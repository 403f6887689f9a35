"""Secrets that must be read again, as the database keeps them: under a key made of the installation's SECRET_KEY."""

from base64 import urlsafe_b64encode

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


class Unreadable(Exception):
    """Sealed under a key that is known no longer."""


def _keys() -> MultiFernet:
    """The key of today, by which is sealed, and those before it, by which can still be read."""
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    made = (HKDF(SHA256(), 32, salt=None, info=b"motcua second factor").derive(secret.encode()) for secret in secrets)
    return MultiFernet([Fernet(urlsafe_b64encode(key)) for key in made])


def seal(text: str) -> str:
    """The text as it may be stored."""
    return _keys().encrypt(text.encode()).decode()


def unseal(sealed: str) -> str:
    """The text that was sealed. Raises `Unreadable` when its key is gone."""
    try:
        return _keys().decrypt(sealed.encode()).decode()
    except InvalidToken as error:
        raise Unreadable from error


def sealed_anew(sealed: str) -> str:
    """The same under the key of today; what cannot be read any more stays as it is."""
    try:
        return _keys().rotate(sealed.encode()).decode()
    except InvalidToken:
        return sealed
