from django.db import migrations, models
from django.db.models.functions import Coalesce

LIMIT = Coalesce("due_at", models.Case(models.When(status="NEW", then="first_answer_due_at")))
IS_OPEN = models.Q(status__in=["ACCEPTED", "IN_PROCESS", "NEW", "PAYMENT", "SUPPLEMENT"])


class Migration(migrations.Migration):
    """Lists by what is due first go through one index, whether a dossier is accepted or waits for its first answer.

    And nothing is cut of why a clock was stopped or a date moved.
    """

    dependencies = [("dossiers", "0015_found_by_its_filer_and_the_end_of_its_code")]

    operations = [
        migrations.AlterField(model_name="clockmark", name="why", field=models.TextField(blank=True)),
        migrations.AddIndex(
            model_name="dossier",
            index=models.Index(
                "handling_unit", LIMIT, "id", include=["status"], name="dossier_limit_unit", condition=IS_OPEN
            ),
        ),
        migrations.AddIndex(
            model_name="dossier",
            index=models.Index(
                "receiving_unit", LIMIT, "id", include=["status"], name="dossier_limit_counter", condition=IS_OPEN
            ),
        ),
    ]
