"""What is to be known of a file before it is opened stands beside it, for its filer and for the official."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from motcua.dossiers.operations.scans import attach_scans, take_scan
from motcua.forms.operations import Purpose, start_draft
from motcua.forms.queries import form_in_force
from motcua.forms.reading import take_in
from motcua.kernel.models import JournalEntry
from motcua.procedures.queries import version_in_force
from tests.dossiers.conftest import at
from tests.dossiers.test_counter import PDF
from tests.forms.test_files import acting, opens, photograph


@pytest.fixture
def citizen(client, people):
    client.force_login(people.citizen)
    return client


@pytest.fixture
def other(people):
    """A draft of a procedure that asks for papers."""
    day = at(2).date()
    version = version_in_force("1.004873", on=day)
    case = {question.key: question.options[-1]["value"] for question in version.questions.all()}
    purpose = Purpose("1.004873", "Cấp Giấy xác nhận tình trạng hôn nhân", "06187", case)
    form = form_in_force(version.form_key, on=day)
    return start_draft(form, purpose=purpose, known={}, by=people.citizen, at=at(2))


def attached(client, draft, content):
    """The page of a draft's papers after this file was sent to the first of them."""
    page = f"/nop-ho-so/{draft.procedure_code}/{draft.token}/giay-to/"
    key = client.get(page).context["components"][0]["component"].key
    return client.post(page, {key: SimpleUploadedFile("tep.bin", content), "more": "1"}, follow=True)


LAUNCHES = acting(opens("/Launch"))
WORDS = "Trong tệp có lệnh mở chương trình"


@pytest.mark.issue(16)
def test_what_acts_in_a_file_is_told_to_who_hands_it_in(citizen, other):
    assert WORDS in attached(citizen, other, LAUNCHES).content.decode()
    assert WORDS in citizen.get(f"/nop-ho-so/1.004873/{other.token}/xem-lai/").content.decode()


@pytest.mark.issue(16)
def test_what_acts_in_a_file_is_told_to_who_works_on_it(client, people, register):
    dossier, unit = register(), people.counter.holdings.get().post.unit
    for content in (LAUNCHES, PDF):
        scan = take_scan(
            unit=unit,
            component=("khac", "Khác"),
            file=take_in("a.pdf", content, by=people.counter),
            by=people.counter,
            at=at(2),
        )
        attach_scans(dossier, files=[scan], by=people.counter, at=at(2))
    client.force_login(people.counter)
    assert client.get(f"/lam-viec/ho-so/{dossier.reference}/").content.decode().count(WORDS) == 1


@pytest.mark.issue(16)
def test_of_a_photograph_what_it_shows_is_kept_and_the_journal_names_what_was_sent(citizen, other):
    sent = photograph("JPEG", turned=6)
    attached(citizen, other, sent)
    kept = other.files.get().stored
    assert b"Nha rieng" in sent
    assert b"Nha rieng" not in kept.read()
    entry = JournalEntry.objects.filter(word="draft.file_attached").order_by("-number").first()
    assert (entry.details["digest"], len(entry.details["sent"])) == (kept.digest, 64)
