"""The journal says when it was written under its hash, is written by its owner's function alone, and knows no test."""

from django.db import migrations, models

REFUSE = """
CREATE OR REPLACE FUNCTION motcua_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the journal is append-only';
END $$;
"""
# With the rights of who owns the tables, so that who calls it needs none on them; names mean our own tables whatever
# the caller's path says. The moment is hashed as motcua.kernel.journal.digest() writes it.
WRITE = """
CREATE OR REPLACE FUNCTION motcua_write_journal(key bigint, entries jsonb) RETURNS bigint LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    entry jsonb;
    last bigint;
    before text;
    recorded timestamptz;
    now_hash text;
BEGIN
    PERFORM pg_advisory_xact_lock(key);
    SELECT j.number, j.hash INTO last, before FROM kernel_journalentry j ORDER BY j.number DESC LIMIT 1;
    last := coalesce(last, 0);
    before := coalesce(before, '');
    recorded := clock_timestamp();
    FOR entry IN SELECT * FROM jsonb_array_elements(entries) LOOP
        last := last + 1;
        now_hash := encode(sha256(convert_to(
            '[' || last || ',' || (entry->>'content') || ',"'
            || to_char(recorded AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"+00:00"')
            || '","' || before || '"]', 'UTF8')), 'hex');
        INSERT INTO kernel_journalentry
            (number, at, word, actor, subject, details, previous_hash, hash, recorded_at, form)
        VALUES (last, (entry->>'at')::timestamptz, entry->>'word', entry->>'actor', entry->>'subject',
                entry->'details', before, now_hash, recorded, 2);
        before := now_hash;
    END LOOP;
    RETURN last;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("kernel", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="journalentry",
            name="form",
            field=models.PositiveSmallIntegerField(default=1),
        ),
        migrations.RunSQL(REFUSE, migrations.RunSQL.noop),
        migrations.RunSQL(WRITE, migrations.RunSQL.noop),
    ]
