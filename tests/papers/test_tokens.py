"""Papers are signed with keys that never leave a device, spoken to as any PKCS#11 device is (here: SoftHSM)."""

import subprocess
from pathlib import Path

import pkcs11
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pkcs11 import Attribute, CertificateType, ObjectClass

from motcua.cli import keys
from motcua.kernel.illness import Unavailable
from motcua.kernel.terminal import Trouble
from motcua.papers import tokens
from motcua.papers.certificates import TokenKey, fingerprint
from motcua.papers.operations import issue, sign_paper
from motcua.papers.queries import verification
from motcua.papers.trusted import folder
from tests.papers.samples import AT, certificate
from tests.papers.test_kept_keys import certified, production, seat_of  # noqa: F401 - a fixture among them

MODULE = Path("/usr/lib/softhsm/libsofthsm2.so")
PIN = "123456"

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.issue(17),
    pytest.mark.skipif(not MODULE.exists(), reason="softhsm2 is not installed"),
]


@pytest.fixture(scope="module")
def device(tmp_path_factory):
    """A device with the two kinds of keys, which the library of this process knows for as long as it lives."""
    place = tmp_path_factory.mktemp("thiet-bi")
    (place / "softhsm2.conf").write_text(f"directories.tokendir = {place}\nobjectstore.backend = file\n")
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("SOFTHSM2_CONF", str(place / "softhsm2.conf"))
        said("--init-token", "--free", "--label", "So Tu phap", "--pin", PIN, "--so-pin", PIN)
        yield place
        forget()


def forget():
    """As in a process that has not signed in yet."""
    for token in list(tokens._sessions):
        tokens._close(token)


def said(*words):
    return subprocess.run(["softhsm2-util", *words], check=True, capture_output=True, text=True).stdout


@pytest.fixture
def put(device, settings):
    """Puts a key into the device; gives its address."""
    settings.PKCS11_MODULE, settings.PKCS11_PIN = str(MODULE), PIN

    def put(pair, label, certificate=None):
        file = device / "khoa.pem"
        file.write_bytes(pair[0].private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        mark = label.encode().hex()
        said("--import", file, "--token", "So Tu phap", "--label", label, "--id", mark, "--pin", PIN)
        file.unlink()
        forget()
        with pkcs11.lib(str(MODULE)).get_token(token_label="So Tu phap").open(rw=True, user_pin=PIN) as session:
            content = (certificate or pair[1]).public_bytes(Encoding.DER)
            about = {Attribute.CLASS: ObjectClass.CERTIFICATE, Attribute.CERTIFICATE_TYPE: CertificateType.X_509}
            session.create_object(
                {
                    **about,
                    Attribute.TOKEN: True,
                    Attribute.LABEL: label,
                    Attribute.VALUE: content,
                    Attribute.SUBJECT: pair[1].subject.public_bytes(),
                }
            )
        return f"pkcs11:token=So%20Tu%20phap;object={label}"

    return put


@pytest.fixture
def authority():
    return certified("Tổ chức chứng thực chuyên dùng")


@pytest.fixture
def bring(tmp_path, authority, leader):
    post, email = seat_of(leader)

    def bring(address):
        roots = tmp_path / "goc.pem"
        roots.write_bytes(authority[1].public_bytes(Encoding.PEM))
        return keys.bring(address, whose=post, account=email, since=AT.date(), until=None, roots=roots, at=AT)

    return bring


def rsa_key():
    return rsa.generate_private_key(65537, 2048)


@pytest.mark.parametrize("kind", ["ec", "rsa"])
def test_a_paper_is_signed_in_the_device_and_its_key_stands_in_no_file(kind, agency, leader, authority, put, bring):
    pair = certified("Vi Văn Hưng", issuer=authority, key=rsa_key() if kind == "rsa" else None)
    assert bring(put(pair, f"ky-{kind}")) == 0
    paper = issue(certificate(), agency=agency, subject_reference="LS-7K3M-9QXT", by=leader, at=AT)
    paper = sign_paper(paper, by=leader, at=AT)
    found = verification(paper.public_id)
    assert (found.is_valid, found.signature.signer) == (True, "Vi Văn Hưng")
    kept = (folder() / f"{fingerprint(pair[1])}.pem").read_bytes()
    assert kept.startswith(b"pkcs11:token=So%20Tu%20phap")
    assert b"PRIVATE KEY" not in kept


def test_a_certificate_of_another_key_is_not_brought_in(authority, put, bring):
    pair, other = (certified(name, issuer=authority) for name in ("Vi Văn Hưng", "Người khác"))
    address = put(pair, "ky-dung", certificate=other[1])
    with pytest.raises(Trouble, match="không phải của khóa"):
        bring(address)


@pytest.mark.parametrize(
    "address", ["pkcs11:", "pkcs11:token=a", "pkcs11:token=;object=b", "pkcs11:token=a;object=b;type=x"]
)
def test_an_address_that_names_no_key_says_how_one_is_written(address, bring):
    with pytest.raises(Trouble, match="token=TÊN_THIẾT_BỊ"):
        bring(address)


def test_a_device_that_was_pulled_out_is_this_nodes_illness_until_it_is_back(
    agency, leader, authority, put, bring, settings
):
    pair = certified("Vi Văn Hưng", issuer=authority)
    bring(put(pair, "ky-rut"))
    paper = issue(certificate(), agency=agency, subject_reference="LS-7K3M-9QXT", by=leader, at=AT)
    forget()
    settings.PKCS11_PIN = "sai-pin"
    with pytest.raises(Unavailable, match="ky-rut"):
        sign_paper(paper, by=leader, at=AT)
    assert keys.show(json=False, at=AT) == 1
    settings.PKCS11_PIN = PIN
    assert keys.show(json=False, at=AT) == 0
    assert verification(sign_paper(paper, by=leader, at=AT).public_id).is_valid


@pytest.mark.parametrize("name", ["So Tu phap", "a;b=c", "Sở Tư pháp", "100%"])
def test_an_address_is_read_as_it_was_written(name):
    key = TokenKey(name, name)
    assert TokenKey.parse(str(key)) == key
