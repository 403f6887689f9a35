"""The only code that issues, signs and revokes papers, and says which keys are known."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from django.conf import settings
from django.utils.translation import gettext as _
from pydantic import TypeAdapter

from motcua.kernel.counters import next_number
from motcua.kernel.files import StoredFile, store
from motcua.kernel.journal import Anchor
from motcua.kernel.lengths import REASON, within
from motcua.kernel.manifests import offered
from motcua.kernel.operations import SYSTEM, Refused, inside_operation, made, note, operation
from motcua.kernel.outbox import Outgoing, enqueue_all
from motcua.kernel.text import format_date, local, worded
from motcua.organization.models import Agency, Post
from motcua.papers.certificates import Pair, fingerprint, issued_by, keep_brought, revocation_list, unfit
from motcua.papers.models import Paper, Revocation, RevocationList, SigningKey
from motcua.papers.rendering import address_of, render
from motcua.papers.rights import ISSUER, PAPER, REVOKER, SEALER, SIGNATORY, signing_post
from motcua.papers.rules import JournalAnchor, PaperKind, PaperValue, UploadedResult, series
from motcua.papers.signatures import Signatory
from motcua.papers.signing import seal, sign
from motcua.papers.trusted import Use, folder, pair_of
from motcua.people.models import Account
from motcua.people.rules import mask_name

PDF = "application/pdf"
# Who asks for the list of revoked certificates believes it so long; another one is made in time.
LISTED_FOR = timedelta(days=31)
WORDS_OF_RFC_5280 = {
    Revocation.Reason.KEY_COMPROMISE: "key_compromise",
    Revocation.Reason.AFFILIATION_CHANGED: "affiliation_changed",
    Revocation.Reason.SUPERSEDED: "superseded",
    Revocation.Reason.CESSATION: "cessation_of_operation",
}


@cache
def _values(kind: str) -> TypeAdapter[PaperValue]:
    """What keeps the values of a kind of paper until it is drawn, and reads them again."""
    return TypeAdapter(offered(PaperKind)[kind].value)


@operation(who=ISSUER, journal="paper.issued")
def issue(value: PaperValue, *, agency: Agency, subject_reference: str, by: Account | None, at: datetime) -> Paper:
    """Number the paper, make its file with the address of its verification, keep it (NĐ 118/2025 Đ17; NĐ 30/2020 Đ8).

    The number comes from the series of the agency, the symbol and the year, without gaps. A value that already carries
    a number keeps it. `subject_reference` is what the paper is about, such as the reference of a dossier. What is drawn
    when it is opened keeps its value instead of a file.
    """
    public_id = uuid.uuid4()
    number = value.number or number_for(value, agency=agency, at=at)
    value = replace(value, number=number, check_url=address_of(public_id))
    later = _values(value.kind) if value.is_drawn_when_opened else None
    file = None if later else _file(value, at=at)
    note(kind=value.kind, number=value.number, file=file and file.pk, about=subject_reference)
    paper = Paper(
        public_id=public_id,
        kind=value.kind,
        circular=value.form.circular if value.form else "",
        form_number=value.form.number if value.form else "",
        title=value.shown_title[:300],
        number=value.number,
        agency=agency,
        dossier_code=value.code,
        subject_reference=subject_reference,
        named=mask_name(value.named)[:200],
        file=file,
        undrawn=later.dump_python(value, mode="json") if later else None,
        issued_at=at,
        issued_by=by,
    )
    paper.save()
    return made(paper)


@operation(who=SYSTEM, journal="paper.drawn", on=PAPER)
def draw(paper: Paper, *, by: None, at: datetime) -> StoredFile:
    """Make the file of a paper for its first reader, with what it said when it was issued (NĐ 118/2025 Đ17).

    A file that is there already, made for another reader at this moment, stays.
    """
    if paper.file is None:
        paper.file = _file(_values(paper.kind).validate_python(paper.undrawn), at=at)
        paper.undrawn = None
        paper.save(update_fields=["file", "undrawn"])
    note(file=paper.file.pk)
    return paper.file


def pdf_of(paper: Paper, *, at: datetime) -> bytes:
    """The paper's file as it is kept, made now if nobody opened it before."""
    return (paper.file or draw(paper, by=None, at=at)).read()


