"""Keys of signing at the terminal: made for a demonstration, brought in for officials and agencies, listed."""

import getpass
import sys
from datetime import date, datetime
from json import dumps
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from django.conf import settings
from django.db import transaction

from motcua.cli.refusals import in_words
from motcua.kernel.illness import Unavailable
from motcua.kernel.terminal import Trouble, say
from motcua.kernel.text import format_date, format_datetime, local
from motcua.notices.push import vapid
from motcua.organization.models import Agency, Post
from motcua.papers import tokens
from motcua.papers.certificates import (
    AUTHORITY_FILE,
    STAMPS_FILE,
    Pair,
    TokenKey,
    common_name,
    fingerprint,
    issued_by,
    make_authority,
    make_stamping_authority,
)
from motcua.papers.health import A_WEEK
from motcua.papers.models import Revocation, SigningKey
from motcua.papers.operations import (
    KeyOwner,
    bring_key,
    end_key,
    list_revocations,
    revoke_certificate,
    trust_certificate,
)
from motcua.papers.queries import signed_with
from motcua.papers.signing import REVOCATIONS
from motcua.papers.trusted import Use, folder, missing_keys, revocation_list
from motcua.people.models import Account


def make(*, at: datetime) -> int:
    """Make the keys of a demonstration and have them known; those that are there already are taken.

    Outside a demonstration nothing is made. Keys from a version before may be made known: what they signed can then
    be verified, and nothing more is signed with them.
    """
    if not (settings.IS_DEMONSTRATION or (folder() / AUTHORITY_FILE).exists()):
        raise Trouble("Ngoài bản trình diễn không lập khóa ở đây. Nhập khóa đã được cấp: ./motcua keys bring TỆP.p12.")
    for file, certificate in made_known(at=at).items():
        say(f"{file}: {fingerprint(certificate)}")
    return 0


def made_known(*, at: datetime) -> dict[str, x509.Certificate]:
    """The certificates of a demonstration by their files, made where they were not, and known to the database."""
    place = folder()
    made = {Use.VOUCHES: (AUTHORITY_FILE, make_authority(place)[1])}
    if settings.IS_DEMONSTRATION or (place / STAMPS_FILE).exists():
        made[Use.STAMPS] = (STAMPS_FILE, make_stamping_authority(place)[1])
    for use, (file, certificate) in made.items():
        trust_certificate(certificate, use=use, file=file, is_demonstration=True, by=None, at=at)
    authority = SigningKey.objects.get(fingerprint=fingerprint(made[Use.VOUCHES][1]))
    listed = revocation_list()
    # Every certificate names the address of the list: it is there from the first day, and in time made again.
    if listed is None or listed.next_at < at + A_WEEK:
        list_revocations(authority, by=None, at=at)
    return dict(made.values())


def bring(
    key: str, *, whose: str, account: str, since: date | None, until: date | None, roots: Path | None, at: datetime
) -> int:
    """Bring in a key of an agency, or of an official for a post, and say from which day to which.

    `key` is a file (PKCS#12), or pkcs11:token=…;object=… for one that stays in its device, with its certificate there.
    """
    owner = KeyOwner(since or local(at).date(), until, *_owner(whose, account))
    pair, chain = _of_a_device(key) if key.startswith("pkcs11:") else _opened(Path(key))
    with in_words(), transaction.atomic():
        for root in _certificates(roots):
            trust_certificate(root, use=Use.VOUCHES, file="", is_demonstration=False, by=None, at=at)
        brought = bring_key(pair, chain=chain, owner=owner, by=None, at=at)
    say(f"{_whose(brought)}: {common_name(brought.parsed.subject)}, {_days(brought)}.")
    say(f"Chép {folder() / brought.file} sang mọi máy web; sao lưu nó ở nơi kín.")
    return 0


