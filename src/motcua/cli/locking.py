"""Backups that only who holds the private key can read: each file in the form of age, locked to public keys.

What steals a backup, or this machine, reads no backup: the private key is not here.
"""

import os
from collections.abc import Iterable
from pathlib import Path

import pyrage
from django.conf import settings
from pyrage import x25519

from motcua.kernel.terminal import Trouble

ENDING = ".age"


def public_keys() -> list[x25519.Recipient]:
    """The keys that this installation locks its backups to; none where it does not."""
    try:
        return [x25519.Recipient.from_str(key) for key in settings.BACKUP_KEYS]
    except pyrage.RecipientError as error:
        raise Trouble("BACKUP_KEYS: mỗi khóa có dạng age1…, cách nhau bằng dấu phẩy. Lập khóa: backup key.") from error


def make(file: Path) -> str:
    """Write a new private key into a file that only its owner reads; gives the public one."""
    identity = x25519.Identity.generate()
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as stream:
        stream.write(f"{identity}\n")
    return str(identity.to_public())


def lock(path: Path, keys: list[x25519.Recipient]) -> None:
    """Put a locked file in the place of an open one."""
    pyrage.encrypt_file(str(path), f"{path}{ENDING}", keys)
    path.unlink()


def is_locked(name: str) -> bool:
    """Whether a file of a backup is for who holds the key; when it was made is for everybody."""
    return name.endswith(ENDING)


def unlock(folder: Path, place: Path, names: Iterable[str], key: Path) -> None:
    """Open every locked file of a folder into another; refused when the key is another, or one was changed."""
    try:
        identity = x25519.Identity.from_str(key.read_text(encoding="ascii").strip())
    except (pyrage.IdentityError, UnicodeDecodeError) as error:
        raise Trouble(f"{key} không phải là khóa của bản sao lưu.") from error
    for name in filter(is_locked, names):
        target = place / name.removesuffix(ENDING)
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            pyrage.decrypt_file(str(folder / name), str(target), [identity])
        except pyrage.DecryptError as error:
            raise Trouble(f"Khóa này không mở được {name}.") from error
