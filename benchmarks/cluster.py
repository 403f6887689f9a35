"""Three PostgreSQL servers under Patroni and etcd behind HAProxy, on ports of this machine, from the files in `deploy/`.

Needs Debian's packages patroni, etcd-server, haproxy and postgresql-15; each part can be killed as a power cut would.
"""

import contextlib
import json
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from string import Template
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import psycopg
from psycopg import sql

from benchmarks.province import ROOT, Province, children_of, free_port
from motcua.kernel.terminal import Trouble

DEPLOY = ROOT / "deploy"
PROGRAMS = ("patroni", "etcd", "haproxy", "openssl", "setpriv", "/usr/lib/postgresql/15/bin/postgres")
HERE = "127.0.0.1"
FORMS_WITHIN = 90


def written(source: str, target: Path, values: Mapping[str, object]) -> Path:
    """A file of `deploy/` with its names filled in, as `envsubst` does."""
    text = (DEPLOY / source).read_text(encoding="utf-8")
    target.write_text(Template(text).substitute({name: str(value) for name, value in values.items()}), encoding="utf-8")
    return target


def wait_until(is_so: Callable[[], bool], what: str, seconds: float = FORMS_WITHIN) -> float:
    """Seconds until something is so; an error when it never is."""
    began = time.monotonic()
    while not is_so():
        if time.monotonic() - began > seconds:
            raise TimeoutError(what)
        time.sleep(0.1)
    return time.monotonic() - began