def show(*, json: bool, at: datetime) -> int:
    """Every key that is known, whose, for which days, and whether it can be read on this machine."""
    why = {key.pk: reason for key, reason in missing_keys(on=local(at).date())}
    keys = SigningKey.objects.select_related("account", "agency", "post__unit__agency").order_by("pk")
    for key in keys:
        facts = {
            "fingerprint": key.fingerprint, "use": key.use, "whose": _whose(key), "days": _days(key), "file": key.file,
            "missing": why.get(key.pk, ""),
        }  # fmt: skip
        missing = f"  THIẾU Ở MÁY NÀY: {facts['missing']}" if facts["missing"] else ""
        say(dumps(facts, ensure_ascii=False) if json else f"{facts['whose']}  {facts['days']}  {key.file}{missing}")
    for path, certificate in _made_when_they_signed():
        facts = {
            "fingerprint": fingerprint(certificate), "use": Use.SIGNS, "whose": common_name(certificate.subject),
            "days": str(certificate.not_valid_before_utc.year), "file": path.name, "missing": "",
        }  # fmt: skip
        say(dumps(facts, ensure_ascii=False) if json else f"{facts['whose']}  {facts['days']}  {path.name}")
    return 1 if why else 0


def push() -> int:
    """Make the key of notices to browsers if there is none. One that was made stays: browsers know it."""
    is_new = vapid.make_key()
    if vapid.key() is None:
        raise Trouble(f"{vapid.key_file()}: không đọc được, hoặc không phải khóa P-256.")
    state = "đã lập" if is_new else "đã có từ trước, giữ nguyên"
    say(f"{vapid.key_file()}: {state}. Khóa công khai: {vapid.public_part()}")
    say("Chép tệp này sang mọi máy web và máy chạy việc nền; sao lưu nó ở nơi kín.")
    return 0


def _made_when_they_signed() -> list[tuple[Path, x509.Certificate]]:
    """The certificates of a demonstration's officials and agencies on this node, each with its file."""
    return [(path, x509.load_pem_x509_certificate(path.read_bytes())) for path in sorted(folder().glob("of-*.pem"))]


def end(mark: str, *, on: date | None, at: datetime) -> int:
    """Let a key sign nothing more from a day on, today where none is named: lost, or its holder left."""
    keys = list(SigningKey.objects.filter(fingerprint__startswith=mark.lower(), use=Use.SIGNS)[:2])
    if len(keys) != 1:
        raise Trouble(f"Dấu «{mark}» không chỉ đúng một khóa. Xem ./motcua keys list --json.")
    with in_words():
        key = end_key(keys[0], on=on or local(at).date(), by=None, at=at)
    say(f"{_whose(key)}: {_days(key)}.")
    return 0


# What is revoked stays so: a mark is told as the list shows it, not by its first sign.
SHORTEST_MARK = 12


def revoke(what: str, *, reason: str, since: datetime | None, at: datetime) -> int:
    """Revoke a certificate, known by its mark or out of a file, and sign the list anew where that is done here."""
    certificate = _meant(what)
    with in_words():
        made = revoke_certificate(
            certificate, since=since or at, reason=Revocation.Reason(reason.upper()), by=None, at=at
        )
    _set_aside(certificate)
    since_when = format_datetime(made.revoked_at)
    say(f"{common_name(certificate.subject)}: bị thu hồi từ {since_when}, {made.get_reason_display()}.")
    signed = signed_with(certificate, since=made.revoked_at)
    if count := signed.count():
        say(f"{count} giấy ký từ lúc ấy không còn được tin; thu hồi kết quả và ký lại, mới nhất trước:")
        for paper in signed.order_by("-pk")[:20]:
            say(f"  {paper.dossier_code}  {paper}")
    for authority in _own_authorities():
        if issued_by(certificate, authority.parsed):
            _list_revoked(authority, at=at)
    return 0


def list_revoked(*, at: datetime) -> int:
    """Sign the list of revoked certificates of our own authority anew, on the machine that has its key."""
    authorities = _own_authorities()
    if not authorities:
        raise Trouble("Nền tảng không có tổ chức chứng thực của mình: danh sách thu hồi do bên cấp chứng thư công bố.")
    for authority in authorities:
        _list_revoked(authority, at=at)
    return 0


def _list_revoked(authority: SigningKey, *, at: datetime) -> None:
    try:
        made = list_revocations(authority, by=None, at=at)
    except Unavailable as why:
        if why.told:
            raise
        raise Trouble(f"{why}. Chạy ./motcua keys crl ở máy có khóa ấy.") from why
    say(f"Danh sách số {made.number}: {REVOCATIONS}, lập lại trước {format_datetime(made.next_at)}.")


