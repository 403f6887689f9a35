"""What the ground brings to the whole."""

from motcua.kernel.lanes import Lane
from motcua.kernel.manifests import HealthPart, Job, Kept, Manifest, Measure, PackFolder, Topic
from motcua.kernel.speech import gettext_noop

# After midnight, or when the worker comes back.
MANIFEST: Manifest = (
    HealthPart("database", gettext_noop("Cơ sở dữ liệu"), "motcua.kernel.health:database", is_vital=True),
    HealthPart("replica", gettext_noop("Máy đọc"), "motcua.kernel.replica:health"),
    # Soon after the moment that it is compared with.
    HealthPart("clock", gettext_noop("Đồng hồ"), "motcua.kernel.health:clock", is_for_writing=True),
    HealthPart("files", gettext_noop("Tệp"), "motcua.kernel.health:stored_files", is_vital=True),
    HealthPart("disk", gettext_noop("Đĩa"), "motcua.kernel.health:disk", asks_database=False),
    HealthPart("worker", gettext_noop("Tiến trình nền"), "motcua.kernel.health:worker", is_shared=True),
    HealthPart("queue", gettext_noop("Hàng đợi"), "motcua.kernel.health:queue", is_shared=True),
    HealthPart("channels", gettext_noop("Kênh gửi"), "motcua.kernel.health:channels", is_shared=True),
    HealthPart("scanner", gettext_noop("Quét mã độc"), "motcua.kernel.health:scanner"),
    HealthPart("writing", gettext_noop("Ghi tệp"), "motcua.kernel.health:written_files", is_slow=True),
    HealthPart("packs", gettext_noop("Gói dữ liệu"), "motcua.kernel.health:packs", is_slow=True),
    HealthPart("backup", gettext_noop("Sao lưu"), "motcua.kernel.health:backup", is_slow=True),
    HealthPart("settings", gettext_noop("Cấu hình"), "motcua.kernel.health:configuration", is_slow=True),
    Measure("motcua_part_state", "0 well, 1 to be looked at, 2 ill", "motcua.kernel.measures:parts", ("part",), False),
    Measure("motcua_jobs_waiting", "Jobs that wait for a worker", "motcua.kernel.measures:jobs", ("lane",)),
    Measure("motcua_jobs_oldest_seconds", "Age of the oldest", "motcua.kernel.measures:oldest_job", ("lane",)),
    Measure("motcua_outbox_messages", "Messages that did not leave", "motcua.kernel.measures:letters", ("state",)),
    Measure("motcua_outbox_oldest_seconds", "Age of the oldest that waits", "motcua.kernel.measures:oldest_letter"),
    Measure("motcua_channel_open", "1: the channel is left alone", "motcua.kernel.measures:open_channels", ("topic",)),
    Measure("motcua_worker_silence_seconds", "Since a worker's sign of life", "motcua.kernel.measures:worker"),
    Measure("motcua_backup_age_seconds", "Age of the last whole backup", "motcua.kernel.measures:backup"),
    Measure("motcua_journal_entries", "Entries of the journal", "motcua.kernel.measures:journal"),
    Measure("motcua_clock_apart_seconds", "From the database's clock", "motcua.kernel.measures:clock_apart"),
    Measure("motcua_disk_free_bytes", "Free at MOTCUA_DATA", "motcua.kernel.measures:disk_free", asks_database=False),
    Measure(
        "motcua_disk_size_bytes", "In all at MOTCUA_DATA", "motcua.kernel.measures:disk_whole", asks_database=False
    ),
    Job("begin_day", cron="*/10 * * * *", runs="motcua.kernel.days:begin_day"),
    # At night; twice, for a backup may be under way.
    Job("sweep_files", cron="40 19,21 * * *", runs="motcua.kernel.files:sweep", deletes=True, lane=Lane.FILES),
    # What lies in them is gone with who made them; only a killed one leaves any.
    Job("sweep_passing", cron="50 * * * *", runs="motcua.kernel.passing:sweep", lane=Lane.FILES),
    Job("scan_files", cron="*/10 * * * *", runs="motcua.kernel.files:scan_waiting", lane=Lane.FILES),
    Job(
        "remove_what_is_over",
        cron="10 19 * * *",
        runs="motcua.kernel.retention:remove_what_is_over",
        deletes=True,
    ),
    PackFolder("retention"),
    Kept("journal", "kernel.journalentry"),
    Kept(
        "letters",
        "kernel.outboxmessage",
        beside=("kernel.circuit",),
        removes="motcua.kernel.retention:forget_letters",
    ),
    Kept("files", "kernel.storedfile"),
    Topic("kernel.day", gettext_noop("Việc của ngày")),
)
