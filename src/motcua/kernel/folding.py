"""Folding done by the database: what people type without marks is compared with what it stores."""

import re
from collections.abc import Callable
from typing import Any

from django.db.models import Func

from motcua.kernel.text import APOSTROPHES, BLANKS, MARKS, SMALL


def _literal(text: str) -> str:
    """A text as SQL writes it, sign by sign where it is none of the plain ones."""
    signs = (sign if re.fullmatch("[-A-Za-z0-9 ]", sign) else f"\\{ord(sign):04x}" for sign in text)
    return f"U&'{''.join(signs)}'"


def _one_of(signs: str, often: str = "") -> str:
    """A pattern for one of these signs and ranges."""
    return _literal(f"[{signs}]{often}")


class Folded(Func):
    """A text as `kernel.text.fold` gives it: lower case, without marks and apostrophes, đ as d, spaces tidied.

    Only what PostgreSQL itself brings, and all of it immutable, so that it may stand in a generated column; sign by
    sign from the same lists, for what is lower case or blank differs from one database's language to another's.
    """

    template = (
        "btrim(regexp_replace(translate(regexp_replace(normalize(%(expressions)s, NFD),"
        f" {_one_of(MARKS + APOSTROPHES)}, '', 'g'), {_literal(''.join(SMALL))},"
        f" {_literal(''.join(SMALL.values()))}), {_one_of(BLANKS, '+')}, ' ', 'g'))"
    )


def anew(room: str, model: str, column: str, *indexes: str) -> Callable[[Any, Any], None]:
    """For a migration: makes a folded column of a table, and the indexes over it, once more as folding is today.

    In one transaction, with the same names: a version that runs beside it finds what it knows.
    """

    def made_anew(apps: Any, schema_editor: Any) -> None:
        table = apps.get_model(room, model)
        named = [one for one in table._meta.indexes if one.name in indexes]
        for index in named:
            schema_editor.remove_index(table, index)
        if column:
            field = table._meta.get_field(column)
            schema_editor.remove_field(table, field)
            schema_editor.add_field(table, field)
        for index in named:
            schema_editor.add_index(table, index)

    return made_anew


class Words(Func):
    """The words of folded texts, for an index that finds them by how they begin; no dictionary takes any apart."""

    arg_joiner = " || ' ' || "
    template = "array_to_tsvector(array_remove(string_to_array(%(expressions)s, ' '), ''))"
