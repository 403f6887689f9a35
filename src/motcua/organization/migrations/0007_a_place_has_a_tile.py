from django.db import migrations, models


class Migration(migrations.Migration):
    """A picture of tiles shows the communes of a province, each in its place."""

    dependencies = [("organization", "0006_where_an_agency_receives_is_shared")]

    operations = [
        migrations.AddField(
            model_name="place",
            name="tile_row",
            field=models.PositiveSmallIntegerField(null=True, help_text="where it stands in the picture of tiles"),
        ),
        migrations.AddField(
            model_name="place",
            name="tile_column",
            field=models.PositiveSmallIntegerField(null=True),
        ),
    ]