def _own_authorities() -> list[SigningKey]:
    return list(SigningKey.objects.filter(use=Use.VOUCHES).exclude(file="").order_by("pk"))


def _meant(what: str) -> x509.Certificate:
    """The certificate of a file, or the one known here whose mark begins so."""
    if Path(what).is_file():
        found = _certificates(Path(what))
        if not found:
            raise Trouble(f"{what} không có chứng thư dạng PEM.")
        return found[0]
    mark = what.lower()
    found = [key.parsed for key in SigningKey.objects.filter(fingerprint__startswith=mark)[:2]]
    found += [one for _path, one in _made_when_they_signed() if fingerprint(one).startswith(mark)]
    if len(found) != 1 or len(what) < SHORTEST_MARK:
        raise Trouble(f"Dấu «{what}» không chỉ đúng một chứng thư. Xem ./motcua keys list --json.")
    return found[0]


def _set_aside(certificate: x509.Certificate) -> None:
    """A demonstration's key of this node goes out of the way: whoever signed with it is made another."""
    for path, made in _made_when_they_signed():
        if fingerprint(certificate) == fingerprint(made):
            path.rename(path.with_suffix(".revoked"))


def _owner(whose: str, account: str) -> tuple[Agency | None, Account | None, Post | None]:
    if not account:
        agency = Agency.objects.filter(code=whose).first()
        if agency is None:
            raise Trouble(f"Không có cơ quan «{whose}». Khóa của cán bộ: CƠ_QUAN/PHÒNG/VỊ_TRÍ cùng --account EMAIL.")
        return agency, None, None
    agency_code, unit, code = [*whose.split("/"), "", ""][:3]
    post = Post.objects.filter(unit__agency__code=agency_code, unit__code=unit, code=code).first()
    official = Account.objects.filter(email__iexact=account).first()
    if post is None or official is None or not official.holdings.filter(post=post).exists():
        raise Trouble(f"«{account}» không giữ vị trí «{whose}». Xem ./motcua access report.")
    return None, official, post


def _opened(file: Path) -> tuple[Pair, list[x509.Certificate]]:
    password = getpass.getpass("Mật khẩu của tệp: ") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\r\n")
    try:
        key, certificate, others = pkcs12.load_key_and_certificates(file.read_bytes(), password.encode())
    except ValueError as error:
        raise Trouble(f"Không mở được {file}: sai mật khẩu, hoặc không phải tệp PKCS#12.") from error
    if not isinstance(key, ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey) or certificate is None:
        raise Trouble(f"{file} không có khóa riêng RSA hoặc EC cùng chứng thư của nó.")
    return (key, certificate), others


def _of_a_device(address: str) -> tuple[Pair, list[x509.Certificate]]:
    """A key where it is, and its certificate; refused when the device signs what the certificate does not prove."""
    try:
        key = TokenKey.parse(address)
    except ValueError as error:
        raise Trouble(f"«{address}» không có dạng pkcs11:token=TÊN_THIẾT_BỊ;object=TÊN_KHÓA.") from error
    try:
        own, *chain = tokens.certificates_on(key)
        if not tokens.belong_together(key, own):
            raise Trouble(f"Chứng thư «{common_name(own.subject)}» không phải của khóa {key}.")
    except Unavailable as why:
        raise Trouble(f"{why}. Xem PKCS11_MODULE, PKCS11_PIN; liệt kê bằng pkcs11-tool --module … -O.") from why
    return (key, own), chain


def _certificates(file: Path | None) -> list[x509.Certificate]:
    try:
        return x509.load_pem_x509_certificates(file.read_bytes()) if file else []
    except ValueError as error:
        raise Trouble(f"{file} không có chứng thư dạng PEM.") from error


def _whose(key: SigningKey) -> str:
    if key.agency:
        return key.agency.name
    if key.account and key.post:
        return f"{key.account.full_name} ({key.post.path})"
    return common_name(key.parsed.subject)


def _days(key: SigningKey) -> str:
    until = f" đến trước {format_date(key.valid_until)}" if key.valid_until else ""
    return f"từ {format_date(key.valid_from)}{until}"
