"""How plain words find official ones: pure text analysis, spelling and ranking. No index, no database.

A text is taken apart into grams: syllables without marks, pairs of neighbouring syllables (most Vietnamese words have
two), and syllables with their marks (behind «=»), which count only when the question was typed with marks. A gram is
worth the more the fewer texts hold it; how well two texts fit is the worth of what they share.
"""

import math
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import dropwhile, pairwise

from motcua.kernel.text import fold

WORD = re.compile(r"[^\W_]+")
# Words of a question that say nothing about its subject.
EMPTY = frozenset(
    {
        *("toi", "muon", "hoi", "bao", "nhieu", "nhu", "the", "nao", "la", "gi", "thi", "duoc", "khong", "phai", "co"),
        *("can", "cho", "cua", "va", "o", "dau", "khi", "nhung", "cac"),
    }
)
# With these words the name of a procedure opens that does its deed for the first time: «Đăng ký thành lập», «Cấp giấy».
# Doing it again, changing or ending it has words of its own («cấp lại», «bản sao», «xóa»), which are not among them.
OPENING = frozenset(
    {
        *("đăng", "ký", "kí", "cấp", "thủ", "tục", "thành", "lập", "việc", "giấy", "thẻ", "phiếu", "sổ"),
        *("làm", "xin", "mở"),
    }
)
# What people type for other words.
SHORT = {
    **dict.fromkeys(("đk", "đkí", "đky"), "đăng ký"),
    **dict.fromkeys(("dk", "dki", "dky"), "dang ky"),
    **dict.fromkeys(("bn", "bnh"), "bao nhiêu"),
    "j": "gì",
    "đc": "được",
    "dc": "duoc",
    "ntn": "như thế nào",
}
LONGEST_QUERY = 200
MOST_WORDS = 32
LEVELS = ("COMMUNE", "PROVINCE", "DISTRICT", "CENTRAL", "OTHER")


# The language has some seven thousand syllables: each is folded once.
plain = lru_cache(maxsize=50_000)(fold)


def words(text: str) -> list[str]:
    """The syllables of a text, in lower case, with their marks."""
    return WORD.findall(unicodedata.normalize("NFC", text).lower())


def asked_words(text: str) -> list[str]:
    """The syllables of a question, short ones written out; of a very long one the beginning."""
    return [whole for word in words(text[:LONGEST_QUERY])[:MOST_WORDS] for whole in SHORT.get(word, word).split()]


OPENING_PLAIN = frozenset(map(plain, OPENING))


def subject(typed: Sequence[str], opening: Set[str] = OPENING) -> tuple[str, ...]:
    """What a name is about: its syllables without marks, from the first one that does not merely open it."""
    return tuple(map(plain, dropwhile(opening.__contains__, typed)))


def is_marked(text: str) -> bool:
    """Whether somebody typed it with Vietnamese marks."""
    return any(plain(word) != word for word in words(text))


def grams(typed: Sequence[str], *, with_marks: bool = True) -> list[str]:
    """The grams of a text in order, each once."""
    bare = [plain(word) for word in typed]
    found = bare + [f"{a}_{b}" for a, b in pairwise(bare)]
    if with_marks:
        found += [f"={word}" for word in typed]
    return list(dict.fromkeys(found))


@dataclass(frozen=True)
class Weights:
    """How much each kind of evidence counts. Found by trying on the questions kept for that (benchmarks/search)."""

    pair: float = 0.7
    marks: float = 0.35
    known: float = 1.0
    name: float = 0.17
    brevity: float = 0.065
    body: float = 0.07
    alias: float = 0.244
    more_aliases: float = 1.33
    wholeness: float = 1.0
    asked_share: float = 0.5
    later_target: float = 0.6
    official: float = 0.046
    later_term: float = 0.9
    sibling: float = 1.17
    named: float = 0.5
    named_brevity: float = 0.5
    province: float = 0.986
    elsewhere: float = 0.914
    offered: float = 0.03


class Worth:
    """The worth of every gram in a collection of short texts."""

    def __init__(self, texts: int, counts: Mapping[str, int], weights: Weights) -> None:
        self.texts, self.counts, self.weights = texts, counts, weights
        self._known = {gram: self._of(gram) for gram in counts}

    def __call__(self, gram: str) -> float:
        known = self._known.get(gram)
        return self._of(gram) if known is None else known

    def _of(self, gram: str) -> float:
        weights = self.weights
        kind = weights.marks if gram[0] == "=" else weights.pair if "_" in gram else 1.0
        return kind * math.log(1 + self.texts / (0.5 + self.counts.get(gram, 0)))

    def of(self, found: Iterable[str]) -> tuple[float, float]:
        """What a whole text is worth to a question typed without marks, and to one with them."""
        bare, marks = 0.0, 0.0
        for gram in found:
            if gram[0] == "=":
                marks += self(gram)
            else:
                bare += self(gram)
        return bare, bare + marks


