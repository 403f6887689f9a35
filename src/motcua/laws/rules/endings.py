"""What a document does to others, read from its own articles on effect («Nghị định này thay thế Nghị định số …»)."""

import re
from dataclasses import dataclass

from motcua.laws.rules import RelationKind, citations

CLOSING = re.compile(r"hiệu lực|thi hành|chuyển tiếp|bãi bỏ|thay thế", re.IGNORECASE)
SENTENCE = re.compile(r"[^.;\n]+(?:\.(?=\d)[^.;\n]*)*[.;\n]?")
PART = re.compile(r"\b(?:điều|khoản|điểm|chương|mục|phụ lục|cụm từ|một số|nội dung|quy định tại)\b", re.IGNORECASE)
REPLACES = re.compile(r"thay thế", re.IGNORECASE)
REPEALS = re.compile(r"bãi bỏ|hết hiệu lực", re.IGNORECASE)
# «Luật sửa đổi … đã được sửa đổi, bổ sung theo Luật số …» names laws that changed the other, not those that end.
LIST = re.compile(r"[\s,]*(?:và|;|,)?[\s,]*", re.IGNORECASE)
ASIDE = re.compile(r"được (?:sửa đổi|bổ sung)[^;.]*$", re.IGNORECASE)


@dataclass(frozen=True)
class Ending:
    """One document ends another, wholly or in part."""

    number: str
    kind: RelationKind
    part: str = ""


def endings(heading: str, text: str) -> list[Ending]:
    """Which documents an article on effect replaces or repeals. A sentence that names provisions ends only those."""
    if not CLOSING.search(heading):
        return []
    found = []
    for match in SENTENCE.finditer(text):
        sentence = match.group()
        kind = RelationKind.REPLACES if REPLACES.search(sentence) else RelationKind.REPEALS
        if kind is RelationKind.REPEALS and not REPEALS.search(sentence):
            continue
        last = 0
        is_aside = False
        for place in citations(sentence):
            before = sentence[last : place.start]
            last = place.end
            # «… được sửa đổi theo Luật số A, Luật số B và Luật số C»: B and C stand aside like A.
            is_aside = bool(ASIDE.search(before)) or (is_aside and bool(LIST.fullmatch(before)))
            if is_aside:
                continue
            is_part = bool(place.address) or bool(PART.search(before))
            found.append(
                Ending(
                    place.number,
                    RelationKind.REPEALS_PARTLY if is_part else kind,
                    sentence.strip()[:500] if is_part else "",
                )
            )
    return found
