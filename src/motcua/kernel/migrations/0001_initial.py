"""The ground: journal, outbox, files, counters; what guards the journal, and what tells of a new edition."""

import django.core.serializers.json
import django.db.models.functions.datetime
from django.contrib.postgres.operations import BtreeGistExtension, TrigramExtension, UnaccentExtension
from django.db import migrations, models

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
    initial = True

    dependencies = []

    operations = [
        BtreeGistExtension(),
        TrigramExtension(),
        UnaccentExtension(),
        migrations.CreateModel(
            name="Counter",
            fields=[
                ("scope", models.CharField(max_length=150, primary_key=True, serialize=False)),
                ("value", models.PositiveBigIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="StoredFile",
            fields=[
                ("digest", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("size", models.PositiveBigIntegerField()),
                ("media_type", models.CharField(max_length=150)),
                ("stored_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="JournalEntry",
            fields=[
                ("number", models.PositiveBigIntegerField(primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
                ("word", models.CharField(max_length=100)),
                ("actor", models.CharField(blank=True, max_length=100)),
                ("subject", models.CharField(blank=True, max_length=100)),
                ("details", models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ("previous_hash", models.CharField(blank=True, max_length=64)),
                ("hash", models.CharField(max_length=64, unique=True)),
                ("recorded_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                "indexes": [
                    models.Index(fields=["subject", "number"], name="journal_subject"),
                    models.Index(fields=["actor", "number"], name="journal_actor"),
                ],
            },
        ),
        migrations.CreateModel(
            name="OutboxMessage",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=200, unique=True)),
                ("topic", models.CharField(max_length=50)),
                ("payload", models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder)),
                (
                    "state",
                    models.CharField(
                        choices=[("QUEUED", "Chờ gửi"), ("SENT", "Đã gửi"), ("FAILED", "Không gửi được")],
                        default="QUEUED",
                        max_length=10,
                    ),
                ),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("last_error", models.TextField(blank=True)),
                ("created_at", models.DateTimeField()),
                ("sent_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "SENT"), _negated=True),
                        fields=["created_at"],
                        name="outbox_unsent",
                    )
                ],
            },
        ),
        migrations.RunSQL(REFUSE, ALLOW),
        migrations.RunSQL(WRITE, "DROP FUNCTION motcua_write_journal(bigint, jsonb);"),
        migrations.RunSQL(EDITION, "DROP FUNCTION motcua_new_edition(); DROP TABLE kernel_edition;"),
    ]
