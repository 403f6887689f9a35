"""The database itself refuses to change the journal."""

from django.db import migrations

REFUSE = """
CREATE FUNCTION motcua_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'TRUNCATE' AND current_setting('motcua.test', true) = 'on' THEN
        RETURN NULL;
    END IF;
    RAISE EXCEPTION 'the journal is append-only';
END $$;
CREATE TRIGGER journal_refuses_change BEFORE UPDATE OR DELETE ON kernel_journalentry
    FOR EACH ROW EXECUTE FUNCTION motcua_refuse_change();
CREATE TRIGGER journal_refuses_truncate BEFORE TRUNCATE ON kernel_journalentry
    FOR EACH STATEMENT EXECUTE FUNCTION motcua_refuse_change();
"""

ALLOW = """
DROP TRIGGER journal_refuses_truncate ON kernel_journalentry;
DROP TRIGGER journal_refuses_change ON kernel_journalentry;
DROP FUNCTION motcua_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("kernel", "0001_initial")]
    operations = [migrations.RunSQL(REFUSE, ALLOW)]
