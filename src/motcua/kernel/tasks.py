"""What the worker runs for the ground."""

from django.utils import timezone
from procrastinate.contrib.django import app

from motcua.kernel import outbox


@app.task(name="motcua.deliver", queue="outbox")
def deliver(*, message_id: int) -> None:
    """Send one message of the outbox."""
    outbox.deliver(message_id, at=timezone.now())
