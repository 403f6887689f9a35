"""The database appends to the journal's chain itself, so that the chain is locked for one statement only."""

from django.db import migrations

# Each entry comes with its content as text but for its number (before) and the hash of the entry before it (after);
# the hash is the SHA-256 that motcua.kernel.journal.digest() computes. Inside a function every statement sees what was
# committed before it, so the last entry is read after the lock was won.
WRITE = """
CREATE FUNCTION motcua_write_journal(key bigint, entries jsonb) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    entry jsonb;
    last bigint;
    before text;
    now_hash text;
BEGIN
    PERFORM pg_advisory_xact_lock(key);
    SELECT j.number, j.hash INTO last, before FROM kernel_journalentry j ORDER BY j.number DESC LIMIT 1;
    last := coalesce(last, 0);
    before := coalesce(before, '');
    FOR entry IN SELECT * FROM jsonb_array_elements(entries) LOOP
        last := last + 1;
        now_hash := encode(
            sha256(convert_to('[' || last || ',' || (entry->>'content') || ',"' || before || '"]', 'UTF8')), 'hex');
        INSERT INTO kernel_journalentry (number, at, word, actor, subject, details, previous_hash, hash)
        VALUES (last, (entry->>'at')::timestamptz, entry->>'word', entry->>'actor', entry->>'subject',
                entry->'details', before, now_hash);
        before := now_hash;
    END LOOP;
    RETURN last;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("kernel", "0002_journal_is_append_only")]
    operations = [migrations.RunSQL(WRITE, "DROP FUNCTION motcua_write_journal(bigint, jsonb);")]
