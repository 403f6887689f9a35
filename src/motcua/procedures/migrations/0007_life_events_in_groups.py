from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("procedures", "0006_a_decision_waits_for_a_second_keeper"),
    ]

    operations = [
        migrations.AddField(
            model_name="lifeevent",
            name="group",
            field=models.CharField(blank=True, db_default="", default="", max_length=60),
        ),
        migrations.AddField(
            model_name="lifeevent",
            name="ask",
            field=models.CharField(blank=True, db_default="", default="", max_length=80),
        ),
        migrations.AddField(
            model_name="lifeevent",
            name="months",
            field=models.JSONField(blank=True, db_default=[], default=list),
        ),
        # What goes with a procedure is kept until somebody changes it.
        migrations.RunSQL(
            "CREATE TRIGGER new_edition AFTER INSERT OR UPDATE OR DELETE ON procedures_lifeevent"
            " FOR EACH STATEMENT EXECUTE FUNCTION motcua_new_edition();",
            "DROP TRIGGER new_edition ON procedures_lifeevent;",
        ),
    ]