def _file(value: PaperValue, *, at: datetime) -> StoredFile:
    if isinstance(value, UploadedResult):
        try:
            kept = StoredFile.objects.get(pk=value.digest)
            kept.read()
        # Changed, not away: what cannot be read here is no fault of the file.
        except (StoredFile.DoesNotExist, OSError) as error:
            message = _("Tệp kết quả không còn đúng như khi soạn nên không ký được. Đưa lại tệp rồi trình lại.")
            raise Refused(message) from error
        return kept
    return store(render(value), media_type=PDF, at=at)


@inside_operation
def number_for(value: PaperValue, *, agency: Agency, at: datetime) -> str:
    """The next number of the paper's series (NĐ 30/2020 Đ8); none for a paper that bears none."""
    if not value.is_numbered:
        return ""
    return value.numbered(next_number(series(agency.code, value.series_key, local(at).year)))


@operation(who=SIGNATORY, journal="paper.signed", on=PAPER)
def sign_paper(paper: Paper, *, by: Account, at: datetime) -> Paper:
    """Sign the paper's file in the name of the official's post; the signed file takes the place (NĐ 30/2020 Đ5).

    The key is the account's; name, post and agency are kept as they were when it was signed.
    Refused when it is signed already or revoked.
    """
    if paper.signed_at:
        raise Refused(_("Giấy này đã được ký số. Tải lại trang để xem bản đã ký."))
    if paper.is_revoked:
        raise Refused(_("Giấy này đã bị thu hồi nên không ký được. Hãy lập giấy mới."))
    post = signing_post(by, paper, at)
    if post is None:
        raise Refused(_("Bạn không còn giữ vị trí được ký giấy này. Hãy chuyển cho người có thẩm quyền ký."))
    agency = post.unit.agency
    who = Signatory(str(by.handle), by.full_name, post.title, agency.name, post.path)
    note(before=paper.file_id, signer=who.name, title=who.title, agency=agency.code)
    paper.file = store(sign(pdf_of(paper, at=at), who=who, at=at), media_type=PDF, at=at)
    note(after=paper.file_id)
    paper.signed_by, paper.signed_by_name, paper.signed_title, paper.signed_agency = (
        by,
        who.name,
        who.title,
        agency.name,
    )
    paper.signed_at = at
    paper.save(update_fields=["file", "signed_by", "signed_by_name", "signed_title", "signed_agency", "signed_at"])
    return paper


@operation(who=SEALER, journal="paper.sealed", on=PAPER)
def seal_paper(paper: Paper, *, by: Account, at: datetime) -> Paper:
    """Add the agency's own signature beside that of the person; an electronic document needs both (NĐ 30/2020 Đ5, Đ13).

    Refused before the person signed, when it is there already, or when the paper is revoked.
    """
    if not paper.signed_at:
        raise Refused(_("Giấy này chưa có chữ ký số của người có thẩm quyền nên chưa ký số cơ quan được."))
    if paper.sealed_at:
        raise Refused(_("Giấy này đã có chữ ký số của cơ quan. Tải lại trang để xem."))
    if paper.is_revoked:
        raise Refused(_("Giấy này đã bị thu hồi nên không ký được. Hãy lập giấy mới."))
    sealed = seal(pdf_of(paper, at=at), agency_code=paper.agency.code, agency_name=paper.agency.name, at=at)
    note(before=paper.file_id, agency=paper.agency.code)
    paper.file = store(sealed, media_type=PDF, at=at)
    note(after=paper.file_id)
    paper.sealed_at = at
    paper.save(update_fields=["file", "sealed_at"])
    return paper


@operation(who=REVOKER, journal="paper.revoked", on=PAPER)
def revoke_paper(paper: Paper, *, reason: str, by: Account | None, at: datetime) -> Paper:
    """Declare the paper void from now on, with the reason; the file stays as evidence (NĐ 30/2020 Đ18).

    Refused without a reason, or when it is revoked already.
    """
    reason = within("reason", worded(reason), REASON)
    if not reason:
        message = _("Hãy nêu lý do thu hồi.")
        raise Refused(message, errors={"reason": message})
    if paper.is_revoked:
        raise Refused(_("Giấy này đã bị thu hồi trước đó."))
    note(reason=reason)
    paper.revoked_at, paper.revoked_reason = at, reason
    paper.save(update_fields=["revoked_at", "revoked_reason"])
    return paper


