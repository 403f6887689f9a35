"""What the demonstration starts beside its web server."""

import socket
from datetime import UTC, datetime

import pytest
from django.core.exceptions import ImproperlyConfigured

from motcua.cli import demonstration, running, year
from motcua.cli.whereabouts import alone
from motcua.kernel.terminal import Trouble
from motcua.settings import base, env


def cut_off(*_what, **_more):
    """Stands where the machine stops."""
    raise KeyboardInterrupt


@pytest.mark.parametrize(("processors", "of"), [(None, 1), (1, 1), (2, 2), (64, 2)])
def test_the_year_is_told_by_at_most_two_processes_that_share_it(monkeypatch, processors, of):
    told = []
    monkeypatch.setattr(running.os, "cpu_count", lambda: processors)
    monkeypatch.setattr(running, "year", lambda *words: told.append(words))
    for _python, _option, code in running.year_commands(12):
        exec(code)  # noqa: S102 - our own words
    assert told == [(12, share, of) for share in range(of)]


def test_a_year_that_is_told_starts_nothing(db, capsys, monkeypatch):
    monkeypatch.setattr(running, "_child", lambda command, **_more: command)
    assert running._begin_year(0) == []
    assert capsys.readouterr().out == ""
    assert running._begin_year(3)
    assert "3 hồ sơ" in capsys.readouterr().out
    year.tell(3, said=print)
    capsys.readouterr()
    assert running._begin_year(3) == []
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("wanted", ["", "hai nghìn", "-1", "1.5", "٣", "9" * 5000])
def test_a_year_that_is_no_number_is_said_before_anything_starts(monkeypatch, tmp_path, wanted):
    monkeypatch.setenv("MOTCUA_YEAR", wanted)
    with pytest.raises(Trouble, match="MOTCUA_YEAR"):
        running.demo(tmp_path / "data", port=0, fresh=False)
    assert not (tmp_path / "data").exists()


def test_a_secret_that_was_cut_off_is_made_anew_and_then_stays(tmp_path):
    (tmp_path / "secret").touch()
    made = running._secret(tmp_path)
    assert len(made) > 40
    assert running._secret(tmp_path) == made
    assert (tmp_path / "secret").stat().st_mode & 0o777 == 0o600
    assert [one.name for one in tmp_path.iterdir()] == ["secret"]


def test_two_demonstrations_never_share_a_data_folder(tmp_path):
    with alone(tmp_path), pytest.raises(Trouble, match="khác đang dùng"):
        running.demo(tmp_path, port=0, fresh=True)
    with alone(tmp_path):
        assert [one.name for one in tmp_path.iterdir()] == ["lock"]


def test_a_data_folder_that_cannot_be_written_is_said(tmp_path):
    (tmp_path / "tep").write_text("x")
    with pytest.raises(Trouble, match="Không ghi được vào"):
        running.demo(tmp_path / "tep" / "data", port=0, fresh=False)


def test_what_a_cut_off_copy_of_static_files_left_is_copied_again(tmp_path, settings):
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = {**settings.STORAGES, "staticfiles": base.STORAGES["staticfiles"]}
    running._collect_static()
    whole = {one.name: one.stat().st_size for one in tmp_path.rglob("*") if one.is_file()}
    assert "staticfiles.json" in whole
    css = next(tmp_path.rglob("*.css"))
    css.write_text("half")
    (tmp_path / "staticfiles.json").unlink()
    running._collect_static()
    assert {one.name: one.stat().st_size for one in tmp_path.rglob("*") if one.is_file()} == whole


@pytest.mark.django_db
def test_an_account_whose_making_was_cut_off_gets_its_post(monkeypatch):
    _role, name, email, post = demonstration.PEOPLE[3]
    at = datetime(2026, 11, 23, 2, tzinfo=UTC)
    with monkeypatch.context() as cut:
        cut.setattr(demonstration, "give_post", cut_off)
        with pytest.raises(KeyboardInterrupt):
            demonstration._account(name, email, post, at)
    assert demonstration._account(name, email, post, at).holdings.count() == 1


class Alive:
    """A process that goes on."""

    def poll(self):
        return None


def test_nobody_is_told_it_runs_before_the_web_server_answers(monkeypatch):
    now = iter(range(1000))
    monkeypatch.setattr(running.time, "monotonic", lambda: next(now))
    monkeypatch.setattr(running.time, "sleep", lambda _seconds: None)
    with socket.socket() as taken:
        # Bound, and nobody listens: every call is refused.
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        with pytest.raises(Trouble, match="không trả lời"):
            running._wait_for(port, [Alive()])
        taken.listen()
        running._wait_for(port, [Alive()])


@pytest.mark.parametrize("told", ["khong.co.may", "localhost", "10.0.0.300"])
def test_where_the_web_server_listens_is_an_address(monkeypatch, told):
    monkeypatch.setenv("MOTCUA_HOST", told)
    with pytest.raises(Trouble, match="MOTCUA_HOST"):
        running.web(8000)


@pytest.mark.parametrize(("told", "listens"), [("", "127.0.0.1"), ("10.0.0.11", "10.0.0.11"), ("::1", "::1")])
def test_an_empty_address_is_this_machine(monkeypatch, told, listens):
    monkeypatch.setenv("MOTCUA_HOST", told)
    command = running.web(8000)
    assert command[command.index("--host") + 1] == listens


def test_the_mail_server_is_reached_by_one_way(monkeypatch):
    monkeypatch.setenv("EMAIL_USE_TLS", "1")
    env.not_both("EMAIL_USE_TLS", "EMAIL_USE_SSL")
    monkeypatch.setenv("EMAIL_USE_SSL", "1")
    with pytest.raises(ImproperlyConfigured, match="EMAIL_USE_SSL"):
        env.not_both("EMAIL_USE_TLS", "EMAIL_USE_SSL")
