from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("procedures", "0003_a_fee_may_have_tiers_and_a_way_may_be_for_outages"),
    ]

    operations = [
        migrations.AddField(
            model_name="procedureversion",
            name="comes_in_person",
            field=models.BooleanField(
                default=False, db_default=False, help_text="who must sign or be there is given the result there"
            ),
        ),
    ]
