"""What this room brings to the whole."""

from motcua.kernel.manifests import Job, Manifest

# At night in Viet Nam.
MANIFEST: Manifest = (Job("clear_sessions", cron="40 19 * * *", runs="motcua.people.sessions:clear_sessions"),)
