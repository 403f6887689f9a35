"""Running things: the demonstration, the web server, the worker."""

import contextlib
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from importlib import import_module
from ipaddress import ip_address
from pathlib import Path
from threading import Event

import django

from motcua.cli.counting import together
from motcua.cli.embedded import Server
from motcua.cli.whereabouts import alone, is_told, running_at, told_folder
from motcua.kernel.children import end_with_parent
from motcua.kernel.terminal import Trouble, say
from motcua.kernel.turns import THREADS

# How many dossiers a demonstration's year has; `MOTCUA_YEAR=0` leaves it out.
YEAR = 2_000
# How the web server writes its own lines.
LINES = Path(__file__).with_name("granian.json")
# Seconds between two looks at what runs.
LOOK_EVERY = 2.0
# Seconds: a web server that ended sooner would not run better the next time.
SHORT_LIFE = 10.0
# Seconds that what runs may take to finish what it has in hand.
ENDS_WITHIN = 15.0
# Seconds a web server may take to answer its first call, on a machine that does other things as well.
STARTS_WITHIN = 120.0


def ready() -> None:
    """Bring Django up, or say which setting is missing."""
    django.setup()


def _secret(data: Path) -> str:
    """The installation's secret, made once and readable by its owner only."""
    path = data / "secret"
    if not path.exists() or not path.read_text(encoding="utf-8"):
        # Under its name only when it is whole: half a secret would be the installation's for ever.
        making = data / f"secret.{secrets.token_hex(4)}"
        making.touch(mode=0o600)
        making.write_text(secrets.token_urlsafe(48), encoding="utf-8")
        making.rename(path)
    return path.read_text(encoding="utf-8")


def _is_free(port: int) -> bool:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def _host() -> str:
    """The address that the web server listens at. It takes no names."""
    told = os.environ.get("MOTCUA_HOST", "").strip() or "127.0.0.1"
    try:
        return str(ip_address(told))
    except ValueError:
        raise Trouble(f"MOTCUA_HOST là một địa chỉ IP của máy này, ví dụ 10.0.0.11, không phải «{told}».") from None


def web(port: int, *, workers: int = 2, level: str = "error") -> list[str]:
    """The command that serves the pages. A worker that is killed, for its memory or otherwise, is replaced."""
    return [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--workers", str(workers),
        "--blocking-threads", str(THREADS), "--host", _host(), "--port", str(port),
        "--no-ws", "--log-level", level,
        "--respawn-failed-workers", "--respawn-interval", "0.5", "motcua.wsgi:application",
    ]  # fmt: skip


def worker_command() -> list[str]:
    """The command that does what waits in the background."""
    return [sys.executable, "-m", "motcua.cli", "worker"]


def serve(port: int, *, workers: int) -> int:
    """The web server alone, for a real installation. Every web node has its own copy of what pages load."""
    if not _is_free(port):
        raise Trouble(f"Cổng {port} đang được dùng. Chọn cổng khác: ./motcua serve --port {port + 1}")
    _collect_static()
    os.environ.update(together(import_module("django.conf").settings.DATA_DIR, port))
    # Its own few lines, too, are JSON for the service manager: where it listens is one of them.
    command = [*web(port, workers=workers, level="info"), "--log-config", str(LINES)]
    os.execv(sys.executable, command)  # noqa: S606 - becomes the server
    return 0


def demo(data: Path | None, *, port: int, fresh: bool) -> int:
    """Everything for a first look: database, data of Lạng Sơn, accounts, web and worker, until Ctrl-C."""
    if not _is_free(port):
        raise Trouble(f"Cổng {port} đang được dùng. Chọn cổng khác: ./motcua demo --port {port + 1}")
    _length_of_year()
    data = data or told_folder()
    with alone(data, address=_address(port)):
        return _demo(data, port=port, fresh=fresh)


