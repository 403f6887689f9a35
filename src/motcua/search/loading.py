"""Reads the everyday vocabulary from packs: by what words mean, and by what people say for one procedure."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field

from motcua.kernel.packs import Finding, LoadReport, Pack
from motcua.kernel.text import fold
from motcua.search.engine import ExpressionText
from motcua.search.models import Expression
from motcua.search.operations import replace_expressions


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class VocabularyItem(Strict):
    """Words and the official terms they stand for."""

    words: list[str] = Field(min_length=1)
    means: list[str] = []
    procedures: list[str] = []


class SituationItem(Strict):
    """What people say when they need one procedure."""

    code: str = Field(pattern=r"^\d\.\d{6}$")
    words: list[str] = Field(min_length=1)


class LawWordsItem(Strict):
    """What people say when they look for an article of a law: phrases by the article's number."""

    law: str = Field(pattern=r"^\S+$")
    articles: dict[str, list[str]] = Field(min_length=1)


def load(pack: Pack, *, at: datetime) -> LoadReport:
    """Take in the vocabulary of a pack; one that has none leaves what is there."""
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