@operation(who=SYSTEM, journal="journal.anchored")
def anchor_journal(*, last: Anchor, agency: Agency, by: None, at: datetime) -> Paper:
    """Sign the journal's last entry as a paper of the agency and send it to the witnesses (NĐ 85/2016/NĐ-CP)."""
    value = JournalAnchor(
        agency_name=agency.name, place_name=agency.place.name, at=at, count=last.number, last=str(last)
    )
    paper = issue(value, agency=agency, subject_reference=f"journal/{last.number}", by=None, at=at)
    sealed = seal(pdf_of(paper, at=at), agency_code=agency.code, agency_name=agency.name, at=at)
    paper.file = store(sealed, media_type=PDF, at=at)
    paper.sealed_at = at
    paper.save(update_fields=["file", "sealed_at"])
    note(last=str(last), file=paper.file.pk)
    words = _("Nhật ký có %(count)d mục; mục cuối %(last)s. Tờ đã ký: %(link)s")
    _tell_witnesses(
        _("Mốc nhật ký ngày %s") % format_date(local(at).date()),
        words % {"count": last.number, "last": last, "link": address_of(paper.public_id)},
        key=f"anchor/{last}",
        at=at,
    )
    return paper


@operation(who=SYSTEM, journal="journal.anchor_kept")
def confirm_kept(*, last: Anchor, by: None, at: datetime) -> None:
    """Write down that an anchor lies in the folder outside, so that it is missed when it is gone (NĐ 85/2016/NĐ-CP)."""
    note(last=str(last))


@operation(who=SYSTEM, journal="journal.anchors_missing")
def warn_of_missing(*, last: Anchor, by: None, at: datetime) -> None:
    """Tell the witnesses that what was kept of the journal is not there to compare it with (NĐ 85/2016/NĐ-CP)."""
    note(last=str(last))
    _tell_witnesses(
        _("Không thấy mốc nhật ký đã giữ"),
        _("Thư mục giữ mốc không còn mốc %s. Kiểm tra thư mục đã gắn chưa, đối chiếu với các mốc đã nhận.") % last,
        key=f"anchor/missing/{local(at).date()}",
        at=at,
    )


@operation(who=SYSTEM, journal="journal.broken")
def warn_witnesses(*, first_bad: int, by: None, at: datetime) -> None:
    """Tell the witnesses that the journal no longer fits what was kept of it, once a day (NĐ 85/2016/NĐ-CP)."""
    note(first_bad=first_bad)
    _tell_witnesses(
        _("Nhật ký hệ thống không còn nguyên vẹn"),
        _("Nhật ký sai hoặc thiếu từ mục %d. Giữ nguyên máy chủ, đối chiếu với các mốc đã nhận.") % first_bad,
        key=f"anchor/broken/{local(at).date()}",
        at=at,
    )


@operation(who=SYSTEM, journal="key.trusted")
def trust_certificate(
    certificate: x509.Certificate, *, use: SigningKey.Use, file: str, is_demonstration: bool, by: None, at: datetime
) -> SigningKey:
    """Take the word of an authority, or of a demonstration's time stamps, from now on (NĐ 30/2020 Đ5).

    What is known already stays as it is.
    """
    mark = fingerprint(certificate)
    note(fingerprint=mark, use=use, is_demonstration=is_demonstration)
    facts = {"use": use, "file": file, "is_demonstration": is_demonstration}
    key, _is_new = SigningKey.objects.get_or_create(fingerprint=mark, defaults=_dated(certificate) | facts)
    return key


@dataclass(frozen=True)
class KeyOwner:
    """Whose key it is: an official's in a post, or an agency's own; and for which days."""

    valid_from: date
    valid_until: date | None
    agency: Agency | None = None
    account: Account | None = None
    post: Post | None = None


@operation(who=SYSTEM, journal="key.brought")
def bring_key(pair: Pair, *, chain: Sequence[x509.Certificate], owner: KeyOwner, by: None, at: datetime) -> SigningKey:
    """Give an official in a post, or an agency, the key it signs with from a day on (NĐ 30/2020 Đ5, Đ13).

    The key before it ends on that day. Refused when no authority that is known vouches for it, when it may not sign,
    or when it is known already.
    """
    certificate = pair[1]
    mark = fingerprint(certificate)
    if SigningKey.objects.filter(fingerprint=mark).exists():
        raise Refused(_("Chứng thư số này đã được nhập trước đó."))
    if problem := unfit(certificate, chain, [key.parsed for key in SigningKey.objects.filter(use=Use.VOUCHES)]):
        raise Refused(_(problem))
    facts = {"agency": owner.agency, "account": owner.account, "post": owner.post}
    note(fingerprint=mark, owner=str(owner.account.handle) if owner.account else owner.agency and owner.agency.code)
    note(post=owner.post.path if owner.post else "", valid_from=owner.valid_from, valid_until=owner.valid_until)
    others = SigningKey.objects.filter(use=Use.SIGNS, **facts)
    if later := others.filter(valid_from__gte=owner.valid_from).order_by("valid_from").first():
        later_on = format_date(later.valid_from)
        raise Refused(_("Đã có một khóa khác được giao từ ngày %s. Chọn ngày bắt đầu sau ngày đó.") % later_on)
    others.on(owner.valid_from).update(valid_until=owner.valid_from)
    # The file last: where it cannot be written, nobody is said to have the key.
    return SigningKey.objects.create(
        **_dated(certificate) | facts | {"valid_from": owner.valid_from, "valid_until": owner.valid_until},
        use=Use.SIGNS,
        file=keep_brought(folder(), pair, chain),
    )


