from django.db import migrations

from motcua.kernel.folding import anew


class Migration(migrations.Migration):
    """What names are found by is made anew: with any apostrophe or none, and the same in the database as in the code."""

    dependencies = [("results", "0003_who_entries_are_about")]

    operations = [
        migrations.RunPython(
            anew("results", "registerentry", "subject_key", "register_by_name"), migrations.RunPython.noop
        ),
        migrations.RunPython(
            anew("results", "registeredperson", "name_key", "registered_by_name_and_birth"), migrations.RunPython.noop
        ),
    ]
