"""What the platform is made of: the installed, locked libraries as a CycloneDX 1.6 bill of materials in JSON."""

import re
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from json import dumps
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from motcua.kernel.floors import ROOT
from motcua.kernel.terminal import Trouble, say

LOCK = ROOT / "requirements.lock"
_PINNED = re.compile(r"^(?P<name>[A-Za-z0-9][\w.-]*)(?:\[[^\]]*\])?==(?P<version>[^\s;\\]+)")
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")
_OWN_VERSION = re.compile(r'^version = "([^"]+)"', re.MULTILINE)


def locked(text: str) -> dict[tuple[str, str], list[str]]:
    """Names and versions of a lock, each with the SHA-256 of every file that it admits."""
    found: dict[tuple[str, str], list[str]] = {}
    hashes: list[str] = []
    for line in text.splitlines():
        if pinned := _PINNED.match(line):
            hashes = found.setdefault((pinned["name"], pinned["version"]), [])
        hashes += _HASH.findall(line)
    return found


def bill(text: str, *, version: str) -> dict[str, Any]:
    """The bill of a lock. The same lock gives the same bill. Raises `Trouble` for what is not installed as locked."""
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid5(NAMESPACE_URL, text)}",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application", "bom-ref": "motcua", "name": "motcua", "version": version,
                "licenses": [{"expression": "Apache-2.0"}],
            },
        },
        "components": [_component(name, of, hashes) for (name, of), hashes in locked(text).items()],
    }  # fmt: skip


def _component(name: str, version: str, hashes: list[str]) -> dict[str, Any]:
    try:
        installed = distribution(name)
    except PackageNotFoundError as error:
        raise Trouble(f"{name} chưa được cài. Chạy ./motcua một lần rồi thử lại.") from error
    if installed.version != version:
        raise Trouble(f"{name}: đang cài {installed.version}, requirements.lock ghi {version}.")
    return {
        "type": "library", "bom-ref": _purl(name, version), "name": name, "version": version,
        "purl": _purl(name, version), "licenses": _licences(installed),
        "hashes": [{"alg": "SHA-256", "content": content} for content in hashes],
    }  # fmt: skip


def _purl(name: str, version: str) -> str:
    return f"pkg:pypi/{re.sub(r'[-_.]+', '-', name).lower()}@{version}"


def _licences(installed: Distribution) -> list[dict[str, Any]]:
    """As its maker says: an expression, or a name of a licence, or how the licence beside it begins; or nothing."""
    if expression := _said(installed, "License-Expression"):
        return [{"expression": expression[0]}]
    classified = [line for line in _said(installed, "Classifier") if line.startswith("License :: ")]
    named = _said(installed, "License") or [line.rpartition(" :: ")[2] for line in classified]
    beside = (installed.read_text(f"licenses/{name}") for name in _said(installed, "License-File"))
    names = named or [text.strip() for text in beside if text]
    return [{"license": {"name": name.splitlines()[0][:100]}} for name in names if name]


def _said(installed: Distribution, name: str) -> list[str]:
    values = [value.strip() for value in installed.metadata.get_all(name) or []]
    return [value for value in values if value]


def bill_of_this() -> dict[str, Any]:
    """The bill of this very source."""
    own = _OWN_VERSION.search((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return bill(LOCK.read_text(encoding="utf-8"), version=own[1] if own else "")


def sbom(*, file: Path | None) -> int:
    """Write it to a file, or print it."""
    made = bill_of_this()
    text = dumps(made, ensure_ascii=False, indent=1)
    if file is None:
        say(text)
        return 0
    file.write_text(f"{text}\n", encoding="utf-8")
    say(f"{file}: {len(made['components'])} thư viện.")
    return 0
