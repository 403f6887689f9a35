"""The scanner is asked with little patience, and what it says is understood; what it does not say is no verdict."""

import socket
import threading
import time

import pytest

from motcua.kernel import scanning
from motcua.kernel.scanning import Scan, ScannerDown, infection_in, is_alive, scan
from tests import scanner
from tests.forms.test_files import PDF
from tests.scanner import there  # noqa: F401 - a fixture

pytestmark = pytest.mark.issue(16)
BAD = PDF + b"\n%" + scanner.EICAR


def test_what_is_clean_passes_and_what_is_not_is_named(there):  # noqa: F811
    assert is_alive()
    assert infection_in(PDF) == ""
    assert infection_in(b"a plain text, then " + scanner.EICAR).startswith("Motcua.Eicar")
    assert infection_in(BAD).startswith("Motcua.Eicar")
    assert infection_in(b"x" * 300_000) == ""


def test_what_is_larger_than_the_scanner_takes_has_no_verdict(there):  # noqa: F811
    with pytest.raises(ScannerDown):
        infection_in(b"x" * 3_000_000)
    assert is_alive()


@pytest.mark.parametrize("address", ["/no/such/socket", "127.0.0.1:1", "127.0.0.1", "[::1]:1", "host:port"])
def test_a_scanner_that_is_away_gives_no_verdict(address, settings):
    settings.CLAMAV = address
    assert scan(PDF) == Scan(is_done=False)
    assert not is_alive()


def test_without_a_scanner_nobody_is_asked(settings, monkeypatch):
    monkeypatch.setattr(scanning, "_connected", None)
    assert scan(scanner.EICAR) == Scan(is_done=False)


def test_a_scanner_that_falls_silent_is_not_waited_for(settings, monkeypatch):
    monkeypatch.setattr(scanning, "PATIENCE", 0.5)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings.CLAMAV = f"127.0.0.1:{silent.getsockname()[1]}"
        begun = time.monotonic()
        assert scan(PDF) == Scan(is_done=False)
        assert time.monotonic() - begun < 3


def test_a_scanner_that_talks_without_end_is_not_listened_to(settings, monkeypatch):
    monkeypatch.setattr(scanning, "PATIENCE", 2)
    with socket.create_server(("127.0.0.1", 0)) as endless:
        settings.CLAMAV = f"127.0.0.1:{endless.getsockname()[1]}"

        def talk():
            talking, _address = endless.accept()
            with talking:
                talking.recv(1 << 20)
                talking.sendall(b"stream: " + b"x" * 8000)

        threading.Thread(target=talk, daemon=True).start()
        assert scan(PDF) == Scan(is_done=False)
