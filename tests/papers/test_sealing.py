"""The agency's own signature beside the person's, and the time stamps on both."""

import shutil
from datetime import timedelta
from io import BytesIO

import pytest
from django.urls import reverse
from pyhanko.pdf_utils.reader import PdfFileReader

from motcua.kernel.illness import Unavailable
from motcua.kernel.models import JournalEntry
from motcua.kernel.operations import NotPermitted, Refused
from motcua.organization.models import Post
from motcua.papers.certificates import STAMPS_FILE, fingerprint, make_authority, make_stamping_authority
from motcua.papers.models import SigningKey
from motcua.papers.operations import issue, revoke_paper, seal_paper, sign_paper
from motcua.papers.queries import verification
from motcua.papers.rendering import render
from motcua.papers.signatures import Signatory
from motcua.papers.signing import seal, sign, verify_all
from motcua.papers.timestamps import RemoteTimeStamps, time_stamps
from motcua.papers.trusted import folder
from motcua.people.operations import create_account, give_post
from motcua.people.rules import AccountKind
from tests.papers.samples import AT, certificate

pytestmark = pytest.mark.django_db
WHO = Signatory("vi-van-hung", "Vi Văn Hưng", "Phó Giám đốc", "Sở Xây dựng")


@pytest.fixture
def sealed():
    return seal(
        sign(render(certificate()), who=WHO, at=AT),
        agency_code="so-xay-dung",
        agency_name="Sở Xây dựng",
        at=AT + timedelta(minutes=5),
    )


@pytest.mark.issue(2)
def test_person_and_agency_are_checked_each_for_itself(sealed):
    person, agency = verify_all(sealed)
    assert (person.is_good, person.signer, person.agency, person.is_agency) == (
        True,
        "Vi Văn Hưng",
        "Sở Xây dựng",
        False,
    )
    assert (agency.is_good, agency.signer, agency.is_agency) == (True, "Sở Xây dựng", True)
    assert agency.signed_at - person.signed_at == timedelta(minutes=5)
    assert len(PdfFileReader(BytesIO(sealed)).embedded_regular_signatures) == 2


@pytest.mark.issue(2)
def test_the_signed_bytes_of_the_person_stay_as_they_were():
    signed = sign(render(certificate()), who=WHO, at=AT)
    assert seal(signed, agency_code="so-xay-dung", agency_name="Sở Xây dựng", at=AT).startswith(signed)


@pytest.mark.issue(2)
@pytest.mark.parametrize("where", [0.1, 0.4])
def test_a_changed_byte_breaks_both(sealed, where):
    damaged = bytearray(sealed)
    damaged[int(len(sealed) * where)] ^= 1
    assert not any(one.is_intact and one.covers_whole for one in verify_all(bytes(damaged)))


@pytest.mark.issue(2)
def test_each_signature_carries_a_time_stamp_of_the_named_simulator(sealed):
    person, agency = (one.time_stamp for one in verify_all(sealed))
    assert (person.at, person.is_trusted) == (AT, True)
    assert agency.at == AT + timedelta(minutes=5)
    assert person.authority == "Một Cửa – Dấu thời gian mô phỏng"
    assert person.is_demonstration


@pytest.mark.issue(2)
def test_without_an_authority_there_is_no_stamp_and_with_an_address_the_real_client(settings):
    settings.PAPER_TIMESTAMPS = ""
    assert [one.time_stamp for one in verify_all(sign(render(certificate()), who=WHO, at=AT))] == [None]
    settings.PAPER_TIMESTAMPS = "https://tsa.example/tsr"
    chosen = time_stamps()
    assert isinstance(chosen, RemoteTimeStamps)
    assert chosen.stamper(AT).url == "https://tsa.example/tsr"
    assert chosen.roots() == []
    settings.PAPER_TIMESTAMP_ROOTS = "/nowhere/roots.pem"
    with pytest.raises(Unavailable, match="PAPER_TIMESTAMP_ROOTS"):
        time_stamps().roots()


@pytest.mark.issue(2)
def test_a_stamp_of_an_authority_nobody_vouches_for_is_not_trusted(tmp_path):
    make_authority(tmp_path / "another")
    stranger = make_stamping_authority(tmp_path / "another")[1]
    shutil.copy(tmp_path / "another" / STAMPS_FILE, folder() / STAMPS_FILE)
    SigningKey.objects.filter(use="STAMPS").update(fingerprint=fingerprint(stranger))
    [person] = verify_all(sign(render(certificate()), who=WHO, at=AT))
    assert person.is_good
    assert not person.time_stamp.is_trusted


def holder(unit, post, name):
    account = create_account(
        kind=AccountKind.OFFICIAL,
        password="x",
        full_name=name,
        email=f"{unit}@so.vn",
        by=None,
        at=AT - timedelta(days=9),
    )
    seat = Post.objects.get(unit__agency__code="so-xay-dung", unit__code=unit, code=post)
    give_post(account, post=seat, valid_from=(AT - timedelta(days=9)).date(), by=None, at=AT)
    return account


@pytest.mark.issue(2)
def test_the_clerk_seals_once_after_the_leader_signed_and_the_page_tells_both(client):
    leader, clerk = holder("lanh-dao", "thu-truong", "Vi Văn Hưng"), holder("van-thu", "van-thu", "Lý Thị Thư")
    agency = leader.holdings.get().post.unit.agency
    paper = issue(certificate(), agency=agency, subject_reference="X", by=leader, at=AT)
    with pytest.raises(Refused, match="chưa có chữ ký số của người"):
        seal_paper(paper, by=clerk, at=AT)
    sign_paper(paper, by=leader, at=AT)
    page = client.get(reverse("portal:verify", args=[paper.public_id])).content.decode()
    assert "Giấy này chưa có chữ ký số của cơ quan." in page
    with pytest.raises(NotPermitted):
        seal_paper(paper, by=leader, at=AT)
    seal_paper(paper, by=clerk, at=AT + timedelta(minutes=1))
    with pytest.raises(Refused, match="đã có chữ ký số của cơ quan"):
        seal_paper(paper, by=clerk, at=AT + timedelta(minutes=2))
    assert JournalEntry.objects.filter(word="paper.sealed").count() == 1
    found = verification(paper.public_id)
    assert found.is_valid
    assert (found.signature.signer, found.seal.signer) == ("Vi Văn Hưng", agency.name)
    page = client.get(reverse("portal:verify", args=[paper.public_id])).content.decode()
    assert page.count("Hợp lệ, nội dung không đổi từ khi ký") == 2
    assert page.count("Dấu thời gian mô phỏng – bản trình diễn") == 2
    revoke_paper(paper, reason="Sai", by=clerk, at=AT + timedelta(minutes=3))
    assert not verification(paper.public_id).is_valid
