"""Old Vietnamese encodings: recognised and turned into Unicode.

TCVN3 (the .VnTime fonts) puts each letter on one byte of its own; VNI writes a vowel and then its mark as two letters.
Both look like nonsense when read as anything else («V¨n b¶n», «Vaên baûn»).
"""

import re
import unicodedata
from enum import StrEnum

from motcua.kernel.text import vietnamese

_TCVN3 = str.maketrans(
    "µ¸¶·¹¨»¾¼½Æ©ÇÊÈÉË®ÌÐÎÏÑªÒÕÓÔÖ×ÝØÜÞßãáâä«åèæçé¬êíëìîïóñòô\xadõøö÷ùúýûüþ¡¢§£¤¥¦",
    "àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵĂÂĐÊÔƠƯ",
)
_TONES = {"ø": "\u0300", "ù": "\u0301", "û": "\u0309", "õ": "\u0303", "ï": "\u0323"}
_HATS = {"à": "\u0300", "á": "\u0301", "å": "\u0309", "ã": "\u0303", "ä": "\u0323", "â": ""}
_BREVES = {"è": "\u0300", "é": "\u0301", "ú": "\u0309", "ü": "\u0303", "ë": "\u0323", "ê": ""}
_ALONE = {"í": "í", "ì": "ì", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "ô": "ơ", "ö": "ư", "ñ": "đ", "î": "ỵ"}


def _vni_table() -> dict[str, str]:
    table: dict[str, str] = dict(_ALONE)
    for vowel in "aeouy":
        table |= {vowel + mark: vowel + tone for mark, tone in _TONES.items()}
    for vowel in "aeo":
        table |= {vowel + mark: f"{vowel}\u0302{tone}" for mark, tone in _HATS.items()}
    table |= {"a" + mark: f"a\u0306{tone}" for mark, tone in _BREVES.items()}
    for horned, letter in (("ô", "ơ"), ("ö", "ư")):
        table |= {horned + mark: letter + tone for mark, tone in _TONES.items()}
    composed = {key: unicodedata.normalize("NFC", value) for key, value in table.items()}
    capital = {key.upper(): value.upper() for key, value in composed.items()}
    mixed = {key[0].upper() + key[1:]: value.upper() for key, value in composed.items() if len(key) == 2}
    return {**mixed, **capital, **composed}


_VNI = _vni_table()
_VNI_PATTERN = re.compile("|".join(sorted(map(re.escape, _VNI), key=len, reverse=True)))
# Letters that only real Vietnamese in Unicode has.
_UNICODE = re.compile(r"[ăắằẳẵặấầẩẫậđếềểễệốồổỗộơớờởỡợưứừửữựạảẹẻẽịỉĩọỏụủũỵỷỹ]", re.IGNORECASE)
# How the commonest words look in each: «của», «định», «được», «người».
_TCVN3_SIGNS = re.compile(r"cña|®Þnh|®­îc|ng­êi|¨n|b¶n|quyÒn|NghÞ|LuËt")
_VNI_SIGNS = re.compile(r"cuûa|ñònh|ñöôïc|ngöôøi|vaên|baûn|quyeàn|Nghò|Luaät", re.IGNORECASE)


class Encoding(StrEnum):
    """How a text was written."""

    UTF8 = "UTF8"
    UTF16 = "UTF16"
    TCVN3 = "TCVN3"
    VNI = "VNI"
    CP1258 = "CP1258"


def recognise(text: str) -> Encoding:
    """Whether characters read one to one are really TCVN3 or VNI."""
    sample = text[:200_000]
    if len(_UNICODE.findall(sample)) > len(sample) / 200:
        return Encoding.UTF8
    old, vni = len(_TCVN3_SIGNS.findall(sample)), len(_VNI_SIGNS.findall(sample))
    if max(old, vni) == 0:
        return Encoding.UTF8
    return Encoding.TCVN3 if old >= vni else Encoding.VNI


def to_unicode(text: str) -> tuple[str, Encoding]:
    """The text in Unicode, and what it was written in."""
    encoding = recognise(text)
    return convert(text, encoding), encoding


def convert(text: str, encoding: Encoding) -> str:
    """A text of a known encoding, its characters read one to one, in Unicode."""
    if encoding is Encoding.VNI:
        return _VNI_PATTERN.sub(lambda found: _VNI[found.group()], text)
    return vietnamese(text.translate(_TCVN3) if encoding is Encoding.TCVN3 else text)


def decode(content: bytes) -> tuple[str, Encoding]:
    """The text of a file whose encoding nobody said. Raises `UnicodeDecodeError` for what is no text at all."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return vietnamese(content.decode("utf-16")), Encoding.UTF16
    try:
        return to_unicode(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        if b"\x00" in content[:4096]:
            raise
    text, encoding = to_unicode(content.decode("latin-1"))
    if encoding is not Encoding.UTF8:
        return text, encoding
    return vietnamese(content.decode("cp1258", "strict")), Encoding.CP1258
