"""Some cases of a procedure have a time of their own."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("procedures", "0008_citations_are_doubted")]

    operations = [
        migrations.AddField(
            model_name="channel",
            name="when",
            field=models.JSONField(default=dict, help_text="the answers about my case for which this variant stands"),
        ),
    ]
