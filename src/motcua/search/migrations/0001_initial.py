"""The tables of the room."""

from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [("kernel", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Expression",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.CharField(max_length=200)),
                ("folded", models.CharField(max_length=200)),
                ("means", models.JSONField(default=list)),
                ("procedures", models.JSONField(default=list)),
                ("articles", models.JSONField(default=list)),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="IndexState",
            fields=[
                ("kind", models.CharField(max_length=20, primary_key=True, serialize=False)),
                ("wanted", models.PositiveBigIntegerField(default=0)),
                ("built", models.PositiveBigIntegerField(default=0)),
                ("built_at", models.DateTimeField(null=True)),
            ],
        ),
    ]
