"""What the ground brings to the whole."""

from motcua.kernel.manifests import Job, Manifest, Topic
from motcua.kernel.speech import gettext_noop

# After midnight, or when the worker comes back.
MANIFEST: Manifest = (
    Job("begin_day", cron="*/10 * * * *", runs="motcua.kernel.days:begin_day"),
    Topic("kernel.day", gettext_noop("Việc của ngày")),
)
