"""What `motcua check` says about the ways to the database and to the object store."""

from typing import Any
from urllib.parse import urlsplit

from django.core.checks import CheckMessage, Warning, register
from django.utils.translation import gettext as _

from motcua.kernel.addresses import is_this_machine
from motcua.settings import env


@register(deploy=True)
def says_what_others_could_read(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Over a network only TLS that asks for the server's name keeps others from reading or standing between."""
    names = [name for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "REPLICA_DATABASE_URL") if env.text(name, "")]
    return [
        Warning(
            _("%s chỉ máy khác mà không có sslmode=verify-full: người trên đường truyền đọc, sửa được dữ liệu.") % name,
            hint=_("Xem «Đường truyền» trong docs/users/cai-dat-van-hanh.md."),
            id="kernel.W001",
        )
        for name in names
        if _is_open(env.database(name))
    ]


@register(deploy=True)
def says_which_files_others_could_read(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """What people hand in goes to another machine over TLS alone."""
    endpoint = urlsplit(env.text("FILES_STORE_ENDPOINT", ""))
    if endpoint.scheme != "http" or is_this_machine(endpoint.hostname or ""):
        return []
    return [
        Warning(
            _("FILES_STORE_ENDPOINT chỉ máy khác mà không mã hóa: người trên đường truyền đọc được tệp."),
            hint=_("Xem «Nhiều máy» trong docs/users/cai-dat-van-hanh.md."),
            id="kernel.W002",
        )
    ]


def _is_open(database: dict[str, Any]) -> bool:
    is_near = all(map(is_this_machine, database["HOST"].split(",")))
    return not is_near and database["OPTIONS"].get("sslmode") != "verify-full"
