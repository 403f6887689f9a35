"""PAdES signatures: made with the configured signer, shown as a stamp, checked by anyone."""

from collections.abc import Collection, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

from asn1crypto import x509 as asn1_x509  # type: ignore[import-untyped]  # ships no types
from cryptography import x509
from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from pyhanko.pdf_utils.content import PdfContent
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.layout import AxisAlignment, BoxConstraints, SimpleBoxLayoutRule
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import BasePdfFileWriter
from pyhanko.sign import fields, signers
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.signers.pdf_signer import PdfSigningSession
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel
from pyhanko.stamp import StaticStampStyle
from pyhanko_certvalidator import ValidationContext

from motcua.kernel.glyphs import printable
from motcua.kernel.operations import Refused
from motcua.kernel.passing import passing_folder
from motcua.kernel.text import format_datetime, local
from motcua.papers import tokens
from motcua.papers.certificates import Pair, TokenKey, certificate_of, chain_in, common_name, make_authority
from motcua.papers.keys import asn1, private_key, store_of
from motcua.papers.places import Place, seal_place, signature_place
from motcua.papers.ports import Signer
from motcua.papers.rendering import compile_template
from motcua.papers.signatures import Signatory, SignatureCheck, TimeStampCheck
from motcua.papers.timestamps import SimulatedTimeStamps, time_stamps
from motcua.papers.trusted import Trust, Use, demonstration_pair, folder, is_revoked, key_of, pair_of, trust

# How many letters a signature may take in the file. With our own certificates it is 7,700; X.520 limits their names.
ROOM = 12_288
# Where anyone gets the list of revoked certificates.
REVOCATIONS = "/xac-thuc/thu-hoi.crl"


@dataclass(frozen=True)
class _Pen:
    """What signs: a key with its certificate, those that vouch for it, and what the stamp says of it."""

    pair: Pair
    chain: Sequence[x509.Certificate]
    notice: str


class _OfThisNode:
    """Signs with keys that stand in files of this node, or in devices that it reaches."""

    def sign(self, pdf: bytes, *, who: Signatory, at: datetime) -> bytes:
        return _signed(pdf, signature_place(pdf), self._pen(who, at), who, at)

    def seal(self, pdf: bytes, *, who: Signatory, at: datetime) -> bytes:
        return _signed(pdf, seal_place(pdf), self._pen(who, at), who, at)

    def verify(self, pdf: bytes) -> list[SignatureCheck]:
        return check_all(pdf)

    def _pen(self, who: Signatory, at: datetime) -> _Pen:
        raise NotImplementedError


class DemonstrationSigner(_OfThisNode):
    """Keys made for whoever signs, vouched for by our own demonstration authority only."""

    notice = "Chữ ký số phần mềm – bản trình diễn"

    def _pen(self, who: Signatory, at: datetime) -> _Pen:
        authority = demonstration_pair(Use.VOUCHES)
        pair = certificate_of(
            folder(), who=who, at=at, revocations=f"{settings.PUBLIC_ADDRESS.rstrip('/')}{REVOCATIONS}"
        )
        _refuse_revoked(pair, who, at)
        return _Pen(pair, [authority[1]], self.notice)


class KeptKeys(_OfThisNode):
    """Keys of officials and agencies that were brought in by a command, each for a post or an agency and for a time."""

    def _pen(self, who: Signatory, at: datetime) -> _Pen:
        key = key_of(who, on=local(at).date())
        if key is None:
            missing = _(
                "Chưa có khóa ký số của %(holder)s cho hôm nay. Báo người vận hành nhập khóa (motcua keys bring)."
            )
            raise Refused(missing % {"holder": who.title or who.name})
        pair = pair_of(key)
        _refuse_revoked(pair, who, at)
        if not pair[1].not_valid_before_utc <= at <= pair[1].not_valid_after_utc:
            expired = _("Chứng thư số của %(holder)s không có hiệu lực vào lúc này. Báo người vận hành nhập khóa mới.")
            raise Refused(expired % {"holder": who.title or who.name})
        issuer = common_name(pair[1].issuer)
        return _Pen(pair, chain_in(folder() / key.file), f"Chứng thư số do {issuer} cấp")


class RehearsalSigner(_OfThisNode):
    """Keys made for one rehearsal, vouched for by nobody: what they signed proves nothing to anybody.

    Where real keys are kept, in files or devices of this node, the one that would have signed must be there, in force.
    """

    notice = "TẬP DƯỢT – KHÔNG CÓ GIÁ TRỊ"

    def __init__(self, where: Path, real: Signer) -> None:
        self._where, self._real = where, real
        self._authority = make_authority(where)[1]

    def _pen(self, who: Signatory, at: datetime) -> _Pen:
        if isinstance(self._real, KeptKeys):
            self._real._pen(who, at)
        return _Pen(certificate_of(self._where, who=who, at=at), [self._authority], self.notice)


