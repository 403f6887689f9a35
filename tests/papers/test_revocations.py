"""A certificate that is revoked proves only what a time stamp saw before, and everybody can get the list of them."""

from datetime import timedelta
from io import BytesIO

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from motcua.cli import keys
from motcua.kernel.journal import verify as journal_verify
from motcua.kernel.operations import Refused
from motcua.kernel.terminal import Trouble
from motcua.papers import health
from motcua.papers.certificates import certificate_of, fingerprint
from motcua.papers.keys import asn1
from motcua.papers.models import Revocation, RevocationList, SigningKey
from motcua.papers.operations import LISTED_FOR, issue, list_revocations, revoke_certificate, sign_paper
from motcua.papers.rendering import render
from motcua.papers.signatures import Signatory
from motcua.papers.signing import sign, verify
from motcua.papers.trusted import Use, demonstration_pair, folder
from tests.papers.samples import AT, certificate

pytestmark = [pytest.mark.django_db, pytest.mark.issue(17)]
WHO = Signatory("vi-van-hung", "Vi Văn Hưng", "Phó Giám đốc", "Sở Xây dựng")
HOUR = timedelta(hours=1)
LOST = Revocation.Reason.KEY_COMPROMISE


def signed(at=AT):
    return sign(render(certificate()), who=WHO, at=at)


def file_of(pdf):
    """The file of the key that signed."""
    wanted = PdfFileReader(BytesIO(pdf)).embedded_signatures[0].signer_cert.dump()
    return next(
        path for path in folder().glob("of-*.pem")
        if x509.load_pem_x509_certificate(path.read_bytes()).public_bytes(Encoding.DER) == wanted
    )  # fmt: skip


def revoke(pdf, since, at):
    return revoke_certificate(
        x509.load_pem_x509_certificate(file_of(pdf).read_bytes()), since=since, reason=LOST, by=None, at=at
    )


def test_what_a_time_stamp_saw_before_stays_good_and_what_came_after_is_not():
    pdf = signed()
    revoke(pdf, AT + HOUR, AT + 2 * HOUR)
    check = verify(pdf)
    assert check.is_good
    assert check.revoked_at == AT + HOUR


def test_what_was_signed_after_the_key_was_lost_proves_nothing():
    pdf = signed()
    revoke(pdf, AT - HOUR, AT + HOUR)
    check = verify(pdf)
    assert check.is_intact
    assert check.is_after_revocation
    assert not check.is_good


def test_without_a_time_stamp_nobody_knows_whether_it_was_before(settings):
    settings.PAPER_TIMESTAMPS = ""
    pdf = signed()
    assert verify(pdf).is_good
    revoke(pdf, AT + HOUR, AT + 2 * HOUR)
    assert not verify(pdf).is_good


def test_a_time_stamp_of_an_authority_that_lost_its_key_proves_no_time():
    pdf = signed()
    revoke(pdf, AT + HOUR, AT + 2 * HOUR)
    stamping = demonstration_pair(Use.STAMPS)[1]
    revoke_certificate(stamping, since=AT, reason=LOST, by=None, at=AT + 2 * HOUR)
    assert not verify(pdf).is_good


def test_nothing_more_is_signed_with_it():
    revoke(signed(), AT + HOUR, AT + 2 * HOUR)
    with pytest.raises(Refused, match="bị thu hồi"):
        signed(AT + 3 * HOUR)


@pytest.mark.parametrize("since", [AT - timedelta(days=4_000), AT + 3 * HOUR])
def test_refuses_a_moment_that_cannot_be(since):
    with pytest.raises(Refused, match="lúc thu hồi"):
        revoke(signed(), since, AT + 2 * HOUR)
    assert not Revocation.objects.exists()


def test_refuses_what_is_revoked_already():
    pdf = signed()
    revoke(pdf, AT, AT)
    with pytest.raises(Refused, match="trước đó"):
        revoke(pdf, AT + HOUR, AT + HOUR)


def test_what_cannot_be_undone_is_not_done_by_one_sign_nor_to_who_vouches():
    signed()
    vouches = demonstration_pair(Use.VOUCHES)[1]
    mark = fingerprint(vouches)
    for said, why in ((mark[:3], "không chỉ đúng"), (mark, "motcua keys end")):
        with pytest.raises(Trouble, match=why):
            keys.revoke(said, reason="key_compromise", since=None, at=AT + HOUR)
    assert not Revocation.objects.exists()


