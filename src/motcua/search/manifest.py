"""What this room brings to the whole."""

from motcua.kernel.manifests import Manifest, PackFolder, Topic
from motcua.kernel.speech import gettext_noop

MANIFEST: Manifest = (
    *map(PackFolder, ("vocabulary", "situations", "law_words", "elsewhere", "time_limits")),
    Topic("search.rebuild", gettext_noop("Cập nhật dữ liệu tìm kiếm")),
)