@contextmanager
def rehearsed() -> Iterator[None]:
    """What is signed inside is signed with keys that are gone at the end."""
    with passing_folder() as where:
        token = _rehearsing.set(RehearsalSigner(where, signer()))
        try:
            yield
        finally:
            _rehearsing.reset(token)


def _refuse_revoked(pair: Pair, who: Signatory, at: datetime) -> None:
    if is_revoked(pair[1], at=at):
        revoked = _("Chứng thư số của %(holder)s đã bị thu hồi. Báo người vận hành nhập khóa mới (motcua keys bring).")
        raise Refused(revoked % {"holder": who.title or who.name})


def _signed(pdf: bytes, place: Place, pen: _Pen, who: Signatory, at: datetime) -> bytes:
    writer = IncrementalPdfFileWriter(BytesIO(pdf))
    number = len(writer.prev.embedded_signatures) + 1
    left, bottom, right, top = (round(edge) for edge in place.box)
    stamp = stamp_pdf(place, who=who, at=at, notice=pen.notice)
    stamps = time_stamps()
    said = signers.PdfSignatureMetadata(
        field_name=f"ChuKy{number}",
        name=who.name,
        reason=pen.notice,
        location=who.agency_name,
        md_algorithm="sha256",
        subfilter=fields.SigSeedSubFilter.PADES,
    )
    # Of an authority's stamps, and of certificates from elsewhere, nobody knows the size beforehand: one is tried out.
    is_ours = isinstance(stamps, SimulatedTimeStamps) and len(pen.chain) == 1
    with _cms_signer(pen) as signer:
        pdf_signer = _DatedSigner(
            at,
            said,
            signer=signer,
            timestamper=stamps.stamper(at) if stamps else None,
            stamp_style=StaticStampStyle(background=_Stamp(stamp), border_width=0, background_layout=_FILL),
            new_field_spec=fields.SigFieldSpec(f"ChuKy{number}", on_page=place.page, box=(left, bottom, right, top)),
        )
        return bytes(pdf_signer.sign_pdf(writer, bytes_reserved=ROOM if is_ours else None).getvalue())


