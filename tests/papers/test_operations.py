"""Papers as rows: numbered without gaps, signed by who may, void when revoked, verified by anyone."""

from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from pyhanko.pdf_utils.reader import PdfFileReader

from motcua.kernel.illness import Unavailable
from motcua.kernel.models import Counter, JournalEntry, StoredFile
from motcua.kernel.operations import NotPermitted, Refused
from motcua.organization.models import Agency
from motcua.papers.models import Paper
from motcua.papers.operations import issue, pdf_of, revoke_paper, sign_paper
from motcua.papers.queries import check_upload, verification
from motcua.papers.rendering import address_of, render
from tests.papers.conftest import make_official
from tests.papers.samples import AT, certificate, receipt, submission_proof, supplement_request

pytestmark = pytest.mark.django_db


def given(value, agency, by):
    return issue(value, agency=agency, subject_reference="LS-7K3M-9QXT", by=by, at=AT)


def words_of_journal():
    return list(JournalEntry.objects.order_by("number").values_list("word", flat=True))


def test_a_receipt_is_made_kept_and_journaled(agency, officer):
    paper = given(receipt(), agency, officer)
    paper.refresh_from_db()
    assert (paper.circular, paper.form_number) == ("03/2025/TT-VPCP", "01")
    assert (paper.number, paper.dossier_code, paper.issued_by) == ("", "H37.12-261123-0007", officer)
    assert paper.file.read().startswith(b"%PDF")
    entry = JournalEntry.objects.get()
    assert entry.word == "paper.issued"
    assert entry.details["file"] == paper.file_id


def test_numbers_follow_each_other_for_an_agency_a_symbol_and_a_year(agency, officer):
    blank = replace(supplement_request(), number="")
    numbers = [given(blank, agency, officer).number for _ in range(3)]
    assert numbers == ["01/HDHS", "02/HDHS", "03/HDHS"]
    assert given(replace(certificate(), number=""), agency, officer).number == "01/GCN-SXD"
    next_year = issue(blank, agency=agency, subject_reference="x", by=None, at=AT.replace(year=2027))
    assert next_year.number == "01/HDHS"


def test_a_citizen_has_only_the_proof_of_a_submission_made(agency, citizen):
    assert given(submission_proof(), agency, citizen).pk
    with pytest.raises(NotPermitted):
        given(replace(supplement_request(), number=""), agency, citizen)
    assert Paper.objects.count() == 1
    assert not Counter.objects.filter(scope__startswith="paper/").exists()


def test_a_proof_is_drawn_for_its_first_reader_and_says_what_it_said_when_issued(agency, citizen):
    paper = Paper.objects.get(pk=given(submission_proof(), agency, citizen).pk)
    assert (paper.file, StoredFile.objects.count()) == (None, 0)
    assert verification(paper.public_id).is_valid
    also = Paper.objects.get(pk=paper.pk)
    opened = pdf_of(paper, at=AT + timedelta(days=400))
    assert opened == render(replace(submission_proof(), check_url=address_of(paper.public_id)))
    assert pdf_of(Paper.objects.get(pk=paper.pk), at=AT) == opened
    assert check_upload(paper.public_id, opened)
    assert words_of_journal() == ["paper.issued", "paper.drawn"]
    # Who asked at the same moment, before there was a file, has the same one.
    assert pdf_of(also, at=AT) == opened
    assert StoredFile.objects.count() == 1