@operation(who=SYSTEM, journal="key.ended")
def end_key(key: SigningKey, *, on: date, by: None, at: datetime) -> SigningKey:
    """Let a key sign nothing from a day on; what it signed before stays as good as it was (NĐ 30/2020 Đ5).

    Refused before the day from which it signs, or when it ends sooner.
    """
    if on < key.valid_from or (key.valid_until and key.valid_until <= on):
        raise Refused(_("Khóa này không được dùng từ ngày ấy."))
    note(fingerprint=key.fingerprint, until=on)
    key.valid_until = on
    key.save(update_fields=["valid_until"])
    return key


@operation(who=SYSTEM, journal="certificate.revoked")
def revoke_certificate(
    certificate: x509.Certificate, *, since: datetime, reason: Revocation.Reason, by: None, at: datetime
) -> Revocation:
    """Believe nothing signed by a certificate from a moment on, unless a time stamp proves it older (NĐ 30/2020 Đ5).

    Its key signs nothing more here. Refused when it is revoked already, from a moment at which it was not valid yet or
    that is still to come, and for who vouches for others: it is not believed any more once it is taken away.
    """
    mark = fingerprint(certificate)
    if SigningKey.objects.filter(fingerprint=mark, use=Use.VOUCHES).exists():
        raise Refused(
            _(
                "Đây là chứng thư của bên cấp chứng thư, không thu hồi ở đây. Thu hồi từng chứng thư do bên ấy cấp;"
                " muốn thôi tin bên ấy, dùng motcua keys end."
            )
        )
    if Revocation.objects.filter(fingerprint=mark).exists():
        raise Refused(_("Chứng thư số này đã bị thu hồi trước đó."))
    if not certificate.not_valid_before_utc <= since <= at:
        raise Refused(_("Chọn lúc thu hồi từ khi chứng thư số có hiệu lực đến bây giờ."))
    note(fingerprint=mark, since=since, reason=reason)
    key = SigningKey.objects.filter(fingerprint=mark, use=Use.SIGNS).first()
    if key and key.is_valid_on(on := max(local(at).date(), key.valid_from)):
        end_key(key, on=on, by=None, at=at)
    pem = certificate.public_bytes(serialization.Encoding.PEM).decode()
    return Revocation.objects.create(fingerprint=mark, certificate=pem, revoked_at=since, reason=reason, noted_at=at)


@operation(who=SYSTEM, journal="revocations.listed")
def list_revocations(authority: SigningKey, *, by: None, at: datetime) -> RevocationList:
    """Sign and keep the list of the certificates of our own authority that are revoked (NĐ 30/2020 Đ5; RFC 5280)."""
    pair, until = pair_of(authority), at + LISTED_FOR
    number = next_number("papers/revocations")
    own = [one for one in Revocation.objects.order_by("pk") if issued_by(one.parsed, pair[1])]
    revoked = [(one.parsed, one.revoked_at, WORDS_OF_RFC_5280[Revocation.Reason(one.reason)]) for one in own]
    note(number=number, revoked=len(revoked))
    return RevocationList.objects.create(
        number=number,
        issuer=authority,
        made_at=at,
        next_at=until,
        content=revocation_list(pair, revoked, number=number, at=at, until=until),
    )


def _dated(certificate: x509.Certificate) -> dict[str, Any]:
    pem = certificate.public_bytes(serialization.Encoding.PEM).decode()
    return {
        "fingerprint": fingerprint(certificate),
        "certificate": pem,
        "valid_from": certificate.not_valid_before_utc.date(),
    }


def _tell_witnesses(subject: str, text: str, *, key: str, at: datetime) -> None:
    enqueue_all(
        [
            Outgoing("mail", {"to": to, "subject": subject, "text": text}, f"{key}/{to}")
            for to in settings.JOURNAL_WITNESSES
        ],
        at=at,
    )