class _DatedSigner(signers.PdfSigner):
    """A signer that is told the time instead of asking the machine."""

    def __init__(self, at: datetime, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._at = at

    def init_signing_session(self, pdf_out: BasePdfFileWriter, existing_fields_only: bool = False) -> PdfSigningSession:
        session = super().init_signing_session(pdf_out, existing_fields_only)
        session.system_time = self._at
        return session


class _Stamp(PdfContent):
    """The first page of a PDF held in memory, as the picture of a signature."""

    def __init__(self, pdf: bytes) -> None:
        self.pdf = pdf
        super().__init__()

    def render(self) -> bytes:
        page = self._ensure_writer.import_page_as_xobject(PdfFileReader(BytesIO(self.pdf)))
        self.resources.xobject["/ChuKy"] = page
        left, bottom, right, top = (float(edge) for edge in page.get_object()["/BBox"])
        self.box = BoxConstraints(width=abs(right - left), height=abs(top - bottom))
        return b"/ChuKy Do"


_FILL = SimpleBoxLayoutRule(x_align=AxisAlignment.ALIGN_MID, y_align=AxisAlignment.ALIGN_MID)


def stamp_pdf(place: Place, *, who: Signatory, at: datetime, notice: str) -> bytes:
    """The visible part of a signature as a page as large as its place."""
    values = {
        "width": round(place.width),
        "height": round(place.height),
        "signer_name": "" if who.name == who.agency_name else printable(who.name),
        "title": printable(who.title),
        "agency_name": printable(who.agency_name),
        "signed_at": format_datetime(at),
        "notice": printable(notice),
    }
    return compile_template("papers/templates/stamp.typ", values, at=at)


def check_all(pdf: bytes) -> list[SignatureCheck]:
    """What each signature of a PDF proves, judged at the time it says it was made; the oldest first.

    Raises `Unavailable` where nobody's word is known by which a signature could be judged.
    """
    try:
        found = PdfFileReader(BytesIO(pdf)).embedded_regular_signatures
    except (PdfError, ValueError, KeyError, OSError):
        return []
    if not found:
        return []
    known = trust([one.signer_cert.sha256.hex() for one in found])
    stamps = time_stamps()
    of_stamps = [*known.roots, *(stamps.roots() if stamps else [])]
    return [_check(one, known, of_stamps, is_last=one is found[-1]) for one in found]


def _check(
    found: EmbeddedPdfSignature, known: Trust, of_stamps: list[x509.Certificate], *, is_last: bool
) -> SignatureCheck:
    at = found.self_reported_timestamp
    roots, stamp_roots = ([asn1(root) for root in several] for several in (known.roots, of_stamps))
    subject = found.signer_cert.subject.native
    agency = str(subject.get("organization_name", ""))
    try:
        status = validate_pdf_signature(
            found, signer_validation_context=_context(roots, at), ts_validation_context=_context(stamp_roots, at)
        )
    except Exception:  # noqa: BLE001 - a damaged file breaks the reader in countless ways; each means «not intact»
        return SignatureCheck(False, False, False, _signer_of(found.signer_cert), at, agency)
    return SignatureCheck(
        is_intact=bool(status.intact and status.valid),
        covers_whole=_covers(status, is_last=is_last),
        is_trusted=bool(status.trusted),
        signer=_signer_of(status.signing_cert),
        signed_at=at,
        agency=agency,
        title=str(subject.get("title", "")),
        is_agency=found.signer_cert.sha256.hex() in known.of_agencies
        or (bool(agency) and subject.get("common_name") == agency),
        is_demonstration=_is_of(found.signer_cert, known.demonstrations),
        time_stamp=_time_stamp(status, known),
        revoked_at=known.revoked.get(found.signer_cert.sha256.hex()),
    )


def _context(roots: list[asn1_x509.Certificate], at: datetime | None) -> ValidationContext:
    return ValidationContext(trust_roots=roots, moment=at, allow_fetching=False, revocation_mode="soft-fail")


def _covers(status: PdfSignatureStatus, *, is_last: bool) -> bool:
    """Whether the signature covers the file, or covered it when it was made and only signatures came after."""
    if is_last:
        return bool(status.coverage == SignatureCoverageLevel.ENTIRE_FILE)
    level = status.modification_level
    only_signatures = level is not None and level <= ModificationLevel.FORM_FILLING
    return bool(status.coverage >= SignatureCoverageLevel.ENTIRE_REVISION and only_signatures)


def _is_of(certificate: asn1_x509.Certificate, demonstrations: Collection[x509.Name]) -> bool:
    """Whether a demonstration's authority stands behind a certificate, whatever that is worth."""
    return certificate.issuer.dump() in {name.public_bytes() for name in demonstrations}


def _time_stamp(status: PdfSignatureStatus, known: Trust) -> TimeStampCheck | None:
    stamp = status.timestamp_validity
    if stamp is None:
        return None
    # An authority that lost its key can tell any time.
    is_revoked = stamp.signing_cert.sha256.hex() in known.revoked
    is_trusted = bool(stamp.intact and stamp.valid and stamp.trusted) and not is_revoked
    is_demonstration = _is_of(stamp.signing_cert, known.demonstrations)
    return TimeStampCheck(stamp.timestamp, _signer_of(stamp.signing_cert), is_trusted, is_demonstration)


_rehearsing: ContextVar[Signer | None] = ContextVar("motcua_rehearsing_signer", default=None)


def signer() -> Signer:
    """The configured signer: `PAPER_SIGNER` names its class. Inside `rehearsed()` the one whose signatures are none."""
    return _rehearsing.get() or _signer(settings.PAPER_SIGNER)


@cache
def _signer(path: str) -> Signer:
    made: Signer = import_string(path)()
    return made


def sign(pdf: bytes, *, who: Signatory, at: datetime) -> bytes:
    """The file signed by the configured signer for this person, with a visible stamp."""
    return signer().sign(pdf, who=who, at=at)


def seal(pdf: bytes, *, agency_code: str, agency_name: str, at: datetime) -> bytes:
    """The file with the agency's own signature after the person's."""
    return signer().seal(pdf, who=Signatory(agency_code, agency_name, "", agency_name), at=at)


def verify_all(pdf: bytes) -> list[SignatureCheck]:
    """What each signature of the file proves to the configured signer, the oldest first."""
    return signer().verify(pdf)


def verify(pdf: bytes) -> SignatureCheck | None:
    """What the last signature of the file proves to the configured signer; None when it carries none."""
    return next(reversed(verify_all(pdf)), None)


def _cms_signer(pen: _Pen) -> AbstractContextManager[signers.Signer]:
    key, certificate = pen.pair
    if isinstance(key, TokenKey):
        return tokens.signer_of(key, certificate, pen.chain)
    return nullcontext(
        signers.SimpleSigner(
            signing_cert=asn1(certificate), signing_key=private_key(key), cert_registry=store_of(pen.chain)
        )
    )


def _signer_of(certificate: asn1_x509.Certificate) -> str:
    return str(certificate.subject.native.get("common_name", ""))
