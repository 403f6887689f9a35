"""Keys and certificates as files of one folder: those that are brought in, and those of a demonstration.

A demonstration has an authority of our own, which no public one knows, and a yearly certificate for each signer.
"""

import hashlib
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from urllib.parse import quote, unquote

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from motcua.kernel.glyphs import printable
from motcua.kernel.illness import Unavailable
from motcua.kernel.speech import gettext_noop
from motcua.papers.signatures import Signatory

# The files of the demonstration's authority, and of its time stamps.
AUTHORITY_FILE, STAMPS_FILE = "authority.pem", "time-stamps.pem"
AUTHORITY = "Một Cửa – Cơ quan chứng thực trình diễn"
STAMPS = "Một Cửa – Dấu thời gian mô phỏng"
FIRST, LAST = datetime(2018, 1, 1, tzinfo=UTC), datetime(2048, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class TokenKey:
    """A key that stays in a device: by the names of the device and of the key on it, written as RFC 7512 does."""

    token: str
    object: str

    @classmethod
    def parse(cls, text: str) -> "TokenKey":
        """Raises `ValueError` for anything but pkcs11:token=…;object=…"""
        scheme, _colon, rest = text.strip().partition(":")
        named = dict(part.partition("=")[::2] for part in rest.split(";"))
        if scheme != "pkcs11" or named.keys() != {"token", "object"} or not all(named.values()):
            raise ValueError(text)
        return cls(unquote(named["token"]), unquote(named["object"]))

    def __str__(self) -> str:
        return f"pkcs11:token={quote(self.token, safe='')};object={quote(self.object, safe='')}"


FileKey = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
Key = FileKey | TokenKey
Pair = tuple[Key, x509.Certificate]


def fingerprint(certificate: x509.Certificate) -> str:
    """By what a certificate is known everywhere: the SHA-256 of what it says."""
    return certificate.fingerprint(hashes.SHA256()).hex()


def in_a_file(key: Key) -> FileKey:
    """A key that is no device's: those of a demonstration never are."""
    if isinstance(key, TokenKey):
        raise TypeError(f"{key} stays in its device")
    return key


def make_authority(folder: Path) -> Pair:
    """Make the key and certificate that vouch for a demonstration's others, or take those that are there."""
    path = folder / AUTHORITY_FILE
    return _read(path) or _keep(path, _make(_name(AUTHORITY), FIRST, LAST, issuer=None))


def make_stamping_authority(folder: Path) -> Pair:
    """Make those of the simulated time stamp authority, or take those that are there."""
    path, purpose = folder / STAMPS_FILE, ExtendedKeyUsageOID.TIME_STAMPING
    return _read(path) or _keep(
        path, _make(_name(STAMPS), FIRST, LAST, issuer=kept_pair(folder / AUTHORITY_FILE), purpose=purpose)
    )


def kept_pair(path: Path) -> Pair:
    """A key and its certificate that must be here. Raises `Unavailable` when they are not, or cannot be read."""
    pair = _read(path)
    if pair is None:
        raise Unavailable("keys", f"{path} is not here")
    return pair


def chain_in(path: Path) -> list[x509.Certificate]:
    """The certificates that stand in a key's file behind its own, and vouch for it."""
    try:
        return x509.load_pem_x509_certificates(path.read_bytes())[1:]
    except (OSError, ValueError) as error:
        raise Unavailable("keys", f"{path}: {error}") from error


def common_name(name: x509.Name) -> str:
    """What somebody is called in a certificate."""
    return next((str(one.value) for one in name.get_attributes_for_oid(NameOID.COMMON_NAME)), "")


def unfit(certificate: x509.Certificate, chain: Sequence[x509.Certificate], roots: Sequence[x509.Certificate]) -> str:
    """Why papers cannot be signed with a certificate here, in a sentence; nothing when they can."""
    try:
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        return gettext_noop("Chứng thư số không ghi được dùng để ký.")
    if not usage.content_commitment:
        return gettext_noop("Chứng thư số này không phải để ký văn bản (thiếu content commitment).")
    trusted, link = {fingerprint(root) for root in roots}, certificate
    for _step in range(len(chain) + 1):
        issuer = next((one for one in (*roots, *chain) if _vouches(one, link)), None)
        if issuer is None:
            break
        if fingerprint(issuer) in trusted:
            return ""
        link = issuer
    return gettext_noop("Không rõ tổ chức nào bảo chứng cho chứng thư số này. Thêm --roots TỆP.pem của tổ chức đó.")


def _vouches(issuer: x509.Certificate, certificate: x509.Certificate) -> bool:
    try:
        certificate.verify_directly_issued_by(issuer)
    except (ValueError, TypeError, InvalidSignature):
        return False
    return True


def issued_by(certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
    """Whether the one vouches for the other itself."""
    return _vouches(issuer, certificate)


def revocation_list(
    pair: Pair, revoked: Iterable[tuple[x509.Certificate, datetime, str]], *, number: int, at: datetime, until: datetime
) -> bytes:
    """What an authority signs of its certificates that are revoked: which, from when, why (RFC 5280 §5), as DER."""
    key, authority = pair
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(authority.subject)
        .last_update(at)
        .next_update(until)
        .add_extension(x509.CRLNumber(number), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(authority.public_key()), critical=False)  # type: ignore[arg-type]
    )
    for certificate, since, reason in revoked:
        entry = x509.RevokedCertificateBuilder().serial_number(certificate.serial_number).revocation_date(since)
        flag = x509.CRLReason(x509.ReasonFlags[reason])
        builder = builder.add_revoked_certificate(entry.add_extension(flag, critical=False).build())
    return builder.sign(in_a_file(key), hashes.SHA256()).public_bytes(serialization.Encoding.DER)


def keep_brought(folder: Path, pair: Pair, chain: Iterable[x509.Certificate]) -> str:
    """Write a key that was brought in, with those that vouch for it; the name of its file."""
    name = f"{fingerprint(pair[1])}.pem"
    _keep(folder / name, pair, chain)
    return name


def certificate_of(folder: Path, *, who: Signatory, at: datetime, revocations: str = "") -> Pair:
    """The signatory's key and certificate for the year of `at`, made when they sign for the first time.

    The certificate names the address of its authority's `revocations`. A key is its holder's alone; who is called
    otherwise, or signs in another post, has another one from then on.
    """
    year = at.astimezone(UTC).year
    facts = "\0".join((who.holder, who.name, who.title, who.agency_name, str(year)))
    path = folder / f"of-{hashlib.sha256(facts.encode()).hexdigest()[:32]}.pem"
    if kept := _read(path):
        return kept
    issuer = kept_pair(folder / AUTHORITY_FILE)
    subject = _name(who.name, agency_name=who.agency_name, title=who.title, holder=who.holder)
    first, last = datetime(year, 1, 1, tzinfo=UTC), datetime(year + 1, 1, 2, tzinfo=UTC)
    return _keep(path, _make(subject, first, last, issuer=issuer, revocations=revocations))


def _name(common_name: str, *, agency_name: str = "", title: str = "", holder: str = "") -> x509.Name:
    # X.520 limits these attributes to 64 (counted here in bytes) and knows no emoji; the stamp shows them in full.
    parts = [(NameOID.COMMON_NAME, common_name), (NameOID.TITLE, title), (NameOID.ORGANIZATION_NAME, agency_name)]
    parts.append((NameOID.USER_ID, holder))
    attributes = [x509.NameAttribute(oid, _short(value)) for oid, value in parts if value.strip()]
    return x509.Name([x509.NameAttribute(NameOID.COUNTRY_NAME, "VN"), *attributes])


def holder_of(certificate: x509.Certificate) -> tuple[str, str]:
    """Whose certificate it is that was made here, by what never changes of them, and the title; empty for others'."""
    told = {one.oid: str(one.value) for one in certificate.subject}
    return told.get(NameOID.USER_ID, ""), told.get(NameOID.TITLE, "")


def _short(value: str) -> str:
    return printable(value).strip().encode()[:64].decode(errors="ignore")


def _make(
    subject: x509.Name,
    first: datetime,
    last: datetime,
    *,
    issuer: Pair | None,
    purpose: x509.ObjectIdentifier = ExtendedKeyUsageOID.EMAIL_PROTECTION,
    revocations: str = "",
) -> Pair:
    is_stamping = purpose == ExtendedKeyUsageOID.TIME_STAMPING
    # The simulator of time stamps knows RSA only, and reads its key for each stamp: a longer one takes its time.
    key: FileKey = rsa.generate_private_key(65537, 2048) if is_stamping else ec.generate_private_key(ec.SECP256R1())
    issuer_key, issuer_name = (in_a_file(issuer[0]), issuer[1].subject) if issuer else (key, subject)
    is_authority = issuer is None
    usage = x509.KeyUsage(
        digital_signature=not is_authority,
        content_commitment=not is_authority,
        key_cert_sign=is_authority,
        crl_sign=is_authority,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )
    builder = (
        x509.CertificateBuilder(issuer_name=issuer_name, subject_name=subject, public_key=key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(first)
        .not_valid_after(last)
        .add_extension(x509.BasicConstraints(ca=is_authority, path_length=0 if is_authority else None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()), critical=False)
    )
    if not is_authority:
        # RFC 3161 §2.3: a time stamp authority's certificate has this one purpose, marked critical.
        builder = builder.add_extension(x509.ExtendedKeyUsage([purpose]), critical=is_stamping)
    if revocations:
        place = x509.DistributionPoint([x509.UniformResourceIdentifier(revocations)], None, None, None)
        builder = builder.add_extension(x509.CRLDistributionPoints([place]), critical=False)
    return key, builder.sign(issuer_key, hashes.SHA256())


def _read(path: Path) -> Pair | None:
    """The pair kept in a file, if there is one. Checking a key takes longer than signing with it: done once."""
    try:
        return _checked(path, path.stat().st_mtime_ns)
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError) as error:
        raise Unavailable("keys", f"{path}: {error}") from error


@lru_cache(10_000)
def _checked(path: Path, _written: int) -> Pair:
    content = path.read_bytes()
    certificate = x509.load_pem_x509_certificate(content)
    if content.startswith(b"pkcs11:"):
        return TokenKey.parse(content.split(b"\n", 1)[0].decode()), certificate
    key = serialization.load_pem_private_key(content, password=None)
    if not isinstance(key, FileKey):
        raise TypeError(f"{path} holds neither an elliptic-curve nor an RSA key")
    return key, certificate


def _as_kept(key: Key) -> bytes:
    """As a file keeps it: the key itself, or where it is."""
    if isinstance(key, TokenKey):
        return f"{key}\n".encode()
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _keep(path: Path, pair: Pair, chain: Iterable[x509.Certificate] = ()) -> Pair:
    """Write key and certificate as one file only its owner can read. Two processes at once: the first one's stays."""
    key, certificate = pair
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    content = _as_kept(key) + b"".join(one.public_bytes(serialization.Encoding.PEM) for one in (certificate, *chain))
    draft = path.with_suffix(f".{os.getpid()}-{certificate.serial_number:x}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(content)
    try:
        os.link(draft, path)
    except FileExistsError:
        kept = _read(path)
        return kept or pair
    finally:
        draft.unlink()
    return pair
