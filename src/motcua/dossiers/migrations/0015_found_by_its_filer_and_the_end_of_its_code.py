from typing import Any

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import migrations, models
from django.db.models.functions import Coalesce, Reverse

from motcua.kernel.folding import Folded, Words
from motcua.kernel.taken_up import AddFieldOnce, AddIndexOnce

# So many dossiers are looked at in one transaction: nobody waits for the whole of them.
PIECE = 10_000
FILL = """UPDATE dossiers_dossier d SET filer_key = {folded} FROM dossiers_party p
    WHERE p.dossier_id = d.id AND p.role = 'FILER' AND d.id > %s AND d.id <= %s AND d.filer_key = ''
    AND {folded} <> d.holder_key"""


def fill(apps: Any, schema_editor: Any) -> None:
    """The name of every filer who filed for somebody else."""
    folded = Folded.template % {"expressions": "p.name"}
    last = apps.get_model("dossiers", "Dossier").objects.aggregate(last=models.Max("pk"))["last"] or 0
    with schema_editor.connection.cursor() as cursor:
        for first in range(0, last, PIECE):
            cursor.execute(FILL.format(folded=folded), [first, first + PIECE])


class Migration(migrations.Migration):
    """A dossier is found by the name of its filer too, by the words of a name, and by the end of its code."""

    atomic = False

    dependencies = [("dossiers", "0014_in_whose_place_an_official_acted")]

    operations = [
        AddFieldOnce(
            model_name="dossier",
            name="filer_key",
            field=models.TextField(
                db_default="", default="", help_text="the filer's name likewise, where it is not the holder's"
            ),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        AddIndexOnce(
            model_name="dossier",
            index=GinIndex(Words("holder_key", "filer_key"), name="dossier_names"),
        ),
        AddIndexOnce(
            model_name="dossier",
            index=models.Index(
                OpClass(Reverse(Coalesce("code", "reference")), name="text_pattern_ops"), name="dossier_code_end"
            ),
        ),
    ]
