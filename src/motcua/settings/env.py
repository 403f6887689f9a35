"""Typed readers of the environment: each refuses nonsense with a sentence that names the variable.

In Vietnamese, as all that operators read: no language is chosen yet while settings are read.
"""

import os
import re
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

TRUE = {"1", "true", "yes", "on"}
FALSE = {"0", "false", "no", "off", ""}


def text(name: str, default: str | None = None) -> str:
    """The variable, or the content of the file that NAME_FILE points to (for secrets), or the default."""
    value = os.environ.get(name, default)
    if path := os.environ.get(f"{name}_FILE"):
        try:
            value = Path(path).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise ImproperlyConfigured(f"{name}_FILE: không đọc được {path}.") from error
    if value is None or (not value and default is None):
        raise ImproperlyConfigured(f"chưa đặt {name}. Đặt nó, hoặc {name}_FILE là tệp giữ nó.")
    return value


def boolean(name: str, default: bool) -> bool:
    value = os.environ.get(name)
    if value is None:
        return default
    if value.lower() in TRUE:
        return True
    if value.lower() in FALSE:
        return False
    raise ImproperlyConfigured(f"{name} là 1 hoặc 0, không phải «{value}».")


def not_both(first: str, second: str) -> None:
    """Refuse two switches of which one at most may be on."""
    if boolean(first, False) and boolean(second, False):
        raise ImproperlyConfigured(f"không đặt cả hai {first} và {second}: chọn một.")


def integer(name: str, default: int, *, least: int = 1, most: int) -> int:
    """A whole number that makes sense: what is out of its range is a slip, and would be noticed by people first."""
    value = os.environ.get(name)
    if value is None:
        return default
    try:
        number = int(value)
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} là một số nguyên, không phải «{value}».") from error
    if not least <= number <= most:
        raise ImproperlyConfigured(f"{name} là một số từ {least} đến {most}, không phải {number}.")
    return number


def words(name: str, default: str = "") -> list[str]:
    return [word.strip() for word in os.environ.get(name, default).split(",") if word.strip()]


def each(name: str, form: str, told: str) -> list[str]:
    """Words that all have a form; what they are is told to who wrote another."""
    said = words(name)
    for word in said:
        if not re.fullmatch(form, word):
            raise ImproperlyConfigured(f"{name} là {told}, cách nhau dấu phẩy, không phải «{word}».")
    return said


def networks(name: str, default: str = "") -> list[IPv4Network | IPv6Network]:
    """Addresses or networks (10.0.0.0/8) between commas."""
    try:
        return [ip_network(word) for word in words(name, default)]
    except ValueError as error:
        raise ImproperlyConfigured(
            f"{name} là các địa chỉ hoặc mạng (10.0.0.0/8), cách nhau dấu phẩy; có chỗ không phải."
        ) from error


def folder(name: str, default: Path) -> Path:
    return Path(os.environ.get(name, default)).resolve()


def files(name: str, default: Path, *, told: str = "") -> tuple[Path, dict[str, Any]]:
    """Where files lie, as a folder (unused where they lie in an object store) and as a storage of Django's.

    A full path of a folder, or s3://bucket/prefix with its endpoint, region, key, secret and authority. `told`: what
    is meant instead of what the variable says.
    """
    told = told or text(name, "") or str(default)
    parts = urlsplit(told)
    if parts.scheme != "s3":
        if not Path(told).is_absolute():
            raise ImproperlyConfigured(
                f"{name} là đường dẫn đầy đủ của một thư mục, hoặc s3://kho/tiền-tố, không phải «{told}»."
            )
        return Path(told), {"BACKEND": "motcua.kernel.storing.FolderStorage", "OPTIONS": {"location": told}}
    endpoint, authority = text(f"{name}_ENDPOINT"), text(f"{name}_CA", "")
    if not parts.netloc or urlsplit(endpoint).scheme not in ("http", "https"):
        raise ImproperlyConfigured(f"{name} nêu một kho (bucket), {name}_ENDPOINT là địa chỉ bắt đầu bằng https://.")
    config = {
        "endpoint": endpoint,
        "region": text(f"{name}_REGION", "us-east-1"),
        "access_key_id": text(f"{name}_KEY"),
        "secret_access_key": text(f"{name}_SECRET"),
    }
    client: dict[str, Any] = {"allow_http": endpoint.startswith("http:")}
    if authority:
        try:
            client["root_certificate"] = Path(authority).read_bytes()
        except OSError as error:
            raise ImproperlyConfigured(f"{name}_CA: không đọc được {authority}.") from error
    where = {"bucket": parts.netloc, "prefix": parts.path.strip("/"), "options": {"config": config, "client": client}}
    return default, {"BACKEND": "motcua.kernel.storing.ObjectStorage", "OPTIONS": where}


ENCODED = (
    "không đọc được địa chỉ. Trong mật khẩu viết %23 cho #, %26 cho &, %2F cho /, %3A cho :, %3F cho ?, %40 cho @,"
    " %25 cho %; cổng là một số."
)


def database(name: str = "DATABASE_URL") -> dict[str, Any]:
    """A postgresql:// address as Django settings; `?host=/path` names a socket folder."""
    address = text(name)
    parts = urlsplit(address)
    if parts.scheme not in ("postgres", "postgresql"):
        raise ImproperlyConfigured(f"{name} bắt đầu bằng postgresql://")
    options = dict(parse_qsl(parts.query))
    try:
        port = parts.port or ""
    except ValueError:
        # What stands in the port's place may be a part of the password: it is not said.
        raise ImproperlyConfigured(f"{name}: {ENCODED}") from None
    if parts.fragment or parts.path.count("@") or parts.query.count("@"):
        raise ImproperlyConfigured(f"{name}: {ENCODED}")
    return {
        "ENGINE": "motcua.kernel.postgresql",
        "NAME": unquote(parts.path.lstrip("/")) or "motcua",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", None) or parts.hostname or "",
        "PORT": str(port),
        # Values travel apart from the text, so that a connection keeps the plans of what it asks again and again.
        "OPTIONS": {"server_side_binding": True, "prepare_threshold": 3, **options},
    }


def replica(name: str) -> dict[str, Any] | None:
    """Such an address where one is told. A server that went away is given up soon: nobody needs just this one."""
    if not text(name, ""):
        return None
    found = database(name)
    return found | {"OPTIONS": {"connect_timeout": 2, "tcp_user_timeout": 5000, **found["OPTIONS"]}}
