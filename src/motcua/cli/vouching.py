"""Who made a backup: its list of digests is signed by a key of this machine that lies in no backup.

Who changes a backup and makes its list anew cannot sign it again; who holds the machine can.
"""

import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from collections.abc import Iterable
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings

from motcua.kernel.terminal import Trouble

KIND = "ed25519:"
# What is signed begins with this: the key signs nothing else.
MEANT = b"motcua backup list\n"


def signed(content: bytes) -> str:
    """The signature of a list in one line; the key is made the first time."""
    return _written(_key().sign(MEANT + content))


def signer() -> str:
    """The public half of the key of this machine; it is made the first time."""
    return _public(_key())


def signers(more: Iterable[str]) -> list[Ed25519PublicKey]:
    """The keys whose lists are believed here: that of this machine, those of `BACKUP_SIGNERS`, and these."""
    named = [*settings.BACKUP_SIGNERS, *more]
    if _file().exists():
        named.append(signer())
    try:
        return [Ed25519PublicKey.from_public_bytes(_read(name.removeprefix(KIND))) for name in named]
    except (ValueError, NotBase64) as error:
        raise Trouble("Khóa người lập có dạng ed25519:…, như lệnh backup in ra.") from error


def is_signed(content: bytes, signature: str, by: Iterable[Ed25519PublicKey]) -> bool:
    """Whether one of these keys signed the list."""
    for key in by:
        try:
            key.verify(_read(signature), MEANT + content)
        except (InvalidSignature, ValueError, NotBase64):
            continue
        return True
    return False


def _file() -> Path:
    return Path(settings.DATA_DIR) / "backup-signer.pem"


def _key() -> Ed25519PrivateKey:
    file = _file()
    if not file.exists():
        made = Ed25519PrivateKey.generate().private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        file.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
            stream.write(made)
    key = serialization.load_pem_private_key(file.read_bytes(), None)
    if not isinstance(key, Ed25519PrivateKey):
        raise Trouble(f"{file} không phải là khóa ký danh sách sao lưu.")
    return key


def _public(key: Ed25519PrivateKey) -> str:
    return KIND + _written(key.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw))


def _written(content: bytes) -> str:
    return urlsafe_b64encode(content).decode("ascii")


def _read(text: str) -> bytes:
    return urlsafe_b64decode(text.strip().encode("ascii", "replace"))
