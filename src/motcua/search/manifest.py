"""What this room brings to the whole."""

from motcua.kernel.manifests import Command, HealthPart, Manifest, Needs, PackFolder, Topic
from motcua.kernel.speech import gettext_noop

MANIFEST: Manifest = (
    *map(PackFolder, ("vocabulary", "situations", "law_words", "elsewhere", "time_limits")),
    HealthPart("search", gettext_noop("Tìm kiếm"), "motcua.search.health:indexes"),
    Command(
        "indexes build",
        gettext_noop("lập lại chỉ mục tìm kiếm của máy này nếu cũ hơn cơ sở dữ liệu"),
        "motcua.search.commands:build",
        Needs.DATABASE,
    ),
    Topic("search.rebuild", gettext_noop("Cập nhật dữ liệu tìm kiếm")),
)
