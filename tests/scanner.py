"""A scanner of malware that knows one thing: Debian's clamd where it is installed, and a stand-in of the same words."""

import contextlib
import shutil
import socketserver
import struct
import subprocess
import threading
import time

import pytest

from motcua.kernel import confined, scanning

# The file that every scanner finds and that harms nobody; in two halves, so that none finds it here.
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD" + rb"-ANTIVIRUS-TEST-FILE!$H+H*"
CONFIGURATION = """LocalSocket {folder}/clamd.ctl
DatabaseDirectory {folder}
Foreground true
LogFile {folder}/clamd.log
StreamMaxLength 1M
"""


def has_clamd():
    return shutil.which("clamd") is not None


@contextlib.contextmanager
def clamd(folder):
    """The real one, with a database of its own; gives the path of its socket."""
    (folder / "one.ndb").write_text(f"Motcua.Eicar:0:*:{EICAR.hex()}\n")
    (folder / "clamd.conf").write_text(CONFIGURATION.format(folder=folder))
    command = [shutil.which("clamd"), "-c", str(folder / "clamd.conf")]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_for(f"{folder}/clamd.ctl")
        yield f"{folder}/clamd.ctl"
    finally:
        process.kill()
        process.wait()


def wait_for(path):
    for _try in range(200):
        with contextlib.suppress(scanning.ScannerDown):
            if scanning._asked(b"zPING\0", 1, path) == "PONG":
                return
        time.sleep(0.1)
    raise TimeoutError(path)


class Words(socketserver.StreamRequestHandler):
    """What clamd answers to the commands that it is asked here."""

    # Which signatures it has, and whether the one thing is among them.
    signatures, knows = 27000, True

    def handle(self):
        command = self.until_nul()
        if command == b"zPING":
            self.wfile.write(b"PONG\0")
        elif command == b"zVERSION":
            self.wfile.write(b"ClamAV 1.0.7/%d/Sun Nov 29 08:22:53 2026\0" % self.signatures)
        elif command == b"zINSTREAM":
            self.wfile.write(self.verdict() + b"\0")

    def until_nul(self):
        words = b""
        while (letter := self.rfile.read(1)) not in (b"\0", b""):
            words += letter
        return words

    def verdict(self):
        content = b""
        while size := struct.unpack("!I", self.rfile.read(4))[0]:
            content += self.rfile.read(size)
            if len(content) > 1 << 20:
                return b"INSTREAM size limit exceeded. ERROR"
        return b"stream: Motcua.Eicar.UNOFFICIAL FOUND" if self.knows and EICAR in content else b"stream: OK"


@contextlib.contextmanager
def stand_in(folder):
    """Gives the address of its port."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Words) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield f"127.0.0.1:{server.server_address[1]}"
        server.shutdown()


@pytest.fixture(params=[stand_in, *([clamd] if has_clamd() else [])])
def there(request, tmp_path, settings):
    """A scanner that answers."""
    confined._begin()
    with request.param(tmp_path) as address:
        settings.CLAMAV = address
        yield address
