"""What the web server says of itself in production is lines for programs, as all else is."""

import json
import os
import signal
import socket
import time

import pytest

from benchmarks.province import children_of
from tests.command import started

pytestmark = pytest.mark.issue(16)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def test_every_line_of_the_web_server_is_json(tmp_path):
    log, port = tmp_path / "log", free_port()
    settings = {
        "SECRET_KEY": "x", "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none", "MOTCUA_DATA": str(tmp_path),
        "ALLOWED_HOSTS": "localhost",
    }  # fmt: skip
    server = started("serve", "--port", str(port), "--workers", "1", log=log, **settings)
    until = time.monotonic() + 120
    try:
        while '"warning"' not in log.read_text() and '"error"' not in log.read_text() and time.monotonic() < until:
            # It tells of a process that ends without having been told to.
            for child in children_of(server.pid):
                os.kill(child, signal.SIGKILL)
            time.sleep(1)
    finally:
        left = [server.pid, *children_of(server.pid)]
        for pid in left:
            os.kill(pid, signal.SIGKILL)
        server.wait(30)
    events = [json.loads(line) for line in log.read_text().splitlines()]
    assert "_granian" in {event["logger"] for event in events}
    assert f"Listening at: http://127.0.0.1:{port}" in {event["event"] for event in events}
    assert not any("Consider reviewing" in event["event"] for event in events)
