from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("papers", "0003_drawn_when_opened")]

    operations = [migrations.AlterField(model_name="paper", name="kind", field=models.CharField(max_length=30))]