def test_the_command_revokes_lists_and_lets_a_demonstration_sign_on(client, capsys):
    address, pdf = "/xac-thuc/thu-hoi.crl", signed()
    assert keys.revoke(str(file_of(pdf)), reason="key_compromise", since=AT + HOUR, at=AT + 2 * HOUR) == 0
    assert address in capsys.readouterr().out
    given = client.get(address)
    assert given["Content-Type"] == "application/pkix-crl"
    found = x509.load_der_x509_crl(given.content)
    assert found.is_signature_valid(demonstration_pair(Use.VOUCHES)[1].public_key())
    old = Revocation.objects.get().parsed
    entry = found.get_revoked_certificate_by_serial_number(old.serial_number)
    assert entry.revocation_date_utc == AT + HOUR
    assert entry.extensions.get_extension_for_class(x509.CRLReason).value.reason == x509.ReasonFlags.key_compromise
    assert found.next_update_utc == AT + 2 * HOUR + LISTED_FOR
    # Another key, another certificate, which names where the list is.
    verified = verify(signed(AT + 3 * HOUR))
    assert verified.is_good
    assert verified.revoked_at is None
    new = certificate_of(folder(), who=WHO, at=AT)[1]
    assert new.serial_number != old.serial_number
    [place] = new.extensions.get_extension_for_class(x509.CRLDistributionPoints).value
    assert place.full_name[0].value.endswith(address)
    assert journal_verify().ok


def test_a_demonstration_has_the_list_its_certificates_name_before_anything_is_revoked(client):
    RevocationList.objects.all().delete()
    assert client.get("/xac-thuc/thu-hoi.crl").status_code == 404
    for at in (AT, AT + HOUR, AT + LISTED_FOR):
        keys.made_known(at=at)
    assert len(x509.load_der_x509_crl(client.get("/xac-thuc/thu-hoi.crl").content)) == 0
    assert RevocationList.objects.count() == 2


def test_an_officials_certificate_of_a_demonstration_is_listed_and_known_by_its_mark(agency, leader, capsys):
    given = issue(certificate(), agency=agency, subject_reference="LS-1", by=leader, at=AT)
    pdf = sign_paper(given, by=leader, at=AT).file.read()
    own = x509.load_pem_x509_certificate(file_of(pdf).read_bytes())
    keys.show(json=True, at=AT)
    assert fingerprint(own) in capsys.readouterr().out
    keys.revoke(fingerprint(own)[:16], reason="key_compromise", since=AT + HOUR, at=AT + HOUR)
    assert "không còn được tin" not in capsys.readouterr().out
    assert Revocation.objects.get().fingerprint == fingerprint(own)


def test_who_revokes_is_told_which_papers_lose_their_worth(agency, leader, capsys):
    given = issue(certificate(), agency=agency, subject_reference="LS-1", by=leader, at=AT)
    paper = sign_paper(given, by=leader, at=AT)
    keys.revoke(str(file_of(paper.file.read())), reason="key_compromise", since=AT - HOUR, at=AT + HOUR)
    told = capsys.readouterr().out
    assert "1 giấy ký từ lúc ấy không còn được tin" in told
    assert str(paper) in told


def test_other_programs_judge_by_the_list_as_we_do():
    """pyHanko with the list in hand, and no leave to believe a certificate without one."""
    pdf = signed()
    authority = SigningKey.objects.get(use=Use.VOUCHES)
    listed = {"before": list_revocations(authority, by=None, at=AT).content}
    revoke(pdf, AT, AT)
    listed["after"] = list_revocations(authority, by=None, at=AT).content

    def trusted(name):
        context = ValidationContext(
            trust_roots=[asn1(authority.parsed)], crls=[bytes(listed[name])], moment=AT + HOUR,
            revocation_mode="hard-fail", allow_fetching=False,
        )  # fmt: skip
        found = PdfFileReader(BytesIO(pdf)).embedded_signatures[0]
        return validate_pdf_signature(found, signer_validation_context=context).trusted

    assert trusted("before")
    assert not trusted("after")


def test_the_page_says_why_a_signature_proves_nothing_any_more(client, agency, leader):
    given = issue(certificate(), agency=agency, subject_reference="LS-1", by=leader, at=AT)
    paper = sign_paper(given, by=leader, at=AT)
    pdf = paper.file.read()
    address = f"/xac-thuc/{paper.public_id}/"
    revoke(pdf, AT + HOUR, AT + 2 * HOUR)
    page = client.get(address).content.decode()
    assert "nên chữ ký vẫn có giá trị" in page
    assert "Hợp lệ, nội dung không đổi" in page
    Revocation.objects.update(revoked_at=AT - HOUR)
    page = client.get(address).content.decode()
    assert "Chữ ký không còn chứng minh được gì" in page
    assert "không còn nguyên vẹn" not in page


def test_the_list_is_made_again_in_time():
    authority = SigningKey.objects.get(use=Use.VOUCHES)
    list_revocations(authority, by=None, at=AT)
    assert health.keys(at=AT).state == "WELL"
    late = health.keys(at=AT + LISTED_FOR - HOUR)
    assert (late.state, "keys crl" in late.todo) == ("WORRYING", True)
    assert keys.list_revoked(at=AT + LISTED_FOR) == 0
    assert list(RevocationList.objects.order_by("number").values_list("number", flat=True)) == [1, 2]


def test_where_no_authority_is_ours_there_is_no_list():
    SigningKey.objects.filter(use=Use.VOUCHES).update(file="")
    with pytest.raises(Trouble, match="không có tổ chức chứng thực"):
        keys.list_revoked(at=AT)
