"""Outside a demonstration papers are signed with keys that were brought in, each for a post and for a time."""

import io
from datetime import UTC, date, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, pkcs12
from cryptography.x509.oid import NameOID
from pypdf import PdfReader

from motcua.cli import keys
from motcua.kernel.illness import Unavailable
from motcua.kernel.models import JournalEntry
from motcua.kernel.operations import Refused
from motcua.kernel.terminal import Trouble
from motcua.papers.models import SigningKey
from motcua.papers.operations import issue, seal_paper, sign_paper
from motcua.papers.queries import verification
from motcua.papers.trusted import folder
from tests.papers.conftest import make_official
from tests.papers.samples import AT, certificate

pytestmark = [pytest.mark.django_db, pytest.mark.issue(17)]
SINCE = AT.date()
PASSWORD = "mat-khau-cua-tep"


def called(name):
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def certified(name, *, issuer=None, may_sign=True, until=datetime(2028, 1, 1, tzinfo=UTC), key=None):
    """A key and its certificate; of an authority where nobody issues it."""
    key = key or ec.generate_private_key(ec.SECP256R1())
    by_key, by_name = (issuer[0], issuer[1].subject) if issuer else (key, called(name))
    usage = dict.fromkeys(
        ("key_encipherment", "data_encipherment", "key_agreement", "encipher_only", "decipher_only"), False
    )
    builder = (
        x509.CertificateBuilder(by_name, called(name), key.public_key(), x509.random_serial_number())
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
        .not_valid_after(until)
        .add_extension(x509.BasicConstraints(ca=issuer is None, path_length=None), critical=True)
        .add_extension(
            x509.KeyUsage(
                digital_signature=True,
                content_commitment=may_sign and issuer is not None,
                key_cert_sign=issuer is None,
                crl_sign=issuer is None,
                **usage,
            ),
            critical=True,
        )
    )
    return key, builder.sign(by_key, hashes.SHA256())


@pytest.fixture
def authority():
    return certified("Tổ chức chứng thực chuyên dùng")


@pytest.fixture
def bring(tmp_path, monkeypatch, authority):
    (tmp_path / "goc.pem").write_bytes(authority[1].public_bytes(Encoding.PEM))

    def bring(pair, whose, *, account="", since=SINCE, until=None, has_roots=True, password=PASSWORD):
        file = tmp_path / "khoa.p12"
        file.write_bytes(
            pkcs12.serialize_key_and_certificates(
                b"k", pair[0], pair[1], None, BestAvailableEncryption(PASSWORD.encode())
            )
        )
        monkeypatch.setattr("sys.stdin", io.StringIO(f"{password}\n"))
        roots = tmp_path / "goc.pem" if has_roots else None
        return keys.bring(str(file), whose=whose, account=account, since=since, until=until, roots=roots, at=AT)

    return bring


@pytest.fixture(autouse=True)
def production(settings):
    settings.PAPER_SIGNER, settings.PAPER_TIMESTAMPS = "motcua.papers.signing.KeptKeys", ""


@pytest.fixture
def clerk(agency):
    return make_official(agency, "Lý Thị Văn Thư", "Văn thư", "ISSUE")


def seat_of(official):
    type(official).objects.filter(pk=official.pk).update(email=f"{official.pk}@so.vn")
    return official.holdings.get().post.path, f"{official.pk}@so.vn"


def given(agency, leader):
    return issue(certificate(), agency=agency, subject_reference="LS-7K3M-9QXT", by=leader, at=AT)


def test_a_paper_is_signed_and_sealed_with_keys_that_were_brought_in(agency, leader, clerk, authority, bring, client):
    post, email = seat_of(leader)
    assert bring(certified("Vi Văn Hưng", issuer=authority), post, account=email) == 0
    assert bring(certified("Con dấu Sở", issuer=authority), agency.code) == 0
    paper = sign_paper(given(agency, leader), by=leader, at=AT)
    paper = seal_paper(paper, by=clerk, at=AT)
    found = verification(paper.public_id)
    assert found.is_valid
    assert (found.signature.signer, found.seal.signer) == ("Vi Văn Hưng", "Con dấu Sở")
    page = client.get(f"/xac-thuc/{paper.public_id}/").content.decode()
    assert "trình diễn" not in page
    assert "mô phỏng" not in page
    reasons = [
        str(one.get("/V", {}).get("/Reason", ""))
        for one in PdfReader(io.BytesIO(paper.file.read())).get_fields().values()
    ]
    assert reasons == ["Chứng thư số do Tổ chức chứng thực chuyên dùng cấp"] * 2
    assert "trình diễn" not in "".join(page.extract_text() for page in PdfReader(io.BytesIO(paper.file.read())).pages)
    assert set(JournalEntry.objects.values_list("word", flat=True)) >= {"key.trusted", "key.brought"}


def test_without_a_key_nothing_is_signed_and_it_says_what_to_do(agency, leader, clerk, authority, bring):
    with pytest.raises(Refused, match="Chưa có khóa ký số của Phó Giám đốc"):
        sign_paper(given(agency, leader), by=leader, at=AT)
    post, email = seat_of(leader)
    bring(certified("Vi Văn Hưng", issuer=authority), post, account=email)
    paper = sign_paper(given(agency, leader), by=leader, at=AT)
    with pytest.raises(Refused, match="Chưa có khóa ký số của Sở Xây dựng"):
        seal_paper(paper, by=clerk, at=AT)


