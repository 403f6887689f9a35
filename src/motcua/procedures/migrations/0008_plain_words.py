from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("procedures", "0007_life_events_in_groups"),
    ]

    operations = [
        migrations.CreateModel(
            name="PlainWords",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=12)),
                ("valid_from", models.DateField()),
                ("sentences", models.JSONField(default=list)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("code", "valid_from"), name="plain_words_once"),
                ],
            },
        ),
    ]
