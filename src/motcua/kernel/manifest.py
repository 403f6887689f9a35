"""What the ground brings to the whole."""

from motcua.kernel.manifests import Job, Kept, Manifest, PackFolder, Topic
from motcua.kernel.speech import gettext_noop

# After midnight, or when the worker comes back.
MANIFEST: Manifest = (
    Job("begin_day", cron="*/10 * * * *", runs="motcua.kernel.days:begin_day"),
    # At night; twice, for a backup may be under way.
    Job("sweep_files", cron="40 19,21 * * *", runs="motcua.kernel.files:sweep", deletes=True),
    Job("scan_files", cron="*/10 * * * *", runs="motcua.kernel.files:scan_waiting"),
    Job(
        "remove_what_is_over",
        cron="10 19 * * *",
        runs="motcua.kernel.retention:remove_what_is_over",
        deletes=True,
    ),
    PackFolder("retention"),
    Kept("journal", "kernel.journalentry"),
    Kept("letters", "kernel.outboxmessage", removes="motcua.kernel.retention:forget_letters"),
    Kept("files", "kernel.storedfile"),
    Topic("kernel.day", gettext_noop("Việc của ngày")),
)
