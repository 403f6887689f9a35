"""Reads from packs the everyday vocabulary, the register of what others do, and the citizen's own time limits."""

from datetime import datetime
from typing import ClassVar, Literal, TypeVar

from django.db.models import Model
from pydantic import BaseModel, ConfigDict, Field

from motcua.kernel.packs import Finding, LoadReport, Pack, spares
from motcua.kernel.text import fold
from motcua.search.engine import ExpressionText
from motcua.search.models import Elsewhere, Expression, TimeLimit
from motcua.search.operations import replace_elsewhere, replace_expressions, replace_time_limits

R = TypeVar("R", bound=Model)


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class VocabularyItem(Strict):
    """Words and the official terms they stand for."""

    words: list[str] = Field(min_length=1)
    means: list[str] = []
    procedures: list[str] = []


class SituationItem(Strict):
    """What people say when they need one procedure."""

    KEY: ClassVar = ("code",)
    code: str = Field(pattern=r"^\d\.\d{6}$")
    words: list[str] = Field(min_length=1)


class LawWordsItem(Strict):
    """What people say when they look for an article of a law: phrases by the article's number."""

    KEY: ClassVar = ("law",)
    law: str = Field(pattern=r"^\S+$")
    articles: dict[str, list[str]] = Field(min_length=1)


class ElsewhereItem(Strict):
    """Something that is not resolved here: what people call it, and what kind of office does it."""

    KEY: ClassVar = ("key",)
    key: str = Field(pattern=r"^[a-z0-9-]+$")
    name: str = Field(min_length=1, max_length=200)
    who: str = Field(min_length=1, max_length=300)
    words: list[str] = Field(min_length=1)
    procedures: list[str] = []


class TimeLimitItem(Strict):
    """A time limit that the law sets the citizen, with its article; none where only the catalogue tells it."""

    KEY: ClassVar = ("procedure", "kind")
    procedure: str = Field(pattern=r"^\d\.\d{6}$")
    kind: Literal["DEADLINE", "VALIDITY"]
    text: str = Field(min_length=1, max_length=300)
    law: str = Field(pattern=r"^\S+$")
    article: str = ""


def load(pack: Pack, *, at: datetime) -> LoadReport:
    """Take in what a pack says of people's words, of what others do and of time limits; what it does not say stays."""
    report = _load_vocabulary(pack, at)
    if things := _changed(pack, "elsewhere", ElsewhereItem, Elsewhere, report):
        replace_elsewhere(things=things, by=None, at=at)
    if limits := _changed(pack, "time_limits", TimeLimitItem, TimeLimit, report):
        replace_time_limits(limits=limits, by=None, at=at)
    return report


def _changed(pack: Pack, folder: str, item: type[BaseModel], model: type[R], report: LoadReport) -> list[R]:
    """The rows that a pack wants in a table, when it has any and they are not what the table holds."""
    items, findings = pack.items(folder, item)
    report.findings += findings
    wanted = [one.value.model_dump() for one in items]
    if not wanted:
        return []
    stored = list(model._default_manager.order_by("pk").values(*wanted[0]))
    if stored == wanted:
        report.unchanged += 1
        return []
    key: tuple[str, ...] = getattr(item, "KEY", ())
    named = {tuple(facts[name] for name in key) for facts in wanted}
    gone = (" ".join(told) for facts in stored if (told := tuple(facts[name] for name in key)) not in named)
    if spares(pack, report, gone):
        return []
    report.updated += 1
    return [model(**facts) for facts in wanted]


def _load_vocabulary(pack: Pack, at: datetime) -> LoadReport:
    report = LoadReport()
    read = _read(pack, report)
    if not read:
        return report
    expressions = []
    for file, line, one in read:
        if len(fold(one.text)) < 2 or len(one.text) > 200:
            report.findings.append(Finding(file, line, one.text, "từ quá ngắn hoặc quá dài"))
        else:
            expressions.append(one)
    stored = list(Expression.objects.order_by("pk").values_list("text", "means", "procedures", "articles"))
    if stored == [(one.text, list(one.means), list(one.targets), list(one.articles)) for one in expressions]:
        report.unchanged += 1
        return report
    named = {one.text for one in expressions}
    if spares(pack, report, (f"«{text}»" for text, *_means in stored if text not in named)):
        return report
    replace_expressions(expressions=expressions, by=None, at=at)
    report.updated += 1
    return report


def _read(pack: Pack, report: LoadReport) -> list[tuple[str, int, ExpressionText]]:
    """Every expression of a pack with the file and line it stands in."""
    found: list[tuple[str, int, ExpressionText]] = []
    vocabulary, findings = pack.items("vocabulary", VocabularyItem)
    report.findings += findings
    for entry in vocabulary:
        value = entry.value
        found += [(entry.file, entry.line, ExpressionText(text, value.means, value.procedures)) for text in value.words]
    situations, findings = pack.items("situations", SituationItem)
    report.findings += findings
    for situation in situations:
        code = situation.value.code
        found += [(situation.file, situation.line, ExpressionText(text, [], [code])) for text in situation.value.words]
    laws, findings = pack.items("law_words", LawWordsItem)
    report.findings += findings
    for law in laws:
        for number, spoken in law.value.articles.items():
            name = f"{law.value.law}#dieu/{number}"
            found += [(law.file, law.line, ExpressionText(text, [], [], [name])) for text in spoken]
    return found
