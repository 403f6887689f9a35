"""What somebody types is kept whole, or they are told that it is too long: nothing of it is cut silently."""

from django.utils.translation import gettext as _

from motcua.kernel.operations import Refused


def whole(name: str, text: str, most: int) -> str:
    """The text of a field, refused where it is longer than is kept."""
    if len(text) > most:
        said = _("Nội dung dài %(long)d ký tự, nhiều nhất %(most)d. Rút gọn rồi gửi lại.")
        words = said % {"long": len(text), "most": most}
        raise Refused(words, errors={name: words})
    return text
