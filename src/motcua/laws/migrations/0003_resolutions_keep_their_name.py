"""The National Assembly numbers its laws and its resolutions each for themselves: a resolution keeps its name."""

from django.db import migrations

RENAME = """
UPDATE laws_legaldocument SET number = 'Nghị quyết ' || number, slug = left('NGHI-QUYET-' || slug, 100)
WHERE kind = 'RESOLUTION' AND number ~ '^[0-9][^ ]*/QH[0-9]+$'
"""
BACK = """
UPDATE laws_legaldocument SET number = substr(number, 12), slug = substr(slug, 12)
WHERE number LIKE 'Nghị quyết %/QH%' AND slug LIKE 'NGHI-QUYET-%'
"""


class Migration(migrations.Migration):
    dependencies = [("laws", "0002_former_texts")]

    operations = [migrations.RunSQL(RENAME, BACK)]
