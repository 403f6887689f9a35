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
