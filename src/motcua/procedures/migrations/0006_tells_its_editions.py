"""Changes of what all people share are told to the kernel (motcua.kernel.editions)."""

from django.db import migrations

TABLES = [
    "procedures_field",
    "procedures_procedure",
    "procedures_procedureversion",
    "procedures_channel",
    "procedures_question",
    "procedures_component",
    "procedures_override",
]


def trigger(table: str) -> migrations.RunSQL:
    """After each statement that changes the table."""
    return migrations.RunSQL(
        f"CREATE TRIGGER new_edition AFTER INSERT OR UPDATE OR DELETE ON {table}"
        " FOR EACH STATEMENT EXECUTE FUNCTION motcua_new_edition();",
        f"DROP TRIGGER new_edition ON {table};",
    )


class Migration(migrations.Migration):
    dependencies = [("procedures", "0005_events_name_their_steps"), ("kernel", "0004_editions")]
    operations = [trigger(table) for table in TABLES]
