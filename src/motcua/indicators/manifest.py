"""What this room brings to the whole."""

from motcua.kernel.manifests import Figure, Job, Manifest, PackFolder

MANIFEST: Manifest = (
    PackFolder("indicators"),
    *map(
        Figure,
        (
            "submitted",
            "submitted_online",
            "accepted",
            "not_accepted",
            "done_on_time",
            "done_late",
            "done_without_due_date",
            "returned",
            "withdrawn",
            "stopped",
            "rated",
            "stars",
        ),
    ),
    Job("count_demand", cron="7 * * * *", runs="motcua.indicators.operations:count_demand"),
)
