"""A reader of what strangers sent has little time, little memory, and no way out."""

import os
import socket
import threading
import time

import pytest

from motcua.kernel import confined as reading
from motcua.kernel.confined import Limits, RanOut, confined
from motcua.kernel.turns import Busy

SOON = Limits(seconds=1)


@pytest.fixture(autouse=True)
def a_request_of_its_own():
    reading._begin()


def length(content, more=""):
    return {"bytes": len(content), "more": more}


def endless(_content):
    while True:
        pass


def asleep(_content):
    time.sleep(60)


def greedy(_content):
    return len(b"x" * 4_000_000_000)


def open_a_file(_content):
    try:
        with open("/etc/hostname") as file:
            return file.read()
    except OSError as error:
        return f"refused {error.errno}"


def write_a_file(content):
    try:
        with open("motcua-confined", "wb") as file:
            return file.write(content)
    except OSError as error:
        return f"refused {error.errno}"


def call_home(_content):
    try:
        return socket.create_connection(("127.0.0.1", 9), 1).fileno()
    except OSError as error:
        return f"refused {error.errno}"


def know(_content):
    return sorted(os.environ)


def much(_content):
    return "x" * 60_000_000


def broken(_content):
    raise ValueError("of no interest to anybody")


def test_gives_what_the_reader_found():
    assert confined(length, b"abc", "d") == {"bytes": 3, "more": "d"}
    assert confined(length, b"x" * 20_000_000)["bytes"] == 20_000_000


@pytest.mark.parametrize("reader", [endless, asleep, greedy, much, broken])
def test_what_takes_too_much_is_ended(reader):
    begun = time.monotonic()
    with pytest.raises(RanOut):
        confined(reader, b"", limits=SOON)
    assert time.monotonic() - begun < 30


@pytest.mark.parametrize("reader", [open_a_file, write_a_file, call_home])
def test_nothing_can_be_opened(reader):
    assert confined(reader, b"x").startswith("refused")


def test_it_knows_no_secret_of_the_platform(monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "s")
    assert "SECRET_KEY" not in confined(know, b"")


def test_one_request_cannot_wait_for_one_bomb_after_the_other(monkeypatch):
    monkeypatch.setattr(reading, "OF_A_REQUEST", 2.0)
    reading._begin()
    for _bomb in range(2):
        with pytest.raises(RanOut):
            confined(asleep, b"", limits=SOON)
    begun = time.monotonic()
    with pytest.raises(RanOut):
        confined(length, b"")
    assert time.monotonic() - begun < 0.5
    reading._begin()
    assert confined(length, b"")["bytes"] == 0


def test_who_comes_while_a_bomb_is_read_waits_a_little_and_is_told(monkeypatch):
    monkeypatch.setattr(reading.LINE, "patience", 0.2)
    entered = threading.Event()
    answer = reading._answer

    def told(*arguments):
        entered.set()
        return answer(*arguments)

    monkeypatch.setattr(reading, "_answer", told)
    caught = []

    def first():
        with pytest.raises(RanOut):
            confined(asleep, b"", limits=SOON)
        caught.append("ran out")

    thread = threading.Thread(target=first)
    thread.start()
    entered.wait(10)
    with pytest.raises(Busy):
        confined(length, b"")
    thread.join()
    assert caught == ["ran out"]
    assert confined(length, b"")["bytes"] == 0


def test_a_crowd_before_the_reader_is_sent_away_at_once_so_that_pages_are_answered(monkeypatch):
    """Each who waits holds one of the few threads that answer pages: all but two of them are told at once."""
    monkeypatch.setattr(reading.LINE, "patience", 5)
    ends = {}

    def come(name, function):
        reading._begin()
        begun = time.monotonic()
        try:
            confined(function, b"", limits=SOON)
        except (Busy, RanOut) as told:
            ends[name] = (type(told), time.monotonic() - begun)

    crowd = [threading.Thread(target=come, args=(number, asleep)) for number in range(8)]
    for thread in crowd:
        thread.start()
    for thread in crowd:
        thread.join()
    quick = [name for name, (told, took) in ends.items() if told is Busy and took < 1]
    assert len(quick) == 5, ends


def test_what_a_reading_cost_is_known_also_when_it_ran_out():
    # On a machine that is full a processor's second takes many of the clock's.
    confined(length, b"", limits=Limits(seconds=20))
    idle = reading.spent()
    confined(busy_for_a_while, b"", limits=Limits(seconds=20))
    busy = reading.spent() - idle
    assert idle < 0.5 <= busy
    with pytest.raises(RanOut):
        confined(endless, b"", limits=SOON)
    assert reading.spent() == idle + busy + SOON.seconds


def busy_for_a_while(_content):
    while time.process_time() < 0.5:
        pass
