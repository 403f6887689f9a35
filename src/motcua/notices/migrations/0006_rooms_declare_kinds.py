from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("notices", "0005_late_consultations")]

    operations = [migrations.AlterField(model_name="notice", name="kind", field=models.CharField(max_length=30))]