def test_a_key_signs_on_its_days_and_gives_way_to_the_next(agency, leader, authority, bring):
    post, email = seat_of(leader)
    first, second = (certified(name, issuer=authority) for name in ("Khóa cũ", "Khóa mới"))
    bring(first, post, account=email, since=AT.date() - timedelta(days=30))
    bring(second, post, account=email, until=AT.date() + timedelta(days=30))
    for days, name in ((-1, "Khóa cũ"), (0, "Khóa mới"), (29, "Khóa mới")):
        at = AT + timedelta(days=days)
        paper = sign_paper(given(agency, leader), by=leader, at=at)
        assert verification(paper.public_id).signature.signer == name
    with pytest.raises(Refused, match="Chưa có khóa"):
        sign_paper(given(agency, leader), by=leader, at=AT + timedelta(days=30))
    with pytest.raises(Trouble, match="Đã có một khóa khác được giao từ ngày"):
        bring(certified("Khóa ba", issuer=authority), post, account=email, since=AT.date() - timedelta(days=9))
    keys.end(SigningKey.objects.get(valid_from=AT.date()).fingerprint[:16], on=AT.date(), at=AT)
    with pytest.raises(Refused, match="Chưa có khóa"):
        sign_paper(given(agency, leader), by=leader, at=AT)
    assert verification(paper.public_id).is_valid


def test_an_expired_certificate_signs_nothing(agency, leader, authority, bring):
    post, email = seat_of(leader)
    bring(certified("Hết hạn", issuer=authority, until=datetime(2021, 1, 1, tzinfo=UTC)), post, account=email)
    with pytest.raises(Refused, match="không có hiệu lực vào lúc này"):
        sign_paper(given(agency, leader), by=leader, at=AT)


def test_a_key_that_is_not_on_this_node_is_the_nodes_illness(agency, leader, authority, bring, capsys):
    post, email = seat_of(leader)
    bring(certified("Vi Văn Hưng", issuer=authority), post, account=email)
    assert keys.show(json=False, at=AT) == 0
    (folder() / SigningKey.objects.get(use="SIGNS").file).unlink()
    with pytest.raises(Unavailable):
        sign_paper(given(agency, leader), by=leader, at=AT)
    assert keys.show(json=False, at=AT) == 1
    assert "THIẾU Ở MÁY NÀY" in capsys.readouterr().out


def test_what_may_not_sign_is_refused_and_leaves_nothing(agency, authority, bring):
    before = set(folder().iterdir())
    stranger = certified("Người lạ")
    for pair, more, why in [
        (certified("Không để ký", issuer=authority, may_sign=False), {}, "không phải để ký văn bản"),
        (certified("Lạ", issuer=stranger), {}, "Không rõ tổ chức nào bảo chứng"),
        (certified("Chưa rõ", issuer=authority), {"has_roots": False}, "Không rõ tổ chức nào bảo chứng"),
        (certified("Sai mật khẩu", issuer=authority), {"password": "x"}, "sai mật khẩu"),
    ]:
        with pytest.raises(Trouble, match=why):
            bring(pair, agency.code, **more)
    with pytest.raises(Trouble, match="Không có cơ quan"):
        bring(certified("Không ai", issuer=authority), "khong-co")
    with pytest.raises(Trouble, match="không giữ vị trí"):
        bring(certified("Không ai", issuer=authority), f"{agency.code}/x/y", account="ai@so.vn")
    assert set(folder().iterdir()) == before
    assert not SigningKey.objects.filter(use="SIGNS").exists()


def test_keys_of_a_demonstration_are_made_in_one_alone(settings, tmp_path):
    SigningKey.objects.all().delete()
    settings.DATA_DIR, settings.IS_DEMONSTRATION = tmp_path / "moi", False
    with pytest.raises(Trouble, match="keys bring"):
        keys.make(at=AT)
    assert not folder().exists()
    settings.IS_DEMONSTRATION = True
    assert keys.make(at=AT) == 0
    known = set(SigningKey.objects.values_list("fingerprint", "use", "is_demonstration"))
    assert {use for _mark, use, _is in known} == {"VOUCHES", "STAMPS"}
    assert keys.make(at=AT) == 0
    assert set(SigningKey.objects.values_list("fingerprint", "use", "is_demonstration")) == known


def test_keys_of_the_version_before_are_made_known_and_sign_no_more(agency, leader, settings):
    settings.PAPER_SIGNER, settings.IS_DEMONSTRATION = "motcua.papers.signing.DemonstrationSigner", False
    paper = sign_paper(given(agency, leader), by=leader, at=AT)
    SigningKey.objects.all().delete()
    settings.PAPER_SIGNER = "motcua.papers.signing.KeptKeys"
    keys.make(at=AT)
    assert verification(paper.public_id).is_valid
    assert verification(paper.public_id).signature.is_demonstration
    with pytest.raises(Refused, match="Chưa có khóa"):
        sign_paper(given(agency, leader), by=leader, at=AT)


def test_today_is_the_day_on_which_a_key_begins(agency, authority, bring):
    bring(certified("Con dấu", issuer=authority), agency.code, since=None)
    assert SigningKey.objects.get(use="SIGNS").valid_from == date(AT.year, AT.month, AT.day)
