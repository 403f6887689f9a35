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


def load(pack: Pack, *, at: datetime) -> LoadReport:
    """Take in the vocabulary of a pack; one that has none leaves what is there."""
    report = LoadReport()
    vocabulary, findings = pack.items("vocabulary", VocabularyItem)
    report.findings += findings
    situations, findings = pack.items("situations", SituationItem)
    report.findings += findings
    if not vocabulary and not situations:
        return report
    expressions: list[ExpressionText] = []
    for entry in vocabulary:
        value = entry.value
        expressions += [ExpressionText(text, value.means, value.procedures) for text in value.words]
    for situation in situations:
        expressions += [ExpressionText(text, [], [situation.value.code]) for text in situation.value.words]
    for entry_file, line, text in [(one.file, one.line, text) for one in vocabulary for text in one.value.words]:
        if len(fold(text)) < 2 or len(text) > 200:
            report.findings.append(Finding(entry_file, line, text, "từ quá ngắn hoặc quá dài"))
    expressions = [one for one in expressions if len(fold(one.text)) >= 2 and len(one.text) <= 200]
    stored = list(Expression.objects.order_by("pk").values_list("text", "means", "procedures"))
    if stored == [(one.text, list(one.means), list(one.targets)) for one in expressions]:
        report.unchanged += 1
        return report
    replace_expressions(expressions=expressions, by=None, at=at)
    report.updated += 1
    return report
