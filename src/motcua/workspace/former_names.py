"""Names of communes that are others now, told to who typed them: what stands in papers stays as it stands there."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _

from motcua.organization.queries import Naming


def tell_former_names(request: HttpRequest, outdated: Sequence[tuple[str, Naming]]) -> None:
    """Say on the page that comes next what was typed under a former name, and where that is now."""
    if outdated:
        told = " ".join(f"{label}: {_words(naming)}." for label, naming in outdated)
        kept = _("Giấy tờ ghi tên cũ thì cứ ghi như giấy. Nơi ở hiện nay nên ghi tên mới. Hệ thống không tự sửa.")
        messages.warning(request, f"{told} {kept}")


def _words(naming: Naming) -> str:
    """«xã Hoàng Đồng» (Thành phố Lạng Sơn) nay thuộc Phường Đông Kinh."""
    became = []
    for former in naming.former:
        places = ", ".join(place.full_name for place in former.became.all())
        said = _("nay thuộc %s") % places if places else _("không còn; nguồn không nói nay thuộc xã nào")
        became.append(f"({former.district.full_name}) {said}")
    return f"«{naming.words}» {'; '.join(became)}"
