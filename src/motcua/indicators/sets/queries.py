"""The indicators in force, and how a figure is explained in both languages."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext, override

from motcua.indicators.rules.definitions import Indicator, IndicatorSet
from motcua.indicators.rules.evaluation import NotMeasured
from motcua.indicators.rules.explaining import Part, Speech, explained, in_words, points_in_words, tree, why_not
from motcua.indicators.rules.formula import Node
from motcua.indicators.rules.scoring import Scored
from motcua.indicators.sets.models import DefinedSet
from motcua.kernel import editions

COMMA = {"vi": ",", "en": "."}


def sets_on(day: date) -> dict[str, IndicatorSet]:
    """The sets in force on a day, by their codes. Public: they are law and say nothing of anybody."""
    return editions.current().kept(("indicator_sets", day), lambda: _sets_on(day))


def _sets_on(day: date) -> dict[str, IndicatorSet]:
    return {row.code: row.definition for row in DefinedSet.objects.on(day).order_by("code")}


def indicators_on(day: date) -> dict[str, Indicator]:
    """Every indicator in force on a day, of whatever set, by its code. Public as the sets are."""
    return {one.code: one for found in sets_on(day).values() for one in found.holding(day)}


@dataclass(frozen=True)
class Explanation:
    """How one figure was made, in one language: as a line, as a tree to unfold, and how it became points."""

    line: str
    tree: Part | None
    points: str


def explanation(scored: Scored, indicators: Mapping[str, Indicator], *, language: str) -> Explanation:
    """How a figure was made, in Vietnamese («vi») or English («en»). Public: it holds counts alone."""
    with override(language):
        speech = _speech(indicators, language)
        points = points_in_words(scored, speech)
        if scored.how is None:
            why = why_not(scored.value, speech) if isinstance(scored.value, NotMeasured) else points
            return Explanation(why, None, points)
        return Explanation(explained(scored.how, speech), tree(scored.how, speech), points)


def reasons(scored: Scored, indicators: Mapping[str, Indicator], *, language: str) -> str:
    """Why something is not measured; empty where it is. Public."""
    if not isinstance(scored.value, NotMeasured):
        return ""
    with override(language):
        return why_not(scored.value, _speech(indicators, language))


def formula_in_words(tree: Node | None, indicators: Mapping[str, Indicator], *, language: str) -> str:
    """A formula without values; empty where its rule was not found. Public: it is a definition."""
    if tree is None:
        return ""
    with override(language):
        return in_words(tree, _speech(indicators, language))


def _speech(indicators: Mapping[str, Indicator], language: str) -> Speech:
    """For use within that language."""

    def name(code: str) -> str:
        found = indicators.get(code)
        return code if found is None else found.name_en if language == "en" else found.name

    return Speech(gettext, name, COMMA[language])
