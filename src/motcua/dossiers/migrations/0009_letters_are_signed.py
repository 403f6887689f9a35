"""A refusal, an apology and a stop wait for the leader's signature before the one-stop unit sends them."""

import django.db.models.deletion
from django.db import migrations, models

# What was left open when its dossier ended waits for nobody; a letter that waits to be sent goes to the leader first.
NO_GROUND = """
    UPDATE dossiers_proposal p SET state = 'LAPSED' FROM dossiers_dossier d WHERE d.id = p.dossier_id
    AND p.state = 'OPEN' AND d.status NOT IN ('NEW', 'ACCEPTED', 'IN_PROCESS', 'SUPPLEMENT', 'PAYMENT')
"""
TO_THE_LEADER = """
    UPDATE dossiers_proposal SET state = 'SIGNING' WHERE state = 'OPEN' AND kind IN ('REFUSAL', 'APOLOGY', 'STOP')
"""
REJECTED = "UPDATE dossiers_proposal SET state = 'REJECTED' WHERE state = 'LAPSED'"
BACK = "UPDATE dossiers_proposal SET state = 'OPEN' WHERE state = 'SIGNING'"


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0008_lists_of_who_files_much"), ("papers", "0002_the_agency_signs_too")]

    operations = [
        migrations.RemoveConstraint(model_name="proposal", name="proposal_one_open"),
        migrations.AddField(
            model_name="proposal",
            name="letter",
            field=models.OneToOneField(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="papers.paper"
            ),
        ),
        migrations.AlterField(
            model_name="proposal",
            name="state",
            field=models.CharField(
                choices=[
                    ("SIGNING", "Chờ lãnh đạo ký văn bản"),
                    ("OPEN", "Chờ Bộ phận Một cửa"),
                    ("DONE", "Đã thực hiện"),
                    ("REJECTED", "Không được đồng ý"),
                    ("LAPSED", "Không còn cần đến"),
                ],
                default="OPEN",
                max_length=10,
            ),
        ),
        migrations.RunSQL(NO_GROUND, REJECTED),
        migrations.RunSQL(TO_THE_LEADER, BACK),
        migrations.AddConstraint(
            model_name="proposal",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ("SIGNING", "OPEN"))), fields=("dossier",), name="proposal_one_open"
            ),
        ),
    ]
