"""Queues so many messages of a topic in a province: `python -m tests.faults.queued TOPIC COUNT`."""

import sys

from django.utils import timezone

from motcua.cli import running

if __name__ == "__main__":
    running.ready()
    from motcua.kernel.outbox import enqueue

    topic, at = sys.argv[1], timezone.now()
    for number in range(int(sys.argv[2])):
        words = {"to": "a@example.vn", "subject": "x", "text": "x", "at": at.isoformat()}
        enqueue(topic, words, key=f"silent/{topic}/{number}", at=at)
