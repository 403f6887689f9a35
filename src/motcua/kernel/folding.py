"""Folding done by the database: what people type without marks is compared with what it stores."""

from django.db.models import Func


class Folded(Func):
    """A text as `kernel.text.fold` gives it: lower case, without marks, đ as d, spaces tidied.

    Only what PostgreSQL itself brings, and all of it immutable, so that it may stand in a generated column.
    """

    # \0111 and \0110 are đ and Đ, which no normal form takes apart.
    template = (
        r"lower(btrim(regexp_replace(regexp_replace(normalize(translate(%(expressions)s, U&'\0111\0110', 'dd'), NFD),"
        r" '[\u0300-\u036f]', '', 'g'), '\s+', ' ', 'g')))"
    )