def test_a_drawn_paper_keeps_its_words_nowhere_else(agency, citizen):
    paper = given(submission_proof(), agency, citizen)
    assert submission_proof().person_name in str(paper.undrawn)
    pdf_of(paper, at=AT)
    assert Paper.objects.get(pk=paper.pk).undrawn is None
    for wrong in ({"undrawn": {}}, {"file": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Paper.objects.filter(pk=paper.pk).update(**wrong)


def test_a_drawn_proof_whose_file_is_gone_is_noticed(agency, citizen, settings):
    paper = given(submission_proof(), agency, citizen)
    pdf_of(paper, at=AT)
    (settings.FILES_DIR / Paper.objects.get(pk=paper.pk).file.path).unlink()
    with pytest.raises(Unavailable):
        verification(paper.public_id)


def test_the_leader_signs_a_result_and_anyone_can_verify_it(agency, leader):
    paper = sign_paper(given(certificate(), agency, leader), by=leader, at=AT)
    found = verification(paper.public_id)
    assert found.is_valid
    assert found.signature.is_good
    assert (found.signed_by_name, found.signed_title) == ("Vi Văn Hưng", "Phó Giám đốc")
    assert found.agency_name == "Sở Xây dựng"
    assert check_upload(paper.public_id, paper.file.read())
    assert words_of_journal() == ["paper.issued", "paper.signed"]


def certificate_in(paper):
    """Of the last signature in a paper's file."""
    return PdfFileReader(BytesIO(paper.file.read())).embedded_signatures[-1].signer_cert


@pytest.mark.issue(16)
def test_two_of_one_name_in_like_posts_have_each_their_own_key(agency, leader):
    namesake = make_official(agency, "Vi Văn Hưng ", "Phó Giám đốc", "SIGN")
    namesake.full_name = leader.full_name
    namesake.save()
    one, other = (sign_paper(given(certificate(), agency, by), by=by, at=AT) for by in (leader, namesake))
    assert certificate_in(one).public_key.dump() != certificate_in(other).public_key.dump()
    assert (one.signed_by, other.signed_by) == (leader, namesake)
    assert all(verification(paper.public_id).is_valid for paper in (one, other))


@pytest.mark.issue(16)
def test_what_was_signed_under_a_former_name_still_says_that_name(agency, leader, client):
    before = sign_paper(given(certificate(), agency, leader), by=leader, at=AT)
    leader.full_name = "Vi Thế Hưng"
    leader.save()
    after = sign_paper(given(certificate(), agency, leader), by=leader, at=AT)
    Agency.objects.filter(pk=agency.pk).update(name="Sở Xây dựng và Giao thông")
    for paper, name in ((before, "Vi Văn Hưng"), (after, "Vi Thế Hưng")):
        found = verification(paper.public_id)
        assert found.is_valid
        assert (found.signature.signer, found.signature.title, found.signature.agency) == (
            name, "Phó Giám đốc", "Sở Xây dựng",
        )  # fmt: skip
        assert (found.signed_by_name, found.signed_agency) == (name, "Sở Xây dựng")
        shown = client.get(f"/xac-thuc/{paper.public_id}/").content.decode()
        assert f"{name}, Phó Giám đốc, Sở Xây dựng<" in shown
    assert {certificate_in(paper).subject.native["user_id"] for paper in (before, after)} == {str(leader.handle)}


def test_an_officer_signs_a_receipt_but_no_result(agency, officer):
    assert sign_paper(given(receipt(), agency, officer), by=officer, at=AT).signed_title == "Chuyên viên"
    result = given(certificate(), agency, officer)
    with pytest.raises(NotPermitted):
        sign_paper(result, by=officer, at=AT)
    result.refresh_from_db()
    assert result.signed_at is None


def test_nobody_signs_for_another_agency(agency, officer, stranger, citizen):
    paper = given(receipt(), agency, officer)
    for other in (stranger, citizen, None):
        with pytest.raises(NotPermitted):
            sign_paper(paper, by=other, at=AT)
        if other is not None:
            with pytest.raises(NotPermitted):
                revoke_paper(paper, reason="Sai", by=other, at=AT)
    assert words_of_journal() == ["paper.issued"]


def test_a_paper_is_signed_once(agency, leader):
    paper = sign_paper(given(receipt(), agency, leader), by=leader, at=AT)
    files = StoredFile.objects.count()
    with pytest.raises(Refused, match="đã được ký số"):
        sign_paper(paper, by=leader, at=AT)
    assert StoredFile.objects.count() == files


def test_a_revoked_paper_is_void_and_cannot_be_signed(agency, officer):
    paper = revoke_paper(given(receipt(), agency, officer), reason=" Ghi sai ngày hẹn trả ", by=officer, at=AT)
    assert paper.revoked_reason == "Ghi sai ngày hẹn trả"
    found = verification(paper.public_id)
    assert found.is_revoked
    assert found.is_file_intact
    assert not found.is_valid
    with pytest.raises(Refused, match="thu hồi"):
        sign_paper(paper, by=officer, at=AT)
    with pytest.raises(Refused, match="thu hồi trước đó"):
        revoke_paper(paper, reason="Lần nữa", by=officer, at=AT)


def test_revoking_needs_a_reason(agency, officer):
    paper = given(receipt(), agency, officer)
    with pytest.raises(Refused) as refused:
        revoke_paper(paper, reason="  ", by=officer, at=AT)
    assert "reason" in refused.value.errors
    paper.refresh_from_db()
    assert not paper.is_revoked


def test_verification_tells_nothing_of_the_person(agency, officer):
    found = repr(verification(given(receipt(), agency, officer).public_id))
    for private in ("Phương Thảo", "020190001234", "0912", "Tam Thanh", "Ải Chi Lăng"):
        assert private not in found
    assert verification(uuid4()) is None


def test_a_changed_copy_is_not_ours_and_a_damaged_store_is_noticed(agency, officer, settings):
    paper = given(receipt(), agency, officer)
    content = paper.file.read()
    assert not check_upload(paper.public_id, content[:-1] + b"x")
    assert not check_upload(uuid4(), content)
    path = settings.FILES_DIR / paper.file.path
    path.write_bytes(content.replace(b"PDF", b"FDP", 1))
    try:
        assert not verification(paper.public_id).is_file_intact
        assert not verification(paper.public_id).is_valid
    finally:
        path.unlink()


def test_the_database_refuses_a_form_without_its_circular(agency, officer):
    paper = given(receipt(), agency, officer)
    with pytest.raises(IntegrityError), transaction.atomic():
        Paper.objects.filter(pk=paper.pk).update(circular="")
