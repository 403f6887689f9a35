"""What is counted now and then, beside what is counted as it happens."""

from datetime import datetime

from django.db import connection, transaction

# Enough to tell what people do most; its counting takes the same however many dossiers there are.
LATEST = 10_000
_COUNT = """
    INSERT INTO indicators_proceduredemand (procedure_id, filed)
    SELECT v.procedure_id, count(*)
    FROM (SELECT version_id FROM dossiers_dossier ORDER BY id DESC LIMIT %s) latest
    JOIN procedures_procedureversion v ON v.id = latest.version_id
    GROUP BY v.procedure_id
"""


def count_demand(*, at: datetime) -> None:
    """Count anew for what people filed of late, so that what they look for most stands first."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("LOCK TABLE indicators_proceduredemand IN EXCLUSIVE MODE")
        cursor.execute("DELETE FROM indicators_proceduredemand")
        cursor.execute(_COUNT, [LATEST])
