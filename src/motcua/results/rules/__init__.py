"""Pure rules of results: templates, how they are filled, how their page is built, words of numbers and days."""

from motcua.results.rules.checks import cautions_of, contradictions
from motcua.results.rules.cleaning import Value, Values, as_line, clean
from motcua.results.rules.filling import (
    Filled,
    applies,
    asked_as,
    fill,
    following,
    missing,
    people_of,
    proposed,
    repeated,
    shown_facts,
    subject_of,
    written,
)
from motcua.results.rules.page import PageBlock, ResultDocument, blocks_of, line_of
from motcua.results.rules.registers import Against, Copied, Person, PersonFacts, number_and_year
from motcua.results.rules.template import (
    DAYS,
    BadTemplateError,
    Competence,
    Fact,
    Family,
    Kind,
    Template,
    parse,
)

__all__ = [
    "DAYS",
    "Against",
    "BadTemplateError",
    "Competence",
    "Copied",
    "Fact",
    "Family",
    "Filled",
    "Kind",
    "PageBlock",
    "Person",
    "PersonFacts",
    "ResultDocument",
    "Template",
    "Value",
    "Values",
    "applies",
    "as_line",
    "asked_as",
    "blocks_of",
    "cautions_of",
    "clean",
    "contradictions",
    "fill",
    "following",
    "line_of",
    "missing",
    "number_and_year",
    "parse",
    "people_of",
    "proposed",
    "repeated",
    "shown_facts",
    "subject_of",
    "written",
]
