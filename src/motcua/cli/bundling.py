"""One archive that installs where no package registry is reached: the source, every locked library, sums, the bill."""

import gzip
import hashlib
import platform
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator, Sequence
from io import BytesIO
from json import dumps
from pathlib import Path

from motcua.cli import sbom
from motcua.kernel.floors import ROOT
from motcua.kernel.terminal import Trouble, say

LOCK = "requirements.lock"
# What runs the platform and says how; tests and measurements need a registry anyway.
SOURCE = (
    "motcua", ".importlinter", "src", "packs", "docs", "deploy", LOCK, "pyproject.toml", "LICENSE", "README.md",
    "README.vi.md", "CHANGELOG.md", "SECURITY.md", "ARCHITECTURE.md",
)  # fmt: skip
# Debian 12 and Ubuntu 24.04 have glibc 2.36 and newer: wheels made for any older one run there.
GLIBC = [f"manylinux_2_{minor}" for minor in range(36, 16, -1)] + ["manylinux2014", "manylinux2010", "manylinux1"]


def bundle(*, file: Path, python: Sequence[str]) -> int:
    """Write the archive for these versions of Python on this kind of processor."""
    pack(ROOT, file, python, bill=dumps(sbom.bill_of_this(), ensure_ascii=False, indent=2))
    say(
        f"Đã ghi {file} ({file.stat().st_size / 1e6:.0f} MB), cho Python {', '.join(python)} trên {platform.machine()}."
    )
    say("Chép sang máy không có mạng, rồi: tar xf … && cd motcua && sha256sum -c --quiet SHA256SUMS && ./motcua")
    return 0


def pack(root: Path, file: Path, pythons: Sequence[str], *, bill: str) -> None:
    """Write the archive of a source tree. The same tree and lock give the same archive. Raises `Trouble`."""
    with tempfile.TemporaryDirectory(prefix="motcua-bundle-") as folder:
        wheels = Path(folder)
        for version in pythons:
            _download(root / LOCK, wheels, version)
        contents = {f"wheels/{path.name}": path.read_bytes() for path in sorted(wheels.iterdir())}
    contents |= {str(path.relative_to(root)): path.read_bytes() for path in _source(root)}
    contents["sbom.json"] = bill.encode()
    sums = [f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in sorted(contents.items())]
    contents["SHA256SUMS"] = "".join(sums).encode()
    _write(file, contents)


def _source(root: Path) -> Iterator[Path]:
    for name in SOURCE:
        place = root / name
        found = sorted(place.rglob("*")) if place.is_dir() else [place]
        yield from (path for path in found if path.is_file() and "__pycache__" not in path.parts)


def _download(lock: Path, wheels: Path, version: str) -> None:
    """Every library of the lock for one version of Python, each as the lock knows it by its hash."""
    platforms = [word for glibc in GLIBC for word in ("--platform", f"{glibc}_{platform.machine()}")]
    command = [
        sys.executable, "-m", "pip", "download", "-q", "--disable-pip-version-check", "--require-hashes", "--no-deps",
        "--only-binary=:all:", "--implementation=cp", f"--python-version={version}", *platforms,
        "-r", str(lock), "-d", str(wheels),
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own interpreter
    if done.returncode:
        why = [line for line in done.stderr.splitlines() if line.startswith("ERROR")]
        raise Trouble("\n".join([f"Không tải đủ thư viện cho Python {version}.", *why]))


def _write(file: Path, contents: dict[str, bytes]) -> None:
    """Under its name only when it is whole."""
    making = file.with_name(f"{file.name}.part")
    try:
        with (
            making.open("wb") as raw,
            gzip.GzipFile("", "wb", compresslevel=1, fileobj=raw, mtime=0) as packed,
            tarfile.open(fileobj=packed, mode="w") as archive,
        ):
            for name, content in sorted(contents.items()):
                entry = tarfile.TarInfo(f"motcua/{name}")
                entry.size, entry.mode = len(content), 0o755 if name == "motcua" else 0o644
                archive.addfile(entry, BytesIO(content))
        making.replace(file)
    finally:
        making.unlink(missing_ok=True)
