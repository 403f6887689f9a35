"""Who signs, and what a signature proves. Plain values, without Django."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Signatory:
    """Who signs: whose key it is, by what never changes of them, and who they are as they sign.

    `holder` is an account's handle or an agency's code: neither a namesake nor a former name opens somebody's key.
    `post` is its place in words of the packs (`agency/unit/post`); none for an agency's own signature.
    """

    holder: str
    name: str
    title: str
    agency_name: str
    post: str = ""


@dataclass(frozen=True)
class TimeStampCheck:
    """What a time stamp proves: when at the latest the signature stood, told by whom, if we know them."""

    at: datetime
    authority: str
    is_trusted: bool
    is_demonstration: bool = False


@dataclass(frozen=True)
class SignatureCheck:
    """What a signature proves: nothing changed since, it covers the whole file, whose it is, if we know its issuer.

    A signature that is not the last covers the whole file as it was then, and what came after is another signature and
    nothing else.
    """

    is_intact: bool
    covers_whole: bool
    is_trusted: bool
    signer: str
    signed_at: datetime | None
    agency: str = ""
    title: str = ""
    is_agency: bool = False
    is_demonstration: bool = False
    time_stamp: TimeStampCheck | None = None
    revoked_at: datetime | None = None

    @property
    def is_good(self) -> bool:
        return self.is_intact and self.covers_whole and self.is_trusted and not self.is_after_revocation

    @property
    def is_after_revocation(self) -> bool:
        """Whether its certificate is revoked, and nobody who is trusted saw the signature before that.

        What the signature says of its own time does not count: who has a key that was lost can write any.
        """
        if self.revoked_at is None:
            return False
        stamp = self.time_stamp
        return stamp is None or not stamp.is_trusted or stamp.at >= self.revoked_at
