from django.db import migrations

from motcua.kernel.folding import anew


class Migration(migrations.Migration):
    """What names are found by is made anew: with any apostrophe or none, and the same in the database as in the code."""

    dependencies = [("people", "0004_who_is_proved_and_changes_wait_for_a_second_person")]

    operations = [
        migrations.RunPython(anew("people", "account", "", "account_official_like"), migrations.RunPython.noop)
    ]
