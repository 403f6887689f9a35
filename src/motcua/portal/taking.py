"""All that is held of a person as one archive, made while it is sent: nothing of it is ever kept on the server."""

import json
import re
import zipfile
from collections.abc import Iterator, Mapping
from datetime import datetime
from importlib import import_module

from django.core.serializers.json import DjangoJSONEncoder
from django.utils import translation
from django.utils.translation import gettext as _

from motcua.kernel.manifests import offered
from motcua.kernel.speech import say
from motcua.kernel.text import format_datetime
from motcua.people.models import Account
from motcua.people.rules import PersonalData, PersonalPart


def parts_of(by: Account, *, at: datetime) -> dict[str, PersonalPart]:
    """What each room holds of the person, by the kind's key, in the order of the rooms."""
    return {key: _given(kind, by, at) for key, kind in offered(PersonalData).items()}


def _given(kind: PersonalData, by: Account, at: datetime) -> PersonalPart:
    module, function = kind.gives.split(":")
    part: PersonalPart = getattr(import_module(module), function)(by, at=at)
    return part


class _Written:
    """What the archive has written and was not sent yet."""

    def __init__(self) -> None:
        self.pieces: list[bytes] = []

    def write(self, piece: bytes) -> int:
        self.pieces.append(bytes(piece))
        return len(piece)

    def flush(self) -> None:
        """Nothing is held back."""

    def close(self) -> None:
        """Nothing is open."""

    def sent(self) -> bytes:
        pieces, self.pieces = self.pieces, []
        return b"".join(pieces)


def archive(by: Account, *, language: str, at: datetime) -> Iterator[bytes]:
    """The archive piece by piece; what cannot be read is named in it instead of ending it."""
    written = _Written()
    unread: list[str] = []
    with translation.override(language), zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as making:
        for key, part in parts_of(by, at=at).items():
            yield from _records(making, written, f"{key}.json", part)
            for name, read in part.files:
                safe = safe_path(name)
                try:
                    making.writestr(safe, read())
                except Exception:  # noqa: BLE001 - whatever is wrong with one file, the person gets all the others
                    unread.append(safe)
                yield written.sent()
        making.writestr("DOC-TRUOC.txt", _preface(by, unread, at))
    yield written.sent()


def _records(making: zipfile.ZipFile, written: _Written, name: str, part: PersonalPart) -> Iterator[bytes]:
    """One file of JSON, its records written one after the other."""
    with making.open(name, "w", force_zip64=True) as file:
        file.write(b"[")
        for number, record in enumerate(part.records):
            file.write((b",\n" if number else b"\n") + _json(record))
            yield written.sent()
        file.write(b"\n]\n")


def _json(record: Mapping[str, object]) -> bytes:
    return json.dumps(record, ensure_ascii=False, indent=2, cls=DjangoJSONEncoder).encode()


def _preface(by: Account, unread: list[str], at: datetime) -> str:
    lines = [
        _("Dữ liệu của %(name)s trên Một Cửa, lập lúc %(at)s.") % {"name": by.full_name, "at": format_datetime(at)},
        _("Tệp .json mở được bằng mọi trình soạn thảo văn bản. Tệp bạn đã nộp, giấy tờ đã nhận ở thư mục bên cạnh."),
        "",
        *(f"{key}.json: {say(kind.label)}" for key, kind in offered(PersonalData).items()),
    ]
    if unread:
        lines += ["", _("Các tệp sau không đọc được lúc lập; báo Bộ phận Một cửa nếu bạn cần:"), *unread]
    return "\n".join(lines) + "\n"


def safe_path(name: str) -> str:
    """A path that stays inside the folder into which the archive is unpacked, on every machine."""
    parts = [re.sub(r'[\x00-\x1f<>:"\\|?*]', "_", part).strip(". ") for part in name.split("/")]
    return "/".join(part[:120] or "_" for part in parts)
