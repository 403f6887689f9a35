from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("forms", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="draft",
            name="counter_code",
            field=models.CharField(
                help_text="by which an official at a counter takes it over", max_length=8, null=True, unique=True
            ),
        ),
        migrations.AddField(
            model_name="draft",
            name="counter_code_until",
            field=models.DateTimeField(null=True),
        ),
    ]
