"""One row says which transaction changed a shared thing last; each room's tables report to it."""

from django.db import migrations

# Written once by a transaction however many statements it has; the next transaction waits for it to end. The number of
# a transaction alone could come again when the data moves to another server, so its beginning goes with it.
EDITION = """
CREATE TABLE kernel_edition (changed_by xid8 NOT NULL, begun_at timestamptz NOT NULL);
INSERT INTO kernel_edition VALUES (pg_current_xact_id(), transaction_timestamp());
CREATE FUNCTION motcua_new_edition() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE kernel_edition SET changed_by = pg_current_xact_id(), begun_at = transaction_timestamp()
    WHERE changed_by <> pg_current_xact_id() OR begun_at <> transaction_timestamp();
    RETURN NULL;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("kernel", "0003_journal_is_written_in_one_step")]
    operations = [migrations.RunSQL(EDITION, "DROP FUNCTION motcua_new_edition(); DROP TABLE kernel_edition;")]
