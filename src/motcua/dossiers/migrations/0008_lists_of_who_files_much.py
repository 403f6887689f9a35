import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("dossiers", "0007_found_without_marks"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name="dossier", index=models.Index(fields=["filer_account", "-id"], name="dossier_of_filer")
        ),
        migrations.RemoveIndex(model_name="dossier", name="dossier_filer"),
        migrations.AlterField(
            model_name="dossier",
            name="filer_account",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
    ]
