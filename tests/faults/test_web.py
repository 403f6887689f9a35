"""A killed process of the web server, as on a machine short of memory, is replaced while others answer."""

import os
import signal
import time
from pathlib import Path

import pytest

from benchmarks.province import children_of

pytestmark = pytest.mark.faults


@pytest.fixture(scope="module")
def served(province):
    province.web_workers = 2
    with province.ended():
        province.start("web")
        yield province


def workers(province):
    return children_of(province.children["web"].pid)


def is_running(pid):
    """Ended, it may still wait to be buried: that is no process any more."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def answer_of(province):
    """What a person gets, whose browser asks again when the connection it asked on is gone."""
    for _attempt in range(5):
        browser = province.browser()
        try:
            return browser.get("/tra-cuu/").status
        except ConnectionError:
            time.sleep(0.1)
        finally:
            browser.close()
    return 0


def listening(port):
    """How many processes take calls on a port: each has a line of its own to it, once its pages are loaded."""
    lines = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    return sum(line[1].endswith(f":{port:04X}") and line[3] == "0A" for line in lines)


def test_a_killed_worker_is_replaced_while_the_other_answers(served):
    before = workers(served)
    assert len(before) == 2
    # One that has just begun answers nobody yet.
    until = time.monotonic() + 60
    while listening(served.port) < 2:
        assert time.monotonic() < until, served.log("web")
        time.sleep(0.1)
    os.kill(before[0], signal.SIGKILL)
    answers = []
    until = time.monotonic() + 30
    while len(set(workers(served)) - {before[0]}) < 2:
        assert time.monotonic() < until, served.log("web")
        answers.append(answer_of(served))
        time.sleep(0.05)
    assert set(answers) == {200}


@pytest.mark.issue(16)
def test_a_server_whose_first_process_is_killed_leaves_nobody_on_its_port(served):
    for _kill in range(2):
        server, left = served.children["web"], workers(served)
        assert left
        server.kill()
        server.wait()
        until = time.monotonic() + 30
        while any(map(is_running, left)):
            assert time.monotonic() < until, "workers outlived their server"
            time.sleep(0.1)
        served.start("web")
        assert answer_of(served) == 200
