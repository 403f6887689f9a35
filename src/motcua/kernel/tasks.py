"""What the worker runs for the ground."""

from importlib import import_module

import structlog
from asgiref.sync import sync_to_async
from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from motcua.kernel import clock, days, outbox, traces
from motcua.kernel.illness import Unavailable
from motcua.kernel.lanes import Lane
from motcua.kernel.manifests import Job, offered

log = structlog.get_logger()

# For the time in which the database itself is away; what a gateway refuses is planned again by the outbox.
AGAIN = RetryStrategy(max_attempts=10, wait=2, linear_wait=10)


# Each message names its lane when it is queued.
@app.task(name="motcua.deliver", queue=Lane.DAY.value, retry=AGAIN)
def deliver(*, message_id: int) -> None:
    """Send one message of the outbox; on a node whose clock is wrong it waits for its next turn."""
    clock.refuse_apart()
    outbox.deliver(message_id, at=timezone.now())


@app.periodic(cron="* * * * *")
# In the lane that nothing long holds.
@app.task(name="motcua.take_up_again", queue=Lane.LETTERS.value, queueing_lock="motcua.take_up_again")
async def take_up_again(timestamp: int) -> None:
    """Every minute, queue again what a dead worker held, and messages that have no job; expire what came too late."""
    if await sync_to_async(_waits_for_the_clock)("take_up_again"):
        return
    await outbox.take_up_again(at=timezone.now())
    await sync_to_async(outbox.queue_orphans)(at=timezone.now())


def _waits_for_the_clock(key: str) -> bool:
    """Whether this node's clock is wrong; then a job waits for its next time, and says so."""
    try:
        clock.refuse_apart()
    except Unavailable as unavailable:
        log.warning("job_waits_for_the_clock", job=key, why=str(unavailable))
        return True
    return False


def again_and_again(job: Job) -> None:
    """Have the worker do a job of a manifest when its time comes; one that is still waiting is not queued twice."""
    module, function = job.runs.split(":")
    work = getattr(import_module(module), function)

    def run(timestamp: int) -> None:
        if _waits_for_the_clock(job.key):
            return
        at = timezone.now()
        if job.deletes and not days.are_steady(at=at):
            log.warning("job_waits_for_a_steady_clock", job=job.key)
            return
        with traces.step(f"job {job.key}"):
            work(at=at)

    name = f"motcua.{job.key}"
    app.periodic(cron=job.cron)(app.task(name=name, queue=job.lane.value, queueing_lock=name)(run))


for job in offered(Job).values():
    again_and_again(job)
