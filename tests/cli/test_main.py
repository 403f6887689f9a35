"""The command says in one line what it did not understand or cannot do, and never shows its inside."""

import errno
import signal
import socket
from importlib import import_module
from inspect import signature

import pytest

from motcua.cli.main import listing, main
from motcua.kernel.illness import Unavailable
from motcua.kernel.manifests import Command, Needs, offered
from tests.command import motcua, unheard

WRONG = [
    "la", "demo --port", "demo --port abc", "demo --port 99999", "demo --port 0", "serve --port -1",
    "serve --workers 0", "packs",
    "packs la", "procedures import", "procedures import a b", "laws import", "laws stale --on 2026-02-31",
    "laws stale --on x", "search", "search a --limit 99", "search a --limit x", "search a --kind x",
    "agencies take-over a", "backup",
    "restore a b", "audit", "audit verify x", "audit verify --known",
    "administrators", "administrators admit", "administrators admit a b", "bench a b", "migrate x", "worker --x",
    "check x", "access", "access report --on x", "sbom a b", "keys", "keys bring",
    "keys bring a b --since x", "keys end", "agencies identify a",
]  # fmt: skip


@pytest.mark.parametrize("words", WRONG)
def test_wrong_words_are_answered_in_one_line_with_how_it_is_said(capsys, words):
    with pytest.raises(SystemExit) as ended:
        main(words.split())
    said = capsys.readouterr()
    assert ended.value.code == 2
    assert said.out == ""
    assert len(said.err.splitlines()) == 1
    assert "./motcua" in said.err
    assert "usage:" not in said.err
    assert "argument" not in said.err


def test_what_is_wrong_with_a_file_is_said_in_vietnamese(capsys, tmp_path):
    file = tmp_path / "khong-co" / "sbom.json"
    assert main(["sbom", str(file)]) == 1
    assert capsys.readouterr().err == f"{file}: không có tệp hay thư mục này\n"


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "hết chỗ trên đĩa"),
        (OSError(errno.EDQUOT, "Disk quota exceeded"), "hết phần đĩa được dùng"),
        (OSError(errno.EIO, "Input/output error"), "đĩa đọc, ghi lỗi"),
        (ConnectionRefusedError(errno.ECONNREFUSED, "Connection refused"), "bên kia không nhận kết nối"),
        (TimeoutError("timed out"), "chờ quá lâu không có trả lời"),
        (socket.gaierror(socket.EAI_NONAME, "Name or service not known"), "không có máy mang tên này"),
        (OSError(errno.EBADMSG, "Bad message"), "hệ điều hành báo «Bad message»"),
    ],
)
def test_what_the_system_refuses_is_said_in_vietnamese(capsys, monkeypatch, error, said):
    def fail(*_arguments, **_facts):
        raise error

    monkeypatch.setattr("motcua.cli.sbom.sbom", fail)
    assert main(["sbom"]) == 1
    assert capsys.readouterr().err == f"Máy báo lỗi: {said}\n"


def test_what_a_node_cannot_do_now_is_no_traceback(capsys, monkeypatch):
    def fail(*_arguments, **_facts):
        raise Unavailable("clock", "+3600.0 s from the database's")

    monkeypatch.setattr("motcua.cli.sbom.sbom", fail)
    assert main(["sbom"]) == 1
    assert "./motcua check" in capsys.readouterr().err


@pytest.mark.issue(16)
def test_a_backups_key_and_its_proof_need_no_database(tmp_path):
    code, said = motcua("backup", "key", str(tmp_path / "khoa"), MOTCUA_DATA=str(tmp_path))
    assert (code, said.partition("=")[0]) == (0, "BACKUP_KEYS")
    (tmp_path / "luu").mkdir()
    code, said = motcua("backup", "check", str(tmp_path / "luu"), "--data", str(tmp_path))
    assert (code, "không phải là một bản sao lưu trọn vẹn" in said) == (1, True), said


@pytest.mark.parametrize("words", ["", "--help", "demo --help", "laws import -h"])
def test_who_asks_for_help_gets_every_command(capsys, words):
    assert main(words.split()) == 0
    assert listing() in capsys.readouterr().out


def test_every_command_names_a_function_that_takes_its_arguments():
    for command in offered(Command).values():
        module, function = command.runs.split(":")
        taken = {argument.name.removeprefix("--").replace("-", "_") for argument in command.arguments}
        taken |= {"at"} if command.needs is Needs.DATABASE else set()
        taken |= {"arguments"} if command.takes_rest else set()
        assert set(signature(getattr(import_module(module), function)).parameters) == taken, command.key


NOWHERE = "postgresql://nobody@127.0.0.1:1/motcua"


@pytest.mark.parametrize("words", ["serve", "worker", "migrate", "check", "packs load", "audit verify", "backup /x"])
def test_a_missing_secret_is_said(words):
    code, said = motcua(*words.split(), DATABASE_URL=NOWHERE)
    assert code == 1
    assert said.splitlines() == ["Cấu hình chưa đúng: chưa đặt SECRET_KEY. Đặt nó, hoặc SECRET_KEY_FILE là tệp giữ nó."]


