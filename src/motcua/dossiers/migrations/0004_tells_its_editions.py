"""Changes of what all people share are told to the kernel (motcua.kernel.editions)."""

from django.db import migrations

TABLES = ["dossiers_rulebook"]


def trigger(table: str) -> migrations.RunSQL:
    """After each statement that changes the table."""
    return migrations.RunSQL(
        f"CREATE TRIGGER new_edition AFTER INSERT OR UPDATE OR DELETE ON {table}"
        " FOR EACH STATEMENT EXECUTE FUNCTION motcua_new_edition();",
        f"DROP TRIGGER new_edition ON {table};",
    )


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0003_lists_by_their_right"), ("kernel", "0004_editions")]
    operations = [trigger(table) for table in TABLES]
