"""The units by which systemd runs an installation: what each may touch is said, and nothing else is allowed."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Place:
    """Where an installation stands and as whom it runs."""

    code: Path
    data: Path
    backups: Path
    settings: Path
    user: str
    port: int
    # Folders beside the data folder that the settings name and the services write to; they may be mounted later.
    shared: tuple[Path, ...] = ()


# What nothing of ours needs: other people's files, devices, the kernel, new rights. systemd-analyze security tells.
HARDENED = """\
UMask=0077
NoNewPrivileges=yes
CapabilityBoundingSet=
AmbientCapabilities=
ProtectSystem=strict
ProtectHome=yes
PrivateTmp=yes
PrivateDevices=yes
PrivateUsers=yes
ProtectClock=yes
ProtectControlGroups=yes
ProtectHostname=yes
ProtectKernelLogs=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
ProtectProc=invisible
LockPersonality=yes
RemoveIPC=yes
RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
SystemCallArchitectures=native
SystemCallFilter=@system-service
SystemCallFilter=~@privileged
SystemCallErrorNumber=EPERM
"""


def units(place: Place) -> dict[str, str]:
    """Every unit by its name: the web and the worker, which always run; the backup and the doctor, by the clock.

    The day's own work is the worker's: it begins the day wherever it was when the day began.
    """
    web, worker = f"serve --port {place.port}", "worker"
    return {
        "motcua-web.service": _always(place, "Một Cửa: máy chủ web", web, stops_within=30),
        # It lets the jobs in hand end: a mail server that is silent holds one for half a minute.
        "motcua-worker.service": _always(place, "Một Cửa: tiến trình nền", worker, stops_within=90),
        "motcua-backup.service": _once(place, "Một Cửa: sao lưu", f"backup {place.backups} --keep 14"),
        "motcua-backup.timer": _timer("Một Cửa: sao lưu hằng đêm", "01:30"),
        "motcua-check.service": _once(place, "Một Cửa: khám hằng ngày", "check"),
        "motcua-check.timer": _timer("Một Cửa: khám hằng ngày", "07:00"),
    }


def _always(place: Place, what: str, words: str, *, stops_within: int) -> str:
    return (
        _head(what)
        + _service(place, words, place.data)
        + f"Type=exec\nRestart=always\nRestartSec=5\nTimeoutStopSec={stops_within}\n{HARDENED}"
        + "\n[Install]\nWantedBy=multi-user.target\n"
    )


def _once(place: Place, what: str, words: str) -> str:
    return _head(what) + _service(place, words, place.data, place.backups) + f"Type=oneshot\nNice=10\n{HARDENED}"


def _head(what: str) -> str:
    return (
        f"[Unit]\nDescription={what}\nWants=network-online.target\nAfter=network-online.target postgresql.service\n\n"
    )


def _service(place: Place, words: str, *written: Path) -> str:
    return (
        f"[Service]\nUser={place.user}\nGroup={place.user}\nEnvironmentFile={place.settings}\n"
        f"WorkingDirectory={place.code}\nExecStart={place.code}/motcua {words}\n"
        f"ReadWritePaths={' '.join([*map(str, written), *(f'-{one}' for one in place.shared)])}\n"
    )


def _timer(what: str, hour: str) -> str:
    return (
        f"[Unit]\nDescription={what}\n\n[Timer]\nOnCalendar=*-*-* {hour}:00 Asia/Ho_Chi_Minh\n"
        "Persistent=true\nRandomizedDelaySec=10m\n\n[Install]\nWantedBy=timers.target\n"
    )
