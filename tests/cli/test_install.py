"""What `./motcua install` writes is what systemd understands, hardened, and read by a shell as by systemd."""

import os
import re
import shutil
import subprocess

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as some

from motcua.cli import environments
from tests.command import motcua

pytestmark = pytest.mark.issue(17)
HAS_SYSTEMD = pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="no systemd on this machine")
SERVICES = ["motcua-web", "motcua-worker", "motcua-backup", "motcua-check"]
TIMERS = ["motcua-backup", "motcua-check"]
# systemd reads /etc/os-release as it reads a file of settings, and gives a build's name back by a specifier.
TAKEN = "BUILD_ID"


def by_shell(text, name):
    told = subprocess.run(
        ["sh", "-c", f'set -a; . /dev/stdin; printf %s "${name}"'],
        input=text,
        capture_output=True,
        check=True,
        text=True,
    )
    return told.stdout


def by_systemd(text, place):
    (place / "etc").mkdir(exist_ok=True)
    (place / "etc" / "os-release").write_text(text)
    (place / "asked.conf").write_text("f+ /told - - - - %B\n")
    subprocess.run(["systemd-tmpfiles", f"--root={place}", "--create", place / "asked.conf"], check=True, timeout=30)
    return (place / "told").read_text()


@pytest.mark.skipif(not shutil.which("systemd-tmpfiles"), reason="no systemd on this machine")
@given(
    value=some.text(
        some.characters(min_codepoint=32, max_codepoint=0x1EF9, exclude_categories=["C", "Z"]), min_size=1, max_size=30
    )
)
@example(value="""a b#c&d'e"f\\g`h$i;|<>(){}*?!~ é""")
@example(value=" # đầu ")
@example(value="postgresql://motcua:p#a&ss'w\"o$rd@localhost/motcua?sslmode=verify-full")
@settings(max_examples=25, deadline=None)
def test_a_shell_and_systemd_read_the_same(value, tmp_path_factory):
    text = environments.line(TAKEN, value) + "\n"
    assert environments.misread(text) == []
    assert environments.value(text, TAKEN) == value
    assert by_shell(text, TAKEN) == value
    assert by_systemd(text, tmp_path_factory.mktemp("doc")) == value


@pytest.mark.parametrize(
    "written",
    [
        "A=a b",
        "A=a&b",
        "A=a#b",
        "A=a$B",
        "A='it'\\''s'",
        'A="a$b"',
        'A="a',
        "A = b",
        "export A=b",
        "A=a\\b",
        "A=`id`",
        "A='a\\b'",
    ],
)
def test_what_they_may_read_otherwise_is_named_by_line_and_never_by_value(written):
    ((number, name),) = environments.misread(f"# đầu\n\nB=1\n{written}\nC='a b#&'\n")
    assert (number, name.removeprefix("export ").strip()) == (4, "A")


@pytest.fixture
def installed(tmp_path):
    code, said = motcua("install", "--root", str(tmp_path))
    assert code == 0, said
    assert "systemctl enable --now" in said
    return tmp_path


def test_settings_are_written_once_and_read_by_their_owner_alone(installed):
    path = installed / "etc" / "motcua.env"
    assert path.stat().st_mode & 0o007 == 0
    text = path.read_text()
    assert environments.misread(text) == []
    assert len(environments.value(text, "SECRET_KEY")) > 40
    path.write_text(text + 'EMAIL_HOST_PASSWORD="a#b&c"\nMOTCUA_DATA=/srv/du-lieu\n')
    kept = path.read_text()
    assert motcua("install", "--root", str(installed))[0] == 0
    assert path.read_text() == kept
    assert "ReadWritePaths=/srv/du-lieu\n" in (installed / "etc/systemd/system/motcua-web.service").read_text()


@pytest.mark.issue(17)
def test_the_services_may_write_where_the_settings_say_that_files_and_anchors_lie(installed):
    path = installed / "etc" / "motcua.env"
    path.write_text(path.read_text() + "FILES_STORE=/mnt/chung/tep\nJOURNAL_ANCHORS=/mnt/moc\n")
    assert motcua("install", "--root", str(installed))[0] == 0
    units = installed / "etc/systemd/system"
    for name in ("motcua-web.service", "motcua-worker.service", "motcua-backup.service"):
        (line,) = [one for one in (units / name).read_text().splitlines() if one.startswith("ReadWritePaths=")]
        assert line.endswith(" -/mnt/chung/tep -/mnt/moc")
    path.write_text(path.read_text() + "FILES_STORE=s3://kho/tep\n")
    assert motcua("install", "--root", str(installed))[0] == 0
    assert "s3:" not in (units / "motcua-web.service").read_text()


def test_settings_that_a_shell_reads_otherwise_are_refused_before_anything_is_written(tmp_path):
    (tmp_path / "etc").mkdir()
    (tmp_path / "etc" / "motcua.env").write_text("SECRET_KEY=bi&mat\n")
    code, said = motcua("install", "--root", str(tmp_path))
    assert (code, "dòng 1 (SECRET_KEY)" in said, "bi&mat" in said) == (1, True, False), said
    assert [path.name for path in tmp_path.iterdir()] == ["etc"]


def test_it_is_shown_first(tmp_path):
    code, said = motcua("install", "--dry-run", "--root", str(tmp_path), "--port", "8010")
    assert code == 0
    for unit in [*(f"{name}.service" for name in SERVICES), *(f"{name}.timer" for name in TIMERS)]:
        assert f"# {tmp_path}/etc/systemd/system/{unit}\n" in said
    assert "serve --port 8010\n" in said
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(os.geteuid() == 0, reason="root may")
def test_nobody_but_root_installs_here():
    code, said = motcua("install")
    assert (code, "root" in said) == (1, True)


@HAS_SYSTEMD
def test_systemd_understands_every_unit(installed):
    """What it runs stands where the code does, and whom it runs as need not exist on this machine."""
    folder = installed / "etc" / "systemd" / "system"
    units = sorted(folder.iterdir())
    assert len(units) == len(SERVICES) + len(TIMERS)
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *units], capture_output=True, text=True, check=False
    )
    assert not [line for line in done.stderr.splitlines() if str(folder) in line or "motcua" in line], done.stderr
    assert done.returncode == 0, done.stderr


@HAS_SYSTEMD
@pytest.mark.parametrize("name", SERVICES)
def test_a_service_may_do_little(installed, name):
    unit = installed / "etc" / "systemd" / "system" / f"{name}.service"
    command = ["systemd-analyze", "security", "--offline=yes", "--no-pager", "--threshold=30", unit]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    (level,) = re.findall(r"Overall exposure level for \S+: ([\d.]+)", done.stdout)
    assert float(level) <= 3, done.stdout
    assert done.returncode == 0


@HAS_SYSTEMD
@pytest.mark.parametrize("name", TIMERS)
def test_a_timer_comes_at_an_hour_of_the_province(installed, name):
    text = (installed / "etc" / "systemd" / "system" / f"{name}.timer").read_text()
    when = re.search(r"OnCalendar=(.*)", text)[1]
    done = subprocess.run(["systemd-analyze", "calendar", when], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
