"""Whether this node finds what the database holds now."""

from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _

from motcua.kernel.health import Health, ill, worrying
from motcua.search import building, engine


def indexes(*, at: datetime) -> Health:
    """Whether there are indexes on this node, and of the database's edition."""
    todo = _("Nếu mãi như thế: xem nhật ký của dịch vụ (search_not_built) và chỗ trống ở %s.") % settings.SEARCH_DIR
    if any(engine.current(building.home_of(kind)) is None for kind in building.KINDS):
        return ill(_("Chưa có chỉ mục nào ở máy này: đang lập lần đầu."), todo)
    if not all(map(building.is_current, building.KINDS)):
        said = _("Chỉ mục tìm kiếm của máy này cũ hơn cơ sở dữ liệu; đang lập lại, bản cũ vẫn trả lời.")
        return worrying(said, todo)
    return Health(_("Chỉ mục tìm kiếm của máy này đúng với cơ sở dữ liệu."))
