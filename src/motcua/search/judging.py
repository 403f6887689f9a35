"""Whether it is sure which procedure a question means, which two or three it may mean, or that others do it. Pure.

The ranking always has a best one; this says whether it is good enough to speak for. Nothing is said where it is not.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from motcua.search.rules import Entry, Phrase, Question, Score, Worth, named_fit, phrase_fit, plain


@dataclass(frozen=True)
class Bounds:
    """How much is enough. Found by trying on the questions kept for that (benchmarks/search)."""

    value: float = 2.0
    cover: float = 0.65
    fit: float = 0.4
    margin: float = 1.15
    exact: float = 1.8
    named: float = 0.1
    elsewhere: float = 0.6
    most: int = 3


@dataclass(frozen=True)
class Weighed:
    """A procedure as it answers a question: its score, and what its names are to the question.

    `cover` is how much of the question one of them explains, `fit` how far it is the question, `is_exact` to the word.
    """

    key: str
    value: float
    named: float
    cover: float
    fit: float
    is_exact: bool = False
    is_offered: bool = True


@dataclass(frozen=True)
class Meant:
    """The procedure meant for sure, or the two or three that may be meant, or who else does it; or nothing."""

    sure: str = ""
    near: tuple[str, ...] = ()
    elsewhere: str = ""


def judge(
    weighed: Sequence[Weighed],
    *,
    others: Mapping[str, float],
    unknown: float,
    done_by: Mapping[str, str],
    bounds: Bounds,
) -> Meant:
    """Decide what a question means.

    `weighed` are procedures, best first; `others` says for each thing that others do how well its words fit;
    `unknown` how well words fit that mean something not in the catalogue; `done_by` which procedures others do.
    """
    top = _best(weighed, bounds)
    best = max(others, key=lambda key: (others[key], key), default="")
    if best and others[best] >= bounds.elsewhere and others[best] > _fit_here(weighed, done_by):
        return Meant(elsewhere=best)
    if not is_good(top, bounds) or unknown > top.fit:
        return Meant()
    if top.key in done_by:
        return Meant(elsewhere=done_by[top.key])
    near = _near(top, [one for one in weighed if one is not top], bounds)
    return Meant(near=near[: bounds.most]) if len(near) > 1 else Meant(sure=top.key)


def _best(weighed: Sequence[Weighed], bounds: Bounds) -> Weighed:
    """The best one; but the only one that is called just what is asked about goes before one a little ahead of it."""
    exact = [one for one in weighed if one.is_exact]
    if len(exact) == 1 and exact[0].value * bounds.exact >= weighed[0].value:
        return exact[0]
    return weighed[0] if weighed else Weighed("", 0, 0, 0, 0)


def is_good(one: Weighed, bounds: Bounds) -> bool:
    """Whether what is known of a procedure explains the question well enough."""
    return one.value >= bounds.value and (one.is_exact or (one.cover >= bounds.cover and one.fit >= bounds.fit))


def _fit_here(weighed: Sequence[Weighed], done_by: Collection[str]) -> float:
    """How well the best one that is resolved here fits."""
    return max((one.fit for one in weighed[:1] if one.key not in done_by), default=0.0)


def _near(top: Weighed, weighed: Sequence[Weighed], bounds: Bounds) -> tuple[str, ...]:
    """The best one and all that may be meant as well: called the same to the word, or hardly behind it."""
    alike = [one for one in weighed if one.is_exact and (one.is_offered or not top.is_offered)]
    if len({top.key, *(one.key for one in alike)}) > 1:
        return tuple(dict.fromkeys([top.key, *(one.key for one in alike)]))
    behind = [
        one
        for one in weighed
        if one.value * bounds.margin >= top.value
        and one.named + bounds.named > top.named
        and (one.is_offered or not top.is_offered)
    ]
    return (top.key, *(one.key for one in behind if is_good(one, bounds) and not top.is_exact))


@dataclass(frozen=True)
class Evidence:
    """What speaks for the procedures that may be meant: phrases that may be in a question, and those that are it."""

    asked: Question
    phrases: Sequence[Phrase]
    called: Sequence[Phrase]
    worth: Worth

    @cached_property
    def phrase_fits(self) -> list[tuple[Phrase, float]]:
        masses = {gram: self.worth(gram) for gram in self.asked.grams}
        total, marked = sum(masses.values()) or 1.0, self.asked.is_marked
        return [(one, phrase_fit(masses, total, one, marked, self.worth.weights)) for one in self.phrases]

    @cached_property
    def fits(self) -> dict[str, float]:
        """How well the best phrase for each key fits the question."""
        found: dict[str, float] = {}
        for phrase, fit in self.phrase_fits:
            for key in phrase.targets:
                found[key] = max(fit, found.get(key, 0.0))
        return found

    @cached_property
    def exact(self) -> frozenset[str]:
        """The keys that are called just what is asked about."""
        return frozenset(key for phrase in self.called for key in phrase.targets)

    @cached_property
    def held(self) -> Mapping[str, set[str]]:
        """By key, the syllables of its phrases that the question holds whole: «bố mất», «báo tử»."""
        found: dict[str, set[str]] = defaultdict(set)
        asked, is_marked = set(self.asked.grams), self.asked.is_marked
        for phrase in self.phrases:
            syllables = {gram for gram in phrase.grams if (gram[0] == "=") == is_marked and "_" not in gram}
            if len(syllables) > 1 and syllables <= asked:
                for key in phrase.targets:
                    found[key] |= syllables
        return found

    @cached_property
    def syllables(self) -> dict[str, float]:
        """The syllables asked, with their marks if it has any, with what each is worth."""
        asked = zip(self.asked.typed, self.asked.corrected, strict=True)
        # A word whose spelling was mended has lost its marks.
        has_marks = {plain(word): f"={word}" for typed, word in asked if self.asked.is_marked and typed == word}
        return {has_marks.get(word, word): self.worth(word) for word in map(plain, self.asked.corrected)}

    def of(self, score: Score, entry: Entry) -> Weighed:
        """A procedure as it answers the question."""
        whole = entry.grams | self.held[entry.key]
        known = [whole, *(whole | phrase.grams for phrase in self.phrases if entry.key in phrase.targets)]
        total = sum(self.syllables.values()) or 1.0
        cover = max(sum(mass for gram, mass in self.syllables.items() if gram in one) for one in known) / total
        fit = max(self.fits.get(entry.key, 0.0), named_fit(self.asked, entry, self.worth))
        return Weighed(entry.key, score.value, score.named, cover, fit, entry.key in self.exact, entry.is_offered)
