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
    Kept("forecasts", "indicators.forecastday", since="made_at"),
    # Before work begins, 06:00 in Viet Nam.
    Job("forecast", cron="0 23 * * *", runs="motcua.indicators.forecasts.operations:forecast"),
    Job("keep_figures", cron="* * * * *", runs="motcua.indicators.operations:keep_figures", lane=Lane.SEARCH),
)
