"""The journal's last entry is signed every night and kept outside; what no longer fits is told."""

import shutil
from datetime import timedelta
from json import loads

import pytest
from django.db import connection
from pypdf import PdfReader

from motcua.cli.commands import verify_journal
from motcua.kernel import journal
from motcua.kernel.models import JournalEntry, OutboxMessage
from motcua.organization.models import Agency
from motcua.papers import anchors
from motcua.papers.anchors import LIST, keep_anchor, kept, missing
from motcua.papers.models import Paper
from motcua.papers.queries import verification
from motcua.people.operations import create_account
from motcua.people.rules import AccountKind
from tests.papers.samples import AT

pytestmark = [pytest.mark.django_db, pytest.mark.issue(16)]


@pytest.fixture
def outside(settings, tmp_path):
    settings.JOURNAL_ANCHORS = str(tmp_path / "outside")
    settings.JOURNAL_WITNESSES = ["thanhtra@langson.example"]
    return tmp_path / "outside"


@pytest.fixture
def somebody():
    return create_account(kind=AccountKind.CITIZEN, password="x", full_name="Nông Thị Hoa", by=None, at=AT)


def mails():
    return [message.payload for message in OutboxMessage.objects.filter(topic="mail").order_by("pk")]


def test_an_anchor_is_signed_kept_outside_and_sent(outside, somebody):
    last = journal.verify().last
    keep_anchor(at=AT)
    assert kept() == [last]
    paper = Paper.objects.get(kind="JOURNAL_ANCHOR")
    assert paper.agency == Agency.objects.on(AT.date()).get(kind="PEOPLES_COMMITTEE", level="PROVINCE")
    pdf = outside / f"moc-{last.number}.pdf"
    assert pdf.read_bytes() == paper.file.read()
    text = "".join(PdfReader(pdf).pages[0].extract_text().replace("\u200b", "").split())
    assert str(last) in text
    shown = verification(paper.public_id)
    assert shown.is_valid
    assert shown.seal.time_stamp.is_trusted
    (mail,) = mails()
    assert str(last) in mail["text"]
    assert str(paper.public_id) in mail["text"]


@pytest.mark.issue(17)
def test_without_a_key_of_the_agency_the_night_goes_on(outside, somebody, settings):
    settings.PAPER_SIGNER = "motcua.papers.signing.KeptKeys"
    keep_anchor(at=AT)
    assert kept() == []
    assert not Paper.objects.exists()
    assert mails() == []


def test_a_later_anchor_stands_beside_the_earlier_one(outside, somebody):
    keep_anchor(at=AT)
    keep_anchor(at=AT)
    first, second = kept()
    assert first.number < second.number
    assert journal.verify(known=kept()).ok


def test_a_journal_that_was_cut_is_told_and_not_anchored_anew(outside, somebody):
    keep_anchor(at=AT)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE kernel_journalentry DISABLE TRIGGER ALL")
        cursor.execute("TRUNCATE kernel_journalentry")
        cursor.execute("ALTER TABLE kernel_journalentry ENABLE TRIGGER ALL")
    keep_anchor(at=AT)
    assert len(kept()) == 1
    assert JournalEntry.objects.get().word == "journal.broken"
    assert "không còn nguyên vẹn" in mails()[-1]["subject"]


def test_nothing_is_kept_where_nowhere_is_named(settings, somebody):
    settings.JOURNAL_ANCHORS = ""
    keep_anchor(at=AT)
    assert kept() == []
    assert Paper.objects.filter(kind="JOURNAL_ANCHOR").count() == 1


def test_anchors_that_are_gone_from_where_they_were_kept_are_told_and_nothing_is_kept_beside_them(outside, somebody):
    keep_anchor(at=AT)
    last = kept()[-1]
    shutil.rmtree(outside)
    assert missing() == last
    keep_anchor(at=AT + timedelta(days=1))
    assert not outside.exists()
    assert JournalEntry.objects.order_by("-number").first().word == "journal.anchors_missing"
    assert Paper.objects.filter(kind="JOURNAL_ANCHOR").count() == 1
    assert "Không thấy mốc" in mails()[-1]["subject"]
    outside.mkdir()
    (outside / LIST).write_text(f"{last} theo thư\n")
    assert missing() is None
    keep_anchor(at=AT + timedelta(days=2))
    assert len(kept()) == 2


def test_an_anchor_that_was_only_signed_is_not_missed(outside, somebody, monkeypatch):
    monkeypatch.setattr(anchors, "_keep", unwritable)
    with pytest.raises(OSError, match="full"):
        keep_anchor(at=AT)
    assert missing() is None


def unwritable(*_what):
    raise OSError("full")


def test_a_journal_without_its_anchors_is_not_called_whole(outside, somebody, capsys):
    keep_anchor(at=AT)
    assert verify_journal(known="", json=False) == 0
    shutil.rmtree(outside)
    assert verify_journal(known="", json=False) == 1
    assert "Không thấy mốc" in capsys.readouterr().out.splitlines()[-2]
    assert verify_journal(known="", json=True) == 1
    assert loads(capsys.readouterr().out)["missing"]
