"""What a fee that depends on numbers is in words: its rate, and how a sum was reckoned."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from motcua.kernel.speech import say
from motcua.kernel.text import format_dong
from motcua.procedures.rules.tariffs import Tariff


def amount_words(dong: int, per: str) -> str:
    """8.000 đồng/bản sao; 20.000 đồng where it is for the whole dossier."""
    return f"{format_dong(dong)}/{say(per)}" if per else format_dong(dong)


def tariff_words(tariff: Tariff) -> str:
    """2.000 đồng/trang, từ trang thứ 3: 1.000 đồng/trang, tối đa 200.000 đồng/bản; empty where it is not known."""
    if tariff.dong is None:
        return ""
    parts = [amount_words(tariff.dong, tariff.per)]
    for first, dong in tariff.scale.tiers:
        facts = {"per": say(tariff.per), "first": first, "sum": amount_words(dong, tariff.per)}
        parts.append(_("từ %(per)s thứ %(first)d: %(sum)s") % facts)
    if tariff.scale.at_most is not None:
        parts.append(_("tối đa %s") % amount_words(tariff.scale.at_most, tariff.scale.each))
    return ", ".join(parts)


def number_words(tariff: Tariff, numbers: Mapping[str, int]) -> str:
    """5 trang × 3 bản; only what is known."""
    return " × ".join(f"{numbers[name]} {say(name)}" for name in tariff.wanted if name in numbers)
