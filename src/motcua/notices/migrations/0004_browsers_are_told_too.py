import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """People may have notices on their devices: one channel more, and the browsers that it reaches."""

    dependencies = [
        ("notices", "0003_a_notice_keeps_what_its_words_hold"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="delivery",
            name="channel",
            field=models.CharField(
                choices=[("IN_APP", "IN_APP"), ("EMAIL", "EMAIL"), ("SMS", "SMS"), ("PUSH", "PUSH")], max_length=10
            ),
        ),
        migrations.AlterField(
            model_name="simulatedmessage",
            name="channel",
            field=models.CharField(
                choices=[("IN_APP", "IN_APP"), ("EMAIL", "EMAIL"), ("SMS", "SMS"), ("PUSH", "PUSH")], max_length=10
            ),
        ),
        migrations.CreateModel(
            name="PushDevice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("handle", models.UUIDField(default=uuid.uuid4, unique=True)),
                ("endpoint", models.CharField(max_length=600, unique=True)),
                ("p256dh", models.CharField(max_length=90)),
                ("auth", models.CharField(max_length=30)),
                ("device", models.CharField(blank=True, max_length=60)),
                ("allowed_at", models.DateTimeField()),
                (
                    "account",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["account"], name="push_account")],
            },
        ),
    ]
