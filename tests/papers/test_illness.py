"""What a node cannot read is its own illness, told as such: never a finding about somebody's paper."""

import shutil
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from motcua.kernel.files import store
from motcua.kernel.illness import Unavailable
from motcua.kernel.models import JournalEntry
from motcua.papers.certificates import make_authority
from motcua.papers.models import Paper, SigningKey
from motcua.papers.operations import issue, sign_paper
from motcua.papers.rules import UploadedResult
from tests.papers.samples import AT, certificate, receipt

pytestmark = [pytest.mark.django_db, pytest.mark.issue(17)]


@pytest.fixture
def paper(agency, leader):
    given = issue(certificate(), agency=agency, subject_reference="LS-7K3M-9QXT", by=leader, at=AT)
    return sign_paper(given, by=leader, at=AT)


@pytest.fixture
def elsewhere(settings, tmp_path):
    """The node's store is that of another machine, or its disk is not mounted."""

    def unmount():
        options = settings.STORAGES["files"]["OPTIONS"] | {"location": tmp_path / "unmounted"}
        settings.STORAGES = {**settings.STORAGES, "files": {**settings.STORAGES["files"], "OPTIONS": options}}

    return unmount


def is_ill(answer):
    assert answer.status_code == 503
    assert int(answer["Retry-After"]) > 0
    page = answer.content.decode()
    assert "Không xác thực được" not in page
    assert "nguyên vẹn" not in page
    return page


def test_a_file_that_is_not_here_is_no_forgery(client, paper, elsewhere):
    elsewhere()
    assert "Chưa kiểm tra được lúc này" in is_ill(client.get(f"/xac-thuc/{paper.public_id}/"))
    held_up = SimpleUploadedFile("giay.pdf", b"%PDF-1.7")
    is_ill(client.post(f"/xac-thuc/{paper.public_id}/", {"file": held_up}))


def test_a_file_that_may_not_be_read_is_no_forgery(client, paper, monkeypatch):
    def refused(*_what, **_more):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("django.core.files.storage.FileSystemStorage.open", refused)
    assert "Chưa kiểm tra được lúc này" in is_ill(client.get(f"/xac-thuc/{paper.public_id}/"))


def test_verifying_needs_no_key_and_makes_none(client, paper, settings):
    shutil.rmtree(Path(settings.DATA_DIR) / "signing")
    answer = client.get(f"/xac-thuc/{paper.public_id}/")
    assert answer.status_code == 200
    assert "Không xác thực được" not in answer.content.decode()
    assert not (Path(settings.DATA_DIR) / "signing").exists()


def test_while_no_authority_is_known_nothing_is_said_of_a_signature(client, paper):
    SigningKey.objects.all().delete()
    is_ill(client.get(f"/xac-thuc/{paper.public_id}/"))


@pytest.mark.parametrize("illness", ["gone", "garbled", "of another"])
def test_nothing_is_signed_without_the_key_that_was_made_for_here(agency, leader, settings, illness):
    given = issue(certificate(), agency=agency, subject_reference="LS-7K3M-9QXT", by=leader, at=AT)
    folder = Path(settings.DATA_DIR) / "signing"
    if illness == "gone":
        shutil.rmtree(folder)
    elif illness == "garbled":
        (folder / "authority.pem").write_text("-----BEGIN")
    else:
        shutil.rmtree(folder)
        make_authority(folder)
    entries = JournalEntry.objects.count()
    with pytest.raises(Unavailable):
        sign_paper(given, by=leader, at=AT)
    assert Paper.objects.get(pk=given.pk).signed_at is None
    assert JournalEntry.objects.count() == entries
    assert illness != "gone" or not folder.exists()


def test_a_result_whose_file_is_away_is_not_said_to_have_changed(agency, leader, elsewhere):
    kept = store(b"%PDF-1.7 made elsewhere", media_type="application/pdf", at=AT)
    facts = {name: getattr(receipt(), name) for name in ("agency_name", "place_name", "at", "code")}
    value = UploadedResult(**facts, heading="Giấy phép", digest=kept.digest)
    elsewhere()
    with pytest.raises(Unavailable):
        issue(value, agency=agency, subject_reference="LS-7K3M-9QXT", by=leader, at=AT)


def test_nothing_is_stored_on_an_unmounted_disk(paper, elsewhere, settings, tmp_path):
    elsewhere()
    with pytest.raises(Unavailable):
        store(b"new", media_type="text/plain", at=AT)
    assert not (tmp_path / "unmounted").exists()
    (tmp_path / "unmounted").mkdir()
    with pytest.raises(Unavailable):
        store(b"new", media_type="text/plain", at=AT)


@pytest.mark.parametrize("address", ["/api/v1/search?q=khai+sinh", "/thu-tuc/?q=khai+sinh"])
def test_a_search_index_that_is_away_is_told_and_no_empty_answer(client, settings, tmp_path, address):
    (tmp_path / "tep").write_text("no folder")
    settings.SEARCH_DIR = tmp_path / "tep"
    answer = client.get(address)
    assert answer.status_code == 503
    assert answer["Retry-After"]
    assert not address.startswith("/api/") or answer.json()["error"]


def test_ready_reads_a_known_file_and_the_keys(client, paper, elsewhere, settings):
    assert client.get("/health/ready").status_code == 200
    shutil.rmtree(Path(settings.DATA_DIR) / "signing")
    assert client.get("/health/ready").status_code == 503
    elsewhere()
    assert client.get("/health/ready").status_code == 503
