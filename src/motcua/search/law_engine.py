"""The ranked index of law on tantivy: articles found by heading, words and document, best headings first."""

import json
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import tantivy

from motcua.kernel.text import fold
from motcua.search.engine import put_in_place
from motcua.search.ports import Found
from motcua.search.rules import EMPTY, WORD, grams, words

CANDIDATES = 60
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


def build(home: Path, articles: Iterable[ArticleText]) -> Path:
    """Build an index of law beside the one in use and put it in its place."""
    folder = home / uuid.uuid4().hex
    folder.mkdir(parents=True)
    index = tantivy.Index(_schema(), path=str(folder))
    _register(index)
    writer = index.writer(heap_size=256_000_000, num_threads=1)
    count = 0
    for one in articles:
        count += 1
        writer.add_document(
            tantivy.Document(
                key=one.key,
                shown=one.heading,
                rank=one.rank * (EXPIRED if one.is_expired else 1.0),
                heading=one.heading,
                title=one.title,
                text=one.text,
                pairs=_pairs(f"{one.heading} {one.text[:PAIRED]}"),
            )
        )
    writer.commit()
    writer.wait_merging_threads()
    (folder / "entries.json").write_text(json.dumps({"articles": count}), encoding="utf-8")
    put_in_place(home, folder)
    return folder


class LawIndex:
    """A built index of law, open for reading."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        index = tantivy.Index.open(str(folder))
        _register(index)
        self.schema, self.searcher = index.schema, index.searcher()

    def search(self, text: str, *, limit: int) -> list[Found]:
        """The best articles for plain words, with or without marks."""
        typed = [fold(word) for word in words(text[:200])][:24]
        asked = [word for word in typed if word not in EMPTY] or typed
        if not asked:
            return []
        hits = self.searcher.search(self._query(asked), max(CANDIDATES, limit)).hits
        top = max((float(score) for score, _address in hits), default=1.0) or 1.0
        wanted = set(grams(asked, with_marks=False))
        found = []
        for score, address in hits:
            document = self.searcher.doc(address)
            heading = set(grams(words(fold(document["shown"][0])), with_marks=False))
            value = float(score) / top + WHOLE_HEADING * _overlap(wanted, heading)
            value *= float(document["rank"][0])
            found.append(Found(document["key"][0], round(value, 4)))
        return sorted(found, key=lambda one: (-one.score, one.key))[:limit]

    def _query(self, asked: Sequence[str]) -> tantivy.Query:
        parts = []
        for name, boost in (("heading", HEADING), ("title", TITLE), ("text", TEXT)):
            parts += [self._term(name, word, boost) for word in dict.fromkeys(asked)]
        parts += [self._term("pairs", f"{a}_{b}", PAIRS) for a, b in pairwise(asked)]
        return tantivy.Query.boolean_query(parts)

    def _term(self, name: str, word: str, boost: float) -> tuple[tantivy.Occur, tantivy.Query]:
        term = tantivy.Query.term_query(self.schema, name, word, "freq")
        return tantivy.Occur.Should, tantivy.Query.boost_query(term, boost)


def _overlap(asked: set[str], heading: set[str]) -> float:
    """How far the question and a heading are the same, from 0 to 1; pairs of syllables tell most."""
    if not asked or not heading:
        return 0.0
    shared = asked & heading
    worth = sum(2.0 if "_" in gram else 1.0 for gram in shared)
    whole = sum(2.0 if "_" in gram else 1.0 for gram in asked)
    other = sum(2.0 if "_" in gram else 1.0 for gram in heading)
    return 0.7 * worth / whole + 0.3 * worth / other
