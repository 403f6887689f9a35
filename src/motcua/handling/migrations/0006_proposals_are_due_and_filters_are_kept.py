import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Proposals that wait already have no limit: nobody reckoned one. Officials keep filters under names."""

    dependencies = [
        ("handling", "0005_officials_among_themselves"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="proposal",
            name="due_at",
            field=models.DateTimeField(
                help_text="by when whoever has it before them should have done their part", null=True
            ),
        ),
        migrations.CreateModel(
            name="SavedFilter",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("page", models.CharField(max_length=10)),
                ("name", models.CharField(max_length=60)),
                ("asks", models.CharField(max_length=1000)),
                ("saved_at", models.DateTimeField()),
                (
                    "owner",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("owner", "page", "name"), name="filter_name_once")]
            },
        ),
    ]
