"""What this room brings to the whole."""

from motcua.kernel.manifests import Figure, Manifest

MANIFEST: Manifest = (
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
)
