"""Files move between a folder and an object store, whole or with what is missing named; backups carry them too."""

import hashlib
import os

import obstore
import psycopg
import pytest
from django.db import connection

from motcua.cli import moving
from motcua.kernel.files import store
from motcua.kernel.models import StoredFile
from motcua.kernel.terminal import Trouble
from tests import command, database
from tests.elsewhere import apart  # noqa: F401 - a fixture
from tests.inside import motcua
from tests.kernel.test_object_store import AT
from tests.objects import ObjectStore

pytestmark = pytest.mark.issue(17)


@pytest.fixture(scope="module")
def server():
    with ObjectStore() as one:
        yield one


@pytest.fixture
def place(apart, server, settings, tmp_path):  # noqa: F811
    """The environment of an installation with three files in its folder."""
    data = tmp_path / "here"
    settings.STORAGES = {
        **settings.STORAGES,
        "files": {"BACKEND": "motcua.kernel.storing.FolderStorage", "OPTIONS": {"location": data / "files"}},
    }
    for content in (b"mot", b"hai", b"ba"):
        store(content, media_type="text/plain", at=AT)
    told = {"SECRET_KEY": "x", "DATABASE_URL": database.address(connection.settings_dict["NAME"]),
            "MOTCUA_DATA": str(data)}  # fmt: skip
    yield told
    for some in obstore.list(server.client()):
        for one in some:
            obstore.delete(server.client(), one["path"])


def in_store(server, told):
    return {**told, **server.environment}


def names(server):
    return {one["path"] for some in obstore.list(server.client()) for one in some}


def known():
    return {stored.path for stored in StoredFile.objects.all()}


def test_from_a_folder_to_the_store_and_back_again(place, server, tmp_path):
    where = {name: value for name, value in server.environment.items() if name != "FILES_STORE"}
    code, said = motcua("files", "send", server.environment["FILES_STORE"], **place, **where)
    assert (code, "Đã chép 3, đã có 0, thiếu 0." in said) == (0, True), said
    assert names(server) == known()
    # Begun again it brings only what came meanwhile.
    store(b"bon", media_type="text/plain", at=AT)
    code, said = motcua("files", "bring", f"{place['MOTCUA_DATA']}/files", **in_store(server, place))
    assert (code, "Đã chép 1, đã có 3, thiếu 0." in said) == (0, True), said
    code, said = motcua("files", "send", str(tmp_path / "lai"), **in_store(server, place))
    assert code == 0, said
    assert {hashlib.sha256((tmp_path / "lai" / path).read_bytes()).hexdigest() for path in known()} == {
        path.rpartition("/")[2] for path in known()
    }
    code, said = motcua("files", "send", server.environment["FILES_STORE"], **in_store(server, place))
    assert (code, "chính là nơi" in said) == (1, True), said


def test_what_is_missing_or_damaged_is_named_and_half_of_a_copy_is_made_whole(place, server):
    first, second, third = sorted(known())
    folder = place["MOTCUA_DATA"] + "/files/"
    os.unlink(folder + first)
    with open(folder + second, "wb") as damaged:
        damaged.write(b"khac")
    obstore.put(server.client(), third, b"mot nua")
    code, said = motcua("files", "bring", folder.rstrip("/"), **in_store(server, place))
    assert (code, first in said, second in said, third in said) == (1, True, True, False), said
    assert names(server) == {third}
    assert hashlib.sha256(bytes(obstore.get(server.client(), third).bytes())).hexdigest() in third


def test_a_backup_of_a_store_carries_its_files_and_brings_them_back(place, server, tmp_path):
    told = in_store(server, place)
    motcua("files", "bring", f"{place['MOTCUA_DATA']}/files", **told)
    code, said = motcua("backup", str(tmp_path / "luu"), **told)
    assert code == 0, said
    assert {str(one.relative_to(tmp_path / "luu" / "files")) for one in (tmp_path / "luu" / "files").rglob("*")
            if one.is_file()} == known()  # fmt: skip
    signer = said.splitlines()[1].removeprefix("BACKUP_SIGNERS=")
    code, said = command.motcua("backup", "rehearse", str(tmp_path / "luu"), "--signer", signer, **told)
    assert code == 0, said
    kept = known()
    for path in kept:
        obstore.delete(server.client(), path)
    with database.empty() as empty:
        again = {**told, "DATABASE_URL": empty, "MOTCUA_DATA": str(tmp_path / "moi")}
        (tmp_path / "moi").mkdir()
        code, said = command.motcua("restore", str(tmp_path / "luu"), "--signer", signer, **again)
        assert code == 0, said
        assert names(server) == kept
        with psycopg.connect(empty) as connected:
            assert connected.execute("SELECT count(*) FROM kernel_storedfile").fetchone() == (len(kept),)


def test_a_backup_says_what_the_store_no_longer_has_and_a_store_that_is_away_is_no_backup(place, server, tmp_path):
    told = in_store(server, place)
    motcua("files", "bring", f"{place['MOTCUA_DATA']}/files", **told)
    gone = min(known())
    obstore.delete(server.client(), gone)
    code, said = motcua("backup", str(tmp_path / "luu"), **told)
    assert (code, "CHƯA sao lưu đủ" in said, gone in said) == (1, True, True), said
    code, said = motcua("backup", str(tmp_path / "khac"), **told | {"FILES_STORE_ENDPOINT": "http://127.0.0.1:1"})
    assert (code, "chưa làm được lúc này" in said) == (1, True), said
    assert not (tmp_path / "khac" / "danh-sach.json").exists()


@pytest.mark.django_db
def test_a_folder_that_is_not_there_brought_nothing(tmp_path):
    with pytest.raises(Trouble, match="Không có thư mục"):
        moving.bring(place=str(tmp_path / "khong-co"))
