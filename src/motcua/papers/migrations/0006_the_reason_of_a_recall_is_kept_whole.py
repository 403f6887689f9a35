from django.db import migrations, models


class Migration(migrations.Migration):
    """Nothing of a reason is cut: what is longer than can be kept is refused at the door, in words."""

    dependencies = [("papers", "0005_whom_a_paper_names_can_be_compared")]

    operations = [
        migrations.AlterField(model_name="paper", name="revoked_reason", field=models.TextField(blank=True)),
    ]
