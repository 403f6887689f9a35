"""Lets this day have begun in a province, with all that a new day says, for tests may run across midnight.

python -m tests.faults.begun
"""

from django.utils import timezone

from motcua.cli import running

if __name__ == "__main__":
    running.ready()
    from motcua.kernel import days, outbox
    from motcua.kernel.models import OutboxMessage

    at = timezone.now()
    days.begin_day(at=at)
    for message in OutboxMessage.objects.filter(topic=days.TOPIC, state=OutboxMessage.State.QUEUED):
        outbox.deliver(message.pk, at=at)
    OutboxMessage.objects.filter(state=OutboxMessage.State.QUEUED).update(state=OutboxMessage.State.SENT)
