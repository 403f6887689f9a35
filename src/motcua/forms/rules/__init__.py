"""Pure rules of e-forms: what a definition is, which pages a person sees, what is wrong with an answer."""

from motcua.forms.rules.answers import (
    Cleaned,
    clean_page,
    complete_answers,
    filed,
    is_visible,
    item_pages,
    place_code,
    prefill,
    problems_of,
    summary,
    told,
    visible_pages,
)
from motcua.forms.rules.checks import told_by
from motcua.forms.rules.definition import BadDefinition, Check, Definition, FieldSpec, Page, Widget, in_words, parse
from motcua.forms.rules.files import MOST_FILES, FileProblem, check_file, safe_name, too_many

__all__ = [
    "MOST_FILES",
    "BadDefinition",
    "Check",
    "Cleaned",
    "Definition",
    "FieldSpec",
    "FileProblem",
    "Page",
    "Widget",
    "check_file",
    "clean_page",
    "complete_answers",
    "filed",
    "in_words",
    "is_visible",
    "item_pages",
    "parse",
    "place_code",
    "prefill",
    "problems_of",
    "safe_name",
    "summary",
    "told",
    "told_by",
    "too_many",
    "visible_pages",
]
