"""What in a PDF acts by itself, or carries what no page shows."""

from collections.abc import Iterator
from enum import StrEnum
from typing import Any

from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject


class Active(StrEnum):
    """A kind of content that acts, or that nobody sees on the pages."""

    SCRIPT = "SCRIPT"
    LAUNCH = "LAUNCH"
    SENDS = "SENDS"
    FORM = "FORM"
    FILES = "FILES"
    MEDIA = "MEDIA"
    # The document has more parts than anybody looked through.
    UNSEEN = "UNSEEN"


NAMES = {
    "/JS": Active.SCRIPT,
    "/JavaScript": Active.SCRIPT,
    "/AA": Active.SCRIPT,
    "/XFA": Active.FORM,
    "/EmbeddedFiles": Active.FILES,
    "/EF": Active.FILES,
    "/RichMediaContent": Active.MEDIA,
}
ACTIONS = {
    "/JavaScript": Active.SCRIPT,
    "/Launch": Active.LAUNCH,
    "/SubmitForm": Active.SENDS,
    "/ImportData": Active.SENDS,
    "/GoToE": Active.FILES,
    "/Rendition": Active.MEDIA,
    "/Movie": Active.MEDIA,
    "/Sound": Active.MEDIA,
}


def active_in(root: DictionaryObject, *, most_parts: int) -> frozenset[Active]:
    """What a reader of the document can come to that acts; the parts nearest to its root are looked at first."""
    found: set[Active] = set()
    for count, part in enumerate(_dictionaries(root)):
        if count >= most_parts:
            return frozenset({*found, Active.UNSEEN})
        found |= {kind for name, kind in NAMES.items() if name in part}
        if action := ACTIONS.get(str(dict.get(part, "/S", ""))):
            found.add(action)
    return frozenset(found)


def _dictionaries(root: DictionaryObject) -> Iterator[DictionaryObject]:
    """Every dictionary that a reader can come to, each once; a list counts as one too, however long."""
    waiting: list[Any] = [root]
    seen: set[tuple[int, int]] = set()
    while waiting:
        following: list[Any] = []
        for named in waiting:
            part = named
            if isinstance(named, IndirectObject):
                key = (named.idnum, named.generation)
                if key in seen:
                    continue
                seen.add(key)
                part = named.get_object()
            if isinstance(part, DictionaryObject):
                yield part
                following += dict.values(part)
            elif isinstance(part, ArrayObject):
                yield DictionaryObject()
                following += list.__iter__(part)
        waiting = following
