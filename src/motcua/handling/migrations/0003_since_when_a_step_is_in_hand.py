from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("handling", "0002_boards_sum_what_is_kept")]

    operations = [
        migrations.AddField(
            model_name="task",
            name="assigned_at",
            field=models.DateTimeField(help_text="since when its official has it in hand", null=True),
        ),
    ]