def _demo(data: Path, *, port: int, fresh: bool) -> int:
    external = is_told()
    server = Server(data)
    if fresh:
        server.stop()
        shutil.rmtree(server.home, ignore_errors=True)
        for one in data.iterdir():
            if one.name != "lock":
                shutil.rmtree(one) if one.is_dir() else one.unlink()
    started = time.monotonic()
    # Also what stops it while it is still getting ready stops all it has started.
    signal.signal(signal.SIGTERM, _stopped)
    try:
        if not external:
            server.start()
            os.environ["DATABASE_URL"] = server.address
        _settle(data, port)
        accounts = fill()
        if not external:
            # The tables are the server's first role's; what runs works with them and cannot change them.
            import_module("motcua.kernel.ownership").hand_over(server.role)
            os.environ["DATABASE_URL"] = server.working_address
        return _run_until_stopped(port, accounts, started, None if external else server)
    finally:
        if not external:
            server.stop()


def _stopped(_number: int, _frame: object) -> None:
    raise KeyboardInterrupt


def _address(port: int) -> str:
    return os.environ.get("PUBLIC_ADDRESS", f"http://localhost:{port}")


def _settle(data: Path, port: int) -> None:
    """The settings of a demonstration."""
    os.environ.update(
        {
            "SECRET_KEY": _secret(data),
            "MOTCUA_DATA": str(data),
            "MOTCUA_DEMO": "1",
            "PUBLIC_ADDRESS": _address(port),
            "DJANGO_SETTINGS_MODULE": "motcua.settings.development",
        }
    )


@contextlib.contextmanager
def database(data: Path, *, as_it_works: bool = False) -> Iterator[None]:
    """The installation's database for one command: DATABASE_URL, or the embedded one of a data folder.

    The embedded server is started for the command when it is not running, and left as it was found. `as_it_works`: in
    the role of the web server and the worker, not of who owns the tables.
    """
    os.environ["MOTCUA_DATA"] = str(data)
    if is_told():
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "motcua.settings.production")
        yield
        return
    data.mkdir(parents=True, exist_ok=True)
    server = Server(data)
    was_up = server.cluster.exists() and server.is_up()
    if not was_up:
        server.start()
    os.environ["DATABASE_URL"] = server.working_address if was_up and as_it_works else server.address
    os.environ.setdefault("SECRET_KEY", _secret(data))
    if was_up and (address := running_at(data)):
        os.environ.setdefault("PUBLIC_ADDRESS", address)
    # A folder with a database of its own is a demonstration's.
    os.environ.setdefault("MOTCUA_DEMO", "1")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "motcua.settings.development")
    try:
        if not was_up:
            ready()
            import_module("motcua.cli.upgrading").migrate(verbosity=0)
        yield
    finally:
        if not was_up:
            server.stop()


def fill() -> list[tuple[str, str, str]]:
    """Bring the database up to date and fill in the demonstration province."""
    ready()
    commands = import_module("motcua.cli.commands")
    management = import_module("django.core.management")
    import_module("motcua.cli.upgrading").migrate(verbosity=0)
    management.call_command("createcachetable", verbosity=0)
    _collect_static()
    for room, report in commands.load(withdraw=True).items():
        for finding in report.findings:
            say(f"{room}: {finding}")
    commands.open_index()
    import_module("motcua.cli.keys").made_known(at=import_module("django.utils.timezone").now())
    import_module("motcua.notices.push.vapid").make_key()
    accounts: list[tuple[str, str, str]] = import_module("motcua.cli.demonstration").fill()
    return accounts


def _collect_static() -> None:
    """The manifest is written last: where it is missing, a copy was cut off, and what it left may be half a file."""
    manifest = Path(import_module("django.conf").settings.STATIC_ROOT) / "staticfiles.json"
    was_whole = manifest.exists()
    manifest.unlink(missing_ok=True)
    import_module("django.core.management").call_command(
        "collectstatic", interactive=False, verbosity=0, clear=not was_whole
    )


def year(count: int, share: int, of: int) -> None:
    """Tell one share of a year of the province's work, in the time that others leave.

    Who is asked to stop tells the story in hand to its end.
    """
    stopping = Event()
    signal.signal(signal.SIGTERM, lambda _number, _frame: stopping.set())
    os.nice(19)
    ready()
    import_module("motcua.cli.year").tell(count, share=share, of=of, stops=stopping.is_set)


def year_commands(count: int) -> list[list[str]]:
    """The commands that fill the demonstration's year while people look around, as many as two processors can do."""
    of = min(2, os.cpu_count() or 1)
    return [
        [sys.executable, "-c", f"from motcua.cli import running; running.year({count}, {share}, {of})"]
        for share in range(of)
    ]


