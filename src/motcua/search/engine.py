"""The ranked index of procedures on tantivy: it finds candidates in a millisecond, the rules order them.

An index is a folder that is never changed once it is built; `CURRENT` names the one in use, so that a reader always has
a whole index and a builder that is killed leaves none.
"""

import heapq
import json
import shutil
import uuid
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import tantivy

from motcua.kernel.text import fold
from motcua.search.ports import Found
from motcua.search.rules import (
    Entry,
    Phrase,
    Question,
    Score,
    Speller,
    Weights,
    Worth,
    grams,
    plain,
    prior,
    question,
    rank,
    words,
)

CANDIDATES = 120
PHRASES = 80
# Below this share of the best answer's value a hit is about something else.
TAIL = 0.25
LEAST = 0.35


@dataclass(frozen=True)
class ProcedureText:
    """A procedure as it goes into the index."""

    key: str
    name: str
    field: str
    levels: Sequence[str]
    audiences: Sequence[str]
    is_offered: bool
    body: str


@dataclass(frozen=True)
class ExpressionText:
    """Everyday words as they go into an index: the procedures they mean, or the articles of law."""

    text: str
    means: Sequence[str]
    targets: Sequence[str]
    articles: Sequence[str] = ()


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field("place", stored=True)
    builder.add_text_field("kind", tokenizer_name="raw", index_option="basic")
    # The text is taken apart by our own rules before it comes here; the engine only splits at spaces.
    for name in ("grams", "body"):
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="freq")
    return builder.build()


def build(home: Path, procedures: Sequence[ProcedureText], expressions: Sequence[ExpressionText]) -> Path:
    """Build an index beside the one in use and put it in its place."""
    folder = home / uuid.uuid4().hex
    folder.mkdir(parents=True)
    index = tantivy.Index(_schema(), path=str(folder))
    index.register_tokenizer("whitespace", tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build())
    writer = index.writer(heap_size=64_000_000, num_threads=1)
    for place, one in enumerate(procedures):
        body = " ".join(grams(words(f"{one.field} {one.body}"), with_marks=False))
        name = " ".join(grams(words(one.name)))
        writer.add_document(tantivy.Document(place=place, kind="procedure", grams=name, body=body))
    for place, expression in enumerate(expressions):
        writer.add_document(
            tantivy.Document(place=place, kind="phrase", grams=" ".join(grams(words(expression.text))), body="")
        )
    writer.commit()
    writer.wait_merging_threads()
    # Words of bodies only have to be known to the spelling; a word that stands there once may be a slip itself.
    spelled = Counter(plain(word) for one in procedures for word in words(one.body))
    facts = {
        "procedures": [{name: value for name, value in vars(one).items() if name != "body"} for one in procedures],
        "expressions": [vars(one) for one in expressions],
        "spelled": [word for word, number in spelled.items() if number > 1],
    }
    (folder / "entries.json").write_text(json.dumps(facts, ensure_ascii=False, default=list), encoding="utf-8")
    put_in_place(home, folder)
    return folder


def put_in_place(home: Path, folder: Path) -> None:
    """Make a built folder the one in use, and remove those before it but the last, which a reader may still hold."""
    pointer = home / f"CURRENT.{uuid.uuid4().hex}"
    pointer.write_text(folder.name, encoding="utf-8")
    before = current(home)
    pointer.replace(home / "CURRENT")
    for old in home.iterdir():
        if old.is_dir() and old not in (folder, before):
            shutil.rmtree(old, ignore_errors=True)


def current(home: Path) -> Path | None:
    """The folder of the index in use, or None when none was built yet."""
    try:
        folder = home / (home / "CURRENT").read_text(encoding="utf-8")
    except OSError:
        return None
    return folder if folder.is_dir() else None


