"""A real S3-compatible store (SeaweedFS) as a process of its own: started, killed and started again by tests."""

import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import obstore
from obstore.store import S3Store

from motcua.settings import env

BUCKET, KEY, SECRET = "kho", "motcua", "bi-mat-cua-kho"
# Of the master, the volumes, the filer and the store itself, each with its inner port.
PORTS = 8


class ObjectStore:
    """Use as `with ObjectStore() as store:`; it answers when this returns, and keeps what it said it keeps."""

    def __init__(self):
        self.folder = Path(tempfile.mkdtemp(prefix="motcua-kho-"))
        self.ports = _free_ports(PORTS)
        self.process = None
        self.environment = {
            "FILES_STORE": f"s3://{BUCKET}/tep",
            "FILES_STORE_ENDPOINT": f"http://127.0.0.1:{self.ports[6]}",
            "FILES_STORE_KEY": KEY,
            "FILES_STORE_SECRET": SECRET,
        }

    def __enter__(self):
        known = {"name": "m", "credentials": [{"accessKey": KEY, "secretKey": SECRET}], "actions": ["Admin"]}
        (self.folder / "s3.json").write_text(json.dumps({"identities": [known]}), encoding="utf-8")
        (self.folder / "data").mkdir()
        self.start()
        return self

    def __exit__(self, *_error):
        self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    def start(self):
        names = ("master", "volume", "filer", "s3")
        ports = [
            f"-{name}.port{kind}={self.ports[2 * n + more]}"
            for n, name in enumerate(names)
            for more, kind in enumerate(("", ".grpc"))
        ]
        command = [
            Path(sys.executable).with_name("weed"), "server", "-ip=127.0.0.1", "-ip.bind=127.0.0.1", "-filer", "-s3",
            # Doors of it that nobody asks for, and that two stores at once would both want.
            "-s3.port.iceberg=0", "-s3.port.lance=0",
            f"-dir={self.folder / 'data'}", f"-s3.config={self.folder / 's3.json'}", "-s3.iam=false",
            "-master.volumeSizeLimitMB=64", "-volume.max=20", "-volume.minFreeSpace=1", *ports,
        ]  # fmt: skip
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True)
        until = time.monotonic() + 90
        while not self._answers():
            assert self.process.poll() is None, self.log()
            assert time.monotonic() < until, self.log()
            time.sleep(0.1)

    def kill(self):
        """As a loss of power would end it, but for the machine's own memory."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None

    def stop_answering(self):
        os.killpg(self.process.pid, signal.SIGSTOP)

    def go_on(self):
        os.killpg(self.process.pid, signal.SIGCONT)

    def log(self):
        return (self.folder / "log").read_text(encoding="utf-8", errors="replace")[-3000:]

    def client(self):
        """Past everything of ours."""
        config = {"endpoint": self.environment["FILES_STORE_ENDPOINT"], "access_key_id": KEY,
                  "secret_access_key": SECRET, "region": "us-east-1"}  # fmt: skip
        return S3Store(BUCKET, prefix="tep", config=config, client_options={"allow_http": True, "timeout": "5s"},
                       retry_config={"max_retries": 0})  # fmt: skip

    def _answers(self):
        try:
            obstore.put(self.client(), "thu", b"1", mode="overwrite", use_multipart=False)
            obstore.delete(self.client(), "thu")
        except Exception:  # noqa: BLE001 - whatever it is, it does not answer yet
            return False
        return True

    def storages(self, settings, monkeypatch):
        """The settings' `STORAGES` with this store for files, as an installation's settings name it."""
        for name, value in self.environment.items():
            monkeypatch.setenv(name, value)
        _folder, files = env.files("FILES_STORE", Path("/nowhere"))
        return {**settings.STORAGES, "files": files}


def _free_ports(count):
    """Free at this moment, all at once."""
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _n in range(count)]
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in sockets]
