"""The files in `deploy/` are whole, and whoever fills them in is told of every name in them."""

import re
import shutil
import socket
import subprocess
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from string import Template

import pytest
import yaml

from motcua.kernel.floors import ROOT

DEPLOY = ROOT / "deploy"
TEMPLATES = ["etcd/etcd.conf", "patroni/patroni.yml", "haproxy/haproxy.cfg"]


def filled(name):
    template = Template((DEPLOY / name).read_text())
    return template.substitute(dict.fromkeys(template.get_identifiers(), "127.0.0.1:1"))


@pytest.mark.parametrize("name", TEMPLATES)
def test_every_name_to_fill_in_is_set_in_the_guide(name):
    guide = (DEPLOY / "README.md").read_text()
    before = guide[: guide.index(f"envsubst < deploy/{name}")]
    said = set(re.findall(r"(?<=[ \n])([A-Z]+[A-Z0-9_]*)=", before[before.rindex("```\n") :]))
    assert set(Template((DEPLOY / name).read_text()).get_identifiers()) <= said


def test_a_leader_that_falls_silent_is_known_before_it_may_come_back():
    """What Patroni asks of its times, or two could lead at once."""
    times = yaml.safe_load(filled("patroni/patroni.yml"))["bootstrap"]["dcs"]
    assert times["loop_wait"] + 2 * times["retry_timeout"] <= times["ttl"]
    assert times["synchronous_mode"] is True


@pytest.mark.skipif(not shutil.which("haproxy"), reason="haproxy is not installed")
def test_haproxy_reads_its_file(tmp_path):
    settings = tmp_path / "haproxy.cfg"
    settings.write_text(filled("haproxy/haproxy.cfg").replace("port 127.0.0.1:1", "port 1"))
    done = subprocess.run(["haproxy", "-c", "-f", settings], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


class Node(ThreadingHTTPServer):
    """Answers like a web node, as far as a balancer looks."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answer)
        self.writes = self.reads = True
        self.at = f"127.0.0.1:{self.server_address[1]}"


class Answer(BaseHTTPRequestHandler):
    server: Node

    def do_GET(self) -> None:
        node = self.server
        is_well = {"/health/ready": node.reads, "/health/ready?ghi=1": node.reads and node.writes}.get(self.path, True)
        self.send_response(200 if is_well else 503)
        self.end_headers()
        self.wfile.write(node.at.encode())

    def log_message(self, *_what: object) -> None:
        """Nothing: it is asked every second."""


def free() -> str:
    with socket.create_server(("127.0.0.1", 0)) as found:
        return f"127.0.0.1:{found.getsockname()[1]}"


@contextmanager
def balanced(home, one: Node, other: Node) -> Iterator[str]:
    names = {"PUBLIC": free(), "DATABASE": free(), "REPLICAS": free(), "CONTROL": str(home / "sock")}
    names |= {"WEB1": one.at, "WEB2": other.at}
    template = Template((DEPLOY / "haproxy/haproxy.cfg").read_text())
    text = template.substitute(dict.fromkeys(template.get_identifiers(), "127.0.0.1:1") | names)
    settings = home / "haproxy.cfg"
    settings.write_text(text.replace("port 127.0.0.1:1", "port 1"))
    running = subprocess.Popen(["haproxy", "-db", "-f", settings], stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    try:
        yield f"http://{names['PUBLIC']}/"
    finally:
        running.terminate()
        running.wait()


def answering(address: str) -> set[str]:
    """Which nodes answer eight requests; nobody's name where none is there."""
    names = set()
    for _time in range(8):
        try:
            names.add(urllib.request.urlopen(address, timeout=5).read().decode())  # noqa: S310 - ours
        except OSError:
            names.add("")
    return names


def until(address: str, wanted: set[str]) -> None:
    ends = time.monotonic() + 30
    while (seen := answering(address)) != wanted:
        assert time.monotonic() < ends, seen
        time.sleep(0.2)


@pytest.mark.issue(17)
@pytest.mark.skipif(not shutil.which("haproxy"), reason="haproxy is not installed")
def test_a_node_that_cannot_write_rests_while_another_can_and_is_read_when_none_can(tmp_path):
    one, other = Node(), Node()
    for node in (one, other):
        threading.Thread(target=node.serve_forever, daemon=True).start()
    with balanced(tmp_path, one, other) as address:
        until(address, {one.at, other.at})
        one.writes = False
        until(address, {other.at})
        other.writes = False
        until(address, {one.at, other.at})
        one.reads = False
        until(address, {other.at})
        one.reads = one.writes = True
        until(address, {one.at})
    for node in (one, other):
        node.shutdown()
        node.server_close()


@pytest.mark.issue(17)
@pytest.mark.skipif(not shutil.which("nginx") or not shutil.which("openssl"), reason="nginx is not installed")
def test_nginx_reads_its_file(tmp_path):
    key, certificate = tmp_path / "web.key", tmp_path / "web.pem"
    making = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=x", "-keyout", key]
    subprocess.run([*making, "-out", certificate], check=True, capture_output=True)
    site = (DEPLOY / "nginx/motcua.conf").read_text().replace("/etc/motcua/", f"{tmp_path}/")
    (tmp_path / "site.conf").write_text(site)
    settings = tmp_path / "nginx.conf"
    settings.write_text(f"pid {tmp_path}/pid;\nevents {{}}\nhttp {{\n    include {tmp_path}/site.conf;\n}}\n")
    done = subprocess.run(["nginx", "-t", "-c", settings], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
