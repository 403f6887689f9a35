"""What `motcua check` says about the way to the database."""

from typing import Any

from django.core.checks import CheckMessage, Warning, register
from django.utils.translation import gettext as _

from motcua.kernel.addresses import is_this_machine
from motcua.settings import env


@register(deploy=True)
def says_what_others_could_read(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Over a network only TLS that asks for the server's name keeps others from reading or standing between."""
    names = [name for name in ("DATABASE_URL", "DATABASE_OWNER_URL") if env.text(name, "")]
    return [
        Warning(
            _("%s chỉ máy khác mà không có sslmode=verify-full: người trên đường truyền đọc, sửa được dữ liệu.") % name,
            hint=_("Xem «Đường truyền» trong docs/users/cai-dat-van-hanh.md."),
            id="kernel.W001",
        )
        for name in names
        if _is_open(env.database(name))
    ]


def _is_open(database: dict[str, Any]) -> bool:
    is_near = all(map(is_this_machine, database["HOST"].split(",")))
    return not is_near and database["OPTIONS"].get("sslmode") != "verify-full"
