from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("kernel", "0006_files_are_scanned")]

    operations = [
        migrations.CreateModel(
            name="Circuit",
            fields=[
                ("topic", models.CharField(max_length=50, primary_key=True, serialize=False)),
                ("failures", models.PositiveIntegerField(default=0, help_text="in a row")),
                ("opened_at", models.DateTimeField(null=True)),
                ("next_try_at", models.DateTimeField(null=True)),
                ("last_error", models.TextField(blank=True)),
            ],
        ),
        migrations.AddField(
            model_name="outboxmessage",
            name="expires_at",
            field=models.DateTimeField(help_text="from when it no longer helps to send it", null=True),
        ),
        migrations.AlterField(
            model_name="outboxmessage",
            name="state",
            field=models.CharField(
                choices=[
                    ("QUEUED", "Chờ gửi"),
                    ("SENT", "Đã gửi"),
                    ("FAILED", "Không gửi được"),
                    ("EXPIRED", "Hết hạn, không gửi"),
                ],
                default="QUEUED",
                max_length=10,
            ),
        ),
    ]
