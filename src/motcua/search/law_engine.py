"""The ranked index of law on tantivy: articles found by heading, words, document and what people call them."""

import json
import uuid
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import tantivy

from motcua.kernel.text import fold
from motcua.search.engine import EDITION, ExpressionText, put_in_place
from motcua.search.ports import Found
from motcua.search.rules import (
    EMPTY,
    WORD,
    Phrase,
    Question,
    Speller,
    Weights,
    Worth,
    grams,
    phrase_fit,
    question,
    words,
)

CANDIDATES, PHRASES = 60, 40
# What counts beside the engine's own score, which is at most 1: how much of the question the heading is, how much of it
# the heading and all by which people call the article explain together, and how well one everyday phrase fits.
KNOWN, ALIAS = 1.0, 2.0
# Official terms that stand for everyday words of the question are looked for too, but count less than its own words.
MEANT, MOST_MEANT = 1.5, 12
HEADING, TITLE, TEXT, PAIRS = 1.5, 1.2, 1.0, 2.0
# Words of the first so many characters are paired; what an article is about stands at its beginning.
PAIRED = 4000
WHOLE_HEADING = 1.0
EXPIRED = 0.6


@dataclass(frozen=True)
class ArticleText:
    """An article as it goes into the index."""

    key: str
    heading: str
    title: str
    text: str
    is_expired: bool
    rank: float = 1.0


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("key", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("shown", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_float_field("rank", stored=True)
    for name in ("heading", "title", "text"):
        builder.add_text_field(name, tokenizer_name="folded", index_option="freq")
    # Most Vietnamese words have two syllables: «kháng cáo» tells more than «kháng» and «cáo» apart.
    builder.add_text_field("pairs", tokenizer_name="whitespace", index_option="freq")
    builder.add_text_field("phrase", tokenizer_name="whitespace", index_option="freq")
    return builder.build()


def _analyser() -> tantivy.TextAnalyzer:
    """Syllables in lower case without marks, đ as d: the same as `fold`, done by the engine."""
    builder = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
    return builder.filter(tantivy.Filter.lowercase()).filter(tantivy.Filter.ascii_fold()).build()


def _register(index: tantivy.Index) -> None:
    index.register_tokenizer("folded", _analyser())
    index.register_tokenizer("whitespace", tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build())


# The same as `fold` for the letters of Vietnamese, in one step: law is long.
_PLAIN = str.maketrans(
    {letter: fold(letter) for letter in "àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ"}
)


def _pairs(text: str) -> str:
    typed = WORD.findall(text.lower().translate(_PLAIN))
    return " ".join(f"{a}_{b}" for a, b in pairwise(typed))


def build(
    home: Path, articles: Iterable[ArticleText], expressions: Sequence[ExpressionText] = (), *, edition: str = ""
) -> Path:
    """Build an index of law beside the one in use and put it in its place.

    The expressions name articles by their keys; `edition`: of what the database held before.
    """
    folder = home / uuid.uuid4().hex
    folder.mkdir(parents=True)
    index = tantivy.Index(_schema(), path=str(folder))
    _register(index)
    writer = index.writer(heap_size=256_000_000, num_threads=1)
    counts: Counter[str] = Counter()
    called = {key for one in expressions for key in one.articles}
    headings: dict[str, tuple[str, float]] = {}
    total = 0
    for one in articles:
        total += 1
        counts.update(grams(words(one.heading)))
        rank = one.rank * (EXPIRED if one.is_expired else 1.0)
        if one.key in called:
            headings[one.key] = (one.heading, rank)
        writer.add_document(
            tantivy.Document(
                key=one.key,
                shown=one.heading,
                rank=rank,
                heading=one.heading,
                title=one.title,
                text=one.text,
                pairs=_pairs(f"{one.heading} {one.text[:PAIRED]}"),
                phrase="",
            )
        )
    for place, expression in enumerate(expressions):
        spoken = grams(words(expression.text))
        counts.update(spoken)
        writer.add_document(
            tantivy.Document(
                key=f"phrase/{place}",
                shown="",
                rank=0.0,
                heading="",
                title="",
                text="",
                pairs="",
                phrase=" ".join(spoken),
            )
        )
    writer.commit()
    writer.wait_merging_threads()
    facts = {
        "texts": total + len(expressions),
        # A pair that stands in one text only is worth about the same as one that stands in none.
        "counts": {gram: count for gram, count in counts.items() if count > 1 or "_" not in gram},
        "expressions": [vars(one) for one in expressions],
        "headings": headings,
    }
    (folder / "entries.json").write_text(json.dumps(facts, ensure_ascii=False, default=list), encoding="utf-8")
    (folder / EDITION).write_text(edition, encoding="utf-8")
    put_in_place(home, folder)
    return folder


@dataclass(frozen=True)
class Candidate:
    """An article that may answer: its heading, how its document ranks, and what the engine gave it (0 to 1)."""

    heading: str
    rank: float
    score: float


class LawIndex:
    """A built index of law, open for reading."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        index = tantivy.Index.open(str(folder))
        _register(index)
        self.schema, self.searcher = index.schema, index.searcher()
        self._read(json.loads((folder / "entries.json").read_text(encoding="utf-8")))

    def _read(self, facts: Mapping[str, Any]) -> None:
        counts: Mapping[str, int] = facts["counts"]
        self.worth = Worth(facts["texts"], counts, Weights())
        self.speller = Speller(counts)
        self.headings: Mapping[str, tuple[str, float]] = facts["headings"]
        self.called: dict[str, set[str]] = defaultdict(set)
        self.phrases: list[Phrase] = []
        for one in facts["expressions"]:
            found = frozenset(grams(words(one["text"])))
            means = [words(fold(term)) for term in one["means"]]
            self.phrases.append(Phrase(one["text"], means, one["articles"], found, self.worth.of(found)))
            for key in one["articles"]:
                self.called[key] |= found

    def search(self, text: str, *, limit: int) -> list[Found]:
        """The best articles for plain words, with or without marks, with a slip of the finger."""
        asked = question(text, self.speller)
        typed = [fold(word) for word in asked.corrected][:24]
        telling = [word for word in typed if word not in EMPTY] or typed
        if not telling:
            return []
        masses = {gram: self.worth(gram) for gram in asked.grams if not EMPTY.issuperset(gram.lstrip("=").split("_"))}
        fits = self._phrases(asked, masses)
        aliases: dict[str, list[float]] = defaultdict(list)
        for fit, phrase in fits:
            for key in phrase.targets:
                aliases[key].append(fit)
        candidates = self._candidates(telling, _meant(fits), max(CANDIDATES, limit))
        for key in aliases:
            if key not in candidates and key in self.headings:
                candidates[key] = Candidate(*self.headings[key], 0.0)
        found = [
            Found(key, round(self._value(key, one, telling, masses, aliases.get(key, ())), 4))
            for key, one in candidates.items()
        ]
        return sorted(found, key=lambda one: (-one.score, one.key))[:limit]

    def _value(
        self, key: str, one: Candidate, telling: Sequence[str], masses: Mapping[str, float], aliases: Sequence[float]
    ) -> float:
        heading = grams(words(one.heading))
        plain = {gram for gram in heading if gram[0] != "="}
        known = self.called.get(key, set()).union(heading)
        total = sum(masses.values()) or 1.0
        explained = sum(worth for gram, worth in masses.items() if gram in known) / total
        value = one.score + WHOLE_HEADING * _overlap(set(grams(telling, with_marks=False)), plain)
        best = sorted(aliases, reverse=True)[:3]
        return (value + KNOWN * explained + ALIAS * sum(best)) * one.rank

    def _phrases(self, asked: Question, masses: Mapping[str, float]) -> list[tuple[float, Phrase]]:
        """The everyday phrases that may be in the question, with how well they fit."""
        terms = [
            (tantivy.Occur.Should, tantivy.Query.term_query(self.schema, "phrase", gram, "freq"))
            for gram in list(masses)[:80]
        ]
        if not terms:
            return []
        total = sum(masses.values()) or 1.0
        hits = self.searcher.search(tantivy.Query.boolean_query(terms), PHRASES).hits
        places = [int(self.searcher.doc(address)["key"][0].removeprefix("phrase/")) for _score, address in hits]
        fits = [
            (phrase_fit(masses, total, self.phrases[place], asked.is_marked, self.worth.weights), self.phrases[place])
            for place in places
        ]
        return sorted(fits, key=lambda one: -one[0])

    def _candidates(self, telling: Sequence[str], meant: Mapping[str, float], limit: int) -> dict[str, Candidate]:
        hits = self.searcher.search(self._query(telling, meant), limit).hits
        top = max((float(score) for score, _address in hits), default=1.0) or 1.0
        found = {}
        for score, address in hits:
            document = self.searcher.doc(address)
            found[document["key"][0]] = Candidate(document["shown"][0], float(document["rank"][0]), float(score) / top)
        return found

    def _query(self, asked: Sequence[str], meant: Mapping[str, float]) -> tantivy.Query:
        parts = []
        for name, boost in (("heading", HEADING), ("title", TITLE), ("text", TEXT)):
            parts += [self._term(name, word, boost) for word in dict.fromkeys(asked)]
        parts += [self._term("pairs", f"{a}_{b}", PAIRS) for a, b in pairwise(asked)]
        parts += [self._term("pairs", pair, PAIRS * MEANT * fit) for pair, fit in meant.items()]
        return tantivy.Query.boolean_query(parts)

    def _term(self, name: str, word: str, boost: float) -> tuple[tantivy.Occur, tantivy.Query]:
        term = tantivy.Query.term_query(self.schema, name, word, "freq")
        return tantivy.Occur.Should, tantivy.Query.boost_query(term, boost)


def _meant(fits: Sequence[tuple[float, Phrase]]) -> dict[str, float]:
    """Pairs of syllables of the official terms that the everyday words stand for, with how surely."""
    found: dict[str, float] = {}
    for fit, phrase in fits[:10]:
        for term in phrase.means:
            for a, b in pairwise(term):
                found[f"{a}_{b}"] = max(fit, found.get(f"{a}_{b}", 0.0))
    best = sorted(found.items(), key=lambda one: -one[1])[:MOST_MEANT]
    return {pair: fit for pair, fit in best if fit > 0}


def _overlap(asked: set[str], heading: set[str]) -> float:
    """How far the question and a heading are the same, from 0 to 1; pairs of syllables tell most."""
    if not asked or not heading:
        return 0.0
    shared = asked & heading
    worth = sum(2.0 if "_" in gram else 1.0 for gram in shared)
    whole = sum(2.0 if "_" in gram else 1.0 for gram in asked)
    other = sum(2.0 if "_" in gram else 1.0 for gram in heading)
    return 0.7 * worth / whole + 0.3 * worth / other
