from typing import Any

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F


def known_before(apps: Any, schema_editor: Any) -> None:
    """What was paid so far is what was to be paid; what was received on paper and not typed waits to be typed."""
    dossiers = apps.get_model("dossiers", "Dossier").objects
    dossiers.exclude(fee_paid_at=None).update(fee_paid_dong=F("fee_dong"))
    open_now = dossiers.filter(status__in=["NEW", "ACCEPTED", "IN_PROCESS", "SUPPLEMENT", "PAYMENT"])
    on_paper = open_now.exclude(channel="ONLINE").exclude(version__form_key="").filter(answers={})
    on_paper.update(is_undeclared=True)


class Migration(migrations.Migration):
    dependencies = [
        ("dossiers", "0004_supplements_point_to_papers_and_answers"),
    ]

    operations = [
        migrations.AddField(
            model_name="dossier",
            name="is_undeclared",
            field=models.BooleanField(
                default=False, help_text="its declaration is on paper, or only begun; somebody has to type it"
            ),
        ),
        migrations.AddField(
            model_name="dossier",
            name="fee_paid_dong",
            field=models.PositiveBigIntegerField(help_text="what was paid, whatever the fee became since", null=True),
        ),
        migrations.AddField(
            model_name="dossier",
            name="in_place_of",
            field=models.OneToOneField(
                help_text="the one that was received under another procedure",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="received_anew",
                to="dossiers.dossier",
            ),
        ),
        migrations.RunPython(known_before, migrations.RunPython.noop, elidable=True),
    ]
