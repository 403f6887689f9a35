from django.db import migrations

from motcua.kernel.folding import anew


class Migration(migrations.Migration):
    """What names are found by is made anew: with any apostrophe or none, and the same in the database as in the code."""

    dependencies = [("dossiers", "0010_the_rate_stays_with_the_sum")]

    operations = [migrations.RunPython(anew("dossiers", "dossier", "holder_key"), migrations.RunPython.noop)]
