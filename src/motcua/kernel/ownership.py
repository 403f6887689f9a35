"""Whose the tables are: one role owns and changes them, another works with what is in them.

The role of the platform can read the journal and write it by its function only, and can change no table's form. So who
takes the platform over cannot take what was written back.
"""

from dataclasses import dataclass

from django.db import connection
from psycopg import sql

JOURNAL = "kernel_journalentry"
# Nobody else of this server's may come in; the role works with every table but the journal's.
GRANTS = """
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO {role};
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role};
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role};
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO {role};
REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON {journal} FROM {role};
REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON django_migrations FROM {role};
REVOKE EXECUTE ON FUNCTION motcua_write_journal(bigint, jsonb) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION motcua_write_journal(bigint, jsonb) TO {role};
"""
MAY = """
SELECT has_table_privilege(%(table)s, 'INSERT, UPDATE, DELETE, TRUNCATE') OR pg_has_role(c.relowner, 'MEMBER')
FROM pg_class c WHERE c.oid = %(table)s::regclass
"""


def hand_over(role: str) -> None:
    """Let a role work with the tables, from whoever owns them; done anew after each change of their form."""
    with connection.cursor() as cursor:
        for statement in grants(role):
            cursor.execute(statement)


def grants(role: str) -> list[str]:
    """The statements that do so."""
    words = {"role": sql.Identifier(role), "journal": sql.Identifier(JOURNAL)}
    return [sql.SQL(statement).format(**words).as_string(None) for statement in GRANTS.strip().split("\n")]


@dataclass(frozen=True)
class Standing:
    """What the role of this connection may do with the journal itself."""

    role: str
    may_change_journal: bool


def standing() -> Standing:
    """As the database has it now."""
    with connection.cursor() as cursor:
        cursor.execute(MAY, {"table": JOURNAL})
        row = cursor.fetchone()
        cursor.execute("SELECT current_user")
        role = cursor.fetchone()
    return Standing(str(role[0]) if role else "", bool(row and row[0]))
