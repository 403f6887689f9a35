"""What anyone may know of a paper whose address they hold, and whether a file is that paper."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from cryptography import x509
from django.db.models import Q, QuerySet

from motcua.papers.certificates import fingerprint, holder_of
from motcua.papers.models import Paper, SigningKey
from motcua.papers.signatures import SignatureCheck
from motcua.papers.signing import verify_all


@dataclass(frozen=True)
class Verification:
    """What the public page shows: whose paper it is, whether it stands, and what to compare with the one in hand.

    Of the person only initials and given name, as nobody who does not hold the paper should learn more.

    `is_valid` means: the kept file is unchanged, its signature (when it was signed) is good, and it is not revoked.
    """

    title: str
    number: str
    agency_name: str
    issued_at: datetime
    signed_by_name: str
    signed_title: str
    signed_agency: str
    signed_at: datetime | None
    revoked_at: datetime | None
    is_file_intact: bool
    signatures: list[SignatureCheck]
    sealed_at: datetime | None = None
    code: str = ""
    named: str = ""

    @property
    def signature(self) -> SignatureCheck | None:
        """That of the person."""
        return next((one for one in self.signatures if not one.is_agency), None)

    @property
    def seal(self) -> SignatureCheck | None:
        """That of the agency."""
        return next((one for one in self.signatures if one.is_agency), None)

    @property
    def is_signed(self) -> bool:
        return self.signed_at is not None

    @property
    def is_revoked(self) -> bool:
        return self.revoked_at is not None

    @property
    def is_signed_after_revocation(self) -> bool:
        """Whether nothing else is wrong with it than that."""
        late = [one for one in self.signatures if one.is_after_revocation]
        others = [one.is_good for one in self.signatures if not one.is_after_revocation]
        return bool(late) and self.is_file_intact and all(others) and all(one.is_intact for one in late)

    @property
    def is_valid(self) -> bool:
        wanted = [True] * (self.is_signed + (self.sealed_at is not None))
        signature_stands = len(self.signatures) >= len(wanted) and all(one.is_good for one in self.signatures)
        return self.is_file_intact and signature_stands and not self.is_revoked


def verification(public_id: UUID) -> Verification | None:
    """The state of a paper for anyone who has its address; None when there is no such paper.

    Raises `Unavailable` when its file cannot be read here: that says nothing of the paper.
    """
    paper = Paper.objects.select_related("agency", "file").filter(public_id=public_id).first()
    if paper is None:
        return None
    try:
        content = paper.file.read() if paper.file else b""
    except OSError:
        content = b""
    return Verification(
        title=paper.title,
        number=paper.number,
        agency_name=paper.agency.name_at(paper.issued_at),
        issued_at=paper.issued_at,
        signed_by_name=paper.signed_by_name,
        signed_title=paper.signed_title,
        signed_agency=paper.signed_agency or paper.agency.name_at(paper.issued_at),
        signed_at=paper.signed_at,
        revoked_at=paper.revoked_at,
        # What nobody has opened has no copies to differ from.
        is_file_intact=bool(content) or paper.file is None,
        signatures=verify_all(content) if content and (paper.signed_at or paper.sealed_at) else [],
        sealed_at=paper.sealed_at,
        code=paper.dossier_code,
        named=paper.named,
    )


def check_upload(public_id: UUID, content: bytes) -> bool:
    """Whether the file somebody holds is, byte for byte, the paper as we keep it."""
    digest = hashlib.sha256(content).hexdigest()
    return Paper.objects.filter(public_id=public_id, file_id=digest).exists()


def signed_with(certificate: x509.Certificate, *, since: datetime) -> QuerySet[Paper]:
    """The papers that who holds a certificate signed, or sealed, from a moment on."""
    key = SigningKey.objects.filter(fingerprint=fingerprint(certificate)).select_related("post").first()
    if key is not None and key.post is not None:
        return Paper.objects.filter(signed_by=key.account_id, signed_title=key.post.title, signed_at__gte=since)
    if key is not None and key.agency_id:
        return Paper.objects.filter(agency=key.agency_id, sealed_at__gte=since)
    holder, title = holder_of(certificate)
    try:
        is_theirs = Q(signed_by__handle=UUID(holder), signed_title__startswith=title, signed_at__gte=since)
    except ValueError:
        is_theirs = Q(agency__code=holder, sealed_at__gte=since)
    return Paper.objects.filter(is_theirs)
