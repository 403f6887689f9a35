"""Malware does not come in, and what came in unscanned is scanned later and then given to nobody."""

from datetime import timedelta

import pytest
from django.test import Client

from motcua.dossiers.operations.scans import attach_scans, take_scan
from motcua.forms.reading import take_in
from motcua.kernel import confined
from motcua.kernel.files import scan_waiting
from motcua.kernel.models import JournalEntry, StoredFile
from motcua.kernel.operations import Refused
from motcua.notices.models import Notice
from tests import scanner
from tests.dossiers.conftest import at
from tests.forms.test_files import PDF
from tests.kernel.test_scanning import BAD
from tests.scanner import there  # noqa: F401 - a fixture

pytestmark = pytest.mark.issue(16)


@pytest.fixture
def away(settings, tmp_path):
    """A scanner that is set and does not answer."""
    confined._begin()
    settings.CLAMAV = str(tmp_path / "nothing.ctl")


def test_malware_is_refused_in_words_and_the_journal_keeps_that_it_was(there, people):  # noqa: F811
    unit = people.counter.holdings.get().post.unit
    with pytest.raises(Refused, match=r"có mã độc \(Motcua.Eicar"):
        take_scan(
            unit=unit, component=("a", "A"), file=take_in("a.pdf", BAD, by=people.counter), by=people.counter, at=at(2)
        )
    entry = JournalEntry.objects.order_by("-number").first()
    assert (entry.word, entry.actor) == ("file.refused", f"people.account:{people.counter.pk}")
    assert entry.details["infection"].startswith("Motcua.Eicar")
    assert len(entry.details["digest"]) == 64
    assert not StoredFile.objects.filter(pk=entry.details["digest"]).exists()


def taken(people, dossier, content=PDF):
    unit = people.counter.holdings.get().post.unit
    file = take_scan(
        unit=unit, component=("a", "A"), file=take_in("a.pdf", content, by=people.counter), by=people.counter, at=at(2)
    )
    attach_scans(dossier, files=[file], by=people.counter, at=at(2))
    return dossier.files.get(stored=file.stored)


def test_what_was_scanned_is_kept_as_such(there, people, register):  # noqa: F811
    assert taken(people, register()).stored.scanned_at == at(2)
    assert take_in("a.pdf", PDF, by=people.counter).is_scanned


def test_while_the_scanner_is_away_files_are_taken_marked_and_scanned_once_it_is_back(
    away, people, register, settings, tmp_path
):
    dossier = register()
    clean, bad = (taken(people, dossier, content) for content in (PDF, BAD))
    official = Client()
    official.force_login(people.counter)
    page = f"/lam-viec/ho-so/{dossier.reference}/"
    assert official.get(page).content.decode().count("Chưa quét mã độc") == 2
    assert official.get(f"{page}tep/{bad.pk}/").status_code == 200
    health = official.get("/health/ready").json()
    assert (health["parts"]["scanner"]["state"], health["ready"]) == ("ILL", True)
    assert scan_waiting(at=at(3)) == 0
    with scanner.stand_in(tmp_path) as address:
        settings.CLAMAV = address
        assert scan_waiting(at=at(3)) >= 1
        assert scan_waiting(at=at(3)) == 0
        assert official.get("/health/ready").json()["parts"]["scanner"]["state"] == "WELL"
    clean.stored.refresh_from_db()
    bad.stored.refresh_from_db()
    assert (clean.stored.scanned_at, clean.stored.infection) == (at(3), "")
    assert bad.stored.infection.startswith("Motcua.Eicar")
    assert JournalEntry.objects.filter(word="file.infected", subject=f"kernel.storedfile:{bad.stored.pk}").exists()
    html = official.get(page).content.decode()
    assert "Chưa quét mã độc" not in html
    assert "có mã độc (Motcua.Eicar" in html
    refused = official.get(f"{page}tep/{bad.pk}/")
    assert refused.status_code == 409
    assert "Cần nộp lại bản sạch" in refused.content.decode()
    assert official.get(f"{page}tep/{clean.pk}/").status_code == 200


def test_what_was_clean_is_scanned_again_once_the_scanner_knows_more_and_who_handles_it_is_told(
    people, register, settings, tmp_path, monkeypatch
):
    confined._begin()
    monkeypatch.setattr(scanner.Words, "knows", False)
    with scanner.stand_in(tmp_path) as address:
        settings.CLAMAV = address
        dossier = register()
        clean, bad = (taken(people, dossier, content).stored for content in (PDF, BAD))
        assert (clean.scanned_at, bad.scanned_at) == (at(2), at(2))
        scan_waiting(at=at(3))
        assert scan_waiting(at=at(4)) == 0, "nothing is scanned again with what the scanner knew before"
        monkeypatch.setattr(scanner.Words, "knows", True)
        monkeypatch.setattr(scanner.Words, "signatures", 27001)
        assert scan_waiting(at=at(5)) >= 1
        assert scan_waiting(at=at(6)) == 0
    for stored in (clean, bad):
        stored.refresh_from_db()
    assert (clean.scanned_at, clean.infection) == (at(5), "")
    assert bad.infection.startswith("Motcua.Eicar")
    [notice] = Notice.objects.filter(kind="file_infected", account=people.counter)
    assert (notice.dossier_reference, notice.created_at) == (dossier.reference, at(5))
    # Once found it stays found, whatever the scanner says later.
    monkeypatch.setattr(scanner.Words, "knows", False)
    monkeypatch.setattr(scanner.Words, "signatures", 27002)
    with scanner.stand_in(tmp_path) as address:
        settings.CLAMAV = address
        scan_waiting(at=at(7))
    bad.refresh_from_db()
    assert bad.infection


def test_what_was_kept_long_ago_is_not_scanned_for_ever(people, register, settings, tmp_path):
    confined._begin()
    with scanner.stand_in(tmp_path) as address:
        settings.CLAMAV = address
        stored = taken(people, register()).stored
        later = stored.stored_at + timedelta(days=31)
        scan_waiting(at=later)
    stored.refresh_from_db()
    assert stored.scanned_at == at(2)
