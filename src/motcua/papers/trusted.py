"""Whose word is taken for a signature, and with which keys this node signs: the database tells it to every node."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from cryptography import x509
from django.conf import settings
from django.db.models import Q

from motcua.kernel.illness import Unavailable
from motcua.papers import tokens
from motcua.papers.certificates import Pair, TokenKey, fingerprint, kept_pair
from motcua.papers.models import Revocation, RevocationList, SigningKey
from motcua.papers.signatures import Signatory

Use = SigningKey.Use


@dataclass(frozen=True)
class Trust:
    """The certificates that vouch for others, those of a demonstration among them; which signers are agencies.

    And which certificates are revoked, by their fingerprints, each with the moment from when.
    """

    roots: list[x509.Certificate]
    demonstrations: frozenset[x509.Name]
    of_agencies: frozenset[str]
    revoked: Mapping[str, datetime]


def trust(signers: Collection[str]) -> Trust:
    """What signatures of these certificates (by their fingerprints) are judged by.

    Raises `Unavailable` where nobody's word is taken yet: then nothing can be said of any signature.
    """
    known = list(SigningKey.objects.filter(Q(use=Use.VOUCHES) | Q(fingerprint__in=signers)).order_by("pk"))
    roots = [(one.parsed, one.is_demonstration) for one in known if one.use == Use.VOUCHES]
    if not roots:
        raise Unavailable("keys", "no authority is known: ./motcua keys make, or ./motcua keys bring")
    return Trust(
        [root for root, _is_demonstration in roots],
        frozenset(root.subject for root, is_demonstration in roots if is_demonstration),
        frozenset(one.fingerprint for one in known if one.agency_id),
        dict(Revocation.objects.values_list("fingerprint", "revoked_at")),
    )


def folder() -> Path:
    """Where the keys of this node stand."""
    return Path(settings.SIGNING_KEYS or Path(settings.DATA_DIR) / "signing")


def pair_of(key: SigningKey) -> Pair:
    """The key that is meant, out of its file. Raises `Unavailable` when it is not here, or another is."""
    pair = kept_pair(folder() / key.file)
    if fingerprint(pair[1]) != key.fingerprint:
        raise Unavailable("keys", f"{folder() / key.file} is not the key that the database names")
    return pair


def key_of(who: Signatory, *, on: date) -> SigningKey | None:
    """The key with which an official signs in a post on a day, or an agency seals."""
    keys = SigningKey.objects.on(on).filter(use=Use.SIGNS)
    if not who.post:
        return keys.filter(agency__code=who.holder).first()
    agency, unit, post = who.post.split("/")
    in_post = keys.filter(post__unit__agency__code=agency, post__unit__code=unit, post__code=post)
    return in_post.filter(account__handle=who.holder).first()


def is_revoked(certificate: x509.Certificate, *, at: datetime) -> bool:
    """Whether nothing may be signed with a certificate at a moment."""
    return Revocation.objects.filter(fingerprint=fingerprint(certificate), revoked_at__lte=at).exists()


def revocation_list() -> RevocationList | None:
    """The list that is given to whoever asks; none where none was made yet."""
    return RevocationList.objects.order_by("-number").first()


def demonstration_pair(use: str) -> Pair:
    """The key of the demonstration's authority, or of its time stamps, as the database knows it."""
    key = SigningKey.objects.filter(use=use, is_demonstration=True).first()
    if key is None:
        raise Unavailable("keys", "no key of a demonstration is known: ./motcua keys make")
    return pair_of(key)


def missing_keys(*, on: date) -> Iterator[tuple[SigningKey, str]]:
    """The keys in force on a day that cannot be read on this node, each with the reason."""
    for key in SigningKey.objects.on(on).exclude(file="").order_by("pk"):
        try:
            pair = pair_of(key)
            if isinstance(pair[0], TokenKey):
                tokens.is_here(pair[0])
        except Unavailable as why:
            yield key, str(why)