@pytest.mark.parametrize(
    "words",
    [
        "migrate",
        "packs load",
        "audit verify",
        "laws stale",
        "search x",
        "agencies take-over a b",
        "administrators admit a@x.vn",
    ],
)
def test_a_database_that_does_not_answer_is_said(words):
    code, said = motcua(*words.split(), DATABASE_URL=NOWHERE, SECRET_KEY="x")
    assert code == 1
    assert len(said.splitlines()) == 1
    assert said.startswith("Không dùng được cơ sở dữ liệu. Kiểm tra DATABASE_URL")


@pytest.mark.parametrize("words", ["laws stale", "search x", "audit verify"])
def test_a_database_that_a_file_names_is_the_one_that_is_meant(tmp_path, words):
    """Not the demonstration's own, which would answer for another province."""
    (tmp_path / "address").write_text(NOWHERE)
    code, said = motcua(*words.split(), DATABASE_URL_FILE=str(tmp_path / "address"), SECRET_KEY="x")
    assert code == 1
    assert said.startswith("Không dùng được cơ sở dữ liệu. Kiểm tra DATABASE_URL")


@pytest.mark.parametrize("words", ["audit verify", "backup x"])
def test_without_a_database_nothing_is_proved_or_saved(tmp_path, words):
    code, said = motcua(*words.split(), "--data", str(tmp_path), SECRET_KEY="x")
    assert code == 1
    assert said.startswith("Cấu hình chưa đúng: chưa đặt DATABASE_URL.")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "mysql://x"), ("DATABASE_URL", "postgresql://x@h:khong-so/y"), ("FILE_MAX_BYTES", "nhieu"),
        ("TRUSTED_PROXIES", "x"), ("SECRET_KEY_FILE", "/khong/co"), ("MOTCUA_DEMO", "co"), ("SECRET_KEY", ""),
        ("FILES_GRACE_DAYS", "1"), ("FILES_STORE", "tuong/doi"), ("FILES_STORE", "s3://kho"),
        ("SESSION_HOURS", "-1"), ("OFFICE_IDLE_MINUTES", "0"), ("COUNTER_HOURS", "100000"), ("EMAIL_PORT", "70000"),
        ("DRAFTS_MAX_BYTES", "5"), ("PAGE_PATIENCE", "0"), ("REAUTHENTICATE_AFTER_MINUTES", "-5"),
    ],
)  # fmt: skip
def test_a_setting_that_makes_no_sense_is_said_with_its_name(name, value):
    code, said = motcua("check", **{"DATABASE_URL": NOWHERE, "SECRET_KEY": "x", name: value})
    assert code == 1
    assert len(said.splitlines()) == 1
    assert name.removesuffix("_FILE") in said
    assert not {"must", "not", "is", "be", "the", "cannot"} & set(said.split()), "in English"


@pytest.mark.issue(17)
@pytest.mark.parametrize("password", ["Bi-mat#a&b", "Bi-mat/a", "Bi-mat?a"])
@pytest.mark.parametrize("name", ["DATABASE_URL", "DATABASE_OWNER_URL"])
def test_a_password_that_breaks_an_address_is_not_said_but_how_to_write_it(name, password):
    addresses = {"DATABASE_URL": NOWHERE, name: f"postgresql://chu:{password}@localhost/motcua"}
    code, said = motcua("migrate", **addresses, SECRET_KEY="x")
    assert code == 1
    assert said.startswith(f"Cấu hình chưa đúng: {name}")
    assert "%23" in said
    assert "Bi-mat" not in said


def test_an_entry_of_the_journal_that_is_none_is_said():
    code, said = motcua("audit", "verify", "--known", "12", DATABASE_URL=NOWHERE, SECRET_KEY="x")
    assert code == 1
    assert said.splitlines() == ["--known là «số:mã băm» mà lần kiểm chứng trước đã in."]


def test_a_folder_that_is_a_file_is_said(tmp_path):
    (tmp_path / "tep").write_text("x")
    for words in (["backup", str(tmp_path / "tep")], ["restore", str(tmp_path / "tep")]):
        code, said = motcua(*words, DATABASE_URL=NOWHERE, SECRET_KEY="x")
        assert code == 1
        assert len(said.splitlines()) == 1


@pytest.mark.issue(17)
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PAPER_SIGNER", "motcua.papers.signing.DemonstrationSigner"), ("PAPER_TIMESTAMPS", "simulator"),
        ("SMS_GATEWAY", "motcua.notices.simulator.SimulatedSms"),
    ],
)  # fmt: skip
def test_nothing_of_a_demonstration_starts_in_production(name, value):
    address = {"DATABASE_URL": NOWHERE, "SECRET_KEY": "x", name: value}
    for words in ("serve", "worker", "check"):
        code, said = motcua(words, **address)
        assert code == 1
        assert said.startswith(f"Cấu hình chưa đúng: {name}")
        assert "MOTCUA_DEMO=1" in said
    assert "MOTCUA_DEMO=1" not in motcua("audit", "verify", MOTCUA_DEMO="1", **address)[1]


@pytest.mark.issue(17)
def test_who_has_read_enough_hears_nothing_more():
    """`./motcua | head -1` is no failure of the machine."""
    assert unheard() == (128 + signal.SIGPIPE, "")
