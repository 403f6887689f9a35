from django.db import migrations


class Migration(migrations.Migration):
    """The end of every public page keeps where the province's centre is until somebody changes it."""

    dependencies = [("organization", "0005_an_agency_is_named_anew")]

    operations = [
        migrations.RunSQL(
            "CREATE TRIGGER new_edition AFTER INSERT OR UPDATE OR DELETE ON organization_premises"
            " FOR EACH STATEMENT EXECUTE FUNCTION motcua_new_edition();",
            "DROP TRIGGER new_edition ON organization_premises;",
        ),
    ]
