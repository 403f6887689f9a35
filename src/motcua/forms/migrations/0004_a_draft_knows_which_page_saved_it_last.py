from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("forms", "0003_owners_are_told_before_a_draft_ends"),
    ]

    operations = [
        migrations.AddField(
            model_name="draft",
            name="saved_from",
            field=models.JSONField(help_text="by page, from which of the opened pages it was saved last", null=True),
        ),
    ]
