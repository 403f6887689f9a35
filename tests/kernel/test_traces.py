"""Where a collector is named it is told the steps of a call, and no person; else nothing is loaded."""

import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from tests.command import python

pytestmark = pytest.mark.issue(17)
CALL = """
import sys
from motcua.kernel import traces
with traces.step("request") as note:
    note("page", "portal:home")
    try:
        with traces.step("dossier.accepted"):
            raise ValueError("Nguyễn Thị Bí Mật")
    except ValueError:
        pass
print("loaded" if any(name.startswith("opentelemetry") for name in sys.modules) else "spared")
"""


class Collector(BaseHTTPRequestHandler):
    def do_POST(self):
        self.server.told.append((self.path, self.rfile.read(int(self.headers["Content-Length"]))))
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_words):
        pass


@pytest.fixture
def collector():
    server = HTTPServer(("127.0.0.1", 0), Collector)
    server.told = []
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def test_a_collector_is_told_the_steps_and_nobodys_name(collector):
    # Spans are told as protocol buffers: names stand in them as they are.
    endpoint = f"http://127.0.0.1:{collector.server_port}"
    code, said = python("-c", CALL, OTEL_EXPORTER_OTLP_ENDPOINT=endpoint, OTEL_EXPORTER_OTLP_COMPRESSION="none")
    assert (code, said.split()[-1]) == (0, "loaded")
    assert {path for path, _body in collector.told} == {"/v1/traces"}
    body = b"".join(body for _path, body in collector.told)
    for word in (b"request", b"portal:home", b"dossier.accepted", b"ValueError"):
        assert word in body
    assert "Bí Mật".encode() not in body


def test_without_one_nothing_is_loaded():
    assert python("-c", CALL) == (0, "spared\n")


def test_a_collector_that_is_away_holds_nothing_up():
    code, said = python("-c", CALL, OTEL_EXPORTER_OTLP_ENDPOINT="http://127.0.0.1:1", OTEL_EXPORTER_OTLP_TIMEOUT="1")
    assert code == 0
    assert "loaded" in said
