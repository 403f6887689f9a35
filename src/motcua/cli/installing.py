"""Puts an installation under systemd: units, the file of settings, its folders. Shown first with --dry-run."""

import os
import pwd
import secrets
import shutil
import subprocess
from pathlib import Path

from motcua.cli import environments
from motcua.cli.units import Place, units
from motcua.kernel.floors import ROOT
from motcua.kernel.terminal import Trouble, say

UNITS, SETTINGS = Path("etc/systemd/system"), Path("etc/motcua.env")
DATA = "/var/lib/motcua"
FIRST_SETTINGS = """\
# Cấu hình của Một Cửa; tên và nghĩa: docs/users/cai-dat-van-hanh.md. systemd và shell đọc cùng một cách.
# Giá trị có ký tự khác chữ, số và _ @ % + = : , . / - thì đặt trong ngoặc kép; trước " \\ ` $ thêm dấu \\
"""


def install(*, dry_run: bool, root: Path, user: str, backups: Path, port: int) -> int:
    """Write the units, and where there are none yet the settings and folders, below `root`; or only say what.

    Refused before anything is written for settings that a shell would read otherwise than systemd.
    """
    is_here = root == Path("/")
    if is_here and not dry_run and os.geteuid() != 0:
        raise Trouble("Cần quyền root: sudo ./motcua install. Xem trước: ./motcua install --dry-run.")
    known = _known(root / SETTINGS)
    data = Path(environments.value(known, "MOTCUA_DATA") or DATA)
    place = Place(ROOT, data, backups, Path("/") / SETTINGS, user, port, _shared(known))
    files = {UNITS / name: text for name, text in units(place).items()}
    if not known:
        files[SETTINGS] = _first_settings(place)
    if dry_run:
        for path, text in files.items():
            say(f"# {root / path}\n{text}")
        return 0
    if is_here:
        _admit(user, data)
    owner = user if is_here else ""
    for folder in (data, backups):
        _folder(root / folder.relative_to("/"), owner)
    for path, text in files.items():
        _write(root / path, text, owner)
        say(f"Đã ghi {root / path}")
    _say_what_next(is_here=is_here, is_new=not known)
    return 0


def _known(written: Path) -> str:
    """The settings that are there already; refused where systemd and a shell would read them otherwise."""
    known = written.read_text(encoding="utf-8") if written.exists() else ""
    if wrong := environments.misread(known):
        lines = ", ".join(f"{number} ({name})" for number, name in wrong)
        raise Trouble(
            f"{written}: shell và systemd đọc khác nhau ở dòng {lines}. Đặt giá trị trong ngoặc kép;"
            ' trước " \\ ` $ thêm dấu \\.'
        )
    return known


def _shared(known: str) -> tuple[Path, ...]:
    """The folders of files and of the journal's anchors, where they stand elsewhere: on a disk that others have too."""
    told = (environments.value(known, name) for name in ("FILES_STORE", "JOURNAL_ANCHORS"))
    return tuple(Path(folder) for folder in told if folder.startswith("/"))


def _first_settings(place: Place) -> str:
    """Settings to be completed: what only a person knows stands there by its name."""
    given = {
        "DATABASE_URL": "postgresql://motcua:MẬT_KHẨU@localhost/motcua",
        "SECRET_KEY": secrets.token_urlsafe(48),
        "ALLOWED_HOSTS": "dichvucong.tinh.gov.vn",
        "PUBLIC_ADDRESS": "https://dichvucong.tinh.gov.vn",
        "TRUSTED_PROXIES": "127.0.0.1",
        "MOTCUA_DATA": str(place.data),
        "EMAIL_HOST": "localhost",
        "DEFAULT_FROM_EMAIL": "mot-cua@tinh.gov.vn",
    }
    return FIRST_SETTINGS + "".join(f"{environments.line(name, value)}\n" for name, value in given.items())


def _admit(user: str, home: Path) -> None:
    """A user of its own, who signs in nowhere."""
    try:
        pwd.getpwnam(user)
    except KeyError:
        command = ["adduser", "--system", "--group", "--home", str(home), "--no-create-home", user]
        # Its warning that there is no such folder yet says nothing: the folder is made next.
        if subprocess.run(command, check=False, capture_output=True).returncode:  # noqa: S603 - our own words
            raise Trouble(f"Không lập được người dùng {user}. Lập bằng adduser --system --group {user}.") from None
        say(f"Đã lập người dùng {user}")


def _folder(path: Path, owner: str) -> None:
    if path.exists():
        return
    path.mkdir(parents=True)
    path.chmod(0o700)
    if owner:
        shutil.chown(path, owner, owner)
    say(f"Đã lập {path}")


def _write(path: Path, text: str, reader: str) -> None:
    """Whole or as it was; settings are read by root and who runs the services alone."""
    path.parent.mkdir(parents=True, exist_ok=True)
    making = path.with_name(f"{path.name}.moi")
    making.touch(mode=0o600)
    making.write_text(text, encoding="utf-8")
    if path.name == SETTINGS.name:
        making.chmod(0o640)
        if reader:
            shutil.chown(making, "root", reader)
    else:
        making.chmod(0o644)
    making.rename(path)


def _say_what_next(*, is_here: bool, is_new: bool) -> None:
    if is_here and Path("/run/systemd/system").exists():
        subprocess.run(["systemctl", "daemon-reload"], check=False)  # noqa: S607 - systemd's own
    if is_new:
        say(f"Điền /{SETTINGS} (mật khẩu cơ sở dữ liệu, tên miền), rồi ./motcua migrate (với DATABASE_OWNER_URL),")
        say("./motcua packs load, và:")
    say("systemctl enable --now motcua-web motcua-worker motcua-backup.timer motcua-check.timer")
