from django.db import migrations

# What was drafted on one form becomes the first of its papers.
SEVERAL = """
UPDATE dossiers_dossier SET decision = decision - 'template' - 'values' || jsonb_build_object(
    'facts', CASE WHEN decision ? 'template' THEN '[]'::jsonb ELSE decision -> 'facts' END,
    'papers', CASE WHEN decision ? 'template' THEN jsonb_build_array(jsonb_build_object(
        'title', decision -> 'title', 'template', decision -> 'template',
        'values', coalesce(decision -> 'values', '{}'::jsonb), 'facts', decision -> 'facts'
    )) ELSE '[]'::jsonb END
) WHERE decision ?| array['template', 'values']
"""


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0002_a_fee_may_be_for_one_of_several")]

    operations = [migrations.RunSQL(SEVERAL, migrations.RunSQL.noop)]
