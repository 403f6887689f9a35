from typing import Any

from django.db import migrations, models

from motcua.kernel.folding import Folded

# So many dossiers are looked at in one transaction: nobody waits for the whole of them.
PIECE = 10_000
FILL = """UPDATE dossiers_dossier d SET filer_key = btrim(d.filer_key || ' ' || {folded}) FROM dossiers_party p
    WHERE p.dossier_id = d.id AND p.role = 'RECIPIENT' AND d.id > %s AND d.id <= %s
    AND {folded} <> d.holder_key AND position(' ' || {folded} || ' ' IN ' ' || d.filer_key || ' ') = 0"""


def fill(apps: Any, schema_editor: Any) -> None:
    """The name of everybody who receives a result for somebody else."""
    folded = Folded.template % {"expressions": "p.name"}
    last = apps.get_model("dossiers", "Dossier").objects.aggregate(last=models.Max("pk"))["last"] or 0
    with schema_editor.connection.cursor() as cursor:
        for first in range(0, last, PIECE):
            cursor.execute(FILL.format(folded=folded), [first, first + PIECE])


class Migration(migrations.Migration):
    """A dossier is found by the name of who receives its result too."""

    atomic = False

    dependencies = [("dossiers", "0017_what_the_law_takes_off_a_fee")]

    operations = [
        migrations.AlterField(
            model_name="dossier",
            name="filer_key",
            field=models.TextField(
                db_default="",
                default="",
                help_text="the names of the filer and of who receives the result likewise, where they are not the holder's",
            ),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
