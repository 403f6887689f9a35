"""What a question asks for, and about what: the fact wanted, told by whole sequences of words, and what is left of it.

Pure text. A longer sequence goes before a shorter one, so that «gia hạn» is no price («giá»), «mất bao nhiêu tiền» no
time («mất bao lâu») and «bao lâu thì phải» the citizen's own deadline, not the office's.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from motcua.search.rules import asked_words, is_marked, plain
from motcua.search.said import AROUND, ENDS, ENGLISH, ENGLISH_EMPTY, HOW_LONG, KEPT, LIMITS, SAID, SPARED, Fact
from motcua.search.sequences import Sequences, ways_to_type

Mend = Callable[[Sequence[str]], Sequence[str]]

UNKNOWN = frozenset({Fact.PENALTY, Fact.BENEFIT})
_FACTS: Sequences[Fact | None] = Sequences([(None, KEPT), *SAID.items()], long=HOW_LONG)
_AROUND: Sequences[None] = Sequences([(None, AROUND)])
_SPARED: Sequences[str] = Sequences(list(SPARED.items()))
_ENDS = frozenset(way for word in ENDS for way in ways_to_type(word))


@dataclass(frozen=True)
class Asking:
    """The facts asked for, in the order of the question, and the words of what they are asked about."""

    facts: tuple[Fact, ...]
    subject: tuple[str, ...]
    is_english: bool = False


def read(text: str, mend: Mend = list) -> Asking:
    """Take a question apart. Where no fact is found its spelling is mended (`mend`), then its marks are let go."""
    typed = asked_words(text)
    asking = _read(typed)
    if asking.facts or asking.is_english:
        return asking
    mended = list(mend(typed))
    again = _read(mended) if mended != typed else asking
    bare = _read(list(map(plain, mended))) if not again.facts else again
    return bare if bare.facts else again


def _read(typed: Sequence[str]) -> Asking:
    facts: list[Fact] = []
    left: list[str] = []
    gone: set[int] = set()
    for at, word in enumerate(typed):
        if at in gone:
            continue
        found = _FACTS.longest(typed, at)
        if found is None or not gone.isdisjoint(found.taken):
            left.append(word)
            continue
        gone |= set(found.taken)
        if found.means:
            facts.append(found.means)
        else:
            left += [typed[place] for place in found.taken]
    english = is_english(typed)
    subject = [word for word in left if word not in ENGLISH_EMPTY] if english else _without_around(left)
    return Asking(_of_one_mind(facts), tuple(subject), english)


def _without_around(typed: Sequence[str]) -> list[str]:
    """The words without what people say around a question, and without words at its ends that say nothing."""
    around: set[int] = set()
    for at in range(len(typed)):
        found = _AROUND.longest(typed, at) if at not in around else None
        around |= set(found.taken) if found else set()
    left = [word for at, word in enumerate(typed) if at not in around]
    telling = [place for place, word in enumerate(left) if word not in _ENDS]
    return left[telling[0] : telling[-1] + 1] if telling else []


def _of_one_mind(facts: Sequence[Fact]) -> tuple[Fact, ...]:
    """Each fact once; who asks what is fined or what one gets does not ask for the fee."""
    asked = dict.fromkeys(facts)
    if Fact.WAIVER in asked:
        asked.pop(Fact.FEE, None)
        asked.pop(Fact.CONDITIONS, None)
    if UNKNOWN & asked.keys():
        return tuple(fact for fact in asked if fact in UNKNOWN)
    if Fact.DEADLINE in asked:
        asked.pop(Fact.TIME, None)
    meant = [one for fact in asked for one in ((Fact.TIME, *LIMITS) if fact is Fact.TERM else (fact,))]
    return tuple(dict.fromkeys(meant))


def spared_in(subject: Sequence[str]) -> tuple[list[str], list[str]]:
    """Whom of those that the law spares a fee a question names, and what is left of it."""
    named: list[str] = []
    gone: set[int] = set()
    for at in range(len(subject)):
        found = _SPARED.longest(subject, at) if at not in gone else None
        if found is not None:
            named.append(found.means)
            gone |= set(found.taken)
    return list(dict.fromkeys(named)), _without_around([word for at, word in enumerate(subject) if at not in gone])


@lru_cache(maxsize=20_000)
def subject_of(text: str) -> str:
    """What a phrase is about, as questions are read: «mở quán ăn cần giấy gì» is about «mở quán ăn».

    The same phrases are read for every index that is built.
    """
    return " ".join(read(text).subject) or text


# How a syllable of Vietnamese is built, without its marks.
SYLLABLE = re.compile(
    r"(?:[bdhlmrsvx]|c|ch|g|gh|gi|k|kh|n|ng|ngh|nh|p|ph|qu|t|th|tr)?[aeiouy]{1,3}(?:c|ch|m|n|ng|nh|p|t)?|\d+"
)


def is_english(typed: Sequence[str]) -> bool:
    """Whether a question is English: without marks, with a word of English questions, or half of it no Vietnamese."""
    if is_marked(" ".join(typed)):
        return False
    strange = sum(SYLLABLE.fullmatch(word) is None for word in typed)
    return not ENGLISH.isdisjoint(typed) or (len(typed) > 1 and 2 * strange >= len(typed))
