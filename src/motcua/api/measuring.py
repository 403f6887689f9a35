"""What a monitor reads: measures of the installation; calls and operations of every process of this server."""

import os
import time
from collections.abc import Callable, Iterator
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from prometheus_client import REGISTRY, CollectorRegistry, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector

from motcua.kernel import measures, traces

REQUESTS = Histogram("motcua_request_seconds", "Time a call took", ["face", "status"])


class Measured:
    """Notes how long each call takes, by the room of its page and the kind of its answer, never by who calls."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        started = time.perf_counter()
        with traces.step("request") as note:
            answer = self.get_response(request)
            page = request.resolver_match
            face = (page.app_name or "account") if page else "none"
            note("page", page.view_name if page else "")
            note("http.response.status_code", answer.status_code)
        REQUESTS.labels(face, f"{answer.status_code // 100}xx").observe(time.perf_counter() - started)
        return answer


class _Installation:
    """The measures of the rooms, asked when the monitor asks."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def collect(self) -> Iterator[Metric]:
        for measure, values in measures.gathered(at=self.at):
            told = GaugeMetricFamily(measure.key, measure.help, labels=measure.labels)
            for labels, value in values.items():
                told.add_metric(labels, value)
            yield told


def told(*, at: datetime) -> bytes:
    """Everything, as Prometheus reads it: calls and operations of all processes together, whichever answers."""
    registry = CollectorRegistry()
    # `./motcua serve` has its processes write into one folder; a process that is alone counts for itself.
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    else:
        registry.register(REGISTRY)
    registry.register(_Installation(at))
    return generate_latest(registry)
