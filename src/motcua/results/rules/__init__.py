"""Pure rules of results: templates, how they are filled, how their page is built, words of numbers and days."""

from motcua.results.rules.filling import (
    Filled,
    Value,
    Values,
    applies,
    as_line,
    clean,
    clean_rows,
    fill,
    missing,
    proposed,
    shown_facts,
    written,
)
from motcua.results.rules.page import PageBlock, ResultDocument, blocks_of, line_of
from motcua.results.rules.template import (
    BadTemplateError,
    Competence,
    Fact,
    Family,
    Kind,
    Template,
    parse,
)

__all__ = [
    "BadTemplateError",
    "Competence",
    "Fact",
    "Family",
    "Filled",
    "Kind",
    "PageBlock",
    "ResultDocument",
    "Template",
    "Value",
    "Values",
    "applies",
    "as_line",
    "blocks_of",
    "clean",
    "clean_rows",
    "fill",
    "line_of",
    "missing",
    "parse",
    "proposed",
    "shown_facts",
    "written",
]
