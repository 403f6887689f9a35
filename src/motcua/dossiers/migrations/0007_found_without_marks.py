from django.db import migrations, models

import motcua.kernel.folding


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0006_the_story_is_read_in_its_readers_language")]

    operations = [
        migrations.AddField(
            model_name="dossier",
            name="holder_key",
            field=models.GeneratedField(
                db_persist=True,
                expression=motcua.kernel.folding.Folded("holder_name"),
                output_field=models.TextField(),
            ),
        ),
        migrations.AddIndex(
            model_name="party",
            index=models.Index(condition=~models.Q(phone=""), fields=["phone"], name="party_phone"),
        ),
    ]