@dataclass(frozen=True)
class Entry:
    """A procedure as the ranking sees it: the grams of its name, and all by which people know it (`known`)."""

    key: str
    name: str
    field: str
    levels: Sequence[str]
    audiences: Sequence[str]
    is_offered: bool
    grams: frozenset[str]
    known: frozenset[str]
    worth: tuple[float, float]
    prior: float = 1.0

    @cached_property
    def syllables(self) -> frozenset[str]:
        """The syllables of its name, without marks."""
        return frozenset(gram for gram in self.grams if gram[0] != "=" and "_" not in gram)

    @cached_property
    def subject(self) -> tuple[str, ...]:
        """What its name is about, without the words that merely open it."""
        return subject(words(self.name))


@dataclass(frozen=True)
class Phrase:
    """Everyday words, the official terms they stand for (as grams), and the procedures meant most, best first."""

    text: str
    means: Sequence[Sequence[str]]
    targets: Sequence[str]
    grams: frozenset[str]
    worth: tuple[float, float]


@dataclass
class Score:
    """How well one procedure answers, and why; `named` is the part of the value it has for being called just that."""

    key: str
    value: float = 0.0
    named: float = 0.0
    shared: frozenset[str] = frozenset()
    phrase: str = ""


@dataclass(frozen=True)
class Question:
    """What was typed, taken apart; `corrected` holds the words after mending their spelling."""

    text: str
    typed: Sequence[str]
    corrected: Sequence[str]
    is_marked: bool
    grams: Sequence[str]

    @cached_property
    def subjects(self) -> list[tuple[str, ...]]:
        """What it may be about: all its words, or those behind an opening («làm giấy …»)."""
        whole = tuple(map(plain, self.corrected))
        behind = subject(self.corrected, OPENING if self.is_marked else OPENING_PLAIN)
        # One syllable is seldom a word: what «sổ» leaves of «sổ đỏ» means nothing by itself.
        return [whole, behind] if 1 < len(behind) < len(whole) else [whole]


def question(text: str, speller: "Speller | None" = None, *, has_marks: bool = False) -> Question:
    """Take a question apart, mending words that the collection does not know; `has_marks` if marks around it say so."""
    typed = asked_words(text)[:MOST_WORDS]
    marked = has_marks or any(fold(word) != word for word in typed)
    corrected = speller.mend(typed) if speller else typed
    return Question(text, typed, corrected, marked, grams(corrected, with_marks=marked))


def phrase_fit(asked: Mapping[str, float], total: float, phrase: Phrase, marked: bool, weights: Weights) -> float:
    """How much of the phrase the question holds, and how much of the question the phrase explains; from 0 to 1."""
    shared = sum(worth for gram, worth in asked.items() if gram in phrase.grams)
    whole = phrase.worth[marked]
    if not shared or not whole:
        return 0.0
    return float((shared / whole) ** weights.wholeness * (shared / total) ** weights.asked_share)


def named_fit(asked: Question, entry: Entry, worth: Worth) -> float:
    """Whether a name is about all that was asked and nothing before it, from 0 to 1, the more the less else it says.

    Who types «khai sinh» means «Đăng ký khai sinh», not the copy of it, by however many everyday words that is known.
    """
    for one in asked.subjects:
        if one and entry.subject[: len(one)] == one:
            part = math.fsum(map(worth, one)) / math.fsum(map(worth, entry.subject))
            return float(part**worth.weights.named_brevity)
    return 0.0


def rank(
    asked: Question, entries: Iterable[tuple[Entry, float]], phrases: Iterable[Phrase], worth: Worth
) -> list[Score]:
    """Order candidate procedures for a question, best first.

    Every entry comes with how well the rest of its text fits (0 to 1, from the full-text index). The phrases are the
    everyday words that may be in the question.
    """
    weights, marked = worth.weights, asked.is_marked
    masses = {gram: worth(gram) for gram in asked.grams}
    asked_grams = frozenset(masses)
    total = sum(masses.values()) or 1.0
    targets, terms = _everyday(masses, total, phrases, marked, weights)
    official = Official.of(terms, worth)
    scores: list[Score] = []
    kept: list[Entry] = []
    for entry, body in entries:
        kept.append(entry)
        shared = asked_grams & entry.grams
        score = Score(entry.key, shared=shared)
        mass = math.fsum(map(masses.__getitem__, shared))
        score.value = weights.name * mass / total * ((mass + 1) / (entry.worth[marked] + 1)) ** weights.brevity
        score.value += weights.known * math.fsum(map(masses.__getitem__, asked_grams & entry.known)) / total
        score.value += weights.body * body + weights.official * official.fit(entry)
        if entry.key in targets:
            fits = sorted(targets[entry.key], reverse=True)
            score.phrase = fits[0][1]
            score.value += weights.alias * (fits[0][0] + weights.more_aliases * sum(fit for fit, _text in fits[1:4]))
        score.named = entry.prior * weights.named * named_fit(asked, entry, worth)
        score.value = entry.prior * score.value + score.named
        scores.append(score)
    _lift_siblings(scores, kept, weights)
    return sorted(scores, key=lambda score: (-score.value, score.key))