class Cluster:
    """What a province's database is when it has three machines; the one that leads answers at `address`."""

    databases = ("csdl1", "csdl2", "csdl3")
    stores = ("etcd1", "etcd2", "etcd3")

    def __init__(self, folder: Path, web_ports: Sequence[int]) -> None:
        if missing := [program for program in PROGRAMS if not shutil.which(program)]:
            raise Trouble(
                f"Thiếu {', '.join(missing)}: apt-get install patroni etcd-server haproxy postgresql-15 (Debian 12)."
            )
        self.home = folder
        self.web_ports = web_ports
        self.public, self.port = free_port(), free_port()
        self.ports = {name: tuple(free_port() for _port in range(2)) for name in (*self.databases, *self.stores)}
        self.passwords = {name: secrets.token_urlsafe(18) for name in ("postgres", "replicator", "rewinder", "motcua")}
        self.children: dict[str, subprocess.Popen[bytes]] = {}
        self.user = pwd.getpwnam("postgres") if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())

    @property
    def address(self) -> str:
        return f"postgresql://motcua:{self.passwords['motcua']}@{HERE}:{self.port}/motcua?sslmode=require"

    def start(self) -> None:
        """Form the cluster and make the platform's database in it."""
        self.home.mkdir(exist_ok=True)
        self._certificate()
        os.chown(self.home, self.user.pw_uid, self.user.pw_gid)
        for name in (*self.stores, *self.databases):
            self.revive(name)
        wait_until(lambda: bool(self.leader()) and self.is_whole(), "no cluster was formed")
        self._make_database()
        self._start_proxy()
        wait_until(self._answers, "the proxy leads to no database")

    def stop(self) -> None:
        for name in list(self.children):
            self.kill(name)

    def leader(self) -> str:
        """The name of the database that leads, or nothing."""
        return next((member["name"] for member in self._members() if member["role"] == "leader"), "")

    def replica(self) -> str:
        """The name of the database that has all the leader has and would take over."""
        return next((member["name"] for member in self._members() if member["role"] == "sync_standby"), "")

    def is_whole(self) -> bool:
        """Whether all three run, and one of those that follow has what the leader acknowledged."""
        members = self._members()
        ready = [member for member in members if member["state"] in ("running", "streaming")]
        return len(ready) == len(self.databases) and {"leader", "sync_standby"} <= {one["role"] for one in members}

    def kill(self, name: str) -> None:
        """End a part with everything it started, at once and without a word."""
        child = self.children.pop(name)
        postmaster = self._postmaster(name)
        for first in filter(None, (child.pid, postmaster)):
            for pid in (first, *children_of(first)):
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
        child.wait()
        if postmaster:
            # Orphans are ours (see `Province`): one that is not buried looks as if it still ran.
            with contextlib.suppress(ChildProcessError):
                os.waitpid(postmaster, 0)

    def revive(self, name: str) -> None:
        """Start a database or a store again on what it had."""
        self.children[name] = self._started(name, self._store(name) if name in self.stores else self._database(name))

    def drain(self, server: str, *, is_drained: bool) -> None:
        """Give a web node no new requests, or some again, as whoever upgrades one after the other does."""
        state = "drain" if is_drained else "ready"
        self._control(f"set server nodes/{server} state {state}; set server reading/{server} state {state}")

    def is_idle(self, server: str) -> bool:
        """Whether a web node has no request in hand."""
        line = next(line for line in self._control("show stat").splitlines() if line.startswith(f"nodes,{server},"))
        return line.split(",")[4] == "0"

    def _control(self, words: str) -> str:
        with socket.socket(socket.AF_UNIX) as line:
            line.connect(str(self.home / "proxy.sock"))
            line.sendall(words.encode() + b"\n")
            return b"".join(iter(lambda: line.recv(65536), b"")).decode()

    def _members(self) -> list[dict[str, Any]]:
        for name in self.databases:
            if name in self.children:
                address = f"http://{HERE}:{self.ports[name][1]}/cluster"
                with contextlib.suppress(URLError, OSError, ValueError), urlopen(address, timeout=2) as answer:
                    members: list[dict[str, Any]] = json.load(answer)["members"]
                    return members
        return []

    def _answers(self) -> bool:
        try:
            with psycopg.connect(self.address, connect_timeout=2) as connection:
                return connection.execute("SELECT NOT pg_is_in_recovery()").fetchone() == (True,)
        except psycopg.OperationalError:
            return False

    def _postmaster(self, name: str) -> int:
        try:
            return int((self.home / name / "postmaster.pid").read_text(encoding="ascii").split()[0])
        except (OSError, ValueError, IndexError):
            return 0

    def _started(self, name: str, command: Sequence[str], **environment: str) -> subprocess.Popen[bytes]:
        with (self.home / f"{name}.log").open("ab") as log:
            return subprocess.Popen(  # noqa: S603 - our own commands
                command, env={"PATH": os.environ["PATH"], **environment}, stdout=log, stderr=log, cwd=self.home,
                start_new_session=True,
            )  # fmt: skip

    def _as_its_user(self, *command: str) -> list[str]:
        if os.geteuid() != 0:
            return list(command)
        return ["setpriv", f"--reuid={self.user.pw_uid}", f"--regid={self.user.pw_gid}", "--clear-groups", *command]

    def _store(self, name: str) -> list[str]:
        peer, client = self.ports[name]
        members = ",".join(f"{one}=http://{HERE}:{self.ports[one][0]}" for one in self.stores)
        values = {"NAME": name, "DATA": self.home / name, "ADDRESS": HERE, "PEER_PORT": peer, "CLIENT_PORT": client}
        settings = written("etcd/etcd.conf", self.home / f"{name}.conf", {**values, "MEMBERS": members})
        lines = [line for line in settings.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
        return ["env", *lines, "etcd"]

    def _database(self, name: str) -> list[str]:
        port, rest = self.ports[name]
        settings = written(
            "patroni/patroni.yml",
            self.home / f"{name}.yml",
            {
                "NAME": name, "DATA": self.home / name, "ADDRESS": HERE, "PORT": port, "REST_PORT": rest,
                "ETCD": ",".join(f"{HERE}:{self.ports[one][1]}" for one in self.stores),
                "SUPERUSER_PASSWORD": self.passwords["postgres"],
                "REPLICATION_PASSWORD": self.passwords["replicator"],
                "REWIND_PASSWORD": self.passwords["rewinder"],
                "SOCKETS": self.home, "NETWORK": f"{HERE}/32",
                "CERTIFICATE": self.home / "csdl.pem", "KEY": self.home / "csdl.key",
            },
        )  # fmt: skip
        return self._as_its_user("patroni", str(settings))

    def _certificate(self) -> None:
        certificate, key = self.home / "csdl.pem", self.home / "csdl.key"
        asked = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=csdl", "-days", "2"]
        subprocess.run([*asked, "-out", certificate, "-keyout", key], check=True, capture_output=True)  # noqa: S603
        key.chmod(0o600)
        for path in (certificate, key):
            os.chown(path, self.user.pw_uid, self.user.pw_gid)

    def _make_database(self) -> None:
        leads = self.ports[self.leader()][0]
        place = f"postgresql://postgres:{self.passwords['postgres']}@{HERE}:{leads}/postgres?sslmode=require"
        with psycopg.connect(place, autocommit=True) as connection:
            password = sql.Literal(self.passwords["motcua"])
            connection.execute(sql.SQL("CREATE ROLE motcua LOGIN PASSWORD {}").format(password))
            connection.execute("CREATE DATABASE motcua OWNER motcua")

    def _start_proxy(self) -> None:
        web = {f"WEB{n}": f"{HERE}:{port}" for n, port in enumerate(self.web_ports, 1)}
        served = {f"DATABASE{n}": f"{HERE}:{self.ports[name][0]}" for n, name in enumerate(self.databases, 1)}
        asked = {f"REST{n}": self.ports[name][1] for n, name in enumerate(self.databases, 1)}
        own = {
            "PUBLIC": f"{HERE}:{self.public}",
            "DATABASE": f"{HERE}:{self.port}",
            "REPLICAS": f"{HERE}:{free_port()}",
            "CONTROL": self.home / "proxy.sock",
        }
        settings = written("haproxy/haproxy.cfg", self.home / "haproxy.cfg", {**web, **served, **asked, **own})
        self.children["proxy"] = self._started("proxy", ["haproxy", "-db", "-f", str(settings)])


class Machines(Province):
    """A province on many machines: two web nodes and a worker beside a cluster, all behind HAProxy."""

    nodes = ("web1", "web2")

    def __init__(self) -> None:
        super().__init__(web_workers=1)
        self.ports = {name: free_port() for name in self.nodes}
        self.cluster = Cluster(self.folder / "csdl", list(self.ports.values()))
        self.server = self.cluster  # type: ignore[assignment]
        self.port = self.cluster.public
        self.environment |= {
            "DATABASE_URL": self.cluster.address,
            "PUBLIC_ADDRESS": f"http://{HERE}:{self.port}",
            "TRUSTED_PROXIES": HERE,
        }