class ProcedureIndex:
    """A built index, open for reading."""

    def __init__(self, folder: Path, weights: Weights | None = None) -> None:
        self.folder = folder
        index = tantivy.Index.open(str(folder))
        index.register_tokenizer("whitespace", tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build())
        self.schema, self.searcher = index.schema, index.searcher()
        facts = json.loads((folder / "entries.json").read_text(encoding="utf-8"))
        self._read(facts, weights or Weights())

    def _read(self, facts: dict[str, Any], weights: Weights) -> None:
        names = [frozenset(grams(words(one["name"]))) for one in facts["procedures"]]
        phrases = [frozenset(grams(words(one["text"]))) for one in facts["expressions"]]
        counts = Counter(gram for found in (*names, *phrases) for gram in found)
        self.worth = Worth(len(names) + len(phrases), counts, weights)
        self.speller = Speller(counts + Counter(dict.fromkeys(facts["spelled"], 1)))
        called: dict[str, set[str]] = defaultdict(set)
        for one, found in zip(facts["expressions"], phrases, strict=True):
            for key in one["targets"]:
                called[key] |= found
        self.entries = [
            Entry(
                **one,
                grams=found,
                known=found | called[one["key"]],
                worth=self.worth.of(found),
                prior=prior(one["levels"], one["is_offered"], self.worth.weights),
            )
            for one, found in zip(facts["procedures"], names, strict=True)
        ]
        self.phrases = [
            Phrase(one["text"], [self._of(term) for term in one["means"]], one["targets"], found, self.worth.of(found))
            for one, found in zip(facts["expressions"], phrases, strict=True)
        ]
        self.places = {entry.key: place for place, entry in enumerate(self.entries)}
        self._prepare_suggestions()

    def _prepare_suggestions(self) -> None:
        """Everything that may be suggested, everyday words first, then short names; and where each word begins."""
        short = sorted((entry for entry in self.entries if len(entry.name) <= 90), key=lambda one: len(one.name))
        self.suggestions = list(dict.fromkeys([one.text for one in self.phrases] + [one.name for one in short]))
        folded = [" ".join(map(plain, words(text))) for text in self.suggestions]
        self.starts = sorted((text, place) for place, text in enumerate(folded))
        self.word_starts = sorted({(word, place) for place, text in enumerate(folded) for word in text.split()})

    def search(self, text: str, *, limit: int) -> list[Found]:
        """The best procedures for plain words."""
        asked = question(text, self.speller)
        if not asked.grams:
            return []
        phrases = [self.phrases[place] for place, _score in self._find("phrase", "grams", asked.grams, PHRASES)]
        candidates = self._candidates(asked, phrases)
        scores = rank(asked, candidates, phrases, self.worth)
        if not scores or scores[0].value < LEAST:
            return []
        least = (scores[0].value - scores[0].named) * TAIL
        kept = [score for score in scores[:limit] if score.value >= least]
        return [Found(score.key, round(score.value, 4), self._reason(score, asked)) for score in kept]

    def corrected(self, text: str) -> str:
        asked = question(text, self.speller)
        return " ".join(asked.corrected) if list(asked.typed) != list(asked.corrected) else ""

    def suggest(self, text: str, *, limit: int) -> list[str]:
        """Everyday words and names that hold every typed word, those that begin with them first."""
        typed = " ".join(words(fold(text[:100])))
        if len(typed) < 2:
            return []
        starting = sorted(self._between(self.starts, typed))[:limit]
        sets = sorted((set(self._between(self.word_starts, word)) for word in typed.split()), key=len)
        holding = heapq.nsmallest(limit, set.intersection(*sets)) if sets else []
        places = list(dict.fromkeys([*starting, *holding]))[:limit]
        return [self.suggestions[place] for place in places]

    @staticmethod
    def _between(sorted_texts: Sequence[tuple[str, int]], start: str) -> list[int]:
        """The places of all texts of a sorted list that begin with these letters."""
        first = bisect_left(sorted_texts, (start, -1))
        last = bisect_left(sorted_texts, (start + "\uffff", -1))
        return [place for _text, place in sorted_texts[first:last]]

    def _candidates(self, asked: Question, phrases: Sequence[Phrase]) -> list[tuple[Entry, float]]:
        """Everything that may answer, with how well its body fits against the best body."""
        bodies = self._find("procedure", "body", [gram for gram in asked.grams if gram[0] != "="], CANDIDATES)
        top = max((score for _place, score in bodies), default=1.0) or 1.0
        fits = {place: score / top for place, score in bodies}
        places = set(fits) | {place for place, _score in self._find("procedure", "grams", asked.grams, CANDIDATES)}
        terms = list(dict.fromkeys(gram for phrase in phrases[:20] for term in phrase.means for gram in term))
        places |= {place for place, _score in self._find("procedure", "grams", terms, CANDIDATES)}
        places |= {self.places[key] for phrase in phrases for key in phrase.targets if key in self.places}
        return [(self.entries[place], fits.get(place, 0.0)) for place in places]

    @staticmethod
    def _of(term: str) -> list[str]:
        return grams(words(term), with_marks=False)

    def _find(self, kind: str, name: str, wanted: Sequence[str], limit: int) -> list[tuple[int, float]]:
        """Places of the best documents of a kind that hold any of these grams in a field."""
        if not wanted:
            return []
        kind_query = tantivy.Query.const_score_query(tantivy.Query.term_query(self.schema, "kind", kind), 0.0)
        terms = [
            (tantivy.Occur.Should, tantivy.Query.term_query(self.schema, name, gram, "freq")) for gram in wanted[:80]
        ]
        query = tantivy.Query.boolean_query(
            [(tantivy.Occur.Must, kind_query), (tantivy.Occur.Must, tantivy.Query.boolean_query(terms))]
        )
        hits = self.searcher.search(query, limit).hits
        return [(int(self.searcher.doc(address)["place"][0]), float(score or 0.0)) for score, address in hits]

    def _reason(self, score: Score, asked: Question) -> str:
        """Why it was found: the everyday words it is known by, else the words it shares with the question."""
        shared = [word for word in asked.corrected if fold(word) in score.shared]
        if score.phrase and len(shared) < 0.8 * len(asked.corrected):
            return f"«{score.phrase}»"
        known = self.entries[self.places[score.key]].known
        return " ".join(shared or [word for word in asked.corrected if fold(word) in known])
