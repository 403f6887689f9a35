"""What this room brings to the whole."""

from motcua.kernel.lanes import Lane
from motcua.kernel.manifests import Figure, Job, Kept, Manifest, PackFolder

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
    Kept("facts", "indicators.dossierfact", beside=("indicators.stepfact", "indicators.judgeddue")),
    Job("keep_figures", cron="* * * * *", runs="motcua.indicators.operations:keep_figures", lane=Lane.SEARCH),
    Job("freeze_figures", cron="20 * * * *", runs="motcua.indicators.figures.operations:freeze_figures"),
    Job("count_lasting", cron="12 * * * *", runs="motcua.indicators.figures.operations:count_lasting"),
)
