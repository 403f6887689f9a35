"""What the worker runs for the ground."""

from asgiref.sync import sync_to_async
from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from motcua.kernel import days, outbox

# For the time in which the database itself is away; what a gateway refuses is planned again by the outbox.
AGAIN = RetryStrategy(max_attempts=10, wait=2, linear_wait=10)


@app.task(name="motcua.deliver", queue="outbox", retry=AGAIN)
def deliver(*, message_id: int) -> None:
    """Send one message of the outbox."""
    outbox.deliver(message_id, at=timezone.now())


@app.periodic(cron="* * * * *")
@app.task(name="motcua.take_up_again", queue="outbox", queueing_lock="motcua.take_up_again")
async def take_up_again(timestamp: int) -> None:
    """Every minute, queue again what a dead worker held, and messages that have no job."""
    await outbox.take_up_again()
    await sync_to_async(outbox.queue_orphans)()


@app.periodic(cron="*/10 * * * *")
@app.task(name="motcua.begin_day", queue="outbox", queueing_lock="motcua.begin_day")
def begin_day(timestamp: int) -> None:
    """Every ten minutes, begin the day if it has not begun: after midnight, or when the worker comes back."""
    days.begin_day(at=timezone.now())
