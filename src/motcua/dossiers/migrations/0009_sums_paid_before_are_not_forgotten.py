from typing import Any

from django.db import migrations, models


def what_is_asked_for(apps: Any, schema_editor: Any) -> None:
    """A dossier that waits for its payment now waits for what its fee was set to."""
    waiting = apps.get_model("dossiers", "Dossier").objects.filter(status="PAYMENT")
    waiting.update(asked_dong=models.F("fee_dong"))


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0008_the_province_may_fix_a_fee")]

    operations = [
        migrations.AddField(
            model_name="dossier",
            name="besides_dong",
            field=models.PositiveBigIntegerField(
                default=0, help_text="sums asked for beside a fee that was paid already"
            ),
        ),
        migrations.AddField(
            model_name="dossier",
            name="asked_dong",
            field=models.PositiveBigIntegerField(help_text="what is asked for now; none while nothing is", null=True),
        ),
        migrations.AlterField(
            model_name="dossier",
            name="fee_paid_dong",
            field=models.PositiveBigIntegerField(
                help_text="all that was paid, whatever the fee became since", null=True
            ),
        ),
        migrations.RunPython(what_is_asked_for, migrations.RunPython.noop),
    ]
