from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("procedures", "0004_who_must_sign_comes_for_the_result"),
    ]

    operations = [
        migrations.AddField(
            model_name="procedureversion",
            name="result_key",
            field=models.SlugField(
                blank=True,
                db_default="",
                default="",
                help_text="empty: the template that names the procedure, or a letter",
                max_length=80,
            ),
        ),
        migrations.AddField(
            model_name="procedureversion",
            name="editors",
            field=models.JSONField(
                db_default=[], default=list, help_text="keys of all who wrote in it: none of them reviews it"
            ),
        ),
    ]