def _lift_siblings(scores: Sequence[Score], entries: Sequence[Entry], weights: Weights) -> None:
    """Lift what is named like the best answer: who means one of a family may well mean another of it.

    By how much, the best one's evidence decides; that it is called just what was asked says nothing about the others.
    """
    if not scores:
        return
    best = max(range(len(scores)), key=lambda place: scores[place].value)
    top, family = scores[best].value - scores[best].named, entries[best].syllables
    for score, entry in zip(scores, entries, strict=True):
        either = len(family | entry.syllables)
        score.value += weights.sibling * top * len(family & entry.syllables) / max(either, 1)


def _everyday(
    masses: Mapping[str, float], total: float, phrases: Iterable[Phrase], marked: bool, weights: Weights
) -> tuple[dict[str, list[tuple[float, str]]], dict[str, float]]:
    """Which procedures and which official grams the everyday words in the question point at, and how surely."""
    targets: dict[str, list[tuple[float, str]]] = {}
    terms: dict[str, float] = {}
    for phrase in phrases:
        fit = phrase_fit(masses, total, phrase, marked, weights)
        for place, key in enumerate(phrase.targets):
            targets.setdefault(key, []).append((fit * weights.later_target**place, phrase.text))
        for place, term in enumerate(phrase.means):
            value = fit * weights.later_term**place
            for gram in term:
                if value > terms.get(gram, 0.0):
                    terms[gram] = value
    return targets, terms


# Of the official terms only the most telling grams are compared with every name.
MOST_TERMS = 40
TELLING = 14


@dataclass(frozen=True)
class Official:
    """The official terms that stand for the everyday words of a question, as grams with their weight."""

    grams: Sequence[tuple[str, float]]
    whole: float
    sureness: float

    @classmethod
    def of(cls, terms: Mapping[str, float], worth: Worth) -> "Official":
        weighed = sorted(((value * worth(gram), gram) for gram, value in terms.items()), reverse=True)[:MOST_TERMS]
        whole = sum(weight for weight, _gram in weighed[:TELLING])
        return cls([(gram, weight) for weight, gram in weighed], whole, max(terms.values(), default=0.0))

    def fit(self, entry: Entry) -> float:
        """How far a name holds the terms, from 0 to about 1."""
        if not self.whole:
            return 0.0
        return self.sureness * sum(weight for gram, weight in self.grams if gram in entry.grams) / self.whole


def prior(levels: Sequence[str], is_offered: bool, weights: Weights) -> float:
    """What people ask for is mostly resolved near them, and mostly on this platform."""
    level = next((level for level in LEVELS if level in levels), "OTHER")
    near = {"COMMUNE": 1.0, "PROVINCE": weights.province, "DISTRICT": weights.province}.get(level, weights.elsewhere)
    return near * (1 + weights.offered * is_offered)


KEYS = "abcdefghijklmnopqrstuvwxyz"


class Speller:
    """Mends one slip of the finger in a word the collection does not know, by the words around it."""

    def __init__(self, counts: Mapping[str, int]) -> None:
        self.counts = {gram: number for gram, number in counts.items() if gram[0] != "="}
        self.known = {gram for gram in self.counts if "_" not in gram}

    def mend(self, typed: Sequence[str]) -> list[str]:
        """The words with unknown ones replaced by the likeliest known neighbour; known words stay as they are."""
        bare = [plain(word) for word in typed]
        mended = list(typed)
        for place, word in enumerate(bare):
            if word in self.known or not word.isalpha() or len(word) < 2:
                continue
            best = self._best(word, bare[place - 1] if place else "", bare[place + 1 : place + 2])
            if best:
                mended[place] = bare[place] = best
        return mended

    def _best(self, word: str, before: str, after: Sequence[str]) -> str:
        following = after[0] if after else ""

        def likelihood(candidate: str) -> tuple[int, int]:
            pairs = self.counts.get(f"{before}_{candidate}", 0) + self.counts.get(f"{candidate}_{following}", 0)
            return pairs, self.counts[candidate]

        return max((one for one in neighbours(word) if one in self.known), key=likelihood, default="")


def neighbours(word: str) -> set[str]:
    """Every word one slip away: a letter lost, doubled, wrong, or two exchanged."""
    cuts = [(word[:n], word[n:]) for n in range(len(word) + 1)]
    found = {a + b[1:] for a, b in cuts if b}
    found |= {a + b[1] + b[0] + b[2:] for a, b in cuts if len(b) > 1}
    found |= {a + key + b[1:] for a, b in cuts if b for key in KEYS}
    found |= {a + key + b for a, b in cuts for key in KEYS}
    found.discard(word)
    found.discard("")
    return found
