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
from functools import cached_property
from pathlib import Path
from typing import Any

import tantivy

from motcua.kernel.text import fold
from motcua.search.asking import read, subject_of
from motcua.search.judging import Bounds, Evidence, Meant, judge
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
    is_marked,
    plain,
    prior,
    question,
    rank,
    words,
)
from motcua.search.said import ENGLISH, ENGLISH_EMPTY

EDITION = "edition"
CANDIDATES = 120
PHRASES = 80
# Words of English questions are no slips of Vietnamese ones («what», «phạt»).
ASKED_IN_ENGLISH = ENGLISH | {word for word in ENGLISH_EMPTY if len(word) > 2}
# Of so many procedures it is asked whether they are meant.
WEIGHED = 12
# Below this share of the best answer's value a hit is about something else.
TAIL = 0.25
LEAST = 0.35
# Before the key of something others do, where the key of a procedure stands otherwise.
ELSEWHERE = "@"


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

    @cached_property
    def about(self) -> str:
        """Its subject, as that of a question."""
        return subject_of(self.text)


@dataclass(frozen=True)
class ElsewhereText:
    """What is not done here as it goes into the index: its key, the words for it, and the national procedures it is."""

    key: str
    words: Sequence[str]
    procedures: Sequence[str]

    @property
    def expressions(self) -> list[ExpressionText]:
        return [ExpressionText(text, [], [f"{ELSEWHERE}{self.key}"]) for text in self.words]


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field("place", stored=True)
    builder.add_text_field("kind", tokenizer_name="raw", index_option="basic")
    # The text is taken apart by our own rules before it comes here; the engine only splits at spaces.
    for name in ("grams", "body"):
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="freq")
    return builder.build()


def build(
    home: Path,
    procedures: Sequence[ProcedureText],
    expressions: Sequence[ExpressionText],
    elsewhere: Sequence[ElsewhereText] = (),
    *,
    edition: str = "",
) -> Path:
    """Build an index beside the one in use and put it in its place; `edition`: of what the database held before."""
    expressions = [*expressions, *(expression for one in elsewhere for expression in one.expressions)]
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
        "expressions": [
            {"text": one.text, "about": one.about, "means": one.means, "targets": one.targets} for one in expressions
        ],
        "done_by": {code: one.key for one in elsewhere for code in one.procedures},
        "spelled": sorted({word for word, number in spelled.items() if number > 1} | ASKED_IN_ENGLISH),
    }
    (folder / "entries.json").write_text(json.dumps(facts, ensure_ascii=False, default=list), encoding="utf-8")
    (folder / EDITION).write_text(edition, encoding="utf-8")
    put_in_place(home, folder)
    return folder


def edition_of(folder: Path) -> str:
    """Of which edition of the database an index is; nothing where that was not written down."""
    try:
        return (folder / EDITION).read_text(encoding="utf-8")
    except OSError:
        return ""


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

    def __init__(self, folder: Path, weights: Weights | None = None, bounds: Bounds | None = None) -> None:
        self.folder, self.bounds = folder, bounds or Bounds()
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
        self.done_by: dict[str, str] = facts["done_by"]
        self.called: dict[tuple[str, ...], list[int]] = defaultdict(list)
        for place, one in enumerate(facts["expressions"]):
            self.called[tuple(map(plain, words(one["about"])))].append(place)
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
        _phrases, scores = self._ranked(asked)
        if not scores or scores[0].value < LEAST:
            return []
        least = (scores[0].value - scores[0].named) * TAIL
        kept = [score for score in scores[:limit] if score.value >= least]
        return [Found(score.key, round(score.value, 4), self._reason(score, asked)) for score in kept]

    def meant(self, text: str) -> Meant:
        """Which procedure plain words mean, or which two or three, or who else does it; nothing where unsure."""
        subject = " ".join(read(text, self.speller.mend).subject) or text
        # Marks anywhere say that words without any have none («con lai»), unless no such word is known («ho chieu»).
        has_marks = is_marked(text) and all(f"={word}" in self.worth.counts for word in words(subject))
        asked = question(subject, self.speller, has_marks=has_marks)
        phrases, scores = self._ranked(asked)
        if not asked.grams:
            return Meant()
        called = self._called(asked)
        evidence = Evidence(asked, list({id(one): one for one in [*called, *phrases]}.values()), called, self.worth)
        weighed = [evidence.of(score, self.entries[self.places[score.key]]) for score in scores[:WEIGHED]]
        others, unknown = self._not_here(evidence)
        return judge(weighed, others=others, unknown=unknown, done_by=self.done_by, bounds=self.bounds)

    def _called(self, asked: Question) -> list[Phrase]:
        """The phrases that are what is asked about, to the word; else, those that are it behind its opening."""
        marks = {gram for gram in asked.grams if gram[0] == "="}
        for subject in asked.subjects:
            phrases = [self.phrases[place] for place in self.called.get(subject, ())]
            # Behind an opening («làm …») its marks need not be the phrase's.
            if found := [one for one in phrases if marks <= one.grams or len(subject) < len(asked.corrected)]:
                return found
        return []

    def _not_here(self, evidence: Evidence) -> tuple[dict[str, float], float]:
        """How well words fit for each thing that others do, and words for what the catalogue does not know."""
        others: dict[str, float] = {}
        unknown = 0.0
        for key, fit in evidence.fits.items():
            thing = key.removeprefix(ELSEWHERE) if key.startswith(ELSEWHERE) else self.done_by.get(key, "")
            if thing:
                others[thing] = max(fit, others.get(thing, 0.0))
        for phrase, fit in evidence.phrase_fits:
            if phrase.targets and not any(self._is_known(key) for key in phrase.targets):
                unknown = max(unknown, fit)
        return others, unknown

    def _is_known(self, key: str) -> bool:
        return key in self.places or key in self.done_by or key.startswith(ELSEWHERE)

    def _ranked(self, asked: Question) -> tuple[list[Phrase], list[Score]]:
        """The everyday words that may be in a question, and every procedure that may answer it, best first."""
        if not asked.grams:
            return [], []
        phrases = [self.phrases[place] for place, _score in self._find("phrase", "grams", asked.grams, PHRASES)]
        return phrases, rank(asked, self._candidates(asked, phrases), phrases, self.worth)

    def mend(self, typed: Sequence[str]) -> list[str]:
        """Words with the spelling of those mended that the collection does not know."""
        return self.speller.mend(typed)

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
