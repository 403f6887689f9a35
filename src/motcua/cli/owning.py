"""Commands that change the tables themselves work as who owns them."""

from django.db import connection

from motcua.settings import env


def become_owner() -> str:
    """Work as who owns the tables, where `DATABASE_OWNER_URL` names that; gives the platform's role, else nothing."""
    if not env.text("DATABASE_OWNER_URL", ""):
        return ""
    role = str(connection.settings_dict["USER"])
    connection.close()
    connection.settings_dict.update(env.database("DATABASE_OWNER_URL"))
    return role


def may_make_tables() -> bool:
    """Whether the role of this connection may change the tables' form."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT has_schema_privilege('public', 'CREATE')")
        row = cursor.fetchone()
    return bool(row and row[0])
