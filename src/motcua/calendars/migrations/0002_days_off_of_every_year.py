from django.db import migrations, models


class Migration(migrations.Migration):
    """The days off that the law gives every year, for what lies behind the calendar's last day."""

    dependencies = [("calendars", "0001_initial")]

    operations = [
        migrations.AddField(model_name="workingcalendar", name="yearly", field=models.JSONField(default=list)),
    ]
