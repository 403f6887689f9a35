"""Numbers, days and money in words, as papers of record write them."""

from motcua.forms.rules.days import span

_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_GROUPS = ("", "nghìn", "triệu")
BILLION = 1_000_000_000


def number_in_words(number: int) -> str:
    """«một trăm linh năm» of 105; raises ValueError below zero."""
    if number < 0:
        raise ValueError(f"{number} is below zero")
    if number >= BILLION:
        rest = number % BILLION
        return f"{number_in_words(number // BILLION)} tỷ" + (f" {_below_billion(rest, is_first=False)}" if rest else "")
    return _below_billion(number, is_first=True) or _DIGITS[0]


def _below_billion(number: int, *, is_first: bool) -> str:
    """The groups of three from the left; a group of nothing is not said."""
    words: list[str] = []
    for power in (2, 1, 0):
        group = number // 1000**power % 1000
        if group:
            words += _hundreds(group, is_first=is_first and not words)
            words += [_GROUPS[power]] if _GROUPS[power] else []
    return " ".join(words)


def _hundreds(group: int, *, is_first: bool) -> list[str]:
    """Three figures; after larger ones the hundreds are said also when there are none."""
    hundreds, rest = divmod(group, 100)
    if not hundreds and is_first:
        return _tens(rest, is_alone=True)
    return [_DIGITS[hundreds], "trăm", *(_tens(rest, is_alone=False) if rest else [])]


def _tens(rest: int, *, is_alone: bool) -> list[str]:
    tens, ones = divmod(rest, 10)
    if not tens:
        return [_DIGITS[ones]] if is_alone else ["linh", _DIGITS[ones]]
    words = ["mười"] if tens == 1 else [_DIGITS[tens], "mươi"]
    if not ones:
        return words
    if ones == 5:
        return [*words, "lăm"]
    if tens > 1 and ones in (1, 4):
        return [*words, "mốt" if ones == 1 else "tư"]
    return [*words, _DIGITS[ones]]


def money_in_words(dong: int) -> str:
    """«Năm mươi triệu đồng»."""
    return _sentence(f"{number_in_words(dong)} đồng")


def day_in_words(said: str) -> str:
    """«Ngày mười hai tháng mười một năm hai nghìn không trăm hai mươi sáu»; no more than was said; empty of no day."""
    if span(said) is None:
        return ""
    parts = [int(part) for part in said.split("-")]
    spoken = [f"năm {number_in_words(parts[0])}"]
    if len(parts) > 1:
        spoken.insert(0, f"tháng {'tư' if parts[1] == 4 else number_in_words(parts[1])}")
    if len(parts) > 2:
        spoken.insert(0, f"ngày {number_in_words(parts[2])}")
    return _sentence(" ".join(spoken))


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]
