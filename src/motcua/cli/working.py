"""The worker: one process for each lane, waited for, brought back, and ended with a job that takes too long."""

import asyncio
import multiprocessing
import os
import signal
import time
from collections.abc import Awaitable, Callable
from importlib import import_module
from multiprocessing.context import ForkProcess
from threading import Event
from typing import Any

import structlog
from django.db import OperationalError, connection, connections
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector

from motcua.kernel.children import end_with_parent
from motcua.kernel.lanes import BEFORE, PACES, Lane

log = structlog.get_logger()

# Seconds between two looks at the lanes, and at a database that is away.
LOOK_EVERY, ASK_EVERY = 0.5, 2.0
# Seconds: a lane that ended sooner is not begun again at once.
SHORT_LIFE = 10.0
# Seconds a lane may take to finish the jobs in hand: a mail server that is silent holds one for thirty.
ENDS_WITHIN = 45.0
# Seconds after which a worker says again that it waits.
TOLD_AGAIN = 60.0
# How a process ends whose job took too long.
OVER_ITS_TIME = 70


def worker() -> int:
    """The worker alone, for a real installation: it waits for its database, says so, and outlives it.

    A lane ends when its lines to the database break, or with a job that takes too long; what it held is taken up again.
    """
    stopping = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: stopping.set())
    running: dict[Lane, ForkProcess] = {}
    begun: dict[Lane, float] = {}
    try:
        while not stopping.is_set():
            for lane in [lane for lane in Lane if not (lane in running and running[lane].is_alive())]:
                if (ended := running.pop(lane, None)) is not None:
                    log.warning("worker_ended", lane=lane.value, code=ended.exitcode)
                is_due = time.monotonic() - begun.get(lane, float("-inf")) >= SHORT_LIFE
                if is_due and _waited_for_database(stopping):
                    running[lane], begun[lane] = _begin(lane), time.monotonic()
            stopping.wait(LOOK_EVERY)
    finally:
        _end(list(running.values()))
    return 0


def _begin(lane: Lane) -> ForkProcess:
    """A process like this one, which has all code in memory already: all lanes need little more than one."""
    connections.close_all()
    process = multiprocessing.get_context("fork").Process(target=work, args=(lane,), name=lane.value)
    process.start()
    return process


def work(lane: Lane) -> None:
    """Do the work of one lane until asked to stop. Done jobs are deleted: the outbox tells what was sent."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_DFL)
    end_with_parent()
    asyncio.run(_work(lane))


async def _work(lane: Lane) -> None:
    queues = [lane.value, BEFORE] if lane is Lane.LETTERS else [lane.value]
    connector = app.connector
    if isinstance(connector, DjangoConnector):
        connector = connector.get_worker_connector()
    with app.replace_connector(connector):
        async with app.open_async():
            await app.run_worker_async(
                queues=queues,
                name=lane.value,
                concurrency=PACES[lane].at_once,
                delete_jobs="successful",
                worker_middleware=[within(PACES[lane].limit)],
            )


def within(seconds: float) -> Callable[..., Awaitable[Any]]:
    """Let a job take so many seconds. Nothing but its process's end ends a thread that waits for somebody."""

    async def limit(call_next: Callable[[], Awaitable[Any]], context: Any, _worker: Any) -> Any:
        def end() -> None:
            log.error("job_over_its_time", job=context.job.id, task=context.job.task_name, seconds=seconds)
            os._exit(OVER_ITS_TIME)

        timer = asyncio.get_running_loop().call_later(seconds, end)
        try:
            return await call_next()
        finally:
            timer.cancel()

    return limit


def _waited_for_database(stopping: Event) -> bool:
    """Once the database can be worked with; not when asked to stop before. Why it waits is said, and every minute."""
    told = float("-inf")
    while not stopping.is_set():
        if not (why := _why_not_yet()):
            return True
        if time.monotonic() - told > TOLD_AGAIN:
            told = time.monotonic()
            log.warning("worker_waits_for_database", why=why)
        stopping.wait(ASK_EVERY)
    return False


def _why_not_yet() -> str:
    """Why no lane can begin: the database is away, or has no place for jobs yet."""
    try:
        # The models it knows are there once the settings are.
        missing = import_module("motcua.kernel.health").missing_steps("procrastinate")
    except OperationalError as error:
        return " ".join(str(error).split())
    finally:
        connection.close()
    return f"cấu trúc cơ sở dữ liệu thiếu {missing} bước: ./motcua migrate" if missing else ""


def _end(lanes: list[ForkProcess]) -> None:
    """Ask every lane to stop after the jobs in hand, and end those that do not."""
    for lane in lanes:
        lane.terminate()
    until = time.monotonic() + ENDS_WITHIN
    for lane in lanes:
        lane.join(max(0.0, until - time.monotonic()))
        if lane.is_alive():
            lane.kill()
            lane.join()