def _length_of_year() -> int:
    wanted = os.environ.get("MOTCUA_YEAR", str(YEAR))
    if not (wanted.isascii() and wanted.isdigit() and len(wanted) < 7):
        raise Trouble("MOTCUA_YEAR là số hồ sơ của một năm hoạt động, ví dụ 2000; 0 thì không lập.")
    return int(wanted)


def _begin_year(count: int) -> list[subprocess.Popen[bytes]]:
    told = import_module("motcua.cli.year")
    missing = len(told.untold(told.plans(count, now=import_module("django.utils.timezone").now())))
    if not missing:
        return []
    say(f"\n{missing} hồ sơ của một năm hoạt động đang được lập ở phía sau, phường Kỳ Lừa trước.")
    return [_child(command) for command in year_commands(count)]


def _child(command: list[str], **environment: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(  # noqa: S603 - our own words
        command, env={**os.environ, **environment}, start_new_session=True, preexec_fn=end_with_parent
    )


def _web(port: int) -> subprocess.Popen[bytes]:
    return _child(web(port), **together(Path(os.environ["MOTCUA_DATA"]), port))


def _run_until_stopped(port: int, accounts: list[tuple[str, str, str]], started: float, server: Server | None) -> int:
    stopping = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: stopping.set())
    children, begun = [_web(port), _child(worker_command())], time.monotonic()
    try:
        _wait_for(port, children)
        _welcome(port, accounts, time.monotonic() - started)
        children += _begin_year(_length_of_year())
        while not stopping.wait(LOOK_EVERY):
            if server is not None:
                bring_back(server)
            if (ended := children[0].poll()) is not None:
                # One that was killed is started again however young; one that ends by itself would only end again.
                if ended >= 0 and time.monotonic() - begun < SHORT_LIFE:
                    raise Trouble("Máy chủ web đã dừng; xem thông báo ở trên.")
                say("Máy chủ web đã dừng; đang khởi động lại.")
                _end_group(children[0], signal.SIGKILL)
                children[0], begun = _web(port), time.monotonic()
            # A worker that was killed: the next one takes up its jobs again.
            if children[1].poll() is not None:
                children[1] = _child(worker_command())
    finally:
        _end(children)
    return 0


def bring_back(server: Server) -> None:
    """Start a database that was killed; it comes back with what was committed. Tried again later when it will not."""
    if server.is_up():
        return
    say("Cơ sở dữ liệu đã dừng; đang khởi động lại.")
    try:
        server.start()
    except Trouble as trouble:
        say(str(trouble))


def _welcome(port: int, accounts: list[tuple[str, str, str]], took: float) -> None:
    say(f"\nMột Cửa đang chạy ở http://localhost:{port} (sẵn sàng sau {took:.0f} giây). Dừng: Ctrl-C.\n")
    say("Đăng nhập thử (mật khẩu chung: xem cột cuối):")
    for role, login, password in accounts:
        say(f"  {role:44} {login:34} {password}")


def _end(children: list[subprocess.Popen[bytes]]) -> None:
    """Ask every child and what it started to stop, and stop those that do not: nothing is left on the port."""
    for child in children:
        _end_group(child, signal.SIGTERM)
    for child in children:
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(ENDS_WITHIN)
        _end_group(child, signal.SIGKILL)


def _end_group(child: subprocess.Popen[bytes], number: signal.Signals) -> None:
    """Send a signal to a child and to what it started, which may outlive it."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child.pid, number)


def _wait_for(port: int, children: list[subprocess.Popen[bytes]]) -> None:
    """Return once the web server answers; `Trouble` when it ended or never did. Nobody is told it runs before."""
    until = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < until:
        if any(child.poll() is not None for child in children):
            raise Trouble("Máy chủ web không khởi động được; xem thông báo ở trên.")
        with contextlib.suppress(OSError):
            socket.create_connection(("127.0.0.1", port), 0.2).close()
            return
        time.sleep(0.1)
    raise Trouble(f"Máy chủ web không trả lời sau {STARTS_WITHIN:.0f} giây; xem thông báo ở trên.")
